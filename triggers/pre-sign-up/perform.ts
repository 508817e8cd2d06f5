/** Performs the effects of the rules one after the other, each bounded, and stops at the first that refuses. */
import type { Invocation, RefusedEffects } from '../core/run.ts'
import { readFact, type StepReport } from '../core/step.ts'
import type { PreSignUpEvent } from '../events/pre-sign-up.ts'
import type { PreSignUpEffect, PreSignUpRule } from './rule.ts'

/** Never rejects. A write that fails ends in its step's policy, as a read does. */
export async function performEffects(
  rules: readonly PreSignUpRule[],
  event: PreSignUpEvent,
  effects: readonly PreSignUpEffect[],
  { clock, deadline }: Pick<Invocation, 'clock' | 'deadline'>,
): Promise<readonly StepReport[] | RefusedEffects> {
  const steps: StepReport[] = []
  for (const effect of effects) {
    const rule = rules.find((each) => each.effect?.step.name === effect.name)
    if (rule?.effect === undefined) continue
    const { fact, report } = await readFact(rule.effect.step, { event, effect }, clock, deadline)
    const isFault = fact.kind === 'known' && fact.value === 'failed'
    const fault = isFault ? ({ outcome: 'failed', cause: 'refused', policy: 'deny' } as const) : {}
    steps.push({ ...report, ...fault, kind: 'effect' })
    const denial = fact.kind === 'missing' ? fact.denial : rule.effect.refusal(fact.value)
    if (denial !== undefined) return { steps, refusal: { kind: 'deny', denial, by: rule.name } }
  }
  return steps
}
