/** Pre sign-up as the five stages see it. */
import { type Clock, systemClock } from '../core/deadline.ts'
import { factsOfRules } from '../core/rule/facts.ts'
import type { Trigger } from '../core/run.ts'
import { parsePreSignUp, type PreSignUpEvent, type PreSignUpResponse } from '../events/pre-sign-up.ts'
import { decide, ruleWords, speakingRules } from './decide.ts'
import { performEffects } from './perform.ts'
import { effectsOf } from './plan.ts'
import type { PreSignUpConfig, PreSignUpEffect } from './rule.ts'

/** A defect denies: on doubt no account is created. */
export function preSignUpTrigger(
  config: PreSignUpConfig,
  clock: Clock = systemClock,
): Trigger<PreSignUpEvent, PreSignUpResponse, PreSignUpEffect> {
  return {
    name: config.trigger,
    language: config.language,
    texts: config.texts,
    parse: (input) => parsePreSignUp(input, config.unknownSource),
    facts(event) {
      const rules = speakingRules(config, event)
      const reservedMs = effectsOf(rules).reduce((sum, { step }) => sum + step.budgetMs, 0)
      return factsOfRules(rules, ruleWords, event, { clock, observeMs: config.observeMs, reservedMs })
    },
    decide: (event, facts, nowMs) => decide(config, event, facts, nowMs),
    perform: (event, effects, invocation) => performEffects(config.rules, event, effects, invocation),
    onDefect: () => 'deny',
  }
}
