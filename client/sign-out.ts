/** Ends a session, or all sessions of the person. */
import type {
  GlobalSignOutCommandInput,
  RevokeTokenCommandInput,
} from '@aws-sdk/client-cognito-identity-provider'
import type { Failure } from './classify.ts'
import { type Cognito, GlobalSignOutCommand, RevokeTokenCommand, send, type WithClientId } from './cognito.ts'
import type { Attempt } from './retry.ts'

/** The refresh token ends one session, the access token all sessions of the person. */
export type SignOutInput = Omit<RevokeTokenCommandInput, 'ClientId'> | GlobalSignOutCommandInput

export interface SignedOut {
  readonly kind: 'signed_out'
}

export type SignOutResult = SignedOut | Failure

/** A refresh token that was already revoked is a success, since its session has ended. An already revoked access token
 * is a success only after an attempt that may have revoked it: other sessions go on when only its own session was
 * ended before. An expired access token is not a success: the refresh tokens of the session are still valid. */
export async function signOut(
  attempt: Attempt,
  cognito: Cognito,
  input: SignOutInput & WithClientId,
): Promise<SignOutResult> {
  const isEverywhere = 'AccessToken' in input
  const signedOut: SignedOut = { kind: 'signed_out' }
  const tried = await attempt(async (settings) => {
    await (isEverywhere
      ? send(cognito, new GlobalSignOutCommand(input), settings)
      : send(cognito, new RevokeTokenCommand(input), settings))
    return signedOut
  })
  const isRevoked = 'text' in tried && tried.text.includes('revoked')
  return isRevoked && (tried.isUnclear || !isEverywhere) ? signedOut : tried
}
