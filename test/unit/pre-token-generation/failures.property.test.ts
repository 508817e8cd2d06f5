import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Json } from '../../../triggers/core/decision.ts'
import type { Facts } from '../../../triggers/core/run.ts'
import type { PreTokenGenerationEvent } from '../../../triggers/events/pre-token-generation.ts'
import {
  type ClaimSource,
  definePreTokenGeneration,
  type PreTokenGenerationConfig,
} from '../../../triggers/pre-token-generation/claim-source.ts'
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
import { arbitraryEvent } from './arbitrary-models.ts'
import { fakeTable, parse } from './run-sources.ts'

const table = fakeTable()
const account = userItem({ table, item: 'ENTITLEMENTS' })
const scopes = { 'users:invite': ['api/read', 'api/write'], 'articles:read': ['api/read'] }
/** Sources that speak of the same claims, so that a failure of one lets the others through, if anything does. */
const sources: readonly ClaimSource[] = [
  staticClaims({
    claims: { plan: 'gold', tenant: 'everyone', permissions: ['*'], terms_accepted: true, features: ['all'] },
    scopesToAdd: ['api/write'],
  }),
  permissionsFromGroups({ groups: { members: ['articles:read'] } }),
  entitlements({
    item: account,
    claims: { plan: 'plan', 'custom:role': 'role', permissions: 'permissions', name: 'name' },
  }),
  features({ item: account, plans: { pro: ['reports'] } }),
  tenant({ table, permissions: { admin: ['users:invite'] }, permissionsClaim: 'permissions' }),
  acceptedTerms({ from: { table, itemAttribute: 'termsVersion' }, current: ['2'] }),
  scopesFromPermissions({ scopes, clients: { '*': ['api/read', 'api/write'] } }),
  machineClients({ table, whenUnread: 'no-scopes' }),
]

const json: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom('pro', 'admin', '2', null, true),
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

test('no failure grants a claim or a scope that success would not have', () => {
  fc.assert(
    fc.property(
      fc.shuffledSubarray([...sources], { minLength: 1 }),
      arbitraryEvent,
      items,
      fc.subarray(['entitlements', 'memberships', 'profile', 'machine-client'], { minLength: 1 }),
      fc.integer({ min: 1_024, max: 4_096 }),
      (claims, raw, known, failed, bytes) => {
        const config = definePreTokenGeneration({ claims, size: { idBytes: bytes, accessBytes: bytes } })
        const event = parse(raw)
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

        const decision = decide(config, event, failure, 0)
        const response = decision.kind === 'allow' ? JSON.parse(JSON.stringify(decision.response)) : {}
        expect(findResponseProblems(raw, { ...raw, response })).toEqual([])
      },
    ),
    { numRuns: 1_000 },
  )
})
