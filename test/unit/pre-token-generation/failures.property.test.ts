import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Json } from '../../../triggers/core/decision.ts'
import type { Facts } from '../../../triggers/core/run.ts'
import type { PreTokenGenerationEvent } from '../../../triggers/events/pre-token-generation.ts'
import { tokensOf } from '../../../triggers/pre-token-generation/claim.ts'
import type {
  ClaimSource,
  PreTokenGenerationConfig,
} from '../../../triggers/pre-token-generation/claim-source.ts'
import { definePreTokenGeneration } from '../../../triggers/pre-token-generation/define.ts'
import { acceptedTerms } from '../../../triggers/pre-token-generation/claims/accepted-terms.ts'
import { entitlements } from '../../../triggers/pre-token-generation/claims/entitlements.ts'
import { features } from '../../../triggers/pre-token-generation/claims/features.ts'
import { machineClients } from '../../../triggers/pre-token-generation/claims/machine-clients.ts'
import { permissionsFromGroups } from '../../../triggers/pre-token-generation/claims/permissions-from-groups.ts'
import { scopesFromPermissions } from '../../../triggers/pre-token-generation/claims/scopes-from-permissions.ts'
import { staticClaims } from '../../../triggers/pre-token-generation/claims/static-claims.ts'
import { tenant } from '../../../triggers/pre-token-generation/claims/tenant.ts'
import { composeClaims, decide } from '../../../triggers/pre-token-generation/decide.ts'
import { userItem } from '../../../triggers/pre-token-generation/table-fact.ts'
import { findResponseProblems } from '../../support/cognito-token-validator.ts'
import { arbitraryEvent, arbitraryTarget } from './arbitrary-models.ts'
import { parse, read } from './run-sources.ts'
import { fakeTable } from '../../../triggers/testing/table.ts'
import { runs } from '../../support/run-counts.ts'

const seed = 20_261_124
const table = fakeTable()
const account = userItem({ table, item: 'ENTITLEMENTS' })
const scopes = { 'users:invite': ['api/read', 'api/write'], 'articles:read': ['api/read'] }
const targets = fc.record({
  fixed: arbitraryTarget,
  groups: arbitraryTarget,
  entitlements: arbitraryTarget,
  features: arbitraryTarget,
  tenant: arbitraryTarget,
  terms: arbitraryTarget,
  token: fc.constantFrom('id', 'access'),
})
/** Sources that speak of the same claims, in the same or in different tokens, so that a failure of one lets the others
 * through, if anything does. */
const sources: fc.Arbitrary<readonly ClaimSource[]> = targets.map((target) => [
  staticClaims({
    claims: { plan: 'gold', tenant: 'everyone', permissions: ['*'], terms_accepted: true, features: ['all'] },
    scopesToAdd: ['api/write'],
    target: target.fixed,
  }),
  permissionsFromGroups({ groups: { members: ['articles:read'] }, target: target.groups }),
  entitlements({
    item: account,
    claims: { plan: 'plan', 'custom:role': 'role', permissions: 'permissions', name: 'name' },
    target: target.entitlements,
  }),
  features({ item: account, plans: { pro: ['reports'] }, target: target.features }),
  tenant({
    table,
    permissions: { admin: ['users:invite'] },
    permissionsClaim: 'permissions',
    target: target.tenant,
  }),
  acceptedTerms({ from: { table, itemAttribute: 'termsVersion' }, current: ['2'], target: target.terms }),
  scopesFromPermissions({ scopes, clients: { '*': ['api/read', 'api/write'] }, token: target.token }),
  machineClients({ table, whenUnread: 'no-scopes' }),
])

const json: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>('pro', 'admin', '2', null, true, [['nested']], { a: 1 }, '\ud800'),
  fc.constant(['articles:read']),
  fc.array(fc.string()),
)
const items = fc.record({
  entitlements: fc.dictionary(
    fc.constantFrom('plan', 'role', 'permissions', 'name', 'featuresOn', 'featuresOff'),
    json,
  ),
  memberships: fc.constantFrom<Readonly<Record<string, Json>>>(
    {},
    { tenants: { acme: { roles: ['admin'] } } },
    { activeTenant: 'acme', tenants: { acme: { roles: ['admin'] }, other: { roles: ['viewer'] } } },
    { activeTenant: 'acme', tenants: { acme: { roles: ['admin'], status: 'suspended' }, other: {} } },
  ),
  profile: fc.dictionary(fc.constant('termsVersion'), fc.constantFrom('1', '2')),
  'machine-client': fc.constantFrom<Readonly<Record<string, Json>>>(
    {},
    { tenant: 'acme', scopes: ['api/read'] },
  ),
})

interface Granted {
  readonly id: ReadonlyMap<string, string>
  readonly access: ReadonlyMap<string, string>
  readonly scopes: ReadonlySet<string>
}

