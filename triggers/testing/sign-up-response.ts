/** Reads what pre sign-up answers, as strictly as Cognito. */
import type { PreSignUpSource } from '../events/sources.ts'
import { unrecognizable, UnrecognizableOutput } from './claim-overrides.ts'
import { readResponse } from './trigger-response.ts'

export interface PreSignUpResponse {
  readonly autoConfirmUser: boolean
  readonly autoVerifyEmail: boolean
  readonly autoVerifyPhone: boolean
}

// The flags change nothing for a user whom an administrator creates.
const readers = {
  PreSignUp_SignUp: readConfirmableResponse,
  PreSignUp_AdminCreateUser: readFlags,
  PreSignUp_ExternalProvider: readVerifiableResponse,
} as const

/** Reads the flags for a user with these attributes. @throws UnrecognizableOutput */
export function readSignUpResponse(
  source: PreSignUpSource,
  output: unknown,
  attributes: ReadonlyMap<string, string>,
): PreSignUpResponse {
  return readers[source](output, attributes)
}

/** Reads the flags, and what they claim must be there. @throws UnrecognizableOutput */
function readVerifiableResponse(output: unknown, attributes: ReadonlyMap<string, string>): PreSignUpResponse {
  const flags = readFlags(output)
  if (flags.autoVerifyEmail && !attributes.get('email'))
    throw unrecognizable('response.autoVerifyEmail', 'is true, but the user has no email')

  if (flags.autoVerifyPhone && !attributes.get('phone_number'))
    throw unrecognizable('response.autoVerifyPhone', 'is true, but the user has no phone_number')

  return flags
}

/** The same for a user who signs up. Cognito verifies such a user only together with confirming. @throws
 * UnrecognizableOutput */
function readConfirmableResponse(
  output: unknown,
  attributes: ReadonlyMap<string, string>,
): PreSignUpResponse {
  const flags = readVerifiableResponse(output, attributes)
  if ((flags.autoVerifyEmail || flags.autoVerifyPhone) && !flags.autoConfirmUser) {
    throw new UnrecognizableOutput(
      'response verifies a user whom it does not confirm',
      'Phone or email cannot be auto verified, when user is not being auto confirmed',
    )
  }
  return flags
}

/** Reads the flags; an absent one is false. @throws UnrecognizableOutput */
function readFlags(output: unknown): PreSignUpResponse {
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
