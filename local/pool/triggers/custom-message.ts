/** Asks the custom message trigger what a message says, and reads its answer as AWS documents it.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-message.html */
import type { CustomMessageSource } from '@cognito-trigger-suite/triggers/internal/events/sources'
import type { Context } from '../context.ts'
import { unrecognizable } from '../tokens/claim-overrides.ts'
import type { User } from '../users/users.ts'
import { askTrigger } from './ask-trigger.ts'
import { describeUser } from './describe-user.ts'
import { readResponse } from './trigger-response.ts'

/** Who asked for the message. */
export interface MessageCall {
  readonly triggerSource: CustomMessageSource
  /** undefined for calls by an administrator, which come from no app client. */
  readonly clientId: string | undefined
  readonly clientMetadata: ReadonlyMap<string, string> | undefined
}

/** undefined: the pool's own text. */
export interface MessageTexts {
  readonly smsMessage: string | undefined
  readonly emailMessage: string | undefined
  readonly emailSubject: string | undefined
}

const longest = { smsMessage: 140, emailMessage: 20_000, emailSubject: 140 } as const

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

/** A text without its placeholder is taken, and sent without the code. @throws UnrecognizableOutput */
export function readCustomMessageResponse(output: unknown, sendsWithSes: boolean): MessageTexts {
  const response = readResponse(output)
  const read = (name: keyof MessageTexts): string | undefined => {
    const value = response.get(name) ?? undefined
    if (value === undefined) return undefined
    if (typeof value !== 'string') throw unrecognizable(`response.${name}`, 'must be a string')
    if (name !== 'smsMessage' && !sendsWithSes)
      throw unrecognizable(`response.${name}`, 'needs EmailSendingAccount DEVELOPER')
    if (value.length > longest[name])
      throw unrecognizable(`response.${name}`, `must have ${longest[name]} characters at most`)
    return value
  }
  return {
    smsMessage: read('smsMessage'),
    emailMessage: read('emailMessage'),
    emailSubject: read('emailSubject'),
  }
}
