/** What makes a call a rehearsal: the context of the rollout, and nothing that only looks like it. */
import { expect, test } from 'vitest'
import { ensureProvisioned } from '../../../triggers/pre-token-generation/claims/ensure-provisioned.ts'
import { rehearsalContext } from '../../../triggers/core/rehearsal-context.ts'
import { eventFixture } from '../../../triggers/testing/golden-events.ts'
import { harnessOf, signIn } from '../pre-token-generation/run-sources.ts'
import { fakeTable } from '../../../triggers/testing/table.ts'

test.each([
  ['of the rollout', JSON.parse(Buffer.from(rehearsalContext, 'base64').toString()), true],
  ['that says no', { custom: { rehearsal: false } }, false],
  ['that says it as a text', { custom: { rehearsal: 'true' } }, false],
  ['that says it as a number', { custom: { rehearsal: 1 } }, false],
  ['that says it elsewhere', { rehearsal: true, env: { rehearsal: true }, custom: {} }, false],
  ['that is none', undefined, false],
])(
  'a call with a context %s: a rehearsal has no effect and no metric',
  async (_, clientContext, isRehearsal) => {
    const handed: unknown[] = []
    const handOver = async (user: unknown) => {
      handed.push(user)
      return 'written' as const
    }
    const source = ensureProvisioned({ table: fakeTable(), handover: { name: 'table', handOver } })
    const harness = harnessOf([source])

    await harness.invoke(eventFixture(signIn), { clientContext })

    expect(handed).toHaveLength(isRehearsal ? 0 : 1)
    expect(harness.reports).toHaveLength(1)
    expect(harness.reports[0]?.['rehearsal']).toBe(isRehearsal ? true : undefined)
    expect(harness.logLines[0]?.includes('"_aws"')).toBe(!isRehearsal)
  },
)
