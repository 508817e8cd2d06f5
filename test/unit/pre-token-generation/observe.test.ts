import { describe, expect, test } from 'vitest'
import { tokenTooLarge } from '../../../triggers/core/denial-catalogue.ts'
import type { Json } from '../../../triggers/core/decision.ts'
import type { ClaimSource } from '../../../triggers/pre-token-generation/claim-source.ts'
import { denySuspended } from '../../../triggers/pre-token-generation/claims/deny-suspended.ts'
import { entitlements } from '../../../triggers/pre-token-generation/claims/entitlements.ts'
import { maintenance } from '../../../triggers/pre-token-generation/claims/maintenance.ts'
import { requireVerifiedEmail } from '../../../triggers/pre-token-generation/claims/require-verified-email.ts'
import { observe } from '../../../triggers/pre-token-generation/observe.ts'
import { planPreTokenGeneration } from '../../../triggers/pre-token-generation/plan.ts'
import { eventFixture } from '../../../triggers/testing/golden-events.ts'
import { harnessOf, signIn, withAttributes } from './run-sources.ts'
import { type FakeTable, fakeTable } from '../../../triggers/testing/table.ts'

describe('an observed source', () => {
  const observed = async (source: ClaimSource, table?: FakeTable) => {
    const harness = harnessOf([observe(source)])
    const answer = await harness.invoke(withAttributes({}))
    expect(answer.kind, table?.state).toBe('returned')
    return harness.reports[0]?.['notes']
  }

  test('says what it would refuse, and refuses nothing', async () => {
    expect(await observed(maintenance({ isOn: true }))).toMatchObject({
      observed: ['maintenance: deny under_maintenance'],
    })
    expect(await observed(maintenance({ isOn: false }))).toMatchObject({ observed: ['maintenance: pass'] })
  })

  test.each(['down', 'hanging'] as const)('waits for 100 ms at most while the table is %s', async (state) => {
    const table = fakeTable()
    table.state = state

    expect(await observed(denySuspended({ from: { table, itemAttribute: 'x' } }), table)).toMatchObject({
      observed: ['deny-suspended: deny temporarily_unavailable, its fact failed'],
    })
    const [step] = planPreTokenGeneration({
      claims: [observe(denySuspended({ from: { table, itemAttribute: 'x' } }))],
    }).phases.flatMap(({ steps }) => steps)
    expect(step).toMatchObject({ name: 'observed-deny-suspended', budgetMs: 100, onFailure: { kind: 'use' } })
  })

  test('adds nothing, and its defect is its own', async () => {
    const claims = [
      entitlements({ table: fakeTable({ ENTITLEMENTS: { plan: 'pro' } }), claims: { plan: 'plan' } }),
    ]
    const defect = {
      name: 'broken',
      sources: maintenance({ isOn: true }).sources,
      claimNames: [],
      contribute: () => {
        throw new RangeError('jane@example.com')
      },
    }

    expect(await observed(defect)).toMatchObject({ observed: ['broken: defect RangeError'] })
    const answer = await harnessOf(claims.map(observe)).invoke(eventFixture(signIn))
    expect(JSON.stringify(answer)).not.toContain('"plan"')
  })

  test('has the others asked once for the token and once for what it would do', async () => {
    let asked = 0
    const counted: ClaimSource = {
      name: 'counted',
      sources: maintenance({ isOn: true }).sources,
      claimNames: [],
      contribute() {
        asked += 1
        return {}
      },
    }

    await harnessOf([counted, observe(maintenance({ isOn: false }))]).invoke(withAttributes({}))

    expect(asked).toBe(2)
  })

  test('is reported beside a refusal of another', async () => {
    const harness = harnessOf([observe(requireVerifiedEmail()), maintenance({ isOn: true })])

    await harness.invoke(withAttributes({}))

    expect(harness.reports[0]).toMatchObject({
      code: 'under_maintenance',
      notes: { observed: ['require-verified-email: deny email_not_verified'] },
    })
  })
})

