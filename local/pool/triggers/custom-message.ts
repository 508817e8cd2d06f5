/** Asks the custom message trigger what a message says, and reads its answer as AWS documents it.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-message.html */
import type { CustomMessageSource } from '@cognito-trigger-suite/triggers/internal/events/sources'
import type { Context } from '../context.ts'
import type { User } from '../users/users.ts'
import { askTrigger } from './ask-trigger.ts'
import { describeUser } from './describe-user.ts'
import {
  type MessageTexts,
  readCustomMessageResponse,
} from '@cognito-trigger-suite/triggers/testing/message-response'

/** Who asked for the message. */
export interface MessageCall {
  readonly triggerSource: CustomMessageSource
  /** undefined for calls by an administrator, which come from no app client. */
  readonly clientId: string | undefined
  readonly clientMetadata: ReadonlyMap<string, string> | undefined
}

/** The pool's own texts without a trigger. @throws PoolError when the trigger fails, and with it the call that sends. */
export async function askCustomMessage(
  context: Context,
  user: User,
  call: MessageCall,
): Promise<MessageTexts | undefined> {
  const isInvitation = call.triggerSource === 'CustomMessage_AdminCreateUser'
  return askTrigger(context, 'custom-message', {
    ...call,
    userName: user.username,
    request: {
      userAttributes: describeUser(user, context.settings),
      codeParameter: '{####}',
      linkParameter: '{##Click Here##}',
      usernameParameter: isInvitation ? '{username}' : null,
    },
    response: { smsMessage: null, emailMessage: null, emailSubject: null },
    read: (output) => readCustomMessageResponse(output, context.settings.sendsWithSes),
  })
}
