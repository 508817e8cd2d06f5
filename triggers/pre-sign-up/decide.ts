/** The pre sign-up decision: every rule that speaks for the source; the first denial wins; observers only report. */
import type { Decision } from '../core/decision.ts'
import { temporarilyUnavailable } from '../core/denial-catalogue.ts'
import type { Facts, Notes } from '../core/run.ts'
import type { PreSignUpEvent, PreSignUpResponse } from '../events/pre-sign-up.ts'
import { askRule } from './ask-rule.ts'
import { describeObserved } from './observed-verdict.ts'
import { isEnforced } from './plan.ts'
import type { PreSignUpConfig, PreSignUpEffect, PreSignUpRule, Verdict } from './rule.ts'

export type PreSignUpDecision = Decision<PreSignUpResponse, PreSignUpEffect> & Notes

export function decide(
  config: PreSignUpConfig,
  event: PreSignUpEvent,
  facts: Facts,
  nowMs: number,
): PreSignUpDecision {
  const rules = speakingRules(config, event)
  const observed = rules
    .filter((rule) => !isEnforced(rule))
    .map((rule) => describeObserved(rule, event, facts, nowMs))
  const { decision, dropped } = dropRejected(
    event,
    decideEnforced(rules.filter(isEnforced), event, facts, nowMs),
  )
  const notes = {
    ...(observed.length === 0 ? {} : { observed }),
    ...(dropped.length === 0 ? {} : { verifyFlagsDropped: dropped }),
  }
  return { ...decision, ...(Object.keys(notes).length === 0 ? {} : { notes }) }
}

/** Takes away what Cognito fails a sign-up for: to verify somebody who is not confirmed.
 * @see https://github.com/aws/aws-sdk-java/issues/1049 */
function dropRejected(
  { source }: PreSignUpEvent,
  decision: PreSignUpDecision,
): { readonly decision: PreSignUpDecision; readonly dropped: readonly string[] } {
  if (decision.kind === 'deny' || source !== 'PreSignUp_SignUp' || decision.response.autoConfirmUser === true)
    return { decision, dropped: [] }
  const { autoVerifyEmail = false, autoVerifyPhone = false, ...rest } = decision.response
  const dropped = [
    ...(autoVerifyEmail ? ['autoVerifyEmail'] : []),
    ...(autoVerifyPhone ? ['autoVerifyPhone'] : []),
  ]
  return dropped.length === 0 ? { decision, dropped } : { decision: { ...decision, response: rest }, dropped }
}

/** The rules that speak for the event's source. */
export function speakingRules(config: PreSignUpConfig, event: PreSignUpEvent): readonly PreSignUpRule[] {
  return config.rules.filter((rule) => rule.sources.includes(event.source))
}

/** Whether a rule that needs no fact denies: then no fact is worth its call. */
export function isDeniedWithoutFacts(
  rules: readonly PreSignUpRule[],
  event: PreSignUpEvent,
  nowMs: number,
): boolean {
  return rules.some(
    (rule) =>
      isEnforced(rule) &&
      rule.fact === undefined &&
      askRule(rule, { event, fact: undefined, nowMs }).kind === 'deny',
  )
}

function decideEnforced(
  rules: readonly PreSignUpRule[],
  event: PreSignUpEvent,
  facts: Facts,
  nowMs: number,
): PreSignUpDecision {
  let response: PreSignUpResponse = {}
  const effects = new Map<PreSignUpRule, PreSignUpEffect | undefined>()
  for (const rule of [...rules.filter(needsNoFact), ...rules.filter((each) => !needsNoFact(each))]) {
    const verdict = decideByRule(rule, event, facts, nowMs)
    if (verdict.kind === 'deny') return { ...verdict, by: rule.name }
    response = { ...response, ...verdict.response }
    effects.set(rule, verdict.effect)
  }
  return { kind: 'allow', response, effects: inOrder(rules, effects) }
}

/** Effects are performed in the order of the configuration, however the rules were asked; one that rules share, once. */
function inOrder(
  rules: readonly PreSignUpRule[],
  effects: ReadonlyMap<PreSignUpRule, PreSignUpEffect | undefined>,
): readonly PreSignUpEffect[] {
  const distinct = new Map(
    rules.flatMap((rule): [string, PreSignUpEffect][] => {
      const effect = effects.get(rule)
      return effect === undefined ? [] : [[`${effect.name} ${effect.idempotencyKey}`, effect]]
    }),
  )
  return [...distinct.values()]
}

function decideByRule(rule: PreSignUpRule, event: PreSignUpEvent, facts: Facts, nowMs: number): Verdict {
  if (rule.fact === undefined) return askRule(rule, { event, fact: undefined, nowMs })
  const fact = facts.get(rule.fact.name)
  // A fact that nobody asked for is a fact that is missing.
  if (fact === undefined) return { kind: 'deny', denial: temporarilyUnavailable }
  if (fact.kind === 'missing') return { kind: 'deny', denial: fact.denial }
  return askRule(rule, { event, fact: fact.value, nowMs })
}

function needsNoFact(rule: PreSignUpRule): boolean {
  return rule.fact === undefined
}
