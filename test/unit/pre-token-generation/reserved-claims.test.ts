import { describe, expect, test } from 'vitest'
import type { ClaimSource } from '../../../triggers/pre-token-generation/claim-source.ts'
import type { AppClientChoice } from '../../../triggers/domain/app-client-choice.ts'
import type { ClaimName } from '../../../triggers/pre-token-generation/claim.ts'
import { acceptedTerms } from '../../../triggers/pre-token-generation/claims/accepted-terms.ts'
import { appClientClaims } from '../../../triggers/pre-token-generation/claims/app-client-claims.ts'
import { attributeClaims } from '../../../triggers/pre-token-generation/claims/attribute-claims.ts'
import { entitlements } from '../../../triggers/pre-token-generation/claims/entitlements.ts'
import { features } from '../../../triggers/pre-token-generation/claims/features.ts'
import {
  type MachineClient,
  machineClients,
} from '../../../triggers/pre-token-generation/claims/machine-clients.ts'
import { permissionsFromGroups } from '../../../triggers/pre-token-generation/claims/permissions-from-groups.ts'
import { profileIncomplete } from '../../../triggers/pre-token-generation/claims/profile-incomplete.ts'
import { staticClaims } from '../../../triggers/pre-token-generation/claims/static-claims.ts'
import { tenant } from '../../../triggers/pre-token-generation/claims/tenant.ts'
import { eventFixture } from '../../../triggers/testing/golden-events.ts'
import { harnessOf, respondTo, signIn, tokensOf } from './run-sources.ts'
import { fakeTable } from '../../../triggers/testing/table.ts'
import { tokensIn } from '../../../triggers/testing/pre-token-generation.ts'

const table = fakeTable()

/** The compiler refuses each of these lines; without `ts-expect-error` the types are not checked, but the load is. */
describe('a reserved claim that is written in the configuration does not compile, and does not load', () => {
  test.each<readonly [string, () => ClaimSource]>([
    // @ts-expect-error: reserved in both tokens
    ['a static claim', () => staticClaims({ claims: { plan: 'pro', sub: 'x' } })],
    // @ts-expect-error: reserved in the ID token
    ['a static claim of the ID token', () => staticClaims({ claims: { at_hash: 'x' }, target: 'id' })],
    // @ts-expect-error: reserved in the access token
    ['a claim of the access token', () => staticClaims({ claims: { client_id: 'x' }, target: 'access' })],
    // @ts-expect-error: every name of Cognito's own
    ['a name under cognito:', () => staticClaims({ claims: { 'cognito:groups': ['admins'] } })],
    // @ts-expect-error: developer attributes can be suppressed only
    ['a name under dev:', () => staticClaims({ claims: { 'dev:custom:x': 'x' } })],
    // @ts-expect-error: set by the size budget
    ['the mark of trimming', () => staticClaims({ claims: { claims_truncated: true } })],
    // @ts-expect-error: reserved in both tokens
    ['an attribute claim', () => attributeClaims({ claims: { nonce: 'custom:x' } })],
    // @ts-expect-error: reserved in the access token
    ['an entitlement', () => entitlements({ table, claims: { version: 'plan' } })],
    // @ts-expect-error: reserved in both tokens
    ['the claim of permissions', () => permissionsFromGroups({ groups: {}, claim: 'amr' })],
    // @ts-expect-error: reserved in the access token
    ['the claim of the tenant', () => tenant({ table, rolesClaim: 'scope' })],
    // @ts-expect-error: reserved in both tokens
    ['a claim of one app client', () => appClientClaims({ clients: { web: { claims: { iss: 'x' } } } })],
    // @ts-expect-error: reserved in both tokens
    ['a claim of a machine client', () => machineClients({ clients: { c: { claims: { sub: 'x' } } } })],
    // @ts-expect-error: reserved in both tokens
    ['a suppressed claim', () => staticClaims({ suppress: ['name', 'sub'] })],
    // @ts-expect-error: reserved in the ID token, and a plain name means both
    ['a suppressed claim of one token', () => staticClaims({ suppress: ['identities'] })],
    // @ts-expect-error: reserved in the access token
    ['a claim to suppress', () => staticClaims({ suppress: [{ name: 'version', target: 'access' }] })],
    // @ts-expect-error: roles go with cognito:groups
    ['suppressed roles', () => staticClaims({ suppress: ['cognito:roles'] })],
    // @ts-expect-error: may be set in the access token, and is never taken out
    ['a suppressed audience', () => staticClaims({ suppress: [{ name: 'aud', target: 'access' }] })],
    // @ts-expect-error: reserved in the ID token
    ['an audience in both tokens', () => staticClaims({ claims: { aud: 'x' } })],
    // @ts-expect-error: set by the size budget
    ['the suppressed mark of trimming', () => staticClaims({ suppress: ['claims_truncated'] })],
    // @ts-expect-error: reserved in both tokens
    ['what one app client suppresses', () => appClientClaims({ clients: { c: { suppress: ['iss'] } } })],
  ])('%s', (_, create) => {
    expect(() => harnessOf([create()])).toThrow(/is reserved/)
  })
})

