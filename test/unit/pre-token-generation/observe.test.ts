import { describe, expect, test } from 'vitest'
import type { ClaimSource } from '../../../triggers/pre-token-generation/claim-source.ts'
import { denySuspended } from '../../../triggers/pre-token-generation/claims/deny-suspended.ts'
import { entitlements } from '../../../triggers/pre-token-generation/claims/entitlements.ts'
import { maintenance } from '../../../triggers/pre-token-generation/claims/maintenance.ts'
import { requireVerifiedEmail } from '../../../triggers/pre-token-generation/claims/require-verified-email.ts'
import { observe } from '../../../triggers/pre-token-generation/observe.ts'
import { planPreTokenGeneration } from '../../../triggers/pre-token-generation/plan.ts'
import { eventFixture } from '../../support/event-fixtures.ts'
import { type FakeTable, fakeTable, harnessOf, signIn, withAttributes } from './run-sources.ts'

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

  test('is reported beside a refusal of another', async () => {
    const harness = harnessOf([observe(requireVerifiedEmail()), maintenance({ isOn: true })])

    await harness.invoke(withAttributes({}))

    expect(harness.reports[0]).toMatchObject({
      code: 'under_maintenance',
      notes: { observed: ['require-verified-email: deny email_not_verified'] },
    })
  })
})
