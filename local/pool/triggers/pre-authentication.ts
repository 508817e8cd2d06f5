/** Asks the pre authentication trigger whether a person may try to sign in.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-authentication.html */
import type { Context } from '../context.ts'
import type { ClientSettings } from '../settings/client-settings.ts'
import { flattenName } from '../users/letter-case.ts'
import type { User } from '../users/users.ts'
import { askTrigger } from './ask-trigger.ts'
import { describeUser } from './describe-user.ts'
import { readResponse } from '@cognito-trigger-suite/triggers/testing/trigger-response'

/**
 * For an unknown user the trigger is called only if the app client hides which users exist.
 * @throws PoolError when the trigger denies or fails.
 */
export async function askPreAuthentication(
  context: Context,
  attempt: {
    readonly user: User | undefined
    /** As the person typed it. */
    readonly username: string
    readonly client: ClientSettings
    /** The sign-in's client metadata, which this trigger gets under another name. */
    readonly validationData?: ReadonlyMap<string, string> | undefined
  },
): Promise<void> {
  const { user, username, client, validationData } = attempt
  if (user === undefined && !client.hidesUserExistence) return
  await askTrigger(context, 'pre-authentication', {
    triggerSource: 'PreAuthentication_Authentication',
    userName: user?.username ?? flattenName(username, context.settings),
    clientId: client.clientId,
    request: {
      userAttributes: user === undefined ? new Map() : describeUser(user, context.settings),
      validationData: validationData === undefined ? null : Object.fromEntries(validationData),
      ...(client.hidesUserExistence && { userNotFound: user === undefined }),
    },
    clientMetadata: undefined,
    read: readResponse,
  })
}
