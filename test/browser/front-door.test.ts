/** A person goes through the front door in a real browser, with the code that the recipe shows; the functions are those that
 * are deployed. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { transform } from 'esbuild'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { LocalStack } from '../../local/stack.ts'
import { oidcProvider } from '../journeys/federated.ts'
import { addressOf, startCallersStack } from '../support/callers-stack.ts'
import { endAfterAll } from '../support/end-after-all.ts'
import { launchBrowser, missingBrowser } from './chromium.ts'

if (missingBrowser !== null) process.stderr.write(`${missingBrowser}\n`)

const password = 'correct horse battery staple 1A'

/** The app's pages. What each button does is one call of the recipe's code. */
const app = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>App</title></head><body>
<form id="account"><label>E-mail <input name="email"></label> <label>Password <input name="password" type="password"></label>
<label>Code <input name="code"></label>
<button name="signUp">Sign up</button><button name="confirm">Confirm</button><button name="signIn">Sign in</button>
<button name="session">Who am I</button><button name="refresh">Refresh</button><button name="signOut">Sign out</button></form>
<a href="/auth/login?return=/inbox">Sign in on the login page</a>
<output></output>
<script type="module">
import * as door from '/front-door.js'
const form = document.querySelector('form')
const output = document.querySelector('output')
const value = (name) => form.elements[name].value
const key = crypto.randomUUID()
let seen
const acts = {
  signUp: () => door.signUp({ username: value('email'), password: value('password'), attributes: { email: value('email') } }, key),
  confirm: () => door.confirm(value('email'), value('code')),
  signIn: async () => (seen = await door.signIn(value('email'), value('password'))),
  session: async () => (seen = await door.session()),
  refresh: async () => (seen = await door.refresh(seen)),
  signOut: () => door.signOut(),
}
form.addEventListener('submit', async (event) => {
  event.preventDefault()
  output.textContent = ''
  const name = event.submitter.name
  output.textContent = await acts[name]().then((told) => name + ' ' + JSON.stringify(told), (problem) => name + ' failed ' + JSON.stringify(problem))
})
</script></body></html>`

describe.skipIf(missingBrowser !== null)('the front door in a browser', () => {
  const keep = endAfterAll()
  let stack: LocalStack
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let origin: string
  let people = 0

  beforeAll(async () => {
    stack = await startCallersStack(keep, { pool: { identityProviders: [oidcProvider('Acme')] } })
    origin = addressOf(stack, 'http-api', 'front-door')
    browser = await launchBrowser()
    keep(() => browser.close())
  })

  beforeEach(async () => {
    context = await browser.newContext({ locale: 'de-AT' })
    const module = await moduleOfRecipe()
    await context.route(
      (url) => url.origin === origin && !url.pathname.startsWith('/auth'),
      (route) =>
        new URL(route.request().url()).pathname === '/front-door.js'
          ? route.fulfill({ contentType: 'text/javascript', body: module })
          : route.fulfill({ contentType: 'text/html', body: app }),
    )
    page = await openApp()
  })

  afterEach(async () => {
    await context.close()
  })

  async function openApp(): Promise<Page> {
    const opened = await context.newPage()
    // Decides nothing: it only says that the page hangs.
    opened.setDefaultTimeout(120_000)
    await opened.goto(origin)
    return opened
  }

  /** The pool of this machine has cookies at the same host. */
  async function cookieNames(): Promise<readonly string[]> {
    const names = (await context.cookies(origin)).map(({ name }) => name)
    return names.filter((name) => name.startsWith('__'))
  }

  /** Presses a button and gives what the page then shows. */
  async function press(name: string, on = page): Promise<string> {
    await on.getByRole('button', { name, exact: true }).click()
    const output = on.locator('output:not(:empty)')
    await output.waitFor()
    return (await output.textContent()) ?? ''
  }

  async function enroll(): Promise<string> {
    const email = `ada.${(people += 1)}@example.com`
    await page.getByLabel('E-mail').fill(email)
    await page.getByLabel('Password').fill(password)
    expect(await press('Sign up')).toContain('signUp {"isConfirmed":false')
    const code = stack.mailbox.messages(email).find((message) => message.code !== undefined)?.code ?? ''
    await page.getByLabel('Code').fill(code)
    expect(await press('Confirm')).toContain('confirm {"wasAlready":false')
    return email
  }

  test('a person signs up, confirms, signs in, and signs out; no script can reach a token', async () => {
    const email = await enroll()

    expect(await press('Sign in')).toContain(`"email":"${email}"`)
    expect(await context.cookies(origin)).toEqual([
      expect.objectContaining({
        name: '__Host-Http-session',
        httpOnly: true,
        secure: true,
        sameSite: 'Strict',
        path: '/',
      }),
    ])
    const reachable = await page.evaluate(
      '[document.cookie, JSON.stringify({ ...localStorage, ...sessionStorage })]',
    )
    expect(reachable).toEqual(['', '{}'])
    await page.reload()
    expect(await press('Who am I')).toContain('"refreshes":0')
    expect(await press('Sign out')).toContain('"isRevoked":true')
    expect(await context.cookies(origin)).toEqual([])
    expect(await press('Who am I')).toContain('"code":"no_session"')
  })

  test('two tabs that renew at once share one renewal, and both stay signed in', async () => {
    await enroll()
    await press('Sign in')
    const other = await openApp()
    await press('Who am I', other)

    const told = await Promise.all([press('Refresh'), press('Refresh', other)])

    // On a busy machine the renewal may take longer than the second that the other tab waits.
    expect(told.filter((each) => !each.includes('refresh_in_progress'))).not.toEqual([])
    for (const each of told) expect(each).toMatch(/"refreshes":1|refresh_in_progress/)
    for (const tab of [page, other]) expect(await press('Who am I', tab)).toContain('"refreshes":1')
  })

  test('a denial is shown in the browser’s language', async () => {
    await page.getByLabel('E-mail').fill('eve@blocked.example')
    await page.getByLabel('Password').fill(password)

    const told = await press('Sign up')

    expect(told).toContain('signUp failed')
    expect(told).toContain('"code":"email_domain_not_allowed"')
    expect(told).toContain('"language":"de"')
  })

  test('a person comes back from the login page to the page that was wanted, signed in', async () => {
    const email = await enroll()
    await page.getByRole('link', { name: 'Sign in on the login page' }).click()
    await page.getByLabel('Password').waitFor()
    expect(new URL(page.url()).origin).not.toBe(origin)
    await page.getByRole('textbox').first().fill(email)
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Sign in' }).click()

    await page.waitForURL(`${origin}/inbox`)

    expect(await press('Who am I')).toContain(`"email":"${email}"`)
    expect(await cookieNames()).toEqual(['__Host-Http-session'])
  })

  test('a denial at the callback is shown there, and nothing sends the person round in a circle', async () => {
    stack.identityProviders
      .get('Acme')
      ?.setPerson({ sub: 'eve', email: 'eve@blocked.example', email_verified: true, name: 'Eve' })
    const starts: string[] = []
    page.on('request', (request) => {
      if (request.url().startsWith(`${origin}/auth/login`)) starts.push(request.url())
    })
    await page.getByRole('link', { name: 'Sign in on the login page' }).click()
    await page.getByRole('link', { name: 'Continue with Acme' }).click()

    await page.getByRole('alert').waitFor()

    expect(new URL(page.url()).pathname).toBe('/auth/callback')
    expect(await page.getByRole('alert').getAttribute('data-code')).toBe('email_domain_not_allowed')
    expect(await page.title()).toBe('Anmeldung')
    expect(starts).toHaveLength(1)
    expect(await cookieNames()).toEqual([])
    await page.getByRole('link', { name: 'Erneut versuchen' }).click()
    await page.getByRole('link', { name: 'Continue with Acme' }).waitFor()
    expect(starts).toHaveLength(2)
  })

  test('a page of another origin cannot ask', async () => {
    await enroll()
    await press('Sign in')
    const foreign = await context.newPage()
    await context.route('https://evil.example/', (route) =>
      route.fulfill({ contentType: 'text/html', body: '' }),
    )
    await foreign.goto('https://evil.example/')

    const told = await foreign.evaluate(
      `fetch(${JSON.stringify(`${origin}/auth/session`)}, { credentials: 'include', headers: { 'x-front-door': '1' } }).then(() => 'answered', () => 'refused')`,
    )

    expect(told).toBe('refused')
  })
})

/** The recipe's code, as a bundler of the app would serve it. */
async function moduleOfRecipe(): Promise<string> {
  const recipe = await readFile(join(import.meta.dirname, '../../docs/recipes/callers/front-door.md'), 'utf8')
  const [, code = ''] = /```ts\n(\/\/ front-door\.ts\n.*?)```/s.exec(recipe) ?? []
  return (await transform(code, { loader: 'ts', target: 'es2022' })).code
}
