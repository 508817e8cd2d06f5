/** `/oauth2/authorize`: what begins a sign-in, what the app is told, and what must never reach an app. */
import { describe, expect, test } from 'vitest'
import { arns, email, emailPool, harness } from '../pool/pool-harness.ts'
import {
  authorizeUrl,
  openOAuth,
  openOAuthEnrolled,
  signInByPage,
  webId,
  webProperties,
} from './oauth-harness.ts'
import { backAtApp, createVisitor } from './visitor.ts'

async function problemAt(changes: Record<string, string | undefined>): Promise<string | undefined> {
  const { location } = await createVisitor().get(authorizeUrl(changes))
  return location === undefined ? undefined : new URL(location).pathname + new URL(location).search
}

describe('the authorize endpoint', () => {
  test('leads to the sign-in page with the same parameters', async () => {
    await openOAuth()

    const { status, location = '' } = await createVisitor().get(authorizeUrl())

    const url = new URL(location)
    expect(status).toBe(302)
    expect(url.pathname).toBe('/login')
    expect(Object.fromEntries(url.searchParams)).toMatchObject({ client_id: webId, state: 'a-state' })
  })

  test('sends the code and the untouched state to the app', async () => {
    await openOAuthEnrolled()
    const state = 'a state with blanks & = % ü'

    const answer = backAtApp(await signInByPage(email, { state }))

    expect(answer).toEqual({ code: expect.stringMatching(/^[0-9a-f-]{36}$/), state })
  })

  test('sends no state where there was none', async () => {
    await openOAuthEnrolled()

    const answer = backAtApp(await signInByPage(email, { state: undefined }))

    expect(Object.keys(answer)).toEqual(['code'])
  })

  test.each([
    ['no response_type', { response_type: undefined }, { error: 'invalid_request' }],
    ['an unknown response_type', { response_type: 'id_token' }, { error: 'unsupported_response_type' }],
    [
      'the implicit grant, which the client lacks',
      { response_type: 'token' },
      { error: 'unauthorized_client' },
    ],
    ['a challenge without a method', { code_challenge_method: undefined }, { error: 'invalid_request' }],
    ['the method plain', { code_challenge_method: 'plain' }, { error: 'invalid_request' }],
    ['a method without a challenge', { code_challenge: undefined }, { error: 'invalid_request' }],
    ['a challenge that is no hash', { code_challenge: 'short' }, { error: 'invalid_request' }],
    ['a scope the client lacks', { scope: 'openid phone' }, invalidScope()],
    ['a scope nobody has', { scope: 'openid offline_access' }, invalidScope()],
    ['email without openid', { scope: 'email' }, invalidScope()],
    [
      'an unknown prompt',
      { prompt: 'create' },
      { error: 'invalid_request', error_description: 'invalid_prompt' },
    ],
  ])('tells the app of %s', async (_, changes: Record<string, string | undefined>, error) => {
    await openOAuth()

    const answer = backAtApp(await createVisitor().get(authorizeUrl(changes)))

    expect(answer).toEqual({ ...error, state: 'a-state' })
  })

  test('gives every scope of the client when none is asked for', async () => {
    await openOAuthEnrolled({ pool: { ...emailPool, LambdaConfig: preToken() } })

    await signInByPage(email, { scope: undefined })

    expect(harness.events.at(-1)?.event).toMatchObject({
      request: { scopes: webProperties.AllowedOAuthScopes },
    })
  })

  test('tells the app when the client may not use OAuth at all', async () => {
    await openOAuth({ web: { AllowedOAuthFlowsUserPoolClient: false } })

    const answer = backAtApp(await createVisitor().get(authorizeUrl()))

    expect(answer).toEqual({ error: 'unauthorized_client', state: 'a-state' })
  })

  test('does not simulate the implicit grant, and says so', async () => {
    await openOAuth({ web: { AllowedOAuthFlows: ['implicit'] } })

    const answer = backAtApp(await createVisitor().get(authorizeUrl({ response_type: 'token' })))

    expect(answer).toMatchObject({ error: 'unsupported_response_type' })
  })

  test('tells the app of a provider that the client does not support', async () => {
    await openOAuth()

    const answer = backAtApp(await createVisitor().get(authorizeUrl({ identity_provider: 'Acme' })))

    expect(answer).toMatchObject({
      error: 'invalid_request',
      error_description: expect.stringContaining('Login'),
    })
  })

  test('with the pool itself as provider leads to the sign-in page', async () => {
    await openOAuth()

    const problem = await problemAt({ identity_provider: 'COGNITO' })

    expect(problem).toMatch(/^\/login\?/)
  })
})

function preToken(): object {
  return { PreTokenGenerationConfig: { LambdaArn: arns.preToken, LambdaVersion: 'V2_0' } }
}

function invalidScope(): object {
  return { error: 'invalid_request', error_description: 'invalid_scope' }
}
