import { createServer } from 'node:http'
import { build } from 'esbuild'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import type { AuthClient } from '../../client/auth-client.ts'
import { closeServer, listenOnLoopback } from '../../local/listen.ts'
import { launchBrowser, missingBrowser } from '../browser/chromium.ts'
import { endAfterAll } from '../support/end-after-all.ts'
import { clientId, patience, startFaultyPool, type FaultyPool } from './faulty-pool.ts'

declare global {
  // What the page's script leaves for the tests.
  var auth: AuthClient
}

const noFaults = { triggerTimeouts: 0, throttled: 0, lostRequests: 0, lostAnswers: 0 }
const person = { Username: 'ada@example.com', Password: 'Correct-Horse-7' }

describe.skipIf(missingBrowser !== null)('the client in a browser', () => {
  let faulty: FaultyPool
  let page: Page
  const endsWith = endAfterAll()

  beforeAll(async () => {
    faulty = await startFaultyPool(noFaults, 1)
    endsWith(() => faulty.close())
    const app = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>App</title>')
    })
    const port = await listenOnLoopback(app, 0, 'own-checks')
    endsWith(() => closeServer(app))
    const browser = await launchBrowser()
    endsWith(() => browser.close())
    page = await browser.newPage()
    await page.goto(`http://127.0.0.1:${port}/`)
    await page.addScriptTag({ content: await bundleApp(faulty.pool.endpoint) })
  })

  test('signs up, confirms and signs in, though the answer to the sign-up gets lost', async () => {
    await page.route(
      faulty.pool.endpoint,
      async (route) => {
        await route.fetch()
        await route.abort('connectionreset')
      },
      { times: 1 },
    )

    const signedUp = await page.evaluate((input) => globalThis.auth.signUp(input), person)
    const code = faulty.codesOf(person.Username).at(-1)
    const confirmed = await page.evaluate((input) => globalThis.auth.confirmSignUp(input), {
      Username: person.Username,
      ConfirmationCode: code,
    })
    const signedIn = await page.evaluate((input) => globalThis.auth.signIn(input), person)

    expect(signedUp).toEqual({ kind: 'signed_up', isConfirmed: false, isRecovered: true })
    expect(confirmed).toEqual({ kind: 'confirmed', wasAlready: false, isRecovered: false })
    expect(signedIn).toMatchObject({ kind: 'signed_in', tokens: { AccessToken: expect.any(String) } })
  })

  test('says that the network is gone when it is', async () => {
    await page.context().setOffline(true)

    const result = await page.evaluate((input) => globalThis.auth.signIn(input), person)

    await page.context().setOffline(false)
    expect(result).toEqual({ kind: 'transient', reason: 'network', isUnclear: true })
  })
})

/** The app: the SDK and the client, as one script. */
async function bundleApp(endpoint: string): Promise<string> {
  const contents = `
    import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider'
    import { createAuthClient } from './auth-client.ts'
    const cognito = new CognitoIdentityProviderClient({ region: 'eu-west-1', endpoint: '${endpoint}' })
    globalThis.auth = createAuthClient({ cognito, clientId: '${clientId}', baseDelayMs: 10, ...${JSON.stringify(patience)} })`
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: `${import.meta.dirname}/../../client`, loader: 'ts' },
    bundle: true,
    platform: 'browser',
    format: 'iife',
    write: false,
  })
  return outputFiles[0]?.text ?? ''
}
