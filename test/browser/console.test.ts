/** A person can sign up, sign in, see what the triggers did and switch faults, in a real browser. */
import type { BrowserContext, Page } from 'playwright-core'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { HopView } from '../../local/console/views.ts'
import type { Latest } from '../../local/latest.ts'
import type { LiveLog } from '../../local/live/live-view.ts'
import { endAfterAll } from '../support/end-after-all.ts'
import { launchBrowser, missingBrowser } from './chromium.ts'
import { startFakeStack } from './fake-stack.ts'
import { temporaryPassword } from '../support/fake-cognito.ts'
import { goThroughJourney, openConsole, password, signUp } from './journey.ts'

/** Address with token of a console that runs already; without it the page meets a fake user pool. */
const givenUrl = process.env['CONSOLE_URL']

if (missingBrowser !== null) process.stderr.write(`${missingBrowser}\n`)

describe.skipIf(missingBrowser !== null)('the console page', () => {
  const endsWith = endAfterAll()
  let context: BrowserContext
  let page: Page
  let openUrl: string
  let complaints: string[]
  let people = 0

  const nextEmail = () => `ada.${Date.now()}.${(people += 1)}@example.com`

  let live: LiveLog | undefined
  let hops: Pick<Latest<HopView>, 'add'> | undefined

  beforeAll(async () => {
    if (givenUrl === undefined) {
      const stack = await startFakeStack(() => Date.now())
      live = stack.live
      hops = stack.hops
      openUrl = stack.openUrl
      endsWith(() => stack.close())
    } else openUrl = givenUrl

    const browser = await launchBrowser()
    endsWith(() => browser.close())
    context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
  })

  beforeEach(async () => {
    complaints = []
    page = await context.newPage()
    // Decides nothing: it only says that the page hangs.
    page.setDefaultTimeout(120_000)
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
    })
    await openConsole(page, openUrl)
  })

  afterEach(() => page.close())

  test('an edit that is broken is shown until the next good one', async ({ skip }) => {
    if (live === undefined) return skip()
    const lines = ['suite.ts:3 does not build: <b>.', 'The last good edit runs.']
    live.add({ kind: 'broken', lines, atMs: 0 })
    await page.getByRole('alert').getByText('suite.ts:3 does not build: <b>.').waitFor()
    await page.reload()
    await page.getByRole('alert').getByText('The last good edit runs.').waitFor()

    live.add({ kind: 'runs', lines: ['pre-sign-up runs.'], atMs: 0 })

    await page
      .locator('#live-note')
      .getByText(/^edit of .*: runs$/)
      .waitFor()
    expect(await page.locator('#live-banner p').count()).toBe(0)
  })

  test('what a request at a door led to stands on one axis, now and after a reload', async ({ skip }) => {
    if (hops === undefined) return skip()
    const hop = { traceId: 'Root=1', startedAtMs: 1_000, durationMs: 800, status: 200 }
    hops.add({
      ...hop,
      id: '1',
      at: 'service',
      name: 'user-pool SignUp',
      startedAtMs: 1_200,
      durationMs: 500,
    })
    hops.add({ ...hop, id: '2', at: 'door', name: 'HTTP API <b>, POST /sign-up', limitMs: 30_000 })
    const chain = page.getByRole('region', { name: 'Chain' })

    for (const isReloaded of [false, true]) {
      if (isReloaded) await page.reload()
      await chain.getByText('800 ms of 30,000 ms').waitFor()
      expect(await chain.locator('tbody th').allTextContents()).toEqual([
        'HTTP API <b>, POST /sign-up, 200',
        'user-pool SignUp, 200',
      ])
    }
    expect(complaints).toEqual([])
  })

  test('a person signs up, confirms with the code in the mail, signs in and refreshes', async () => {
    await goThroughJourney(page, nextEmail())
    await page.getByRole('button', { name: 'Refresh' }).click()

    await page.getByText(/^Refreshed at /).waitFor()
    expect(await page.getByRole('region', { name: 'ID token' }).locator('tr.added').count()).toBeGreaterThan(
      0,
    )
    expect(await page.locator('#time-line .call-name').allTextContents()).toEqual(
      expect.arrayContaining(['pre-sign-up', 'post-confirmation', 'pre-token-generation']),
    )
    expect(complaints).toEqual([])
  })

  test.skipIf(givenUrl !== undefined)(
    'a user with a temporary password chooses a new one, and is signed in',
    async () => {
      await page.getByRole('button', { name: 'Sign in' }).first().click()
      const form = page.locator('#sign-in')
      const send = form.getByRole('button', { name: 'Sign in' })
      await form.getByLabel('E-mail').fill('grace@invited.example')
      await form.getByLabel('Password', { exact: true }).fill(temporaryPassword)
      await send.click()
      await form.getByText('This password was temporary: choose a new one.').waitFor()

      await send.click()
      await page.locator('#sign-in-new-password-error').getByText('Please enter your password').waitFor()
      expect(await page.evaluate('document.activeElement.id')).toBe('sign-in-new-password')
      await form.getByLabel('New password').fill('short')
      await send.click()
      await page
        .locator('#sign-in-new-password-error')
        .getByText(/Password not long enough/)
        .waitFor()
      await form.getByLabel('New password').fill(password)
      await send.click()

      await page.getByRole('region', { name: 'Access token' }).waitFor()
      expect(await form.getByLabel('New password').isVisible()).toBe(false)
    },
  )

  test('a denial stands at the field that it concerns, with its code', async () => {
    await signUp(page, 'ada@blocked.example')

    const field = page.locator('#sign-up').getByLabel('E-mail')
    await page.locator('#sign-up-email-error').getByText('email_domain_not_allowed').waitFor()
    expect(await page.locator('#sign-up-email-error').textContent()).not.toMatch(/PreSignUp|\[|\.\./)
    expect(await field.getAttribute('aria-invalid')).toBe('true')
    expect(await field.evaluate('document.activeElement.id')).toBe('sign-up-email')
    await page
      .locator('#time-line .call')
      .first()
      .getByText(/^. denied$/)
      .waitFor()
  })

  test.each([
    ['Sign up', 'sign-up', ['email', 'password']],
    ['Confirm', 'confirm', ['email', 'code']],
    ['Sign in', 'sign-in', ['email', 'password']],
  ])(
    'an empty form "%s" says in the chosen language what is missing, at each field',
    async (name, id, fields) => {
      await page.getByLabel('Language').selectOption('de')
      await page.locator(`[data-step="${id}"]`).click()
      const form = page.locator(`#${id}`)

      await form.getByRole('button', { name }).click()

      await page.locator(`#${id}-email-error`).getByText('Bitte geben Sie Ihre E-Mail-Adresse an').waitFor()
      for (const field of fields) {
        const input = page.locator(`#${id}-${field}`)
        expect(await input.getAttribute('aria-invalid')).toBe('true')
        expect(await input.getAttribute('aria-describedby')).toBe(`${id}-${field}-error`)
        expect(await page.locator(`#${id}-${field}-error`).textContent()).toMatch(
          /^Bitte geben Sie [^<>[\]]+$/,
        )
      }
      expect(await page.evaluate('document.activeElement.id')).toBe(`${id}-email`)
      expect(complaints).toEqual([])

      await form.getByLabel('E-mail').fill('ada@example.com')
      await form.getByRole('button', { name }).click()
      await page.locator(`#${id}-email-error`).filter({ hasText: /^$/ }).waitFor({ state: 'hidden' })
      expect(await page.evaluate('document.activeElement.id')).toBe(`${id}-${fields.at(-1)}`)
      expect(await form.locator('[aria-invalid]').count()).toBe(1)
    },
  )

  test('a trigger call opens by the keyboard and shows its steps', async () => {
    await goThroughJourney(page, nextEmail())
    const call = page.locator('#time-line .call').filter({ hasText: 'post-confirmation' }).first()

    await call.locator('.call-head').press('Enter')

    expect(await call.locator('.call-head').getAttribute('aria-expanded')).toBe('true')
    expect(await call.locator('.waterfall tbody tr').count()).toBeGreaterThan(1)
    await call.locator('.call-head').press('Enter')
    expect(await call.locator('.call-details').isVisible()).toBe(false)
  })

  test('a fault is switched on by the keyboard, announced at the top, and cleared', async () => {
    const table = page.getByRole('group', { name: /^Table/ })

    await table.getByLabel('off').focus()
    await page.keyboard.press('ArrowRight')

    await page.locator('#fault-banner').getByText('Table (DynamoDB) answers late by 300 ms').waitFor()
    await page.getByRole('button', { name: 'Clear all faults' }).click()
    await page.locator('#fault-banner strong').waitFor({ state: 'detached' })
    expect(await table.getByLabel('off').isChecked()).toBe(true)
    expect(complaints).toEqual([])
  })

  test('a page without the token says where to find it', async () => {
    const strangersPage = await context.newPage()

    await strangersPage.goto(new URL('/', openUrl).href)

    const notice = strangersPage.getByRole('alert').filter({ hasText: 'Open this page' })
    expect(await notice.textContent()).toBe(
      'Open this page by the address that npm start printed; the token is also in .local/stack.json.',
    )
    await strangersPage.close()
  })

  test('the token leaves the address and outlives a reload', async () => {
    const address = page.url()

    await page.reload()

    await page.getByText('live', { exact: true }).waitFor()
    expect(address).not.toContain('token')
  })

  test('every control has a name', async () => {
    const nameless = await page
      .locator('input, select, textarea')
      .evaluateAll((controls) =>
        controls.filter((control) => !control.labels?.length).map((control) => control.id),
      )

    expect(nameless).toEqual([])
  })

  test('nothing is cut off from 360 to 1920 px', async () => {
    await goThroughJourney(page, nextEmail())
    await page.locator('#time-line .call-head').first().click()
    const overflowsPx = []

    for (const width of [360, 768, 1280, 1920]) {
      await page.setViewportSize({ width, height: 800 })
      overflowsPx.push(await page.evaluate('document.documentElement.scrollWidth - innerWidth'))
    }

    expect(overflowsPx).toEqual([0, 0, 0, 0])
  })

  test.skipIf(givenUrl !== undefined)(
    'a call that Cognito repeats stands beside its first attempt',
    async () => {
      await signUp(page, 'ada@slow.example')

      const operation = page.locator('#time-line .operation').filter({ hasText: '1 repeat' }).first()
      await operation.getByText('attempt 2').waitFor()
      expect(await operation.locator('.outcome').allTextContents()).toEqual(['◷ time-out', '◷ time-out'])
      await page.locator('#sign-up-result').getByText('UnexpectedLambdaException').waitFor()
    },
  )
})
