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

/** A token that is revoked already is a success: the first attempt may have revoked it. One that has expired is not: the
 * refresh tokens of the session are good still. */
export async function signOut(
  attempt: Attempt,
  cognito: Cognito,
  input: SignOutInput & WithClientId,
): Promise<SignOutResult> {
  const tried = await attempt(async (settings): Promise<SignedOut> => {
    await ('AccessToken' in input
      ? send(cognito, new GlobalSignOutCommand(input), settings)
      : send(cognito, new RevokeTokenCommand(input), settings))
    return { kind: 'signed_out' }
  })
  return tried.kind === 'rejected' && tried.text.includes('revoked') ? { kind: 'signed_out' } : tried
}
