/** Facts of one name are one read, and every refusal says what helps: here it is done. */
import { describe, expect, test } from 'vitest'
import type { TableReader } from '../../../triggers/ports/suite-table.ts'
import { definePreAuthentication } from '../../../triggers/pre-authentication/rule.ts'
import { maintenanceMode } from '../../../triggers/pre-authentication/rules/maintenance-mode.ts'
import { signInDomains } from '../../../triggers/pre-authentication/rules/sign-in-domains.ts'
import { suspendedUsers } from '../../../triggers/pre-authentication/rules/suspended-users.ts'
import { planPreAuthentication } from '../../../triggers/pre-authentication/rule.ts'
import type { ClaimSource } from '../../../triggers/pre-token-generation/claim-source.ts'
import { allowedEmailDomains } from '../../../triggers/pre-token-generation/claims/allowed-email-domains.ts'
import { denySuspended } from '../../../triggers/pre-token-generation/claims/deny-suspended.ts'
import { ensureProvisioned } from '../../../triggers/pre-token-generation/claims/ensure-provisioned.ts'
import { entitlements } from '../../../triggers/pre-token-generation/claims/entitlements.ts'
import { maintenance } from '../../../triggers/pre-token-generation/claims/maintenance.ts'
import { definePreTokenGeneration } from '../../../triggers/pre-token-generation/define.ts'
import { planPreTokenGeneration } from '../../../triggers/pre-token-generation/plan.ts'
import { userItem } from '../../../triggers/pre-token-generation/table-fact.ts'

const table: TableReader = { name: 'table', read: () => Promise.resolve(undefined) }
const handover = { name: 'table' as const, handOver: () => Promise.resolve('written' as const) }
const domains = { deny: ['left.example'], table: { reader: table, onFailure: 'deny' as const } }
const factsOf = (claims: readonly ClaimSource[]) =>
  planPreTokenGeneration(definePreTokenGeneration({ claims })).phases[0]?.steps.map(({ name }) => name)

describe('an item of any kind is read beside the suite, under another name', () => {
  const own = (item: string, name?: string) =>
    entitlements({
      name: 'own',
      item: userItem({ table, item, ...(name === undefined ? {} : { name }) }),
      claims: { own: 'own' },
    })
  test.each([
    ['PROVISIONING', ensureProvisioned({ table, handover })],
    ['HAND_OVER', ensureProvisioned({ table, handover })],
    ['MAINTENANCE', maintenance({ table })],
    ['LISTED_DOMAINS', allowedEmailDomains(domains)],
  ])('%s', (item, source) => {
    expect(() => factsOf([own(item), source])).toThrow(/the name is used twice.*(?:another name|its own)$/)

    expect(factsOf([own(item, 'own-item'), source])).toContain('own-item')
  })
})

describe('two of a kind', () => {
  const by = {
    item: { table, itemAttribute: 'suspended' },
    attribute: { userAttribute: 'custom:suspended' },
    other: { table, itemAttribute: 'blocked' },
  }

  test('need two names, which the refusal asks for', () => {
    expect(() => factsOf([denySuspended({ from: by.item }), denySuspended({ from: by.attribute })])).toThrow(
      "claim source deny-suspended is configured twice: merge the two, or give one a name of its own: { ...member, name: 'another' }",
    )

    expect(
      factsOf([
        denySuspended({ from: by.item }),
        denySuspended({ name: 'by-attribute', from: by.attribute }),
        { ...denySuspended({ from: by.other }), name: 'another' },
        maintenance({ table }),
        maintenance({ name: 'of-one', isOn: true, appClients: { only: ['1example23456789abcdefghijk'] } }),
        maintenance({ name: 'of-staff', table, exceptGroups: ['staff'] }),
        allowedEmailDomains(domains),
        allowedEmailDomains({ ...domains, name: 'partners' }),
      ]),
    ).toEqual(['entitlements', 'maintenance', 'listed-domains', 'partners'])
  })

  test('as rules share one read of an item, too', () => {
    const rules = [
      suspendedUsers({ from: by.item }),
      suspendedUsers({ name: 'by-attribute', from: by.attribute }),
      suspendedUsers({ name: 'blocked', from: by.other }),
      maintenanceMode({ table }),
      maintenanceMode({ name: 'of-one', table, appClients: { only: ['1example23456789abcdefghijk'] } }),
      signInDomains(domains),
      signInDomains({ ...domains, name: 'partners' }),
    ]

    const { phases } = planPreAuthentication(definePreAuthentication({ rules }))

    expect(phases.flatMap(({ steps }) => steps.map(({ name }) => name))).toEqual([
      'entitlements',
      'maintenance',
      'listed-domains',
      'partners',
    ])
  })

  test('as rules that read one item in two ways are refused', () => {
    const rules = [
      suspendedUsers({ from: by.item }),
      suspendedUsers({ name: 'blocked', from: { ...by.other, cacheMaxAgeMs: 1_000 } }),
    ]

    expect(() => definePreAuthentication({ rules })).toThrow(
      'pre-authentication step entitlements: the name is used twice, by the rules suspended-users and blocked: read alike in both, or give one of the facts another name',
    )
  })
})