describe('an observed source says what the same source does when it counts', () => {
  const items = (attributes: Readonly<Record<string, Json>>): FakeTable =>
    fakeTable({ ENTITLEMENTS: attributes })
  const plan = { attribute: 'plan', isRestrictive: true }
  const own = (given: unknown): ClaimSource =>
    Object.assign(
      {
        name: 'own',
        sources: ['TokenGeneration_Authentication'] as const,
        claimNames: [],
        contribute: () => ({}),
      },
      // As JavaScript would, where nothing is compiled.
      { contribute: () => given },
    )
  const filler = own({ claims: [{ name: 'note', value: 'x'.repeat(5_000), target: 'both' }] })

  const cases: Readonly<Record<string, readonly [ClaimSource, string, object?, string?, ClaimSource[]?]>> = {
    'a restriction that version 1 cannot carry': [
      entitlements({ table: items({ plan: 'pro' }), claims: { plan } }),
      'entitlements: deny temporarily_unavailable, claim_lost',
      {},
      'TokenGeneration_Authentication.v1',
    ],
    'a restriction that no token can carry': [
      entitlements({ table: items({ plan: [[1]] }), claims: { plan } }),
      'entitlements: deny temporarily_unavailable',
    ],
    'a claim that is dropped': [
      entitlements({ table: items({ plan: [[1]] }), claims: { plan: 'plan' } }),
      'entitlements: pass, dropped id:plan access:plan',
    ],
    'a claim beside the same of another that is dropped': [
      entitlements({ table: items({ plan: 'pro' }), claims: { plan: 'plan' } }),
      'entitlements: pass',
      {},
      signIn,
      [{ ...own({ claims: [{ name: 'sub', value: 'x', target: 'id' }] }), name: 'other' }],
    ],
    'a token that it makes too large': [
      filler,
      'own: deny token_too_large, size',
      { size: { idBytes: 2_000, accessBytes: 2_000, onOverflow: tokenTooLarge } },
    ],
    'a token that is trimmed because of it': [
      filler,
      'own: pass, truncated access:note id:note',
      { size: { idBytes: 2_000, accessBytes: 2_000 } },
    ],
    'no contribution': [own({ denail: 1 }), 'own: defect no_contribution'],
    'a promise': [own(Promise.resolve({})), 'own: defect no_contribution'],
  }

  test.each(Object.entries(cases))(
    '%s',
    async (_, [source, said, options = {}, fixture = signIn, others = []]) => {
      const enforced = harnessOf([...others, source], options)
      const observer = harnessOf([observe(source), ...others], options)
      const without = harnessOf(others, options)

      const real = await enforced.invoke(eventFixture(fixture))
      const answer = await observer.invoke(eventFixture(fixture))

      expect(observer.reports[0]).toMatchObject({ notes: { observed: [said] } })
      expect(answer).toEqual(await without.invoke(eventFixture(fixture)))
      expect(real.kind).toBe(/: (deny|defect)/.test(said) ? 'threw' : 'returned')
    },
  )

  test('memory that stands in', async () => {
    const table = items({ plan: 'pro' })
    const source = entitlements({
      table,
      claims: { plan: { attribute: 'plan', isLastKnownAllowed: true } },
      lastKnownMaxAgeMs: 60_000,
    })
    const harness = harnessOf([observe(source)])
    await harness.invoke(eventFixture(signIn))
    table.state = 'down'
    await harness.invoke(eventFixture(signIn))

    expect(harness.reports[1]).toMatchObject({
      notes: { observed: ['entitlements: pass, lastKnown entitlements'] },
    })
  })

  test('behind one that refuses it is not asked, and before one it is', async () => {
    const harness = harnessOf([
      observe(requireVerifiedEmail()),
      maintenance({ isOn: true }),
      observe({ ...requireVerifiedEmail(), name: 'later' }),
    ])
    await harness.invoke(withAttributes({}))

    expect(harness.reports[0]).toMatchObject({
      notes: { observed: ['require-verified-email: deny email_not_verified', 'later: not asked'] },
    })
  })
})
