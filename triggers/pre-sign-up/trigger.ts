/** Pre sign-up as the five stages see it. */
import type { Trigger } from '../core/run.ts'
import { parsePreSignUp, type PreSignUpEvent, type PreSignUpResponse } from '../events/pre-sign-up.ts'
import { decide, speakingRules } from './decide.ts'
import type { PreSignUpConfig } from './rule.ts'

/** A defect denies: on doubt nobody gets an account. */
export function preSignUpTrigger(config: PreSignUpConfig): Trigger<PreSignUpEvent, PreSignUpResponse, never> {
  return {
    name: 'pre-sign-up',
    language: config.language,
    parse: parsePreSignUp,
    facts: (event) =>
      speakingRules(config, event).flatMap((rule) => (rule.fact === undefined ? [] : [rule.fact])),
    decide: (event, facts, nowMs) => decide(config, event, facts, nowMs),
    perform: () => Promise.resolve([]),
    onDefect: () => 'deny',
  }
}
