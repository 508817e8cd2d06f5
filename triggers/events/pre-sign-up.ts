/** The pre sign-up event.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-sign-up.html */
import { type Envelope, findSource, parseEvent } from './envelope.ts'
import type { Parsed } from '../core/parsed.ts'
import { isObject, own, readStringMap, type StringMap } from '../core/json.ts'
import { type PreSignUpSource, preSignUpSources } from './sources.ts'

/** What an unknown source of this trigger counts as. */
export type UnknownSignUpSource = 'deny' | 'PreSignUp_SignUp'

export interface PreSignUpEvent extends Envelope {
  readonly source: PreSignUpSource
  /** Sent by the caller and not stored. Untrusted. */
  readonly validationData: StringMap
}

/** The response fields that the trigger owns. A missing field stays as it came. */
export interface PreSignUpResponse {
  readonly autoConfirmUser?: boolean
  readonly autoVerifyEmail?: boolean
  readonly autoVerifyPhone?: boolean
}

export function parsePreSignUp(
  input: unknown,
  unknownSource: UnknownSignUpSource = 'deny',
): Parsed<PreSignUpEvent> {
  return parseEvent(
    input,
    (triggerSource) => findSource(preSignUpSources, triggerSource, unknownSource),
    (envelope, source, request) => ({
      ...envelope,
      source,
      userAttributes: readStringMap(filledIn(own(request, 'userAttributes')), ''),
      validationData: readStringMap(own(request, 'validationData')),
    }),
  )
}

/** Forms send null for an empty field. */
function filledIn(attributes: unknown): unknown {
  if (!isObject(attributes)) return attributes
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== null))
}
