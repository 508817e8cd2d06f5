/** What the function reads of its variables, and refuses in one sentence. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type GuardSetting, requireSetting, serve } from '../../../../callers/guards/serve.ts'
import { clientId, makeToken, nowS, userPoolId } from '../make-token.ts'
import { context, keys, makeRuntime } from './make-guard.ts'

const needs = { permissions: ['articles:read'] }

describe('a setting', () => {
  test.each<[object, string]>([
    [{ door: 'http-api', needs }, "guard: door must be 'http-api-simple'"],
    [{ door: 'appsync' }, 'guard: needs or routes must say'],
    [{ door: 'rest-api', needs, routes: { 'GET /': needs } }, 'guard: needs or routes must say'],
    [{ door: 'appsync', routes: { 'GET /': needs } }, 'guard: routes are for API Gateway'],
    [{ door: 'rest-api', needs, fields: { 'Query.a': needs } }, 'guard: fields are for AppSync'],
    [{ door: 'appsync', needs, fields: { a: needs } }, 'a field such as Mutation.deleteArticle'],
    [{ door: 'rest-api', routes: {} }, 'guard: routes is empty'],
    [{ door: 'rest-api', routes: { 'GET /': { permission: ['a'] } } }, 'needs: permission is no option'],
    [{ door: 'rest-api', routes: { 'GET /': null } }, 'needs: the object of options must be'],
    [{ door: 'rest-api', needs, cacheS: 7_200 }, 'guard: cacheS must be a whole number'],
    [{ door: 'rest-api', needs, restrictive: [] }, 'guard: restrictive is no option'],
    ...['get /a', 'GTE /a', 'GET a', '/a', 'GET  /a', 'GET /a b', 'FETCH /a'].map(
      (route): [object, string] => [
        { door: 'rest-api', routes: { [route]: needs } },
        `a name in routes must be a route such as GET /articles/{id}, or $default, not '${route}'`,
      ],
    ),
    [{ door: 'rest-api', routes: { 'GTE /a': needs } }, 'did you mean GET?'],
    [{ door: 'rest-api', routes: { 'ANY /a': needs } }, 'guard: routes: ANY /a never comes'],
    [{ door: 'rest-api', routes: { $default: needs } }, 'guard: routes: $default never comes'],
    [{ door: 'rest-api', needs, cache: 60 }, 'guard: cache is no option'],
    [{ door: 'rest-api', needs, claims: { plan: 'text' } }, "guard: claims.plan must be 'string'"],
  ])('is refused: %o', (setting, text) => {
    expect(() => requireSetting(setting)).toThrow(text)
  })

  test.each<GuardSetting>([
    { door: 'http-api-simple', needs: {} },
    { door: 'http-api-iam', routes: { 'GET /': needs }, cacheS: 60 },
    { door: 'http-api-simple', routes: { 'ANY /a/{proxy+}': needs, $default: needs } },
    {
      door: 'appsync',
      needs: [needs, { groups: ['a'] }],
      fields: { 'Query.a': needs },
      names: { tenant: 'org' },
    },
  ])('is taken: %o', (setting) => {
    expect(requireSetting(setting)).toEqual(setting)
  })
})

describe('the function', () => {
  beforeEach(() => {
    vi.stubEnv('USER_POOL_ID', userPoolId)
    vi.stubEnv('CLIENT_IDS', `${clientId},other`)
    vi.stubEnv('GUARD', JSON.stringify({ door: 'http-api-simple', needs }))
    // Nothing answers there.
    vi.stubEnv('AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER', 'http://127.0.0.1:1')
  })
  afterEach(() => void vi.unstubAllEnvs())

  test.each([
    ['USER_POOL_ID', '', 'USER_POOL_ID is not set'],
    ['USER_POOL_ID', 'pool', 'userPoolId must be'],
    ['CLIENT_IDS', '', 'CLIENT_IDS is not set'],
    ['CLIENT_IDS', 'a,,b', 'clientIds must be'],
    ['GUARD', '', 'GUARD is not set'],
    ['GUARD', '{', 'guard: the object of options'],
  ])('does not start with %s=%o', async (variable, value, text) => {
    vi.stubEnv(variable, value)

    await expect(serve(makeRuntime().runtime)).rejects.toThrow(text)
  })

  test.each([
    ['http-api-simple', 'The token cannot be checked'],
    ['http-api-iam', 'The token cannot be checked'],
    ['rest-api', 'The token cannot be checked'],
  ])('starts without the keys, and is then a failure: %s', async (door, text) => {
    vi.stubEnv('GUARD', JSON.stringify({ door, needs }))
    const handler = await serve(makeRuntime().runtime)
    const authorization = makeToken(keys, { exp: nowS + 60, iss: `http://127.0.0.1:1/${userPoolId}` })
    const event = {
      version: '2.0',
      type: 'REQUEST',
      routeArn: 'arn:aws:execute-api:eu-central-1:123456789012:a1/$default/GET/',
      headers: { authorization },
    }

    await expect(handler(event, context)).rejects.toThrow(text)
  })
})
