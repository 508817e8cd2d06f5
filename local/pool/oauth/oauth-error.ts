/** Errors that the token, revocation and userInfo endpoints answer with. */
import type { PoolError } from '../errors.ts'

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html */
export type OAuthErrorCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'invalid_scope'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'unsupported_token_type'

export class OAuthError extends Error {
  readonly code: OAuthErrorCode
  /** A sentence for the developer of the app; it names no person and no secret. */
  readonly description: string | undefined

  constructor(code: OAuthErrorCode, description?: string) {
    super(description ?? code)
    this.name = 'OAuthError'
    this.code = code
    this.description = description
  }
}

/**
 * A failed trigger or refused session as an OAuth error. A denial is `invalid_grant`. A failure without a decision is
 * `invalid_request`, because apps sign a person out at `invalid_grant`. Which of them AWS answers is not documented.
 */
export function toOAuthError(error: PoolError): OAuthError {
  const isUndecided =
    error.exceptionName === 'UnexpectedLambdaException' ||
    error.exceptionName === 'InvalidLambdaResponseException'
  return new OAuthError(isUndecided ? 'invalid_request' : 'invalid_grant', error.message)
}
