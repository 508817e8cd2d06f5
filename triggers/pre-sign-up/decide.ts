/** The pre sign-up decision: every rule that speaks for the source, and the flags that Cognito accepts. */
import { isFlag } from '../core/answer.ts'
import type { Decision } from '../core/decision.ts'
import { isObject } from '../core/json.ts'
import { decideByRules, type RuleTrace } from '../core/rule/decide.ts'
import type { RuleWords } from '../core/rule/hear.ts'
import { readEmailDomain } from '../domain/email-domain.ts'
import type { Facts, Notes } from '../core/run.ts'
import type { PreSignUpEvent, PreSignUpResponse } from '../events/pre-sign-up.ts'
import { isPhoneNumber } from '../domain/phone-number.ts'
import type { PreSignUpConfig, PreSignUpEffect, PreSignUpPass, PreSignUpRule } from './rule.ts'

export type PreSignUpDecision = Decision<PreSignUpResponse, PreSignUpEffect> & Notes

export const ruleWords: RuleWords<PreSignUpPass> = {
  parts: { response: isResponse, effect: isEffect },
  describe: ({ response = {}, effect }) => [
    ...Object.entries(response).flatMap(([flag, isSet]) => (isSet === true ? [flag] : [])),
    ...(effect === undefined ? [] : [effect.name]),
  ],
}

function isEffect(effect: unknown): boolean {
  return (
    isObject(effect) &&
    typeof effect['name'] === 'string' &&
    typeof effect['idempotencyKey'] === 'string' &&
    isObject(effect['facts'])
  )
}

function isResponse(response: unknown): boolean {
  return isObject(response) && Object.values(response).every((flag) => flag === undefined || isFlag(flag))
}

export function decide(
  config: PreSignUpConfig,
  event: PreSignUpEvent,
  facts: Facts,
  nowMs: number,
  trace?: RuleTrace<PreSignUpRule, PreSignUpPass>,
): PreSignUpDecision {
  const rules = speakingRules(config, event)
  const { refusal, passes, observed } = decideByRules(rules, ruleWords, { event, facts, nowMs }, trace)
  const decision = finish(
    event,
    refusal ?? {
      kind: 'allow',
      response: [...passes.values()].reduce<PreSignUpResponse>(
        (flags, { response }) => ({ ...flags, ...response }),
        {},
      ),
      effects: inOrder(rules, passes),
    },
  )
  return observed.length === 0 ? decision : { ...decision, notes: { observed, ...decision.notes } }
}

/** Leaves out the flags on which Cognito would fail, and notes flags without effect. */
export function finish(event: PreSignUpEvent, decided: PreSignUpDecision): PreSignUpDecision {
  const missing = flagsWithoutAddress(event, decided)
  const possible = withoutFlags(decided, missing)
  const { note, flags } = vainFlags(event, possible)
  const isRejected = note === 'verifyFlagsDropped'
  const decision = isRejected ? withoutFlags(possible, flags) : possible
  const dropped = isRejected ? [...missing, ...flags] : missing
  const notes = {
    ...(dropped.length === 0 ? {} : { verifyFlagsDropped: dropped }),
    ...(isRejected || flags.length === 0 ? {} : { [note]: flags }),
  }
  return { ...decision, ...(Object.keys(notes).length === 0 ? {} : { notes }) }
}

/** The flags that verify an address which the user does not have. Cognito fails a sign-up with such a flag.
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

/** The flags without their effect, under the name that the report uses.
 *
 * Cognito fails a sign-up that is verified but not confirmed, so that these flags are dropped. It ignores all flags for a
 * user whom an administrator creates. For users of an external provider, AWS does not document one flag without the other.
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

/** Effects are performed in the order of the configuration, whatever the order of the questions. An effect that rules
 * share is performed once. */
function inOrder(
  rules: readonly PreSignUpRule[],
  passes: ReadonlyMap<PreSignUpRule, PreSignUpPass>,
): readonly PreSignUpEffect[] {
  const distinct = new Map(
    rules.flatMap((rule): [string, PreSignUpEffect][] => {
      const effect = passes.get(rule)?.effect
      return effect === undefined ? [] : [[`${effect.name} ${effect.idempotencyKey}`, effect]]
    }),
  )
  return [...distinct.values()]
}
