/** Confirms a sign-up with the code. A repeat for a confirmed user is a success. */
import type { ConfirmSignUpCommandInput } from '@aws-sdk/client-cognito-identity-provider'
import { type Cognito, ConfirmSignUpCommand, send, type WithClientId } from './cognito.ts'
import { type ConfirmSignUpResult, recoverConfirmation } from './recover-confirmation.ts'
import type { Attempt } from './retry.ts'

export type ConfirmSignUpInput = Omit<ConfirmSignUpCommandInput, 'ClientId'>

export function confirmSignUp(
  attempt: Attempt,
  cognito: Cognito,
  input: ConfirmSignUpInput & WithClientId,
): Promise<ConfirmSignUpResult> {
  return recoverConfirmation(attempt, (settings) => send(cognito, new ConfirmSignUpCommand(input), settings))
}
