/** Asks custom message for the texts of a message, as the handler would. */
import { type CustomMessageOptions, defineCustomMessage } from '../custom-message/configure.ts'
import { isSpeaking } from '../custom-message/message.ts'
import { customMessageTrigger } from '../custom-message/trigger.ts'
import type { CustomMessageSource } from '../events/sources.ts'
import { type Asked, askHarness } from './asked.ts'
import { type Asking, eventOfQuestion, type PartsOf } from './make-event.ts'
import { createHarness } from './trigger-harness.ts'

/** A message. Parts that are not given are those of the golden event. */
export interface MessageQuestion extends PartsOf<CustomMessageSource> {
  /** Default `CustomMessage_SignUp`. */
  readonly source?: CustomMessageSource
}

/** The texts are in its `response`: null where Cognito sends its own. */
export async function askCustomMessage(
  options: CustomMessageOptions,
  question: MessageQuestion = {},
): Promise<Asked> {
  const config = defineCustomMessage(options)
  const trigger = customMessageTrigger(config)
  return askHarness(createHarness(trigger), eventOfQuestion(asking, question), trigger, (event) =>
    config.messages.filter((message) => isSpeaking(message, event)),
  )
}

const asking: Asking = {
  member: 'askCustomMessage',
  trigger: 'custom-message',
  usual: 'CustomMessage_SignUp',
}
