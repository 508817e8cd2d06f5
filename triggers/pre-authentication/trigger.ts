/** Pre authentication as the five stages see it. */
import { type Clock, systemClock } from '../core/deadline.ts'
import { decideByRules } from '../core/rule/decide.ts'
import { factsOfRules } from '../core/rule/facts.ts'
import type { RuleWords } from '../core/rule/hear.ts'
import type { Pass } from '../core/rule/rule.ts'
import type { Trigger } from '../core/run.ts'
import { isMeant } from '../domain/app-client-choice.ts'
import { parsePreAuthentication, type PreAuthenticationEvent } from '../events/pre-authentication.ts'
import type { PreAuthenticationConfig, PreAuthenticationRule } from './rule.ts'

/** A rule says no more than that somebody may pass. */
const ruleWords: RuleWords<Pass> = { parts: {}, describe: () => [] }

/** A defect denies: on doubt nobody signs in. */
export function preAuthenticationTrigger(
  { rules, observeMs, ...config }: PreAuthenticationConfig,
  clock: Clock = systemClock,
): Trigger<PreAuthenticationEvent, object, never> {
  const speaking = (event: PreAuthenticationEvent) => rules.filter((rule) => isSpeaking(rule, event))
  return {
    name: 'pre-authentication',
    language: config.language,
    texts: config.texts,
    parse: (input) => parsePreAuthentication(input, config.unknownSource),
    facts: (event) => factsOfRules(speaking(event), ruleWords, event, { clock, observeMs }),
    decide(event, facts, nowMs) {
      const question = { event, facts, nowMs }
      const { refusal, observed } = decideByRules(speaking(event), ruleWords, question)
      const decision = refusal ?? { kind: 'allow', response: {}, effects: [] }
      return observed.length === 0 ? decision : { ...decision, notes: { observed } }
    },
    perform: async () => [],
    onDefect: () => 'deny',
  }
}

/** Whether the rule speaks of the event: of its source, its app client and its user. */
export function isSpeaking(
  { sources, appClients, isAboutUser }: PreAuthenticationRule,
  { source, clientId, isUserMissing }: PreAuthenticationEvent,
): boolean {
  return sources.includes(source) && isMeant(appClients, clientId) && !(isAboutUser && isUserMissing)
}