/** What the tokens would show, the user's attributes among it, before anything is trimmed. */
function grantsOf(config: PreTokenGenerationConfig, event: PreTokenGenerationEvent, facts: Facts): Granted {
  const composed = composeClaims(config, event, facts, 0)
  if (composed.kind === 'deny') return { id: new Map(), access: new Map(), scopes: new Set() }
  const { id, access, scopesToAdd, scopesToSuppress } = composed.model
  const show = (token: typeof id, shown: Iterable<readonly [string, Json]>): ReadonlyMap<string, string> =>
    new Map(
      [...shown, ...[...token.claims].map(([name, { value }]) => [name, value] as const)]
        .filter(([name]) => !token.suppressed.has(name))
        .map(([name, value]) => [name, JSON.stringify(value)]),
    )
  return {
    id: show(id, event.userAttributes),
    access: show(access, []),
    scopes: new Set([...event.scopes, ...scopesToAdd].filter((scope) => !scopesToSuppress.includes(scope))),
  }
}

type Known = Readonly<Record<string, Readonly<Record<string, Json>>>>

const failures = fc.subarray(['entitlements', 'memberships', 'profile', 'machine-client'], { minLength: 1 })

function expectNoMoreThanSuccess(
  config: PreTokenGenerationConfig,
  event: PreTokenGenerationEvent,
  known: Known,
  failed: readonly string[],
): Facts {
  const success: Facts = new Map(
    Object.entries(known).map(([name, item]) => [
      name,
      { kind: 'known', value: new Map(Object.entries(item)) },
    ]),
  )
  const failure: Facts = new Map(
    [...success].map(([name, fact]) => [
      name,
      failed.includes(name) ? { kind: 'known', value: undefined } : fact,
    ]),
  )

  const granted = grantsOf(config, event, failure)

  const wanted = grantsOf(config, event, success)
  expect([...wanted.id]).toEqual(expect.arrayContaining([...granted.id]))
  expect([...wanted.access]).toEqual(expect.arrayContaining([...granted.access]))
  expect([...wanted.scopes]).toEqual(expect.arrayContaining([...granted.scopes]))
  return failure
}

test('no failure grants a claim or a scope that success would not have', () => {
  fc.assert(
    fc.property(
      sources.chain((all) => fc.shuffledSubarray([...all], { minLength: 1 })),
      arbitraryEvent,
      items,
      failures,
      fc.integer({ min: 1_024, max: 4_096 }),
      (claims, raw, known, failed, bytes) => {
        const config = definePreTokenGeneration({ claims, size: { idBytes: bytes, accessBytes: bytes } })
        const event = parse(raw)

        const failure = expectNoMoreThanSuccess(config, event, known, failed)

        const decision = decide(config, event, failure, 0)
        const response = decision.kind === 'allow' ? JSON.parse(JSON.stringify(decision.response)) : {}
        expect(findResponseProblems(raw, { ...raw, response })).toEqual([])
      },
    ),
    { numRuns: runs({ few: 200, full: 1_000 }), seed },
  )
})

test('no failure grants a member a scope by what an earlier source says in either token', () => {
  const inOrder = sources.chain((all) => {
    const isScopes = ({ name }: ClaimSource): boolean => name === 'scopes-from-permissions'
    const setters = all.filter((source) => source.claimNames.length > 0 && !isScopes(source))
    return fc.subarray(setters, { minLength: 2 }).map((some) => [...some, ...all.filter(isScopes)])
  })
  fc.assert(
    fc.property(inOrder, arbitraryEvent, items, failures, (claims, raw, known, failed) => {
      const groupConfiguration = { groupsToOverride: ['members'] }
      const request = { ...read(raw, 'request'), groupConfiguration }
      const event = parse({ ...raw, version: '3', request })

      expectNoMoreThanSuccess(definePreTokenGeneration({ claims }), event, known, failed)
    }),
    { numRuns: runs({ few: 200, full: 1_000 }), seed },
  )
})

test('no value of the table reveals the claim or the attribute that it is there to override', () => {
  fc.assert(
    fc.property(
      fc.tuple(arbitraryTarget, arbitraryTarget),
      arbitraryEvent,
      fc.dictionary(fc.constantFrom('plan', 'name', 'address', 'custom:role', 'email_verified'), json),
      ([fixed, target], raw, item) => {
        const names = Object.keys(item)
        const config = definePreTokenGeneration({
          claims: [
            staticClaims({
              claims: Object.fromEntries(names.map((name) => [name, 'earlier'])),
              target: fixed,
            }),
            entitlements({
              item: account,
              claims: Object.fromEntries(names.map((name) => [name, name])),
              target,
            }),
          ],
        })
        const event = parse({ ...raw, version: '2', triggerSource: 'TokenGeneration_Authentication' })
        const facts: Facts = new Map([
          ['entitlements', { kind: 'known', value: new Map(Object.entries(item)) }],
        ])

        const granted = grantsOf(config, event, facts)

        for (const token of tokensOf(target)) {
          for (const [name, value] of Object.entries(item))
            expect([undefined, JSON.stringify(value)]).toContain(granted[token].get(name))
        }
      },
    ),
    { numRuns: runs({ few: 200, full: 1_000 }), seed },
  )
})
