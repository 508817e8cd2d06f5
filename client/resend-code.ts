/** Sends the confirmation code once more. */
import type {
  ResendConfirmationCodeCommandInput,
  ResendConfirmationCodeCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider'
import type { Failure } from './classify.ts'
import {
  type Cognito,
  requirePart,
  ResendConfirmationCodeCommand,
  send,
  type WithClientId,
} from './cognito.ts'
import type { Attempt } from './retry.ts'

export type ResendCodeInput = Omit<ResendConfirmationCodeCommandInput, 'ClientId'>

export interface CodeSent<Answer> {
  readonly kind: 'code_sent'
  readonly answer: Answer
}

export type ResendCodeResult = CodeSent<ResendConfirmationCodeCommandOutput> | Failure

/** Nobody can be asked whether a message went out, and each one is a mail and one of the few that Cognito sends in an
 * hour: a call that may have worked is not repeated, and the answer says so by `isUnclear`. */
export function resendCode(
  attempt: Attempt,
  cognito: Cognito,
  input: ResendCodeInput & WithClientId,
): Promise<ResendCodeResult> {
  return attempt(
    async (settings) => {
      const answer = await send(cognito, new ResendConfirmationCodeCommand(input), settings)
      requirePart(answer.CodeDeliveryDetails)
      return { kind: 'code_sent', answer }
    },
    undefined,
    true,
  )
}
