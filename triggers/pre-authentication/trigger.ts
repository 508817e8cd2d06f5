/** Pre authentication as the five stages see it: the first denial wins. */
import { type Clock, systemClock } from '../core/deadline.ts'
import type { Refusal } from '../core/decision.ts'
import { temporarilyUnavailable } from '../core/denial-catalogue.ts'
import { isObject } from '../core/json.ts'
import type { Facts, Trigger } from '../core/run.ts'
import { isMeant } from '../domain/app-client-choice.ts'
import { parsePreAuthentication, type PreAuthenticationEvent } from '../events/pre-authentication.ts'
import { factsOf, type PreAuthenticationConfig, type PreAuthenticationRule, type Verdict } from './rule.ts'

/** A defect denies: on doubt nobody signs in. */
export function preAuthenticationTrigger(
  config: PreAuthenticationConfig,
  clock: Clock = systemClock,
): Trigger<PreAuthenticationEvent, object, never> {
  return {
    name: 'pre-authentication',
    language: config.language,
    texts: config.texts,
    parse: (input) => parsePreAuthentication(input, config.unknownSource),
    facts(event) {
      const rules = config.rules.filter((rule) => isSpeaking(rule, event))
      // Where a rule that needs no fact denies, no fact is worth its call.
      const refusal = refuse(rules.filter(needsNoFact), event, new Map(), clock.epochMs())
      return refusal === undefined ? factsOf(rules) : []
    },
    decide(event, facts, nowMs) {
      const rules = config.rules.filter((rule) => isSpeaking(rule, event))
      const ordered = [...rules.filter(needsNoFact), ...rules.filter((rule) => !needsNoFact(rule))]
      return refuse(ordered, event, facts, nowMs) ?? { kind: 'allow', response: {}, effects: [] }
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

function needsNoFact({ fact }: PreAuthenticationRule): boolean {
  return fact === undefined
}

function refuse(
  rules: readonly PreAuthenticationRule[],
  event: PreAuthenticationEvent,
  facts: Facts,
  nowMs: number,
): Refusal | undefined {
  for (const rule of rules) {
    const verdict = ask(rule, event, facts, nowMs)
    if (verdict.kind === 'deny') return { ...verdict, by: rule.name }
  }
  return undefined
}

/** @throws TypeError when the rule gives no verdict, which is a defect and denies */
function ask(
  rule: PreAuthenticationRule,
  event: PreAuthenticationEvent,
  facts: Facts,
  nowMs: number,
): Verdict {
  const fact = rule.fact && facts.get(rule.fact.name)
  // A fact that nobody asked for is a fact that is missing.
  if (rule.fact !== undefined && fact === undefined) return { kind: 'deny', denial: temporarilyUnavailable }
  if (fact?.kind === 'missing') return { kind: 'deny', denial: fact.denial }
  const verdict: Verdict = rule.decide({ event, fact: fact?.value, nowMs })
  if (isVerdict(verdict)) return verdict
  throw Object.assign(new TypeError(`${rule.name} gave no verdict`), { code: 'no_verdict' })
}

/** A denial denies whatever else it says; what passes says nothing more. */
function isVerdict(verdict: unknown): boolean {
  if (!isObject(verdict)) return false
  if (verdict['kind'] === 'deny') return isObject(verdict['denial'])
  return verdict['kind'] === 'pass' && Object.keys(verdict).length === 1
}
