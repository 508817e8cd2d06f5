import { list } from '../core/options/collections.ts'
import { anything } from '../core/options/values.ts'
import { defineTrigger, wordingParts } from '../definition.ts'
import type { CustomMessageEvent } from '../events/custom-message.ts'
import { type CustomMessage, type CustomMessageConfig, isSpeaking } from './message.ts'
import { customMessage as message } from './options.ts'
import { customMessageTrigger, planCustomMessage } from './trigger.ts'

/** Its members are messages. It never denies. */
export const customMessage = defineTrigger<CustomMessageConfig, CustomMessageEvent, CustomMessage>({
  configure: (suite) => suite.customMessage?.(),
  parts: {
    brand: anything,
    clients: anything,
    messages: list(message),
    language: wordingParts.language,
  },
  kind: 'message',
  create: customMessageTrigger,
  plan: planCustomMessage,
  members: ({ messages }) => messages,
  only: (config, messages) => ({ ...config, messages }),
  isSpeaking,
  groups: () => [],
})
