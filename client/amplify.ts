/** The same client over the functions of `aws-amplify/auth`, which keeps the tokens and signs in by SRP.
 *
 * Amplify repeats lost connections, throttles and server errors itself, up to three times, and tells nobody: a
 * `user_exists` may be the person's own sign-up. Send the person to the sign-in, which ends in `not_confirmed` then.
 * @see https://docs.amplify.aws/react/build-a-backend/auth/connect-your-frontend/ */
import type {
  AuthCalls,
  ClientMetadata,
  ConfirmSignUpInput,
  ResendCodeInput,
  SignInInput,
  SignUpInput,
} from './calls.ts'
import { confirmSignUp, type ConfirmSignUpResult } from './confirm-sign-up.ts'
import { refresh, type RefreshResult } from './refresh.ts'
import { resendCode, type ResendCodeResult } from './resend-code.ts'
import type { SharedCall } from './share-calls.ts'
import { signIn, type SignInResult } from './sign-in.ts'
import { signOut, type SignOutResult } from './sign-out.ts'
import { signUp, type SignUpResult } from './sign-up.ts'
import { type ClientOptions, makeSubmit } from './submit.ts'

interface WithMetadata {
  clientMetadata?: Record<string, string>
}

interface AmplifyDelivery {
  readonly destination?: string
}

/** What is used of `aws-amplify/auth`, version 6. */
export interface AmplifyAuth {
  signUp(input: {
    username: string
    password: string
    options: WithMetadata & {
      userAttributes: Record<string, string>
      validationData?: Record<string, string>
    }
  }): Promise<{
    readonly isSignUpComplete: boolean
    readonly userId?: string | undefined
    readonly nextStep: { readonly codeDeliveryDetails?: AmplifyDelivery }
  }>
  confirmSignUp(input: {
    username: string
    confirmationCode: string
    options: WithMetadata
  }): Promise<unknown>
  resendSignUpCode(input: { username: string; options: WithMetadata }): Promise<AmplifyDelivery>
  signIn(input: { username: string; password: string; options: WithMetadata }): Promise<{
    readonly isSignedIn: boolean
    readonly nextStep: { readonly signInStep: string }
  }>
  signOut(input: { global: boolean }): Promise<unknown>
  fetchAuthSession(input: { forceRefresh: boolean }): Promise<{ readonly tokens?: unknown }>
}

export interface AmplifyAuthClientOptions extends ClientOptions {
  readonly auth: AmplifyAuth
}

/** Amplify keeps the tokens: ask its `fetchAuthSession` for them. */
export interface AmplifyAuthClient {
  readonly signUp: SharedCall<SignUpInput, SignUpResult>
  readonly confirmSignUp: SharedCall<ConfirmSignUpInput, ConfirmSignUpResult>
  readonly resendCode: SharedCall<ResendCodeInput, ResendCodeResult>
  readonly signIn: SharedCall<SignInInput, SignInResult<undefined>>
  readonly refresh: SharedCall<{}, RefreshResult<undefined>>
  readonly signOut: SharedCall<{ readonly isGlobal: boolean }, SignOutResult>
}

/** Make one and keep it. @throws TypeError when a limit is no positive number. */
export function createAmplifyAuthClient(options: AmplifyAuthClientOptions): AmplifyAuthClient {
  const { auth } = options
  const calls = makeAmplifyCalls(auth)
  const unclear = new Set<string>()
  const submit = makeSubmit(options)
  return {
    signUp: submit((attempt, input) => signUp(attempt, calls, unclear, input)),
    confirmSignUp: submit((attempt, input) => confirmSignUp(attempt, calls, input)),
    resendCode: submit((attempt, input) => resendCode(attempt, calls, input)),
    signIn: submit((attempt, input) => signIn(attempt, calls, input)),
    refresh: submit((attempt) =>
      refresh(attempt, async () => {
        const { tokens } = await auth.fetchAuthSession({ forceRefresh: true })
        if (!tokens) throw makeError('RefreshTokenReuseException', 'Nobody is signed in.')
        return undefined
      }),
    ),
    signOut: submit((attempt, { isGlobal }) => signOut(attempt, () => auth.signOut({ global: isGlobal }))),
  }
}

function makeAmplifyCalls(auth: AmplifyAuth): AuthCalls<undefined> {
  return {
    async signUp({ username, password, attributes, validationData, clientMetadata }) {
      const { isSignUpComplete, userId, nextStep } = await auth.signUp({
        username,
        password,
        options: {
          userAttributes: { ...attributes },
          ...(validationData && { validationData }),
          ...withMetadata(clientMetadata),
        },
      })
      const sentTo = nextStep.codeDeliveryDetails?.destination
      return { isConfirmed: isSignUpComplete, sub: userId, sentTo }
    },
    confirmSignUp: ({ username, code, clientMetadata }) =>
      auth.confirmSignUp({ username, confirmationCode: code, options: withMetadata(clientMetadata) }),
    resendCode: async ({ username, clientMetadata }) =>
      (await auth.resendSignUpCode({ username, options: withMetadata(clientMetadata) })).destination,
    async signIn({ username, password, clientMetadata }) {
      const { isSignedIn, nextStep } = await auth.signIn({
        username,
        password,
        options: withMetadata(clientMetadata),
      })
      const { signInStep: name } = nextStep
      // Cognito's exceptions, which Amplify turns into steps.
      if (name === 'CONFIRM_SIGN_UP') throw makeError('UserNotConfirmedException', 'User is not confirmed.')
      if (name === 'RESET_PASSWORD')
        throw makeError('PasswordResetRequiredException', 'Password reset required.')
      return isSignedIn ? { kind: 'signed_in', tokens: undefined } : { kind: 'challenge', name }
    },
  }
}

function withMetadata(clientMetadata: ClientMetadata = {}): WithMetadata {
  return { clientMetadata: { ...clientMetadata } }
}

function makeError(name: string, message: string): Error {
  return Object.assign(new Error(message), { name })
}