test('a name that one token reserves is free in the other', () => {
  expect(() =>
    harnessOf([
      staticClaims({
        name: 'id',
        target: 'id',
        claims: { version: '3', client_id: 'x', event_id: 'y', scope: 'z' },
      }),
      staticClaims({ name: 'access', target: 'access', claims: { at_hash: 'x', identities: ['y'] } }),
      appClientClaims({ clients: { web: { target: 'id', claims: { username: 'x' } } } }),
      permissionsFromGroups({ groups: {}, claim: 'scope', target: 'id' }),
      machineClients({ clients: { c: { claims: { identities: 'x' } } } }),
    ]),
  ).not.toThrow()
})

describe('the audience of an access token', () => {
  const own = '1example23456789abcdefghijk'

  test.each([
    ['of the app client itself', own, own],
    ['of another app client', 'other', undefined],
    ['as a list', [own], undefined],
  ])('%s', async (_, aud, expected) => {
    const harness = harnessOf([staticClaims({ claims: { aud }, target: 'access' })])

    const tokens = tokensIn(await respondTo(harness, eventFixture(signIn)))

    expect([tokens.access['aud'], tokens.accessSuppressed]).toEqual([expected, undefined])
    expect(harness.reports[0]?.['notes']).toEqual(
      expected === undefined ? expect.objectContaining({ dropped: ['access:aud'] }) : expect.anything(),
    )
  })

  test('is refused at load where it is written for another app client', () => {
    expect(() =>
      appClientClaims({ clients: { web: { claims: { aud: 'other' }, target: 'access' } } }),
    ).toThrow("appClientClaims: clients.web: the claim aud must be 'web', the app client's id")
    expect(() => machineClients({ clients: { c: { claims: { aud: 'other' } } } })).toThrow(
      "machineClients: clients.c: the claim aud must be 'c', the app client's id",
    )
    expect(() =>
      appClientClaims({ clients: { web: { claims: { aud: 'web' }, target: 'access' } } }),
    ).not.toThrow()
  })
})

test('a source speaks for the app clients that it names, for all but those, and for a client that is not named', async () => {
  const event = eventFixture(signIn)
  const other = { ...event, callerContext: { awsSdkVersion: 'x', clientId: 'another' } }
  const none = { ...event, callerContext: {} }
  const ask = async (appClients: AppClientChoice) => {
    const source = { ...staticClaims({ claims: { a: 1 } }), appClients }
    const tokens = await Promise.all([event, other, none].map((given) => tokensOf([source], given)))
    return tokens.map(({ id }) => id['a'])
  }

  expect(await ask({ only: ['another'] })).toEqual([undefined, 1, 1])
  expect(await ask({ except: ['another'] })).toEqual([1, undefined, 1])
})

test('what Cognito lets a trigger suppress can be suppressed', () => {
  expect(() =>
    harnessOf([
      staticClaims({
        suppress: [
          'email',
          'cognito:groups',
          'dev:custom:x',
          { name: 'identities', target: 'access' },
          { name: 'version', target: 'id' },
        ],
      }),
      appClientClaims({ clients: { web: { suppress: ['cognito:groups', 'name'] } } }),
    ]),
  ).not.toThrow()
})

test('names from a variable compile, and are checked at load', () => {
  const suppress: readonly ClaimName[] = ['sub']
  const clients: Readonly<Record<string, MachineClient>> = { c: { claims: { sub: 'x' } } }

  expect(() => harnessOf([staticClaims({ suppress })])).toThrow(/sub is reserved/)
  expect(() => harnessOf([machineClients({ clients })])).toThrow(/sub is reserved/)
})

test.each(['a b', '', 'ä'])('the scope %j to suppress is refused at load', (scope) => {
  expect(() => staticClaims({ scopesToSuppress: [scope] })).toThrow(TypeError)
  expect(() => appClientClaims({ clients: { web: { scopesToSuppress: [scope] } } })).toThrow(TypeError)
})

test.each<readonly [string, () => ClaimSource]>([
  ['tenant', () => tenant({ table, claim: 'tenant', rolesClaim: 'tenant' })],
  ['tenant', () => tenant({ table, permissions: { a: ['b'] }, permissionsClaim: 'tenant_roles' })],
  ['features', () => features({ table, plans: {}, planClaim: 'features' })],
  [
    'accepted-terms',
    () =>
      acceptedTerms({ from: { userAttribute: 'custom:x' }, current: ['1'], versionClaim: 'terms_accepted' }),
  ],
  ['profile-incomplete', () => profileIncomplete({ required: ['name'], missingClaim: 'profile_incomplete' })],
  ['permissions-from-groups', () => permissionsFromGroups({ groups: {}, rolesClaim: 'permissions' })],
])('two claims of %s with one name are refused at load', (name, create) => {
  expect(() => harnessOf([create()])).toThrow(new RegExp(`claim source ${name}: .* twice`))
})

test.each(['x'.repeat(257), '\ud800', ''])(
  'the name %j is refused when the configuration is loaded',
  (name) => {
    expect(() => harnessOf([staticClaims({ claims: { [name]: 1 } })])).toThrow(/1 to 256 characters/)
    expect(() => harnessOf([staticClaims({ suppress: [name] })])).toThrow(/1 to 256 characters/)
  },
)
