/** Pre authentication as the five stages see it. */
import { type Clock, systemClock } from '../core/deadline.ts'
import type { Decision } from '../core/decision.ts'
import { decideByRules, type RuleTrace } from '../core/rule/decide.ts'
import { factsOfRules } from '../core/rule/facts.ts'
import type { RuleQuestion, RuleWords } from '../core/rule/hear.ts'
import type { Pass } from '../core/rule/rule.ts'
import type { Notes, Trigger } from '../core/run.ts'
import { sha256 } from '../core/sha256.ts'
import { isMeant } from '../domain/app-client-choice.ts'
import { parsePreAuthentication, type PreAuthenticationEvent } from '../events/pre-authentication.ts'
import type { PreAuthenticationConfig, PreAuthenticationRule } from './rule.ts'

/** A rule only says whether the person may pass. */
export const ruleWords: RuleWords<Pass> = { parts: {}, describe: () => [] }

export const approval = { kind: 'allow', response: {}, effects: [] } as const

/** A defect denies: on doubt no person signs in. */
export function preAuthenticationTrigger(
  config: PreAuthenticationConfig,
  clock: Clock = systemClock,
): Trigger<PreAuthenticationEvent, object, never> {
  const { observeMs } = config
  return {
    name: config.trigger,
    language: config.language,
    texts: config.texts,
    parse: (input) => parsePreAuthentication(input, config.unknownSource),
    facts: (event) =>
      factsOfRules(askedRules(config, event), ruleWords, event, { clock, observeMs }).map((step) =>
        event.isUserMissing ? { ...step, run: (_, call) => step.run(standIn(event), call) } : step,
      ),
    decide: (event, facts, nowMs) => decide(config, { event, facts, nowMs }),
    perform: async () => [],
    onDefect: () => 'deny',
  }
}

export function decide(
  config: PreAuthenticationConfig,
  question: RuleQuestion<PreAuthenticationEvent>,
  trace?: RuleTrace<PreAuthenticationRule, Pass>,
): Decision<object> & Notes {
  const rules = askedRules(config, question.event)
  const { refusal, observed } = decideByRules(rules, ruleWords, question, trace)
  const decision = refusal ?? approval
  return observed.length === 0 ? decision : { ...decision, notes: { observed } }
}

/** The rules that speak for the event. Those about an unknown user read their facts and fail as for anybody else, and let
 * the user pass otherwise, so that neither the answer nor the wait tells that the user does not exist. */
function askedRules({ rules }: PreAuthenticationConfig, event: PreAuthenticationEvent) {
  return rules
    .filter((rule) => isSpeaking(rule, event))
    .map((rule): PreAuthenticationRule =>
      rule.isAboutUser && event.isUserMissing ? { ...rule, decide: () => ({ kind: 'pass' }) } : rule,
    )
}

/** The event of an unknown user with a `sub` that nobody has: those of Cognito are UUIDs, which are as long. */
function standIn(event: PreAuthenticationEvent): PreAuthenticationEvent {
  const sub = `nobody-${sha256(event.userName).slice(0, 29)}`
  return { ...event, sub, userAttributes: new Map([['sub', sub]]) }
}

/** Whether the rule speaks for the event: for its source and its app client. */
export function isSpeaking(
  { sources, appClients }: PreAuthenticationRule,
  { source, clientId }: PreAuthenticationEvent,
): boolean {
  return sources.includes(source) && isMeant(appClients, clientId)
}
