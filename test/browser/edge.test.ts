/** Sign-in at the edge in a real browser: the function, CloudFront's stand-in, and the local pool's managed login. */
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { BrowserContext, Page } from 'playwright-core'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { defaultPaths, type EdgeConfig } from '../../callers/edge/config.ts'
import { createEdgeHandler } from '../../callers/edge/serve.ts'
import { createGuard } from '../../callers/guards/authorize.ts'
import { serveEdge } from '../../local/callers/edge/serve.ts'
import { closeServer, listenOnLoopback } from '../../local/listen.ts'
import { slowMotion } from '../../local/slow-motion.ts'
import { startStack } from '../../local/stack.ts'
import { systemClock } from '../../triggers/core/deadline.ts'
import { buildSuite } from '../support/built-suite.ts'
import { endAfterAll } from '../support/end-after-all.ts'
import { launchBrowser, missingBrowser } from './chromium.ts'

const password = 'correct horse battery staple 1A'
const person = { username: 'ada@example.com', password, attributes: { email: 'ada@example.com' } }

if (missingBrowser !== null) process.stderr.write(`${missingBrowser}\n`)

describe.skipIf(missingBrowser !== null)('sign-in at the edge', () => {
  const keep = endAfterAll()
  const lines: string[] = []
  const received: string[] = []
  let site: string
  let context: BrowserContext
  let page: Page

  beforeAll(async () => {
    const origin = createServer((request, response) => {
      received.push(JSON.stringify(request.headers))
      response.setHeader('content-type', 'text/html').end(`<title>Orders</title><h1>${request.url}</h1>`)
    })
    const originPort = await listenOnLoopback(origin, 0, 'own-checks')
    keep(() => closeServer(origin))

    let handler: ReturnType<typeof createEdgeHandler> | undefined
    const edge = await serveEdge(
      () => ({
        distributionId: 'E1',
        name: 'Site',
        domainName: 'd1.cloudfront.net',
        aliases: [],
        behaviors: [
          {
            pattern: '*',
            methods: ['GET', 'HEAD', 'OPTIONS', 'POST'],
            origin: { domainName: 'origin.example', path: '' },
            viewerRequest: {
              functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:edge:1',
              includesBody: false,
            },
          },
        ],
      }),
      {
        clock: systemClock,
        onExchange: () => {},
        async invoke({ payload }) {
          const answer = await handler?.(payload, {
            awsRequestId: 'id',
            getRemainingTimeInMillis: () => 60_000,
          })
          const ran = { requestId: 'id', traceId: 'id', executedVersion: '1', logTail: '' }
          return { ...ran, kind: 'success', payload: JSON.stringify(answer) }
        },
      },
      { port: 0, addressOf: () => `http://127.0.0.1:${originPort}` },
    )
    keep(() => edge.close())
    site = `http://localhost:${new URL(edge.endpoint).port}`

    const built = await buildSuite(new URL('../suites/shipped.ts', import.meta.url).pathname, {
      callbackUrls: [`${site}${defaultPaths.callbackPath}`],
      logoutUrls: [`${site}/`],
    })
    keep(() => built.remove())
    const stack = await startStack({
      model: built.model,
      port: 0,
      slowMotion: slowMotion(4),
      seedUsers: [person],
    })
    keep(() => stack.close())

    const { userPoolId, clients, cognitoEndpoint } = stack.details
    process.env['AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER'] = cognitoEndpoint
    keep(async () => void delete process.env['AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER'])
    const config: EdgeConfig = {
      userPoolId,
      clientId: clients.public.clientId,
      managedLogin: 'https://login.example.com',
      scopes: ['openid'],
      needs: {},
      ...defaultPaths,
      openPaths: ['/'],
      forwardsToken: false,
    }
    const clientIds = [config.clientId]
    const guard = createGuard({ userPoolId, clientIds, use: 'access', claims: {} })
    handler = createEdgeHandler(
      { config, guard, random: randomBytes },
      {
        clock: systemClock,
        initializationType: 'on-demand',
        dimensions: { FunctionName: 'edge', FunctionVersion: '1' },
        log: (line) => void lines.push(line),
        hashUser: () => 'hash',
      },
    )
    const browser = await launchBrowser()
    keep(() => browser.close())
    context = await browser.newContext()
  })

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

  test('a session whose access token is gone is refreshed on the way', async () => {
    await signIn('/orders')
    const cookies = await context.cookies()
    await context.clearCookies()
    await context.addCookies(cookies.filter(({ name }) => name.includes('refresh')))

    await page.goto(`${site}/orders?again=1`)

    await page.getByRole('heading', { name: '/orders?again=1' }).waitFor()
    expect(lines.join()).toContain('"to":"refreshed"')
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
    expect(lines.join()).not.toContain('ada@example.com')
  })
})
