/** The same client over the functions of `aws-amplify/auth`. Amplify keeps the tokens and signs in by SRP.
 *
 * Inputs and answers are Amplify's own. Amplify itself repeats lost connections, throttles and server errors, up to
 * three times, without a sign of it: a `username_exists` may mean the person's own sign-up. Send the person to the
 * sign-in then. It ends in `user_not_confirmed`.
 * @see https://docs.amplify.aws/gen2/build-a-backend/auth/enable-sign-up */
import type { Failure } from './classify.ts'
import { type ConfirmSignUpResult, recoverConfirmation } from './recover-confirmation.ts'
import { recoverSignUp, type SignedUp } from './recover-sign-up.ts'
import type { CodeSent } from './resend-code.ts'
import type { Attempt } from './retry.ts'
import type { SharedCall } from './share-calls.ts'
import { type ClientOptions, makeSubmit } from './submit.ts'

/** `clientMetadata` goes to the triggers. They deny in the language of its `locale`, a tag such as `de-AT`. It is a
 * type, not an interface, since Amplify's options have an index signature. */
interface Options {
  readonly clientMetadata?: Record<string, string>
}

interface Person {
  readonly username: string
  readonly options?: Options
}

export interface AmplifySignUpInput extends Person {
  readonly password: string
  readonly options?: Options & {
    readonly userAttributes: Record<string, string>
    readonly validationData?: Record<string, string>
  }
}

export interface AmplifySignInInput extends Person {
  readonly password: string
}

export interface AmplifyConfirmSignUpInput extends Person {
  readonly confirmationCode: string
}

export interface AmplifySignUpOutput {
  readonly isSignUpComplete: boolean
}

export interface AmplifyDelivery {
  /** Masked, as `a***@e***`. */
  readonly destination?: string
}

/** The functions of `aws-amplify/auth`, version 6, that are used. */
export interface AmplifyAuth {
  signUp(input: AmplifySignUpInput): Promise<AmplifySignUpOutput>
  confirmSignUp(input: AmplifyConfirmSignUpInput): Promise<unknown>
  resendSignUpCode(input: Person): Promise<AmplifyDelivery>
  signIn(input: AmplifySignInInput): Promise<{ readonly nextStep: { readonly signInStep: string } }>
  signOut(input: { readonly global: boolean }): Promise<unknown>
  fetchAuthSession(input: { readonly forceRefresh: boolean }): Promise<{ readonly tokens?: unknown }>
}

/** Ask Amplify's `fetchAuthSession` for the tokens. */
export interface AmplifySignedIn {
  readonly kind: 'signed_in'
}

/** Go on with Amplify's `confirmSignIn`. */
export interface AmplifyChallenged {
  readonly kind: 'challenged'
  readonly signInStep: string
}

export interface AmplifyRefreshed {
  readonly kind: 'refreshed'
}

/** Amplify has dropped its tokens. It is unknown whether Cognito ended the session, or all sessions: Amplify catches
 * and hides the errors of that call.
 * @see https://github.com/aws-amplify/amplify-js/blob/main/packages/auth/src/providers/cognito/apis/signOut.ts */
export interface AmplifySignedOut {
  readonly kind: 'signed_out_here'
}

export type AmplifySignInResult = AmplifySignedIn | AmplifyChallenged | Failure

export interface AmplifyAuthClient {
  readonly signUp: SharedCall<AmplifySignUpInput, SignedUp<AmplifySignUpOutput> | Failure>
  readonly confirmSignUp: SharedCall<AmplifyConfirmSignUpInput, ConfirmSignUpResult>
  readonly resendCode: SharedCall<Person, CodeSent<AmplifyDelivery> | Failure>
  readonly signIn: SharedCall<AmplifySignInInput, AmplifySignInResult>
  /** Amplify drops its tokens after every error but a lost connection, also after a throttle. The session has then
   * ended here. */
  readonly refresh: SharedCall<{}, AmplifyRefreshed | Failure>
  readonly signOut: SharedCall<{ readonly global: boolean }, AmplifySignedOut | Failure>
}

/** Make one and keep it. @throws TypeError when a limit is not above 0. */
export function createAmplifyAuthClient(auth: AmplifyAuth, options: ClientOptions = {}): AmplifyAuthClient {
  const unclear = new Set<string>()
  const submit = makeSubmit(options, auth, {}, (input: Partial<Person>) => input.options?.clientMetadata)
  return {
    signUp: submit((attempt, _, input) =>
      recoverSignUp(
        attempt,
        unclear,
        input.username,
        input.password,
        async () => {
          const answer = await unwrap(auth.signUp(input))
          return { kind: 'signed_up', isConfirmed: answer.isSignUpComplete, isRecovered: false, answer }
        },
        () => signIn(attempt, auth, { username: input.username, password: input.password }, 'checking'),
      ),
    ),
    confirmSignUp: submit((attempt, _, input) =>
      recoverConfirmation(attempt, () => unwrap(auth.confirmSignUp(input))),
    ),
    resendCode: submit((attempt, _, input) =>
      attempt(
        async () => ({ kind: 'code_sent', answer: await unwrap(auth.resendSignUpCode(input)) }),
        undefined,
        true,
      ),
    ),
    signIn: submit<AmplifySignInInput, AmplifySignInResult>(signIn),
    refresh: submit((attempt) =>
      attempt(async () => {
        const { tokens } = await unwrap(auth.fetchAuthSession({ forceRefresh: true }))
        if (!tokens) throw makeError('NotAuthorizedException', 'There is no Refresh Token')
        return { kind: 'refreshed' }
      }),
    ),
    signOut: submit((attempt, _, input) =>
      attempt(async () => {
        await unwrap(auth.signOut(input))
        return { kind: 'signed_out_here' }
      }),
    ),
  }
}

/** Amplify turns two of Cognito's exceptions into steps. */
const refusedSteps = new Map([
  ['CONFIRM_SIGN_UP', 'UserNotConfirmedException'],
  ['RESET_PASSWORD', 'PasswordResetRequiredException'],
])

function signIn(
  attempt: Attempt,
  auth: AmplifyAuth,
  input: AmplifySignInInput,
  kind?: 'checking',
): Promise<AmplifySignInResult> {
  return attempt(async (): Promise<AmplifySignedIn | AmplifyChallenged> => {
    const { signInStep } = (await unwrap(auth.signIn(input))).nextStep
    const exception = refusedSteps.get(signInStep)
    if (exception !== undefined) throw makeError(exception, signInStep)
    return signInStep === 'DONE' ? { kind: 'signed_in' } : { kind: 'challenged', signInStep }
  }, kind)
}

/** Amplify wraps an error that it does not know into one error, `Unknown`. */
async function unwrap<T>(call: Promise<T>): Promise<T> {
  try {
    return await call
  } catch (error) {
    throw readUnderlying(error) ?? error
  }
}

function readUnderlying(error: unknown): Error | undefined {
  try {
    const underlying: unknown = Reflect.get(Object(error), 'underlyingError')
    return underlying instanceof Error ? underlying : undefined
  } catch {
    return undefined
  }
}

function makeError(name: string, message: string): Error {
  return Object.assign(new Error(message), { name })
}
