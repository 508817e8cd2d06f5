/** Asks the pre sign-up trigger about a user who is not stored yet, and reads its answer as strictly as Cognito. */
import type { Context } from '../context.ts'
import { unrecognizable, UnrecognizableOutput } from '../tokens/claim-overrides.ts'
import { flattenAttributes, flattenName } from '../users/letter-case.ts'
import { askTrigger } from './ask-trigger.ts'
import { readResponse } from './trigger-response.ts'

export interface PreSignUpResponse {
  readonly autoConfirmUser: boolean
  readonly autoVerifyEmail: boolean
  readonly autoVerifyPhone: boolean
}

type PreSignUpSource = 'PreSignUp_SignUp' | 'PreSignUp_AdminCreateUser' | 'PreSignUp_ExternalProvider'

export interface PreSignUpRequest {
  readonly triggerSource: PreSignUpSource
  readonly userName: string
  readonly clientId: string | undefined
  /** Without `sub`: it is made when the user is stored. */
  readonly attributes: ReadonlyMap<string, string>
  readonly validationData: ReadonlyMap<string, string> | undefined
  readonly clientMetadata: ReadonlyMap<string, string> | undefined
}

// The flags change nothing for a user whom an administrator creates.
const readers = {
  PreSignUp_SignUp: readSignUpResponse,
  PreSignUp_AdminCreateUser: readPreSignUpFlags,
  PreSignUp_ExternalProvider: readPreSignUpResponse,
} as const

/** Every flag is false without a trigger. @throws PoolError when the trigger denies or fails. */
export async function askPreSignUp(context: Context, request: PreSignUpRequest): Promise<PreSignUpResponse> {
  const { triggerSource, clientId, attributes, validationData, clientMetadata } = request
  const response = { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false }
  const answer = await askTrigger(context, 'pre-sign-up', {
    triggerSource,
    userName: flattenName(request.userName, context.settings),
    clientId,
    request: {
      userAttributes: flattenAttributes(attributes, context.settings),
      validationData: validationData === undefined ? null : Object.fromEntries(validationData),
    },
    clientMetadata,
    response,
    read: (output) => readers[triggerSource](output, attributes),
  })
  return answer ?? response
}

/** Reads the flags, and what they claim must be there. @throws UnrecognizableOutput */
export function readPreSignUpResponse(
  output: unknown,
  attributes: ReadonlyMap<string, string>,
): PreSignUpResponse {
  const flags = readPreSignUpFlags(output)
  if (flags.autoVerifyEmail && !attributes.get('email'))
    throw unrecognizable('response.autoVerifyEmail', 'is true, but the user has no email')

  if (flags.autoVerifyPhone && !attributes.get('phone_number'))
    throw unrecognizable('response.autoVerifyPhone', 'is true, but the user has no phone_number')

  return flags
}

/** The same for a user who signs up. Cognito verifies such a user only together with confirming. @throws
 * UnrecognizableOutput */
export function readSignUpResponse(
  output: unknown,
  attributes: ReadonlyMap<string, string>,
): PreSignUpResponse {
  const flags = readPreSignUpResponse(output, attributes)
  if ((flags.autoVerifyEmail || flags.autoVerifyPhone) && !flags.autoConfirmUser) {
    throw new UnrecognizableOutput(
      'response verifies a user whom it does not confirm',
      'Phone or email cannot be auto verified, when user is not being auto confirmed',
    )
  }
  return flags
}

/** Reads the flags; an absent one is false. @throws UnrecognizableOutput */
export function readPreSignUpFlags(output: unknown): PreSignUpResponse {
  const response = readResponse(output)
  const read = (name: string): boolean => {
    const value = response.get(name) ?? (response.has(name) ? null : false)
    if (typeof value !== 'boolean') throw unrecognizable(`response.${name}`, 'must be true or false')
    return value
  }
  return {
    autoConfirmUser: read('autoConfirmUser'),
    autoVerifyEmail: read('autoVerifyEmail'),
    autoVerifyPhone: read('autoVerifyPhone'),
  }
}
