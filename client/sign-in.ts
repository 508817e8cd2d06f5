/** Signs a person in with a password. */
import type {
  AuthenticationResultType,
  InitiateAuthCommandInput,
  InitiateAuthCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider'
import type { Failure } from './classify.ts'
import { type Cognito, InitiateAuthCommand, requirePart, send, type WithClientId } from './cognito.ts'
import type { Attempt } from './retry.ts'

export interface SignInInput extends Pick<InitiateAuthCommandInput, 'ClientMetadata'> {
  readonly Username: string
  readonly Password: string
}

export interface SignedIn {
  readonly kind: 'signed_in'
  readonly tokens: AuthenticationResultType
}

/** The password was right, and Cognito asks for one more step, such as a second factor. */
export interface Challenged {
  readonly kind: 'challenged'
  /** Answer it with the SDK's `RespondToAuthChallengeCommand`. */
  readonly answer: InitiateAuthCommandOutput
}

export type SignInResult = SignedIn | Challenged | Failure

/** Repeated without a check: a session whose answer was lost is never used and ends by itself. */
export function signIn(
  attempt: Attempt,
  cognito: Cognito,
  input: SignInInput & WithClientId,
  kind?: 'checking',
): Promise<SignInResult> {
  return attempt(async (settings): Promise<SignedIn | Challenged> => {
    const answer = await send(
      cognito,
      new InitiateAuthCommand({
        ClientId: input.ClientId,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: input.Username, PASSWORD: input.Password },
        ClientMetadata: input.ClientMetadata,
      }),
      settings,
    )
    const tokens = answer.AuthenticationResult
    if (tokens) return { kind: 'signed_in', tokens }
    requirePart(answer.ChallengeName)
    return { kind: 'challenged', answer }
  }, kind)
}
