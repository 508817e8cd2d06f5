/** Sign-in at the edge in a real browser: the function of the template, CloudFront's stand-in, and the local pool's login. */
import { createServer } from 'node:http'
import type { BrowserContext, Page } from 'playwright-core'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { defaultPaths } from '../../callers/edge/config.ts'
import { closeServer, listenOnLoopback } from '../../local/listen.ts'
import type { LocalStack } from '../../local/stack.ts'
import { addressOf, startCallersStack } from '../support/callers-stack.ts'
import { endAfterAll } from '../support/end-after-all.ts'
import { readHops, triggerCalls } from '../support/trigger-calls.ts'
import { launchBrowser, missingBrowser } from './chromium.ts'

const password = 'correct horse battery staple 1A'
const person = { username: 'ada@example.com', password, attributes: { email: 'ada@example.com' } }

if (missingBrowser !== null) process.stderr.write(`${missingBrowser}\n`)

describe.skipIf(missingBrowser !== null)('sign-in at the edge', () => {
  const keep = endAfterAll()
  const received: string[] = []
  let stack: LocalStack
  let site: string
  let context: BrowserContext
  let page: Page

  beforeAll(async () => {
    const origin = createServer((request, response) => {
      received.push(JSON.stringify(request.headers))
      response.setHeader('content-type', 'text/html').end(`<title>Orders</title><h1>${request.url}</h1>`)
    })
    const EDGE_LOOPBACK_ORIGIN = `http://127.0.0.1:${await listenOnLoopback(origin, 0, 'own-checks')}`
    keep(() => closeServer(origin))
    stack = await startCallersStack(keep, { seedUsers: [person], origins: { EDGE_LOOPBACK_ORIGIN } })
    site = addressOf(stack, 'edge', 'SignInSite')
    const browser = await launchBrowser()
    keep(() => browser.close())
    context = await browser.newContext()
  })

  /** What the function wrote. */
  async function lines(): Promise<string> {
    const calls = await triggerCalls(stack.details)
    return calls.flatMap(({ trigger, logLines }) => (trigger === 'edge' ? logLines : [])).join('\n')
  }

  beforeEach(async () => {
    await context.clearCookies()
    page = await context.newPage()
    // Decides nothing: it only says that the page hangs.
    page.setDefaultTimeout(120_000)
  })

  async function signIn(path: string): Promise<void> {
    await page.goto(`${site}${path}`)
    await page.locator('input[name=username]').fill(person.username)
    await page.locator('input[name=password]').fill(password)
    await page.locator('form button').first().click()
    await page.getByRole('heading', { name: path }).waitFor()
  }

  test('a person signs in, comes back to the page, and the origin sees no token', async () => {
    received.length = 0

    await signIn('/orders?tab=open')

    expect(page.url()).toBe(`${site}/orders?tab=open`)
    expect(await page.evaluate('document.cookie')).toBe('')
    expect(received.join()).not.toContain('__Host-Http-edge')
    expect(received.join()).not.toContain('authorization')
    await page.goto(`${site}/orders`)
    expect(await page.title()).toBe('Orders')
  })

  test('a link of a mail opens a page of somebody who is signed in', async () => {
    await signIn('/orders')
    await page.goto(`data:text/html,<a href="${site}/orders?from=mail">open</a>`)

    await page.getByText('open').click()

    await page.getByRole('heading', { name: '/orders?from=mail' }).waitFor()
    expect(page.url()).toBe(`${site}/orders?from=mail`)
  })

  test('a session whose access token is gone is refreshed on the way, and the console shows the chain', async () => {
    await signIn('/orders')
    const cookies = await context.cookies()
    await context.clearCookies()
    await context.addCookies(cookies.filter(({ name }) => name.includes('refresh')))

    await page.goto(`${site}/orders?again=1`)

    await page.getByRole('heading', { name: '/orders?again=1' }).waitFor()
    expect(await lines()).toContain('"to":"refreshed"')
    const hops = await readHops(stack.details)
    const { traceId } = hops.find(({ name }) => name === 'user-pool /oauth2/token') ?? {}
    expect(hops.filter((hop) => hop.traceId === traceId).map(({ name }) => name)).toEqual([
      expect.stringMatching(/^distribution SignInSite.*, GET \/orders$/),
      'user-pool /oauth2/token',
      'table GetItem',
    ])
    const calls = (await triggerCalls(stack.details)).filter((call) => call.traceId === traceId)
    expect(calls.map(({ trigger, limitMs }) => [trigger, limitMs])).toEqual([
      ['pre-token-generation', 5_000],
      ['edge', 30_000],
    ])
  })

  test('a denial at the callback is a page, and the browser stays there', async () => {
    await page.goto(`${site}/orders`)
    const state = new URL(page.url()).searchParams.get('state') ?? ''
    const denial = 'PreTokenGeneration failed with error [account_suspended] This account is suspended. '
    const query = new URLSearchParams({ error: 'invalid_request', error_description: denial, state })

    await page.goto(`${site}${defaultPaths.callbackPath}?${String(query)}`)

    await page.getByRole('alert').getByText('This account is suspended').waitFor()
    expect(new URL(page.url()).pathname).toBe(defaultPaths.callbackPath)
  })

  test('who signs out has to sign in again', async () => {
    await signIn('/orders')

    await page.goto(`${site}${defaultPaths.signOutPath}`)
    await page.getByRole('heading', { name: '/' }).waitFor()
    await page.goto(`${site}/orders`)

    expect(await page.locator('input[name=password]').count()).toBe(1)
    expect(await lines()).toContain('signed-out')
    expect(await lines()).not.toContain('ada@example.com')
  })
})
