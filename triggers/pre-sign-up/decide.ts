/** The pre sign-up decision: every rule that speaks for the source; the first denial wins; observers only report. */
import type { Decision } from '../core/decision.ts'
import { temporarilyUnavailable } from '../core/denial-catalogue.ts'
import { readEmailDomain } from '../domain/email-domain.ts'
import type { Facts, Notes } from '../core/run.ts'
import type { PreSignUpEvent, PreSignUpResponse } from '../events/pre-sign-up.ts'
import { askRule } from './ask-rule.ts'
import { describeObserved } from './observed-verdict.ts'
import { isPhoneNumber } from '../domain/phone-number.ts'
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
  const decided = decideEnforced(rules.filter(isEnforced), event, facts, nowMs)
  const missing = flagsWithoutAddress(event, decided)
  const possible = withoutFlags(decided, missing)
  const { note, flags } = vainFlags(event, possible)
  const isRejected = note === 'verifyFlagsDropped'
  const decision = isRejected ? withoutFlags(possible, flags) : possible
  const dropped = isRejected ? [...missing, ...flags] : missing
  const notes = {
    ...(observed.length === 0 ? {} : { observed }),
    ...(dropped.length === 0 ? {} : { verifyFlagsDropped: dropped }),
    ...(isRejected || flags.length === 0 ? {} : { [note]: flags }),
  }
  return { ...decision, ...(Object.keys(notes).length === 0 ? {} : { notes }) }
}

/** The flags that verify an address which the user does not have: Cognito fails whatever carries one.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-sign-up.html */
function flagsWithoutAddress(
  { userAttributes }: PreSignUpEvent,
  decision: PreSignUpDecision,
): readonly (keyof PreSignUpResponse)[] {
  const { autoVerifyEmail, autoVerifyPhone } = decision.kind === 'deny' ? {} : decision.response
  const hasEmail = readEmailDomain(userAttributes.get('email')) !== undefined
  const hasPhone = isPhoneNumber(userAttributes.get('phone_number'))
  return [
    ...(autoVerifyEmail === true && !hasEmail ? (['autoVerifyEmail'] as const) : []),
    ...(autoVerifyPhone === true && !hasPhone ? (['autoVerifyPhone'] as const) : []),
  ]
}

/** The flags that do not do what they say, under the name by which they are reported.
 *
 * Cognito fails a sign-up that verifies somebody who is not confirmed, so that these are dropped. It ignores all flags for
 * whom an administrator creates. Of an external provider's users it is not documented what one without the other does.
 * @see https://github.com/aws/aws-sdk-java/issues/1049
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-sign-up.html */
function vainFlags(
  { source }: PreSignUpEvent,
  decision: PreSignUpDecision,
): {
  readonly note: 'verifyFlagsDropped' | 'flagsIgnored' | 'flagsUncertain'
  readonly flags: readonly (keyof PreSignUpResponse)[]
} {
  const given = decision.kind === 'deny' ? {} : decision.response
  const isSet = (flag: keyof PreSignUpResponse): boolean => given[flag] === true
  const verifying = (['autoVerifyEmail', 'autoVerifyPhone'] as const).filter(isSet)
  const confirming = (['autoConfirmUser'] as const).filter(isSet)
  switch (source) {
    case 'PreSignUp_SignUp':
      return { note: 'verifyFlagsDropped', flags: confirming.length === 0 ? verifying : [] }
    case 'PreSignUp_AdminCreateUser':
      return { note: 'flagsIgnored', flags: [...confirming, ...verifying] }
    case 'PreSignUp_ExternalProvider': {
      const isWhole = confirming.length > 0 && verifying.length > 0
      return { note: 'flagsUncertain', flags: isWhole ? [] : [...confirming, ...verifying] }
    }
  }
}

function withoutFlags(decision: PreSignUpDecision, flags: readonly string[]): PreSignUpDecision {
  if (decision.kind === 'deny' || flags.length === 0) return decision
  const response = Object.fromEntries(
    Object.entries(decision.response).filter(([flag]) => !flags.includes(flag)),
  )
  return { ...decision, response }
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
