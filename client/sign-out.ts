/** Ends a session, or all sessions of the person. */
import type {
  GlobalSignOutCommandInput,
  RevokeTokenCommandInput,
} from '@aws-sdk/client-cognito-identity-provider'
import type { Failure } from './classify.ts'
import { type Cognito, GlobalSignOutCommand, RevokeTokenCommand, send, type WithClientId } from './cognito.ts'
import type { Attempt } from './retry.ts'

/** With the refresh token one session ends, with the access token all of the person's. */
export type SignOutInput = Omit<RevokeTokenCommandInput, 'ClientId'> | GlobalSignOutCommandInput

export interface SignedOut {
  readonly kind: 'signed_out'
}

export type SignOutResult = SignedOut | Failure

/** A refresh token that is revoked already is a success: its session has ended. An access token that is revoked already
 * is one only after an attempt that may have revoked it, since other sessions go on when its own was ended before. One
 * that has expired is none: the refresh tokens of the session are good still. */
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
