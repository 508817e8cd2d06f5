/** One answer for every door: the claims of a token, or why it is not enough. */
import { describe, expect, expectTypeOf, test } from 'vitest'
import { createGuard } from '../../../../callers/guards/authorize.ts'
import { flatten, readClaims, usualClaims } from '../../../../callers/guards/claims.ts'
import { type AnyNeeds, judge, type JudgeOptions, type Needs } from '../../../../callers/shared/judge.ts'
import { clientId, makeIdToken, makeToken, nowS, userPoolId } from '../make-token.ts'
import { clock, fetchKeys, keys, makeGuard, strangers } from './make-guard.ts'

const rights = {
  scope: 'openid api/read api/write',
  permissions: ['articles:read', 'articles:write'],
  tenant: 'acme',
  plan: 'pro',
  'cognito:groups': ['editors', 'readers'],
}
const ask = (claims: object, needs: AnyNeeds) => makeGuard().authorize(makeToken(keys, { ...claims }), needs)

describe('a token that is enough', () => {
  test.each<[string, AnyNeeds]>([
    ['nothing but a valid token', {}],
    ['scopes', { scopes: ['api/read', 'api/write'] }],
    ['permissions', { permissions: ['articles:read', 'articles:write'] }],
    ['groups', { groups: ['editors'] }],
    ['a tenant', { tenant: 'acme' }],
    [
      'all of them',
      { scopes: ['api/read'], permissions: ['articles:read'], groups: ['readers'], tenant: 'acme' },
    ],
    ['one of several', [{ groups: ['admins'] }, { groups: ['editors'] }]],
  ])('where the needs are %s', async (_, needs) => {
    expect(await ask(rights, needs)).toMatchObject({ allowed: true, claims: { plan: 'pro', tenant: 'acme' } })
  })

  test.each(['Bearer ', 'bearer  ', ''])('comes after %o', async (scheme) => {
    expect(await makeGuard().authorize(`${scheme}${makeToken(keys)}`, {})).toMatchObject({ allowed: true })
  })

  test('shows the claims by their types, and says when it ends', async () => {
    const guard = createGuard(
      {
        userPoolId,
        clientIds: null,
        use: 'access',
        claims: { permissions: 'list', 'custom:level': 'integer' },
      },
      { clock, fetchKeys },
    )

    const found = await guard.authorize(
      makeToken(keys, { permissions: '["a","b c"]', 'custom:level': '3' }),
      {},
    )

    if (!found.allowed) throw new Error('it is refused')
    expectTypeOf(found.claims.permissions).toEqualTypeOf<readonly string[] | undefined>()
    expectTypeOf(found.claims['custom:level']).toEqualTypeOf<number | undefined>()
    expect(found.claims).toEqual({ permissions: ['a', 'b c'], 'custom:level': 3 })
    expect(found.expiresAtS).toBe(nowS + 3_600)
  })

  test('may be an ID token, where a guard asks for one', async () => {
    const found = await makeGuard({ use: 'id' }).authorize(makeIdToken(keys, { permissions: ['a'] }), {
      permissions: ['a'],
    })

    expect(found).toMatchObject({ allowed: true, claims: { permissions: ['a'] } })
  })
})

