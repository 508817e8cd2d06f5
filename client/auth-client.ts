/** What a sign-up app imports: Amazon Cognito's calls with retries, and one union of all failures.
 *
 * Inputs and answers are the SDK's own. No operation rejects: a failure is part of its result, with a `kind`. */
import type { Cognito } from './cognito.ts'
import { confirmSignUp, type ConfirmSignUpInput } from './confirm-sign-up.ts'
import type { ConfirmSignUpResult } from './recover-confirmation.ts'
import { refresh, type RefreshInput, type RefreshResult } from './refresh.ts'
import { resendCode, type ResendCodeInput, type ResendCodeResult } from './resend-code.ts'
import type { SharedCall } from './share-calls.ts'
import { signIn, type SignInInput, type SignInResult } from './sign-in.ts'
import { signOut, type SignOutInput, type SignOutResult } from './sign-out.ts'
import { signUp, type SignUpInput, type SignUpResult } from './sign-up.ts'
import { type ClientOptions, makeSubmit } from './submit.ts'

export interface AuthClientOptions extends ClientOptions {
  /** Its own retries are switched off for these calls. Its request timeout should not be shorter than `attemptLimitMs`. */
  readonly cognito: Cognito
  readonly clientId: string
}

/** `ClientMetadata` goes to the triggers. They deny in the language of its `locale`, a tag such as `de-AT`. */
export interface AuthClient {
  readonly signUp: SharedCall<SignUpInput, SignUpResult>
  readonly confirmSignUp: SharedCall<ConfirmSignUpInput, ConfirmSignUpResult>
  readonly resendCode: SharedCall<ResendCodeInput, ResendCodeResult>
  /** The app client must allow `USER_PASSWORD_AUTH`. */
  readonly signIn: SharedCall<SignInInput, SignInResult>
  readonly refresh: SharedCall<RefreshInput, RefreshResult>
  readonly signOut: SharedCall<SignOutInput, SignOutResult>
}

/** Make one and keep it: it holds double submits, the retry quota and unclear sign-ups.
 * @throws TypeError when a limit is not above 0, or an option is unknown or missing. */
export function createAuthClient({ cognito: sdk, clientId, ...options }: AuthClientOptions): AuthClient {
  if (!clientId) throw new TypeError('clientId is missing')
  const unclear = new Set<string>()
  const submit = makeSubmit(
    options,
    sdk,
    { ClientId: clientId },
    (input: WithMetadata) => input.ClientMetadata,
  )
  return {
    signUp: submit((attempt, cognito, input) => signUp(attempt, cognito, unclear, input)),
    confirmSignUp: submit<ConfirmSignUpInput, ConfirmSignUpResult>(confirmSignUp),
    resendCode: submit<ResendCodeInput, ResendCodeResult>(resendCode),
    signIn: submit<SignInInput, SignInResult>(signIn),
    refresh: submit<RefreshInput, RefreshResult>(refresh),
    signOut: submit<SignOutInput, SignOutResult>(signOut),
  }
}

interface WithMetadata {
  readonly ClientMetadata?: Readonly<Record<string, string>> | undefined
}
