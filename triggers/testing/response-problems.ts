/** Says what Cognito would not accept in the answer of a trigger. The local pool reads answers by the same code. */
import { checkOptions, optional } from '../core/options/check.ts'
import { flag } from '../core/options/values.ts'
import { own, readStringMap, type RawObject } from '../core/json.ts'
import {
  customMessageSources,
  postConfirmationSources,
  preAuthenticationSources,
  preSignUpSources,
  preTokenGenerationSources,
} from '../events/sources.ts'
import { UnrecognizableOutput } from './claim-overrides.ts'
import { readCustomMessageResponse } from './message-response.ts'
import { readPreTokenResponse } from './pre-token-response.ts'
import { readSignUpResponse } from './sign-up-response.ts'
import { readResponse } from './trigger-response.ts'

export interface ResponseRules {
  /** Whether the pool sends mail with SES, without which custom message has no say in mail. Default true. */
  readonly sendsWithSes?: boolean
}

/** The first problem of an answer to this event, in a sentence that holds no value of a person; empty when Cognito accepts
 * it.
 * @throws TypeError when the event is of no trigger source that is known */
export function findResponseProblems(
  event: RawObject,
  answer: unknown,
  rules: ResponseRules = {},
): readonly string[] {
  checkOptions<ResponseRules>('findResponseProblems', rules, { sendsWithSes: optional(flag) })
  try {
    readAnswer(event, answer, rules)
    return []
  } catch (error) {
    if (error instanceof UnrecognizableOutput) return [error.message]
    throw error
  }
}

function readAnswer(event: RawObject, answer: unknown, { sendsWithSes = true }: ResponseRules): unknown {
  const source = own(event, 'triggerSource')
  const isOneOf = <Source extends string>(sources: readonly Source[]): Source | undefined =>
    sources.find((each) => each === source)
  const signUp = isOneOf(preSignUpSources)
  if (signUp !== undefined) return readSignUpResponse(signUp, answer, attributesOf(event))
  if (isOneOf(preTokenGenerationSources) !== undefined) {
    const version = (['V1_0', 'V2_0', 'V3_0'] as const)[Number(own(event, 'version')) - 1] ?? 'V3_0'
    return readPreTokenResponse(answer, { version, reservedClaims: 'reject', clientId: clientOf(event) })
  }
  if (isOneOf(customMessageSources) !== undefined) return readCustomMessageResponse(answer, sendsWithSes)
  if (isOneOf([...postConfirmationSources, ...preAuthenticationSources]) !== undefined)
    return readResponse(answer)
  throw new TypeError(`the event's triggerSource is of no trigger that is known: ${String(source)}`)
}

function attributesOf(event: RawObject): ReadonlyMap<string, string> {
  return readStringMap(own(own(event, 'request'), 'userAttributes'))
}

function clientOf(event: RawObject): string {
  return String(own(own(event, 'callerContext'), 'clientId'))
}
