/** What an observed rule would have done, as one line of the report that names codes and never a value. */
import type { Facts } from '../core/run.ts'
import { causeOf } from '../core/step.ts'
import type { PreSignUpEvent } from '../events/pre-sign-up.ts'
import { askRule } from './ask-rule.ts'
import type { PreSignUpRule, Verdict } from './rule.ts'
import { type Observation, readObservation } from './watch-facts.ts'

/** `rule-name: pass`, `rule-name: deny <code>`, `rule-name: pass, <flags and effect>`, or why it has no verdict. */
export function describeObserved(
  rule: PreSignUpRule,
  event: PreSignUpEvent,
  facts: Facts,
  nowMs: number,
): string {
  return `${rule.name}: ${describe(rule, event, facts, nowMs)}`
}

function describe(rule: PreSignUpRule, event: PreSignUpEvent, facts: Facts, nowMs: number): string {
  // An observer's defect is its own: it must not deny.
  try {
    const observation = observationOf(rule, facts)
    switch (observation.kind) {
      case 'known':
        return describeVerdict(askRule(rule, { event, fact: observation.value, nowMs }))
      case 'failed':
        return describeFailure(rule, event, nowMs)
      case 'not-asked':
        return 'not asked'
    }
  } catch (error) {
    return `defect ${causeOf(error)}`
  }
}

function observationOf(rule: PreSignUpRule, facts: Facts): Observation {
  if (rule.fact === undefined) return { kind: 'known', value: undefined }
  const fact = facts.get(rule.fact.name)
  if (fact === undefined) return { kind: 'not-asked' }
  if (fact.kind === 'missing') return { kind: 'failed' }
  return readObservation(fact.value) ?? { kind: 'known', value: fact.value }
}

function describeFailure(rule: PreSignUpRule, event: PreSignUpEvent, nowMs: number): string {
  const policy = rule.fact?.onFailure
  if (policy?.kind === 'use')
    return `${describeVerdict(askRule(rule, { event, fact: policy.value, nowMs }))}, its fact failed`

  return `deny ${policy?.denial.code ?? ''}, its fact failed`
}

function describeVerdict(verdict: Verdict): string {
  if (verdict.kind === 'deny') {
    return verdict.cause === undefined
      ? `deny ${verdict.denial.code}`
      : `deny ${verdict.denial.code}, ${verdict.cause}`
  }
  const flags = Object.entries(verdict.response ?? {}).flatMap(([flag, isSet]) =>
    isSet === true ? [flag] : [],
  )
  return ['pass', ...flags, ...(verdict.effect === undefined ? [] : [verdict.effect.name])].join(', ')
}
