/** The calls that the operations are made of; the SDK's commands or `aws-amplify` carry them out. */
import type { AbortOptions } from './retry.ts'

/** Sent to the triggers with a call. */
export type ClientMetadata = Readonly<Record<string, string>>

interface CallInput {
  readonly username: string
  readonly clientMetadata?: ClientMetadata | undefined
}

export interface SignUpInput extends CallInput {
  readonly password: string
  /** User attributes by their Cognito names, such as `email` and `custom:company`. */
  readonly attributes?: Readonly<Record<string, string>>
  /** Reaches the pre sign-up trigger only. */
  readonly validationData?: Readonly<Record<string, string>>
}

export interface ConfirmSignUpInput extends CallInput {
  readonly code: string
}

export interface ResendCodeInput extends CallInput {}

export interface SignInInput extends CallInput {
  readonly password: string
}

export interface SignUpAnswer {
  readonly isConfirmed: boolean
  /** The new user's `sub`. */
  readonly sub?: string | undefined
  /** Where the code went, masked, as `a***@e***`. */
  readonly sentTo?: string | undefined
}

/** The password was right. */
export type SignInAnswer<Tokens> =
  | { readonly kind: 'signed_in'; readonly tokens: Tokens }
  | {
      /** One more step, such as a second factor: answer it with the SDK's `RespondToAuthChallengeCommand`. */
      readonly kind: 'challenge'
      /** Cognito's name of the step, such as `SOFTWARE_TOKEN_MFA`. */
      readonly name: string
      readonly session?: string | undefined
      readonly parameters?: Readonly<Record<string, string>> | undefined
    }

/** Each rejects with what the library underneath throws: a refused password or code is such an error. */
export interface AuthCalls<Tokens> {
  signUp(input: SignUpInput, options: AbortOptions): Promise<SignUpAnswer>
  confirmSignUp(input: ConfirmSignUpInput, options: AbortOptions): Promise<unknown>
  /** Gives where the code went. */
  resendCode(input: ResendCodeInput, options: AbortOptions): Promise<string | undefined>
  signIn(input: SignInInput, options: AbortOptions): Promise<SignInAnswer<Tokens>>
}
