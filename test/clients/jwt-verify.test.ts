/** aws-jwt-verify, unchanged, on every token of the pool; and an API that checks scopes. */
import { JwtVerifier } from 'aws-jwt-verify'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { arns, email, emailPool, enroll, respond, type Harness } from '../local/pool/pool-harness.ts'
import { grace, signInByAcme, startFederation, type Federation } from '../local/oauth/federation-harness.ts'
import {
  basic,
  exchange,
  machine,
  postToken,
  signInAndExchange,
  webId,
} from '../local/oauth/oauth-harness.ts'
import { backAtApp } from '../local/oauth/visitor.ts'

let federation: Federation
let harness: Harness
let keys: unknown
beforeEach(async () => {
  federation = await startFederation({
    // The verifier checks times by the system's clock.
    clock: Date.now,
    pool: {
      ...emailPool,
      LambdaConfig: { PreTokenGenerationConfig: { LambdaArn: arns.preToken, LambdaVersion: 'V3_0' } },
    },
  })
  harness = federation.harness
  await enroll()
  const response = await fetch(`${harness.pool.issuer}/.well-known/jwks.json`)
  keys = await response.json()
})
afterEach(() => federation.close())

/** CognitoJwtVerifier takes AWS's own issuers only, so the issuer is named. */
async function verify(token: unknown, audience: string | null): Promise<Record<string, unknown>> {
  const verifier = JwtVerifier.create({
    issuer: harness.pool.issuer,
    audience,
    jwksUri: `${harness.pool.issuer}/.well-known/jwks.json`,
  })
  verifier.cacheJwks({ keys: [...Object(keys).keys] })
  return { ...(await verifier.verify(String(token))) }
}

/** What an API does with a bearer token: 200, 401 for no valid token, 403 for one without the scope. */
async function callApi(token: unknown, scope: string): Promise<200 | 401 | 403> {
  try {
    const claims = await verify(token, null)
    if (claims['token_use'] !== 'access') return 401
    return String(claims['scope']).split(' ').includes(scope) ? 200 : 403
  } catch {
    return 401
  }
}

describe('aws-jwt-verify', () => {
  test('accepts the tokens of a code, and of its refresh', async () => {
    const first = await signInAndExchange(email)
    const { body: second } = await postToken({
      grant_type: 'refresh_token',
      client_id: webId,
      refresh_token: String(first['refresh_token']),
    })

    for (const tokens of [first, second]) {
      expect(await verify(tokens['id_token'], webId)).toMatchObject({ token_use: 'id', email })
      expect(await verify(tokens['access_token'], null)).toMatchObject({
        token_use: 'access',
        client_id: webId,
      })
    }
  })

  test('accepts the tokens of a federated sign-in', async () => {
    const { code = '' } = backAtApp(await signInByAcme())

    const { body } = await exchange(code)

    expect(await verify(body['id_token'], webId)).toMatchObject({ email: grace.email })
  })

  test('accepts the token of a machine', async () => {
    const { body } = await postToken({ grant_type: 'client_credentials' }, basic(machine))

    expect(await verify(body['access_token'], null)).toMatchObject({ sub: machine.clientId })
  })

  test('refuses an ID token meant for another client, and one that was changed', async () => {
    const tokens = await signInAndExchange(email)
    const [header, , signature] = String(tokens['id_token']).split('.')
    const forged = [header, Buffer.from('{"sub":"another"}').toString('base64url'), signature].join('.')

    await expect(verify(tokens['id_token'], 'another')).rejects.toThrow('Audience not allowed')
    await expect(verify(forged, webId)).rejects.toThrow('signature')
  })
})

describe('an API that checks scopes', () => {
  test('lets in a caller with the scope: a person, a machine, or by the trigger', async () => {
    const reader = await signInAndExchange(email, { scope: 'openid api/read' })
    const { body: writer } = await postToken(
      { grant_type: 'client_credentials', scope: 'api/write' },
      basic(machine),
    )
    harness.functions.set(
      arns.preToken,
      respond({
        claimsAndScopeOverrideDetails: {
          accessTokenGeneration: { scopesToAdd: ['api/write'], scopesToSuppress: ['api/read'] },
        },
      }),
    )
    const changed = await signInAndExchange(email, { scope: 'openid api/read' })

    const read = [reader, writer, changed].map((tokens) => callApi(tokens['access_token'], 'api/read'))
    const write = [reader, writer, changed].map((tokens) => callApi(tokens['access_token'], 'api/write'))

    expect(await Promise.all(read)).toEqual([200, 403, 403])
    expect(await Promise.all(write)).toEqual([403, 200, 200])
    expect(await callApi(reader['id_token'], 'api/read')).toBe(401)
    expect(await callApi('nonsense', 'api/read')).toBe(401)
  })
})
