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

/** Cognito cannot tell whether a message was sent, and allows few messages in an hour. Therefore a call that may have
 * worked is not repeated, and `isUnclear` in the answer says so. */
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
