/** Signs a person up. */
import type { SignUpCommandInput, SignUpCommandOutput } from '@aws-sdk/client-cognito-identity-provider'
import type { Failure } from './classify.ts'
import { type Cognito, requirePart, send, SignUpCommand, type WithClientId } from './cognito.ts'
import { recoverSignUp, type SignedUp } from './recover-sign-up.ts'
import type { Attempt } from './retry.ts'
import { signIn, type SignInInput } from './sign-in.ts'

export type SignUpInput = Omit<SignUpCommandInput, 'ClientId'> & SignInInput

export type SignUpResult = SignedUp<SignUpCommandOutput> | Failure

/** @param unclear See `recoverSignUp`. */
export function signUp(
  attempt: Attempt,
  cognito: Cognito,
  unclear: Set<string>,
  input: SignUpInput & WithClientId,
): Promise<SignUpResult> {
  return recoverSignUp(
    attempt,
    unclear,
    input.Username,
    input.Password,
    async (settings) => {
      const answer = await send(cognito, new SignUpCommand(input), settings)
      requirePart(answer.UserSub)
      return { kind: 'signed_up', isConfirmed: !!answer.UserConfirmed, isRecovered: false, answer }
    },
    () => signIn(attempt, cognito, input, 'checking'),
  )
}
