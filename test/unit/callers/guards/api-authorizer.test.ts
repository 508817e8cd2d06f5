/** The Lambda authorizer of API Gateway, in each of its shapes.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-input.html */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ApiAuthorizerOptions, createApiAuthorizer } from '../../../../callers/guards/api-authorizer.ts'
import type { FetchKeys } from '../../../../callers/shared/verify.ts'
import { makeIdToken, makeToken, nowS, userPoolId } from '../make-token.ts'
import { context, fetchKeys, keys, makeGuard, makeRuntime, strangers } from './make-guard.ts'

const stage = 'arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5/$default'
const bearer = (claims: object = {}) =>
  `Bearer ${makeToken(keys, { permissions: ['articles:read'], ...claims })}`

const http2 = (token?: string) => ({
  version: '2.0',
  type: 'REQUEST',
  routeArn: `${stage}/GET/articles/7`,
  identitySource: token === undefined ? [] : [token],
  routeKey: 'GET /articles/{id}',
  rawPath: '/articles/7',
  rawQueryString: '',
  headers: token === undefined ? {} : { authorization: token },
  requestContext: { http: { method: 'GET', path: '/articles/7' }, stage: '$default' },
})
const http1 = (token?: string) => ({
  version: '1.0',
  type: 'REQUEST',
  methodArn: `${stage}/GET/articles/7`,
  identitySource: token,
  authorizationToken: token,
  resource: '/articles/{id}',
  path: '/articles/7',
  httpMethod: 'GET',
  headers: token === undefined ? {} : { Authorization: token },
})
const restRequest = (token?: string) => ({
  type: 'REQUEST',
  methodArn: `${stage.replace('$default', 'prod')}/GET/articles/7`,
  resource: '/articles/{id}',
  path: '/articles/7',
  httpMethod: 'GET',
  headers: token === undefined ? null : { Authorization: token },
  multiValueHeaders: null,
})
const restToken = (token?: string) => ({
  type: 'TOKEN',
  methodArn: `${stage.replace('$default', 'prod')}/GET/articles/7`,
  authorizationToken: token,
})
const shapes = { http2, http1, restRequest, restToken }

function authorizer(options: Partial<ApiAuthorizerOptions> = {}, fetched: FetchKeys = fetchKeys) {
  const { runtime, lines } = makeRuntime()
  const handler = createApiAuthorizer(
    {
      guard: makeGuard({}, fetched),
      userPoolId,
      needs: { permissions: ['articles:read'] },
      answer: 'iam',
      cacheS: 0,
      ...options,
    },
    runtime,
  )
  return {
    ask: (event: unknown, remainingMs = 9_000) =>
      handler(event, { ...context, getRemainingTimeInMillis: () => remainingMs }),
    lines,
  }
}

const policy = (effect: 'Allow' | 'Deny', arn: string) => ({
  policyDocument: {
    Version: '2012-10-17',
    Statement: [{ Action: 'execute-api:Invoke', Effect: effect, Resource: arn }],
  },
})

describe('a token that is enough', () => {
  test('is let in by the simple answer, with its claims as context', async () => {
    const answer = await authorizer({ answer: 'simple' }).ask(http2(bearer({ tenant: 'acme' })))

    expect(answer).toEqual({
      isAuthorized: true,
      context: {
        token_use: 'access',
        sub: '4f0c6e0a-0000-4000-8000-000000000001',
        client_id: '7example1client2id3',
        username: 'ada@example.com',
        permissions: '["articles:read"]',
        tenant: 'acme',
      },
    })
  })

  test.each(Object.entries(shapes))('is let into the whole stage by a policy: %s', async (_, shape) => {
    const event = shape(bearer())
    const [arn = ''] =
      /^arn:.*\/(\$default|prod)\//.exec(JSON.stringify(event).replace(/.*"(arn:[^"]+)".*/, '$1')) ?? []

    expect(await authorizer().ask(event)).toMatchObject({
      principalId: '4f0c6e0a-0000-4000-8000-000000000001',
      ...policy('Allow', `${arn}*`),
    })
  })

  test('has a context of scalars only, which fits', async () => {
    const permissions = ['articles:read', ...Array.from({ length: 450 }, (_, index) => `permission:${index}`)]

    const answer = await authorizer().ask(restToken(bearer({ permissions })))

    const values = Object.values(Object(answer).context)
    expect(values.every((value) => ['string', 'number', 'boolean'].includes(typeof value))).toBe(true)
    expect(Object(answer).context).toHaveProperty('claims_truncated', true)
    expect(JSON.stringify(answer).length).toBeLessThan(8_192)
  })

  test('writes one line with the user’s hash, and nothing of the token', async () => {
    const { ask, lines } = authorizer()

    await ask(http2(bearer()))

    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { trigger: 'guards', source: 'http-api', eventVersion: '2.0', outcome: 'allowed', user: 'hash' },
    ])
    expect(lines.join()).not.toMatch(/ada@|eyJ|4f0c6e0a/)
  })
})

describe('a token that lacks a right', () => {
  const event = (shape: (token?: string) => object) => shape(bearer({ permissions: [] }))

  test('is denied by the simple answer, with the code', async () => {
    expect(await authorizer({ answer: 'simple' }).ask(event(http2))).toEqual({
      isAuthorized: false,
      context: { code: 'permission_missing' },
    })
  })

  test.each(Object.entries(shapes))('is denied by a policy, with the code: %s', async (_, shape) => {
    expect(await authorizer().ask(event(shape))).toMatchObject({
      principalId: 'nobody',
      policyDocument: {
        Statement: [{ Effect: 'Deny', Resource: expect.stringMatching(/\/(\$default|prod)\/\*$/) }],
      },
      context: { code: 'permission_missing' },
    })
  })
})