describe('a token that is not enough', () => {
  test.each<[string, AnyNeeds, object, string]>([
    ['a scope', { scopes: ['api/read', 'api/admin'] }, rights, 'scope_missing'],
    ['a permission', { permissions: ['articles:read', 'articles:delete'] }, rights, 'permission_missing'],
    ['a permission of nearly that name', { permissions: ['articles'] }, rights, 'permission_missing'],
    [
      'permissions',
      { permissions: ['articles:read'] },
      { permissions: { 'articles:read': true } },
      'permission_missing',
    ],
    ['readable permissions', { permissions: ['1'] }, { permissions: [1] }, 'permission_missing'],
    ['a group', { groups: ['editors', 'admins'] }, rights, 'group_missing'],
    ['one of several', [{ groups: ['admins'] }, { groups: ['owners'] }], rights, 'group_missing'],
    ['the tenant', { tenant: 'other' }, rights, 'tenant_mismatch'],
    ['a tenant', { tenant: 'acme' }, { tenant: ['acme'] }, 'tenant_mismatch'],
    ['access, since its user is suspended', {}, { suspended: true }, 'account_suspended'],
    ['access, since its user is suspended, as text', {}, { suspended: 'true' }, 'account_suspended'],
    ['a restriction that can be read', {}, { suspended: 'yes' }, 'claim_unreadable'],
    ['a restriction that is there', {}, { suspended: null }, 'claim_unreadable'],
  ])('lacks %s', async (_, needs, claims, code) => {
    const refused = await ask(claims, needs)

    expect(refused).toMatchObject({ allowed: false, code, status: 403 })
    expect(refused).toHaveProperty(
      ['headers', 'www-authenticate'],
      expect.stringContaining('insufficient_scope'),
    )
  })

  test('is told the scopes, as RFC 6750 words it', async () => {
    const refused = await ask({}, { scopes: ['api/read', 'api/write'] })

    expect(refused).toMatchObject({
      headers: {
        'www-authenticate':
          'Bearer error="insufficient_scope", error_description="The token lacks a scope that is needed here", scope="api/read api/write"',
      },
    })
  })

  test('lets a user in whose restriction is false', async () => {
    expect(await ask({ suspended: false }, {})).toMatchObject({ allowed: true })
    expect(await ask({ suspended: 'false' }, {})).toMatchObject({ allowed: true })
  })

  test('is judged by the names that the suite gives', async () => {
    const guard = makeGuard({
      names: { permissions: 'custom:rights', tenant: 'org' },
      claims: { ...usualClaims, 'custom:blocked': 'restrictive' },
    })
    const token = (claims: object) => makeToken(keys, { 'custom:rights': ['a'], org: 'acme', ...claims })

    const needs: Needs = { permissions: ['a'], tenant: 'acme' }
    expect(await guard.authorize(token({}), needs)).toMatchObject({ allowed: true })
    for (const [claims, code] of [
      [{ 'custom:blocked': true }, 'account_suspended'],
      [{ 'custom:blocked': 'yes' }, 'claim_unreadable'],
      [{ suspended: true }, 'account_suspended'],
    ] as const)
      expect(await guard.authorize(token(claims), needs)).toMatchObject({ code })
  })
})

describe('a token that is no good', () => {
  const secret = makeToken(strangers)

  test.each<[string, unknown, string, number]>([
    ['is missing', undefined, 'token_missing', 401],
    ['is empty', '', 'token_missing', 401],
    ['is of another scheme', 'Basic YWRhOnNlY3JldA==', 'token_missing', 401],
    ['is one of two', `Bearer ${makeToken(keys)}, Bearer ${makeToken(keys)}`, 'token_missing', 401],
    ['is no JWT', 'Bearer nonsense', 'token_invalid', 401],
    ['is expired', `Bearer ${makeToken(keys, { exp: nowS - 1 })}`, 'token_expired', 401],
    ['is forged', `Bearer ${secret}`, 'token_invalid', 401],
    ['is of another client', `Bearer ${makeToken(keys, { client_id: 'other' })}`, 'token_invalid', 401],
    ['is an ID token', `Bearer ${makeIdToken(keys)}`, 'token_invalid', 401],
    ['has no algorithm', `Bearer ${makeToken(keys, {}, { alg: 'none' })}`, 'token_invalid', 401],
    ['is oversized', `Bearer ${makeToken(keys, { pad: 'x'.repeat(20_000) })}`, 'token_invalid', 401],
  ])('%s', async (_, token, code, status) => {
    const refused = await makeGuard().authorize(token, {})

    expect(refused).toMatchObject({ allowed: false, code, status })
    expect(JSON.stringify(refused)).not.toMatch(/eyJ|ada@|other|Basic/)
  })

  test('without a token the challenge names no error', async () => {
    expect(await makeGuard().authorize(undefined, {})).toMatchObject({
      headers: { 'www-authenticate': 'Bearer' },
    })
  })

  test('and when the keys are out of reach, asks to come again', async () => {
    const refused = await makeGuard({}, () => Promise.reject(new Error('reset'))).authorize(
      makeToken(keys),
      {},
    )

    expect(refused).toMatchObject({
      code: 'temporarily_unavailable',
      status: 503,
      headers: { 'retry-after': '1' },
    })
  })
})

test.each<[string, unknown]>([
  ['misspelled', { permission: ['a'] }],
  ['empty lists', { permissions: [] }],
  ['an undefined tenant', { tenant: undefined }],
  ['an empty list of needs', []],
  ['none', undefined],
  ['null', null],
  ['a scope with a blank', { scopes: ['a b'] }],
  ['a scope that would end the challenge', { scopes: ['a"b'] }],
])('needs are refused before the token is looked at: %s', async (_, needs) => {
  const refused: unknown = Reflect.apply(makeGuard().authorize, undefined, [makeToken(keys), needs])

  await expect(refused).rejects.toThrow(TypeError)
})

