/** Gets new tokens for a session. */
import type {
  AuthenticationResultType,
  GetTokensFromRefreshTokenCommandInput,
} from '@aws-sdk/client-cognito-identity-provider'
import type { Failure } from './classify.ts'
import {
  type Cognito,
  GetTokensFromRefreshTokenCommand,
  requirePart,
  send,
  type WithClientId,
} from './cognito.ts'
import type { Attempt } from './retry.ts'

export type RefreshInput = Omit<GetTokensFromRefreshTokenCommandInput, 'ClientId'>

export interface Refreshed {
  readonly kind: 'refreshed'
  /** With a new refresh token where they rotate. Otherwise the old one stays valid. */
  readonly tokens: AuthenticationResultType
}

export type RefreshResult = Refreshed | Failure

/** Repeated without a check: where refresh tokens rotate, a token whose answer was lost still works for the app
 * client's grace period. After it the person must sign in again in any case (`session_ended`).
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-refresh-token.html */
export function refresh(
  attempt: Attempt,
  cognito: Cognito,
  input: RefreshInput & WithClientId,
): Promise<RefreshResult> {
  return attempt(async (settings) => ({
    kind: 'refreshed',
    tokens: requirePart(
      (await send(cognito, new GetTokensFromRefreshTokenCommand(input), settings)).AuthenticationResult,
    ),
  }))
}
