import { describe, expect, test } from 'vitest'
import type { ClaimSource } from '../../../triggers/pre-token-generation/claim-source.ts'
import { appClientClaims } from '../../../triggers/pre-token-generation/claims/app-client-claims.ts'
import { attributeClaims } from '../../../triggers/pre-token-generation/claims/attribute-claims.ts'
import { entitlements } from '../../../triggers/pre-token-generation/claims/entitlements.ts'
import { permissionsFromGroups } from '../../../triggers/pre-token-generation/claims/permissions-from-groups.ts'
import { staticClaims } from '../../../triggers/pre-token-generation/claims/static-claims.ts'
import { tenant } from '../../../triggers/pre-token-generation/claims/tenant.ts'
import { fakeTable, harnessOf } from './run-sources.ts'

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
    ]),
  ).not.toThrow()
})

test.each(['x'.repeat(257), '\ud800', ''])(
  'the name %j is refused when the configuration is loaded',
  (name) => {
    expect(() => harnessOf([staticClaims({ claims: { [name]: 1 } })])).toThrow(/1 to 256 characters/)
  },
)
