import { describe, expect, test } from 'vitest'
import type { RawObject } from '../../../triggers/events/envelope.ts'
import type { ClaimSource } from '../../../triggers/pre-token-generation/claim-source.ts'
import { acceptedTerms } from '../../../triggers/pre-token-generation/claims/accepted-terms.ts'
import { appClientClaims } from '../../../triggers/pre-token-generation/claims/app-client-claims.ts'
import { attributeClaims } from '../../../triggers/pre-token-generation/claims/attribute-claims.ts'
import { features } from '../../../triggers/pre-token-generation/claims/features.ts'
import { permissionsFromGroups } from '../../../triggers/pre-token-generation/claims/permissions-from-groups.ts'
import { profileIncomplete } from '../../../triggers/pre-token-generation/claims/profile-incomplete.ts'
import { scopesFromPermissions } from '../../../triggers/pre-token-generation/claims/scopes-from-permissions.ts'
import { staticClaims } from '../../../triggers/pre-token-generation/claims/static-claims.ts'
import { eventFixture, eventWith } from '../../support/event-fixtures.ts'
import { fakeTable, harnessOf, parts, respondTo } from './run-sources.ts'

const signIn = 'TokenGeneration_Authentication.v2'

async function tokensOf(sources: readonly ClaimSource[], event: RawObject = eventFixture(signIn)) {
  return parts(await respondTo(harnessOf(sources), event))
}

function withAttributes(userAttributes: RawObject): RawObject {
  return eventWith(signIn, { userAttributes: { sub: 'a', ...userAttributes } })
}

describe('attribute claims', () => {
  test.each([
    ['number', '-3.5', -3.5],
    ['number', '1e3', undefined],
    ['number', '', undefined],
    ['boolean', 'True', true],
    ['boolean', 'yes', undefined],
    ['list', '[red, blue]', ['red', 'blue']],
    ['list', 'red,blue,', ['red', 'blue']],
    ['list', '["a,b","c"]', ['a,b', 'c']],
    ['list', '[]', []],
    ['json', '{"a":[1]}', { a: [1] }],
    ['json', '{', undefined],
    ['json', 'null', undefined],
    ['string', '7', '7'],
  ] as const)('of type %s make of %j the value %j', async (type, text, value) => {
    const source = attributeClaims({ claims: { claim: { attribute: 'custom:x', type } } })

    expect((await tokensOf([source], withAttributes({ 'custom:x': text }))).access['claim']).toEqual(value)
  })

  test('that cannot be converted are reported by name, and not by value', async () => {
    const source = attributeClaims({ claims: { level: { attribute: 'custom:x', type: 'number' } } })
    const harness = harnessOf([source])

    await harness.invoke(withAttributes({ 'custom:x': 'secret' }))

    expect(harness.reports[0]?.['notes']).toMatchObject({ dropped: ['level'] })
    expect(harness.logLines[0]).not.toContain('secret')
  })
})

describe('permissions from groups', () => {
  test('follow from roles, and a group that is not named allows nothing', async () => {
    const source = permissionsFromGroups({
      groups: { members: ['reader', 'own:write'] },
      roles: { reader: ['b', 'a'] },
      rolesClaim: 'roles',
    })
    const groupConfiguration = { groupsToOverride: ['members', 'toString', 'strangers'] }

    const { access } = await tokensOf([source], eventWith(signIn, { groupConfiguration }))

    expect(access).toEqual({ permissions: ['a', 'b', 'own:write'], roles: ['reader'] })
  })

  test('do not count a group that an earlier source took away', async () => {
    const sources = [
      staticClaims({ groups: { removeGroups: ['members'] } }),
      permissionsFromGroups({ groups: { members: ['read'] } }),
    ]

    const { access, groups } = await tokensOf(sources)

    expect(access).toEqual({ permissions: [] })
    expect(groups).toEqual({ groupsToOverride: [], iamRolesToOverride: [] })
  })
})

