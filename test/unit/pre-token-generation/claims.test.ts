import { describe, expect, test } from 'vitest'
import type { RawObject } from '../../../triggers/events/envelope.ts'
import { acceptedTerms } from '../../../triggers/pre-token-generation/claims/accepted-terms.ts'
import { appClientClaims } from '../../../triggers/pre-token-generation/claims/app-client-claims.ts'
import { features } from '../../../triggers/pre-token-generation/claims/features.ts'
import { permissionsFromGroups } from '../../../triggers/pre-token-generation/claims/permissions-from-groups.ts'
import { profileIncomplete } from '../../../triggers/pre-token-generation/claims/profile-incomplete.ts'
import { staticClaims } from '../../../triggers/pre-token-generation/claims/static-claims.ts'
import { eventFixture, eventWith } from '../../support/event-fixtures.ts'
import { fakeTable, harnessOf, parts, respondTo, signIn, tokensOf, withAttributes } from './run-sources.ts'

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
    [{ featuresOn: 'beta', plan: 7 }, { features: ['beta'] }],
    [{ plan: null }, { features: [] }],
    [
      { plan: 'pro', featuresOff: 'export' },
      { plan: 'pro', features: ['read'] },
    ],
    [{ plan: 'pro', featuresOff: null }, { plan: 'pro' }],
    [{ plan: 'pro', featuresOff: { export: true } }, { plan: 'pro' }],
    [{ plan: 'pro', featuresOff: ['read', null] }, { plan: 'pro' }],
    [
      { plan: 'pro', featuresOn: [null, 'beta'] },
      { plan: 'pro', features: ['beta', 'export', 'read'] },
    ],
  ])('of the item %j are %j, whatever an earlier source says', async (item, claims) => {
    const sources = [
      staticClaims({ claims: { plan: 'gold', features: ['all'] } }),
      features({ table: fakeTable({ ENTITLEMENTS: item }), plans, defaultPlan: 'free' }),
    ]

    expect((await tokensOf(sources)).id).toEqual(claims)
  })

  test('that cannot be read are reported by the names of their claims', async () => {
    const table = fakeTable({ ENTITLEMENTS: { plan: 7, featuresOff: null } })
    const harness = harnessOf([features({ table, plans })])

    await harness.invoke(eventFixture(signIn))

    expect(harness.reports[0]?.['notes']).toMatchObject({ dropped: ['plan', 'features'] })
  })

  test('of an item that cannot be read are none, not even those of the default plan', async () => {
    const table = fakeTable()
    table.state = 'down'

    expect((await tokensOf([features({ table, plans, defaultPlan: 'free' })])).id).toEqual({})
  })
})

test('groups and roles can be suppressed, in the token that is named', async () => {
  const source = staticClaims({ suppress: [{ name: 'cognito:groups', target: 'id' }, 'dev:custom:x'] })

  expect(await tokensOf([source])).toMatchObject({
    idSuppressed: ['cognito:groups', 'dev:custom:x'],
    accessSuppressed: ['dev:custom:x'],
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

  test.each([null, 7, ['2026-05']])('of the unreadable version %j are not accepted', async (terms) => {
    const sources = [
      staticClaims({ claims: { terms_accepted: true, terms_version: '2026-05' } }),
      acceptedTerms({
        from: { table: fakeTable({ PROFILE: { terms } }), itemAttribute: 'terms' },
        current: ['2026-05'],
      }),
    ]

    expect((await tokensOf(sources)).access).toEqual({ terms_accepted: false })
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
