/** Pre sign-up as the five stages see it. */
import { type Clock, systemClock } from '../core/deadline.ts'
import type { Trigger } from '../core/run.ts'
import { parsePreSignUp, type PreSignUpEvent, type PreSignUpResponse } from '../events/pre-sign-up.ts'
import { decide, isDeniedWithoutFacts, speakingRules } from './decide.ts'
import { performEffects } from './perform.ts'
import { effectsOf, factsByMode } from './plan.ts'
import type { PreSignUpConfig, PreSignUpEffect } from './rule.ts'
import { watchFacts } from './watch-facts.ts'

/** A defect denies: on doubt nobody gets an account. */
export function preSignUpTrigger(
  config: PreSignUpConfig,
  clock: Clock = systemClock,
): Trigger<PreSignUpEvent, PreSignUpResponse, PreSignUpEffect> {
  return {
    name: 'pre-sign-up',
    language: config.language,
    texts: config.texts,
    parse: (input) => parsePreSignUp(input, config.unknownSource),
    facts(event) {
      const rules = speakingRules(config, event)
      if (isDeniedWithoutFacts(rules, event, clock.epochMs())) return []
      const { enforced, observed } = factsByMode(rules)
      const reservedMs = effectsOf(rules).reduce((sum, { step }) => sum + step.budgetMs, 0)
      return watchFacts(enforced, observed, { clock, observeMs: config.observeMs, reservedMs })
    },
    decide: (event, facts, nowMs) => decide(config, event, facts, nowMs),
    perform: (event, effects, invocation) => performEffects(config.rules, event, effects, invocation),
    onDefect: () => 'deny',
  }
}
