import { isAttributeName } from '../core/options/attribute-name.ts'
import { list } from '../core/options/collections.ts'
import type { MemberSaid } from '../core/trace.ts'
import { anything } from '../core/options/values.ts'
import { defineTrigger, commonParts } from '../definition.ts'
import { placeholderNames } from '../domain/mail-template.ts'
import type { CustomMessageEvent } from '../events/custom-message.ts'
import { type CustomMessage, type CustomMessageConfig, isSpeaking } from './message.ts'
import { customMessage as message } from './options.ts'
import { customMessageTrigger, decide, planCustomMessage } from './trigger.ts'

/** Its members are messages. It never denies. */
export const customMessage = defineTrigger<CustomMessageConfig, CustomMessageEvent, CustomMessage>({
  configure: (suite) => suite.customMessage?.(),
  parts: {
    trigger: commonParts.trigger,
    brand: anything,
    clients: anything,
    messages: list(message),
    language: commonParts.language,
  },
  kind: 'message',
  create: customMessageTrigger,
  plan: planCustomMessage,
  members: ({ messages }) => messages,
  trace(config, event) {
    const decision = decide(config, event)
    const speaking = config.messages.filter((each) => isSpeaking(each, event))
    const sent = speaking.findIndex(({ name }) => name === decision.notes?.['message'])
    const about = { kind: 'allow', effects: [], notes: {} } as const
    const said = speaking.map(({ name }, index): [string, MemberSaid] => {
      if (sent !== -1 && index > sent) return [name, { kind: 'not asked' }]
      return [name, { ...about, response: index === sent ? decision.response : {} }]
    })
    return { decision, said: new Map(said) }
  },
  isSpeaking,
  reads: (each) =>
    'templates' in each
      ? Object.values(each.templates)
          .flatMap(({ email, sms }) => placeholderNames(`${email?.subject} ${email?.html} ${sms}`))
          .filter(isAttributeName)
      : [],
  groups: () => [],
})
