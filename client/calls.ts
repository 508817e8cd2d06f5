/** The calls that the operations are made of; the SDK's commands or `aws-amplify` carry them out. */

/** Sent to the triggers with a call. */
export type ClientMetadata = Readonly<Record<string, string>>

export interface SignUpInput {
  readonly username: string
  readonly password: string
  /** User attributes by their Cognito names, such as `email` and `custom:company`. */
  readonly attributes?: Readonly<Record<string, string>>
  /** Reaches the pre sign-up trigger only. */
  readonly validationData?: Readonly<Record<string, string>>
  readonly clientMetadata?: ClientMetadata
}

export interface ConfirmSignUpInput {
  readonly username: string
  readonly code: string
  readonly clientMetadata?: ClientMetadata
}

export interface ResendCodeInput {
  readonly username: string
  readonly clientMetadata?: ClientMetadata
}

export interface SignInInput {
  readonly username: string
  readonly password: string
  readonly clientMetadata?: ClientMetadata
}

/** Where a code went. */
export interface Delivery {
  /** `EMAIL` or `SMS`. */
  readonly medium: string
  /** Masked, as `a***@e***`. */
  readonly destination: string
}

export interface SignUpAnswer {
  readonly isConfirmed: boolean
  /** The new user's `sub`. */
  readonly sub?: string
  readonly delivery?: Delivery
}

/** The password was right. */
export type SignInAnswer<Tokens> =
  | { readonly kind: 'signed_in'; readonly tokens: Tokens }
  | {
      /** One more step, such as a second factor: answer it with the SDK's `RespondToAuthChallengeCommand`. */
      readonly kind: 'challenge'
      /** Cognito's name of the step, such as `SOFTWARE_TOKEN_MFA`. */
      readonly name: string
      readonly session?: string
      readonly parameters: Readonly<Record<string, string>>
    }

/** Each rejects with what the library underneath throws. A refused password or code is such an error. */
export interface AuthCalls<Tokens> {
  signUp(input: SignUpInput, signal: AbortSignal): Promise<SignUpAnswer>
  confirmSignUp(input: ConfirmSignUpInput, signal: AbortSignal): Promise<unknown>
  resendCode(input: ResendCodeInput, signal: AbortSignal): Promise<Delivery | undefined>
  signIn(input: SignInInput, signal: AbortSignal): Promise<SignInAnswer<Tokens>>
}
