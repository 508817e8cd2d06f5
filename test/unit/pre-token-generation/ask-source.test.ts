import { describe, expect, test } from 'vitest'
import { accountSuspended } from '../../../triggers/core/denial-catalogue.ts'
import type { ClaimSource } from '../../../triggers/pre-token-generation/claim-source.ts'
import { acceptedTerms } from '../../../triggers/pre-token-generation/claims/accepted-terms.ts'
import { entitlements } from '../../../triggers/pre-token-generation/claims/entitlements.ts'
import { features } from '../../../triggers/pre-token-generation/claims/features.ts'
import { tenant } from '../../../triggers/pre-token-generation/claims/tenant.ts'
import { isDenied, userItem } from '../../../triggers/pre-token-generation/table-fact.ts'
import { eventFixture } from '../../../triggers/testing/golden-events.ts'
import { harnessOf, signIn } from './run-sources.ts'
import { fakeTable } from '../../../triggers/testing/table.ts'

const event = eventFixture(signIn)

const noContributions: readonly (readonly [string, unknown])[] = [
  ['a promise', Promise.resolve({ denial: accountSuspended })],
  ['a misspelled denial', { denail: accountSuspended, claims: [] }],
  ['another name for it', { deny: accountSuspended }],
  ['a verdict of a rule', { kind: 'deny', denial: accountSuspended }],
  ['claims as an object', { claims: { plan: 'pro' } }],
  ['scopes as a text', { scopesToSuppress: 'admin' }],
  ['a name of every object', { constructor: accountSuspended }],
  ['a flag as a text', { isEffectDue: 'true' }],
  ['a memory as a number', { isLastKnown: 1 }],
  ['a word', 'deny'],
  ['a list', []],
  ['null', null],
  ['nothing', undefined],
]

test.each(noContributions)('a source that gives %s gives no token, and is a defect', async (_, given) => {
  const source: ClaimSource = {
    name: 'own',
    sources: ['TokenGeneration_Authentication'],
    claimNames: [],
    contribute: () => ({}),
  }
  // As JavaScript would, where nothing is compiled.
  const harness = harnessOf([Object.assign(source, { contribute: () => given })])

  expect((await harness.invoke(event)).kind).toBe('threw')
  expect(harness.reports.at(-1)).toMatchObject({ outcome: 'failed', cause: 'no_contribution' })
})

describe('an item that denies when it cannot be read, and that the sandbox remembers,', () => {
  const memory = { onFailure: 'deny', lastKnownMaxAgeMs: 600_000 } as const
  const items = {
    ENTITLEMENTS: { readOnly: true, plan: 'pro' },
    PROFILE: { terms: '1' },
    MEMBERSHIPS: { tenants: { acme: { roles: ['reader'] } } },
  }

  async function whileDown(make: (table: ReturnType<typeof fakeTable>) => ClaimSource) {
    const table = fakeTable(items)
    const harness = harnessOf([make(table)])
    expect((await harness.invoke(event)).kind).not.toBe('threw')
    table.state = 'down'
    return (await harness.invoke(event)).kind
  }

  test.each<readonly [string, (table: ReturnType<typeof fakeTable>) => ClaimSource]>([
    ['entitlements', (table) => entitlements({ table, ...memory, claims: { readOnly: 'readOnly' } })],
    [
      'entitlements of a shared item',
      (table) =>
        entitlements({
          item: userItem({ table, item: 'ENTITLEMENTS', ...memory }),
          claims: { readOnly: 'readOnly', plan: { attribute: 'plan', isLastKnownAllowed: true } },
        }),
    ],
    ['features', (table) => features({ table, ...memory, plans: { pro: ['export'] } })],
    ['tenant', (table) => tenant({ table, ...memory })],
    [
      'acceptedTerms',
      (table) => acceptedTerms({ from: { table, ...memory, itemAttribute: 'terms' }, current: ['1'] }),
    ],
  ])('denies for %s, which takes nothing or not all from memory', async (_, make) => {
    expect(await whileDown(make)).toBe('threw')
  })

  test('gives the token where all of it may be last known', async () => {
    const make = (table: ReturnType<typeof fakeTable>) =>
      entitlements({
        item: userItem({ table, item: 'ENTITLEMENTS', ...memory }),
        claims: { plan: { attribute: 'plan', isLastKnownAllowed: true } },
      })

    expect(await whileDown(make)).not.toBe('threw')
  })
})

test.each(['deny', 'Deny', 'DENY', 'deny ', '', 'fewer claims'])(
  'in a bundle, where no options are checked, onFailure %j denies',
  (word) => {
    expect(Reflect.apply(isDenied, undefined, [word])).toBe(true)
  },
)

test.each([undefined, 'fewer-claims'] as const)('onFailure %j gives fewer claims', (word) => {
  expect(isDenied(word)).toBe(false)
})
