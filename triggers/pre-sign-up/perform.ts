/** Performs the effects of the rules one after the other, each bounded, and stops at the first refusal. */
import type { Invocation, RefusedEffects } from '../core/run.ts'
import { readFact, type StepReport } from '../core/step.ts'
import type { PreSignUpEvent } from '../events/pre-sign-up.ts'
import type { EffectOutcome, PreSignUpEffect, PreSignUpRule, RuleEffect } from './rule.ts'

/** All outcomes of an effect. */
export const effectOutcomes: ReadonlySet<EffectOutcome> = new Set(['done', 'refused', 'failed'])

/** A failed write ends in its step's policy, like a failed read.
 * @throws TypeError when no rule has a step of an effect's name, which is a defect and denies */
export async function performEffects(
  rules: readonly PreSignUpRule[],
  event: PreSignUpEvent,
  effects: readonly PreSignUpEffect[],
  { clock, deadline }: Pick<Invocation, 'clock' | 'deadline'>,
): Promise<readonly StepReport[] | RefusedEffects> {
  const steps: StepReport[] = []
  for (const effect of effects) {
    const rule = rules.find((each) => each.effect?.step.name === effect.name)
    if (rule?.effect === undefined)
      throw Object.assign(new TypeError(`no rule has the effect ${effect.name}`), { code: 'no_effect' })
    const { fact, report } = await readFact(strictly(rule.effect.step), { event, effect }, clock, deadline)
    const isFault = fact.kind === 'known' && fact.value === 'failed'
    const fault = isFault ? ({ outcome: 'failed', cause: 'refused', policy: 'deny' } as const) : {}
    steps.push({ ...report, ...fault, kind: 'effect' })
    const denial = fact.kind === 'missing' ? fact.denial : rule.effect.refusal(fact.value)
    if (denial !== undefined) return { steps, refusal: { kind: 'deny', denial, by: rule.name } }
  }
  return steps
}

/** An unknown outcome is a failure: a misspelled refusal must not let a person in. */
function strictly(step: RuleEffect['step']): RuleEffect['step'] {
  return {
    ...step,
    async run(input, call): Promise<EffectOutcome> {
      const outcome = await step.run(input, call)
      if (effectOutcomes.has(outcome)) return outcome
      throw Object.assign(new TypeError(`${step.name} came to no outcome`), { code: 'no_outcome' })
    },
  }
}