describe('a token that is no good', () => {
  const tokens: readonly [string, string | undefined][] = [
    ['missing', undefined],
    ['expired', bearer({ exp: nowS - 1 })],
    ['forged', `Bearer ${makeToken(strangers)}`],
    ['of another pool', bearer({ iss: 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Other' })],
    ['of another client', bearer({ client_id: 'other' })],
    ['without an algorithm', `Bearer ${makeToken(keys, {}, { alg: 'none' })}`],
    ['an ID token', `Bearer ${makeIdToken(keys)}`],
    ['oversized', bearer({ pad: 'x'.repeat(20_000) })],
  ]

  test.each(tokens)('gets 401 from a REST API by the one word that it knows: %s', async (_, token) => {
    const { ask, lines } = authorizer()

    for (const event of [restToken(token), restRequest(token)])
      await expect(ask(event)).rejects.toThrow(/^Unauthorized$/)
    expect(lines.map((line) => JSON.parse(line).outcome)).toEqual(['denied', 'denied'])
    expect(lines.join()).not.toMatch(/ada@|eyJ/)
  })

  test.each(tokens)('is denied by an HTTP API, which has no such word: %s', async (_, token) => {
    expect(await authorizer({ answer: 'simple' }).ask(http2(token))).toMatchObject({ isAuthorized: false })
    expect(await authorizer().ask(http1(token))).toMatchObject({
      policyDocument: { Statement: [{ Effect: 'Deny' }] },
    })
  })

  test('is not taken from two headers', async () => {
    const event = { ...restRequest(), headers: { Authorization: bearer(), authorization: bearer() } }

    await expect(authorizer().ask(event)).rejects.toThrow(/^Unauthorized$/)
  })
})

describe('a failure lets nobody in, and is an error, which is never remembered', () => {
  test.each(Object.entries(shapes))('when the keys are out of reach: %s', async (_, shape) => {
    const { ask, lines } = authorizer({}, () => Promise.reject(new Error('reset')))

    await expect(ask(shape(bearer()))).rejects.toThrow('The token cannot be checked at the moment.')
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ outcome: 'failed', cause: 'user_pool_keys' })
  })

  test.each<[string, unknown]>([
    ['of another version', { ...http2(bearer()), version: '3.0' }],
    ['of another type', { ...http2(bearer()), type: 'JWT' }],
    ['without an ARN', { ...http2(bearer()), routeArn: undefined }],
    ['with an ARN of something else', { ...http2(bearer()), routeArn: 'arn:aws:s3:::bucket/x/y' }],
    ['with an ARN of every stage', { ...http2(bearer()), routeArn: stage.replace('$default', '*/x') }],
    ['of a call to an API', { version: '2.0', routeKey: 'GET /', headers: { authorization: bearer() } }],
    ['that is null', null],
    ['that is a text', bearer()],
  ])('when the event is one %s', async (_, event) => {
    const { ask, lines } = authorizer()

    await expect(ask(event)).rejects.toThrow(/^The event (is none of a Lambda|has no ARN)/)
    expect(lines.join()).not.toMatch(/ada@|eyJ/)
  })

  test('when the code is at its deadline', async () => {
    const { ask } = authorizer({}, () => new Promise(() => {}))

    await expect(ask(http2(bearer()), 0)).rejects.toThrow('The token could not be checked.')
  })
})

describe('needs by route', () => {
  const routes = {
    'GET /articles/{id}': { permissions: ['articles:read'] },
    'DELETE /articles/{id}': { permissions: ['articles:delete'] },
  }
  const delete2 = { ...http2(bearer()), routeKey: 'DELETE /articles/{id}' }

  test('count for the route as the API declares it', async () => {
    const { ask } = authorizer({ needs: { routes }, answer: 'simple' })

    expect(await ask(http2(bearer()))).toMatchObject({ isAuthorized: true })
    expect(await ask(delete2)).toMatchObject({ isAuthorized: false, context: { code: 'permission_missing' } })
  })

  test('close every other route, and every call that names none', async () => {
    const { ask } = authorizer({ needs: { routes }, answer: 'simple' })

    for (const event of [
      { ...http2(bearer()), routeKey: 'GET /' },
      { ...http2(bearer()), routeKey: '$default' },
      { ...http2(bearer()), routeKey: 'toString' },
      // They name no route by which the answer can be remembered.
      http1(bearer()),
      restToken(bearer()),
    ])
      expect(await ask(event)).toMatchObject({ isAuthorized: false, context: { code: 'route_unknown' } })
  })

  test.each([
    [{ routes: { 'GET /': {}, 'PUT /': { permission: ['a'] } } }],
    [{ routes: { 'GET /': { scopes: [] } } }],
  ])('that are misspelled or empty do not start: %o', (needs) => {
    expect(() => authorizer({ needs: Object(needs) })).toThrow(TypeError)
  })
})

test('no answer is remembered beyond the end of its token', async () => {
  const lives = fc.tuple(fc.integer({ min: 0, max: 3_600 }), fc.integer({ min: -60, max: 7_200 }))
  await fc.assert(
    fc.asyncProperty(lives, async ([cacheS, leftS]) => {
      const { ask } = authorizer({ cacheS, answer: 'simple' })

      const answer = await ask(http2(bearer({ exp: nowS + leftS })))

      expect(answer).toMatchObject({ isAuthorized: leftS > 0 && leftS >= cacheS })
    }),
    { numRuns: 60, seed: 15 },
  )
})