describe('scopes from permissions', () => {
  const permissions = permissionsFromGroups({ groups: { members: ['read', 'write'] } })
  const scopes = { read: ['api/read'], write: ['api/write'], delete: ['api/delete'] }
  const clientId = '1example23456789abcdefghijk'

  test('are trimmed to what the app client may carry', async () => {
    const source = scopesFromPermissions({
      scopes,
      clients: { [clientId]: ['api/read'], '*': ['api/write'] },
    })

    expect((await tokensOf([permissions, source])).scopesToAdd).toEqual(['api/read'])
  })

  test('go to no app client that is not named', async () => {
    const source = scopesFromPermissions({ scopes, clients: { other: ['api/read'] } })

    expect((await tokensOf([permissions, source])).scopesToAdd).toBeUndefined()
  })

  test('that were asked for and not earned are taken out', async () => {
    const source = scopesFromPermissions({ scopes, clients: { '*': ['api/read', 'api/delete'] } })
    const event = eventWith('TokenGeneration_HostedAuth.v2', { scopes: ['openid', 'api/read', 'api/delete'] })

    expect(await tokensOf([permissions, source], event)).toMatchObject({
      scopesToAdd: undefined,
      scopesToSuppress: ['api/delete'],
    })
  })

  test('are not added to a managed login that asked for less, when that is declared', async () => {
    const source = scopesFromPermissions({
      scopes,
      clients: { '*': ['api/read', 'api/write'] },
      add: 'api-sign-in',
    })
    const hosted = eventWith('TokenGeneration_HostedAuth.v2', { scopes: ['openid', 'api/read'] })

    expect((await tokensOf([permissions, source], hosted)).scopesToAdd).toBeUndefined()
    expect((await tokensOf([permissions, source])).scopesToAdd).toEqual(['api/read', 'api/write'])
  })

  test.each(['aws.cognito.signin.user.admin', 'a b', ''])('refuse the scope %j at load', (scope) => {
    expect(() => harnessOf([scopesFromPermissions({ scopes: { read: [scope] }, clients: {} })])).toThrow(
      /cannot be added/,
    )
  })
})

test('one switch takes the admin scope out of every user token, and of no machine token', async () => {
  const tokens = async (event: RawObject) =>
    parts(await respondTo(harnessOf([], { adminScope: 'remove' }), event)).scopesToSuppress

  expect(await tokens(eventFixture(signIn))).toEqual(['aws.cognito.signin.user.admin'])
  expect(await tokens(eventFixture('TokenGeneration_RefreshTokens.v3'))).toEqual([
    'aws.cognito.signin.user.admin',
  ])
  expect(await tokens(eventFixture('TokenGeneration_ClientCredentials.v3'))).toBeUndefined()
})

describe('features', () => {
  const plans = { free: ['read'], pro: ['read', 'export'] }

  test.each([
    [
      { plan: 'pro', featuresOn: ['beta'], featuresOff: ['export'] },
      { plan: 'pro', features: ['beta', 'read'] },
    ],
    [{ plan: 'unknown' }, { plan: 'unknown', features: [] }],
    [{}, { plan: 'free', features: ['read'] }],
    [{ featuresOn: 'beta', plan: 7 }, { features: [] }],
  ])('of the item %j are %j', async (item, claims) => {
    const source = features({ table: fakeTable({ ENTITLEMENTS: item }), plans, defaultPlan: 'free' })

    expect((await tokensOf([source])).id).toEqual(claims)
  })

  test('of an item that cannot be read are none, not even those of the default plan', async () => {
    const table = fakeTable()
    table.state = 'down'

    expect((await tokensOf([features({ table, plans, defaultPlan: 'free' })])).id).toEqual({})
  })
})

describe('accepted terms', () => {
  test.each([
    ['2026-05', { terms_accepted: true, terms_version: '2026-05' }],
    ['2020-01', { terms_accepted: false, terms_version: '2020-01' }],
    [undefined, { terms_accepted: false }],
  ])('of the version %j in a user attribute', async (version, claims) => {
    const source = acceptedTerms({ from: { userAttribute: 'custom:terms' }, current: ['2026-05'] })
    const event = withAttributes(version === undefined ? {} : { 'custom:terms': version })

    expect((await tokensOf([source], event)).access).toEqual(claims)
  })

  test('that cannot be read are neither accepted nor refused', async () => {
    const table = fakeTable()
    table.state = 'down'

    expect(
      (await tokensOf([acceptedTerms({ from: { table, itemAttribute: 'terms' }, current: ['1'] })])).id,
    ).toEqual({})
  })
})

test('a profile of blanks is incomplete', async () => {
  const source = profileIncomplete({ required: ['name', 'birthdate'], missingClaim: 'missing', target: 'id' })

  expect((await tokensOf([source], withAttributes({ name: ' ', birthdate: '2000-01-01' }))).id).toEqual({
    profile_incomplete: true,
    missing: ['name'],
  })
  expect((await tokensOf([source], withAttributes({ name: 'J', birthdate: '2000-01-01' }))).id).toEqual({
    profile_incomplete: false,
    missing: [],
  })
})

describe('app client claims', () => {
  const source = appClientClaims({ clients: { mobile: { claims: { channel: 'mobile' }, target: 'access' } } })
  const from = (clientId: unknown): RawObject => ({ ...eventFixture(signIn), callerContext: { clientId } })

  test('override earlier ones for the client that they name, and for no other', async () => {
    const sources = [staticClaims({ claims: { channel: 'web' } }), source]

    expect((await tokensOf(sources, from('mobile'))).access).toEqual({ channel: 'mobile' })
    expect((await tokensOf(sources, from('mobile'))).id).toEqual({ channel: 'web' })
    expect((await tokensOf(sources, from('other'))).access).toEqual({ channel: 'web' })
    expect((await tokensOf(sources, from('__proto__'))).access).toEqual({ channel: 'web' })
    expect((await tokensOf(sources, from(null))).access).toEqual({ channel: 'web' })
  })
})
