/** Tells the post confirmation trigger that a user has just become CONFIRMED. */
import type { Context } from '../context.ts'
import { askTrigger } from './ask-trigger.ts'
import { describeUser } from './describe-user.ts'
import { readResponse } from '@cognito-trigger-suite/triggers/testing/trigger-response'
import type { User } from '../users/users.ts'

export type PostConfirmationSource =
  | 'PostConfirmation_ConfirmSignUp'
  | 'PostConfirmation_ConfirmForgotPassword'

/**
 * Runs when the status is already stored, so an error reaches the caller and undoes nothing.
 * @see https://github.com/aws-amplify/amplify-cli/issues/2735
 * @throws PoolError when the trigger fails.
 */
export async function tellConfirmed(
  context: Context,
  user: User,
  call: {
    readonly triggerSource: PostConfirmationSource
    readonly clientId: string | undefined
    readonly clientMetadata: ReadonlyMap<string, string> | undefined
  },
): Promise<void> {
  await askTrigger(context, 'post-confirmation', {
    ...call,
    userName: user.username,
    request: { userAttributes: describeUser(user, context.settings) },
    read: readResponse,
  })
}
