/** `/oauth2/token` for machines: `client_credentials`. */
import { describe, expect, test } from 'vitest'
import { arns, emailPool, fail, harness, respond } from '../pool/pool-harness.ts'
import {
  basic,
  claimsOf,
  machine,
  openOAuth,
  postToken,
  server,
  webId,
  type TokenReply,
} from './oauth-harness.ts'

function ask(form: Record<string, string> = {}): Promise<TokenReply> {
  return postToken({ grant_type: 'client_credentials', ...form }, basic(machine))
}

function withTrigger(LambdaVersion: string): { readonly pool: Record<string, unknown> } {
  return {
    pool: {
      ...emailPool,
      LambdaConfig: { PreTokenGenerationConfig: { LambdaArn: arns.preToken, LambdaVersion } },
    },
  }
}

describe('client credentials', () => {
  test('give an access token with the claims of Cognito and nothing else', async () => {
    await openOAuth()

    const { status, body } = await ask({ scope: 'api/write' })

    const now = harness.nowMs() / 1_000
    expect(status).toBe(200)
    expect(Object.keys(body).sort()).toEqual(['access_token', 'expires_in', 'token_type'])
    expect(claimsOf(body['access_token'])).toEqual({
      sub: machine.clientId,
      token_use: 'access',
      scope: 'api/write',
      auth_time: now,
      iss: harness.pool.issuer,
      exp: now + 3_600,
      iat: now,
      version: 2,
      jti: expect.any(String),
      client_id: machine.clientId,
    })
  })

  test('give every scope of the client when none is asked for', async () => {
    await openOAuth()

    const { body } = await ask()

    expect(claimsOf(body['access_token'])['scope']).toBe('api/read api/write')
  })

  test.each(['openid', 'api/delete', 'api/read openid', 'api/READ', 'aws.cognito.signin.user.admin'])(
    'are refused the scope %s',
    async (scope) => {
      await openOAuth()

      expect(await ask({ scope })).toEqual({ status: 400, body: { error: 'invalid_scope' } })
    },
  )

  test('never give a scope that needs a user, though the client has it', async () => {
    await openOAuth({ machine: { AllowedOAuthScopes: ['openid', 'profile', 'api/read'] } })

    const all = await ask()
    const asked = await ask({ scope: 'openid' })

    expect(claimsOf(all.body['access_token'])['scope']).toBe('api/read')
    expect(asked.body).toEqual({ error: 'invalid_scope' })
  })

  test('are refused to clients of another flow, and without the secret', async () => {
    await openOAuth()
    const form = { grant_type: 'client_credentials' }

    const answers = [
      await postToken({ ...form, client_id: webId }),
      await postToken(form, basic(server)),
      await postToken({ ...form, client_id: machine.clientId }),
    ]

    expect(answers.map(({ body }) => body['error'])).toEqual([
      'unauthorized_client',
      'unauthorized_client',
      'invalid_client',
    ])
  })

  test('cannot be used for a code or the profile of a user', async () => {
    await openOAuth()
    const { body } = await ask()

    const userInfo = await fetch(`${harness.pool.endpoint}/oauth2/userInfo`, {
      headers: { authorization: `Bearer ${String(body['access_token'])}` },
    })

    expect(userInfo.status).toBe(401)
  })
})

describe('the pre token generation trigger of a machine', () => {
  test.each(['V1_0', 'V2_0'])('is not asked with %s', async (version) => {
    await openOAuth(withTrigger(version))

    const { status } = await ask()

    expect([status, harness.events.length]).toEqual([200, 0])
  })

  test('with V3_0 is asked with scopes and metadata, and changes the token', async () => {
    await openOAuth(withTrigger('V3_0'))
    harness.functions.set(
      arns.preToken,
      respond({
        claimsAndScopeOverrideDetails: {
          idTokenGeneration: { claimsToAddOrOverride: { ignored: 'yes' } },
          accessTokenGeneration: {
            claimsToAddOrOverride: { tenant: 'acme', limits: { perMinute: 60 } },
            scopesToAdd: ['api/extra'],
            scopesToSuppress: ['api/read'],
          },
        },
      }),
    )

    const { body } = await ask({
      scope: 'api/read api/write',
      aws_client_metadata: JSON.stringify({ environment: 'test' }),
    })

    expect(harness.events.at(-1)?.event).toMatchObject({
      version: '3',
      triggerSource: 'TokenGeneration_ClientCredentials',
      userName: machine.clientId,
      callerContext: { clientId: machine.clientId },
      request: {
        userAttributes: {},
        scopes: ['api/read', 'api/write'],
        clientMetadata: { environment: 'test' },
      },
    })
    expect(claimsOf(body['access_token'])).toMatchObject({
      tenant: 'acme',
      limits: { perMinute: 60 },
      scope: 'api/write api/extra',
    })
    expect(claimsOf(body['access_token'])['ignored']).toBeUndefined()
  })

  test.each(['', '{', '[]', '"text"', 'null', '{"a":1}', '{"a":{"b":"c"}}', '{"":"x"}'])(
    'is not asked with the metadata %j',
    async (aws_client_metadata) => {
      await openOAuth(withTrigger('V3_0'))

      const { status, body } = await ask({ aws_client_metadata })

      expect([status, body['error'], harness.events.length]).toEqual([400, 'invalid_request', 0])
    },
  )

  test('that throws refuses the token', async () => {
    await openOAuth(withTrigger('V3_0'))
    harness.functions.set(arns.preToken, fail('No tenant'))

    const { status, body } = await ask()

    expect(status).toBe(400)
    expect(body).toEqual({
      error: 'invalid_grant',
      error_description: 'PreTokenGeneration failed with error No tenant.',
    })
  })

  test('may not change a reserved claim', async () => {
    await openOAuth(withTrigger('V3_0'))
    harness.functions.set(
      arns.preToken,
      respond({
        claimsAndScopeOverrideDetails: {
          accessTokenGeneration: { claimsToAddOrOverride: { client_id: 'another' } },
        },
      }),
    )

    const { body } = await ask()

    expect(body).toEqual({ error: 'invalid_request', error_description: 'Unrecognizable lambda output' })
  })
})