test.each<[string, object]>([
  ['an option that it had', { restrictive: [] }],
  ['a misspelled claim', { names: { permission: 'rights' } }],
  ['an unknown type of claim', { claims: { plan: 'text' } }],
  ['no app clients', { clientIds: undefined }],
  ["a list of 'any'", { clientIds: ['any'] }],
])('a guard is refused with %s', (_, options) => {
  expect(() => makeGuard(options)).toThrow(/guard: (restrict|names|claims|clientIds)/)
})

test('rights are refused with a misspelled name', () => {
  const misspelled: object = { claim: { banned: 'restrictive' } }

  expect(() => judge({ banned: true }, {}, misspelled)).toThrow('claim is no option')
})

describe('claims that a door has verified', () => {
  test.each<[string, object]>([
    ['as Cognito signs them', { permissions: ['a', 'b'] }],
    ['as event version 1 carries them', { permissions: '["a","b"]' }],
    ['as the JWT authorizer of an HTTP API writes them', { permissions: '[a b]' }],
    ['with blanks between', { permissions: 'a b' }],
  ])('are judged alike: %s', (_, raw) => {
    const claims = { ...raw, token_use: 'access' }
    expect(judge(claims, { permissions: ['a', 'b'] })).toBeUndefined()
    expect(judge(claims, { permissions: ['c'] })).toMatchObject({ code: 'permission_missing' })
  })

  test.each([{ permissions: '["a"' }, { permissions: '["a]' }, { permissions: '{"a":1}' }, {}])(
    'that cannot be read give no right: %o',
    (raw) => {
      const claims = { ...raw, token_use: 'access' }
      expect(judge(claims, { permissions: ['a'] })).toMatchObject({ code: 'permission_missing' })
    },
  )

  test.each([undefined, null, 'a', []])('are no claims, so that not even {} is met: %o', (raw) => {
    expect(judge(raw, {})).toMatchObject({ code: 'token_missing' })
  })

  test('are taken from the claims alone, never from what every object has', () => {
    const raw: object = Object.assign(Object.create({ tenant: 'acme' }), { token_use: 'access' })
    expect(judge(raw, { tenant: 'acme' })).toMatchObject({ code: 'tenant_mismatch' })
  })

  test.each<[string, object, JudgeOptions]>([
    ['an ID token', { token_use: 'id' }, {}],
    ['no kind of token', {}, {}],
    ['an access token, where an ID token is asked for', { token_use: 'access' }, { use: 'id' }],
  ])('are refused when they are those of %s', (_, kind, options) => {
    expect(judge({ permissions: ['a'], ...kind }, { permissions: ['a'] }, options)).toMatchObject({
      code: 'token_invalid',
      reason: 'wrong_use',
    })
  })

  test('may be those of an ID token where it is asked for', () => {
    expect(judge({ token_use: 'id' }, {}, { use: 'id' })).toBeUndefined()
  })
})

test('a machine has its app client’s id for a name', async () => {
  const found = await makeGuard().authorize(makeToken(keys, { sub: clientId, username: undefined }), {})

  expect(found).toMatchObject({ claims: { sub: clientId } })
  expect(usualClaims.sub).toBe('string')
})

describe('a claim that takes some rights', () => {
  const types = { permissions: 'list', readOnly: 'partial' } as const

  test.each<[unknown, boolean | undefined]>([
    [undefined, undefined],
    [false, false],
    ['false', false],
    [true, true],
    ['True', true],
    ['yes', true],
    [1, true],
    [[true], true],
    [null, true],
  ])('is read as true when it cannot be read: %o', (readOnly, expected) => {
    expect(readClaims({ readOnly }, types).readOnly).toBe(expected)
  })

  test('comes through the context of a door before everything that may be too long for it', () => {
    const raw = { token_use: 'access', permissions: ['x'.repeat(5_000)], readOnly: 'yes' }

    const context = flatten({ claims: readClaims(raw, types), raw }, 4_096)

    expect(context).toEqual({ readOnly: true, token_use: 'access', claims_truncated: true })
    expect(judge(context, {})).toBeUndefined()
  })
})
