/** The Lambda authorizer of AppSync.
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html#aws-lambda-authorization */
import { describe, expect, test } from 'vitest'
import {
  type AppSyncAuthorizerOptions,
  createAppSyncAuthorizer,
} from '../../../../callers/guards/appsync-authorizer.ts'
import { makeIdToken, makeToken, nowS, userPoolId } from '../make-token.ts'
import { context, fetchKeys, keys, makeGuard, makeRuntime, strangers } from './make-guard.ts'

const event = (authorizationToken: unknown) => ({
  authorizationToken,
  requestContext: {
    apiId: 'aaaaaa123123123example123',
    accountId: '111122223333',
    requestId: 'f4081827-1111-4444-5555-5cf4695f339f',
    queryString: 'mutation CreateEvent { createEvent { id } }',
    operationName: 'CreateEvent',
    variables: {},
  },
  requestHeaders: { 'application-name': 'TodoApp' },
})
const token = (claims: object = {}) => makeToken(keys, { permissions: ['articles:read'], ...claims })

function authorizer(options: Partial<AppSyncAuthorizerOptions> = {}, fetched = fetchKeys) {
  const { runtime, lines } = makeRuntime()
  const handler = createAppSyncAuthorizer(
    {
      guard: makeGuard({}, fetched),
      userPoolId,
      needs: { permissions: ['articles:read'] },
      cacheS: 300,
      ...options,
    },
    runtime,
  )
  return { ask: (input: unknown) => handler(input, context), lines }
}
const denied = { isAuthorized: false, ttlOverride: 0 }

describe('a token that is enough', () => {
  test('is let in with its claims as text, and remembered for the time that is configured', async () => {
    expect(await authorizer().ask(event(`Bearer ${token({ suspended: false })}`))).toEqual({
      isAuthorized: true,
      resolverContext: {
        token_use: 'access',
        sub: '4f0c6e0a-0000-4000-8000-000000000001',
        client_id: '7example1client2id3',
        username: 'ada@example.com',
        permissions: '["articles:read"]',
        suspended: 'false',
      },
      deniedFields: [],
      ttlOverride: 300,
    })
  })

  test('is never remembered beyond its end', async () => {
    expect(await authorizer().ask(event(token({ exp: nowS + 42.9 })))).toMatchObject({ ttlOverride: 42 })
  })

  test('is denied the fields that need more', async () => {
    const fields = {
      'Query.article': { permissions: ['articles:read'] },
      'Mutation.deleteArticle': { permissions: ['articles:delete'] },
      'Article.draft': [{ groups: ['editors'] }, { groups: ['owners'] }],
    }

    const answer = await authorizer({ fields }).ask(event(token({ 'cognito:groups': ['owners'] })))

    expect(answer).toMatchObject({ isAuthorized: true, deniedFields: ['Mutation.deleteArticle'] })
  })
})

describe('everything else is denied, and not remembered', () => {
  test.each<[string, unknown]>([
    ['a token that lacks a right', event(token({ permissions: [] }))],
    ['a suspended user', event(token({ suspended: true }))],
    ['no token', event('')],
    ['an expired token', event(token({ exp: nowS }))],
    ['a forged token', event(makeToken(strangers))],
    ['a token of another pool', event(token({ iss: 'https://issuer.example.com' }))],
    ['a token of another client', event(token({ client_id: 'other' }))],
    ['a token without an algorithm', event(makeToken(keys, {}, { alg: 'none' }))],
    ['an ID token', event(makeIdToken(keys))],
    ['an oversized token', event(token({ pad: 'x'.repeat(20_000) }))],
    ['an event without a token', event(undefined)],
    ['an event of something else', { authorizationToken: token(), type: 'TOKEN' }],
    ['null', null],
  ])('%s', async (_, input) => {
    const { ask, lines } = authorizer()

    expect(await ask(input)).toEqual(denied)
    expect(lines.join()).not.toMatch(/ada@|eyJ/)
  })

  test('a pool whose keys are out of reach, which counts as a failure', async () => {
    const { ask, lines } = authorizer({}, () => Promise.reject(new Error('reset')))

    expect(await ask(event(token()))).toEqual(denied)
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      outcome: 'failed',
      source: 'appsync',
      cause: 'user_pool_keys',
    })
  })
})
