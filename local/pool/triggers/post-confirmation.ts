/** Tells the post confirmation trigger that a user has just become CONFIRMED. */
import type { Context } from '../context.ts'
import { describeUser, makePostConfirmationEvent } from './trigger-events.ts'
import { readPostConfirmationResponse } from './trigger-response.ts'
import { callTrigger } from './triggers.ts'
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
  const functionArn = context.settings.triggers.postConfirmationArn
  if (functionArn === undefined) return
  const envelope = {
    triggerSource: call.triggerSource,
    region: context.region,
    userPoolId: context.poolId,
    userName: user.username,
    clientId: call.clientId,
  }
  await callTrigger(context.triggers, {
    trigger: 'PostConfirmation',
    functionArn,
    event: makePostConfirmationEvent(envelope, {
      userAttributes: describeUser(user, context.settings),
      clientMetadata: call.clientMetadata,
    }),
    operation: context.operation,
    operationId: context.operationId,
    read: readPostConfirmationResponse,
  })
}
