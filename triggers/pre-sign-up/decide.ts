/** The pre sign-up decision: every rule that speaks for the source, in order; the first denial wins. */
import type { Decision } from '../core/decision.ts'
import type { Facts } from '../core/run.ts'
import type { PreSignUpEvent, PreSignUpResponse } from '../events/pre-sign-up.ts'
import type { PreSignUpConfig, PreSignUpRule } from './rule.ts'

export function decide(
  config: PreSignUpConfig,
  event: PreSignUpEvent,
  facts: Facts,
  nowMs: number,
): Decision<PreSignUpResponse> {
  let response: PreSignUpResponse = {}
  for (const rule of speakingRules(config, event)) {
    const fact = rule.fact === undefined ? undefined : facts.get(rule.fact.name)
    if (fact?.kind === 'missing') return { kind: 'deny', denial: fact.denial, by: rule.name }

    const verdict = rule.decide({ event, fact: fact?.value, nowMs })
    if (verdict.kind === 'deny') return { kind: 'deny', denial: verdict.denial, by: rule.name }
    response = { ...response, ...verdict.response }
  }
  return { kind: 'allow', response, effects: [] }
}

/** The rules that speak for the event's source. */
export function speakingRules(config: PreSignUpConfig, event: PreSignUpEvent): readonly PreSignUpRule[] {
  return config.rules.filter((rule) => rule.sources.includes(event.source))
}
