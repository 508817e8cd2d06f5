/** Asks custom message for the texts of a message, as the handler would. */
import { type CustomMessageOptions, defineCustomMessage } from '../custom-message/configure.ts'
import { customMessageTrigger } from '../custom-message/trigger.ts'
import type { CustomMessageSource } from '../events/sources.ts'
import { type Asked, askHarness } from './asked.ts'
import { makeEvent, type PartsOf } from './make-event.ts'
import { createHarness } from './trigger-harness.ts'

/** A message. Parts that are not given are those of the golden event. */
export interface MessageQuestion extends PartsOf<CustomMessageSource> {
  /** Default `CustomMessage_SignUp`. */
  readonly source?: CustomMessageSource
}

/** The texts are in its `response`: null where Cognito sends its own. */
export function askCustomMessage(
  options: CustomMessageOptions,
  { source = 'CustomMessage_SignUp', ...parts }: MessageQuestion = {},
): Promise<Asked> {
  const harness = createHarness(customMessageTrigger(defineCustomMessage(options)))
  return askHarness(harness, makeEvent(source, parts))
}
