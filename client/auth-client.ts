/** What a sign-up app imports: Amazon Cognito's calls with retries, and one union for all that can go wrong.
 *
 * No operation rejects: what can go wrong is part of its result, told apart by `kind`. */
import {
  type Cognito,
  makeCognitoCalls,
  type RefreshInput,
  type SignOutInput,
  type Tokens,
} from './cognito-calls.ts'
import type { ConfirmSignUpInput, ResendCodeInput, SignInInput, SignUpInput } from './calls.ts'
import { confirmSignUp, type ConfirmSignUpResult } from './confirm-sign-up.ts'
import { refresh, type RefreshResult } from './refresh.ts'
import { resendCode, type ResendCodeResult } from './resend-code.ts'
import type { SharedCall } from './share-calls.ts'
import { signIn, type SignInResult } from './sign-in.ts'
import { signOut, type SignOutResult } from './sign-out.ts'
import { signUp, type SignUpResult } from './sign-up.ts'
import { type ClientOptions, makeSubmit } from './submit.ts'

export interface AuthClientOptions extends ClientOptions {
  /** The app's own SDK client. Its retries are not used for these calls; its request timeout should not be shorter
   * than `limits.attemptLimitMs`. */
  readonly cognito: Cognito
  /** A client without a secret, which allows `USER_PASSWORD_AUTH`. */
  readonly clientId: string
}

export interface AuthClient {
  readonly signUp: SharedCall<SignUpInput, SignUpResult>
  readonly confirmSignUp: SharedCall<ConfirmSignUpInput, ConfirmSignUpResult>
  readonly resendCode: SharedCall<ResendCodeInput, ResendCodeResult>
  readonly signIn: SharedCall<SignInInput, SignInResult<Tokens>>
  readonly refresh: SharedCall<RefreshInput, RefreshResult<Tokens>>
  readonly signOut: SharedCall<SignOutInput, SignOutResult>
}

/** Make one and keep it: double submits, the retry quota and what is known of unclear sign-ups are held by it.
 * @throws TypeError when an option is wrong. */
export function createAuthClient(options: AuthClientOptions): AuthClient {
  const { cognito, clientId } = options
  if (!clientId) throw new TypeError('clientId must be the id of an app client, not empty')
  const calls = makeCognitoCalls(cognito, clientId)
  const unclear = new Set<string>()
  const submit = makeSubmit(options)
  return {
    signUp: submit((attempt, input) => signUp(attempt, calls, unclear, input)),
    confirmSignUp: submit((attempt, input) => confirmSignUp(attempt, calls, input)),
    resendCode: submit((attempt, input) => resendCode(attempt, calls, input)),
    signIn: submit((attempt, input) => signIn(attempt, calls, input)),
    refresh: submit((attempt, input) => refresh(attempt, (options) => calls.refresh(input, options))),
    signOut: submit((attempt, input) => signOut(attempt, (options) => calls.signOut(input, options))),
  }
}
