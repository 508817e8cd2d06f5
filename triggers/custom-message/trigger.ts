/** Custom message as the five stages see it: the first message for the occasion is used. On any doubt Cognito's own
 * text stays. */
import type { Approval } from '../core/decision.ts'
import { findLanguage } from '../core/denials.ts'
import type { Plan } from '../core/plan.ts'
import type { Notes, Trigger } from '../core/run.ts'
import {
  type CustomMessageEvent,
  type CustomMessageResponse,
  parseCustomMessage,
} from '../events/custom-message.ts'
import { isOfTrigger } from '../events/envelope.ts'
import { brandOf, type CustomMessage, type CustomMessageConfig, isSpeaking, mediaOf } from './message.ts'
import { fieldsOf, findFault, type Field, isTooLong, renderMessage } from './render.ts'

/** After a failure the event is returned unchanged, so that Cognito sends its own text. An error would fail the
 * sign-up, or the recovery of a password, that the message belongs to. Only an event of another trigger is refused. */
export function customMessageTrigger(
  config: CustomMessageConfig,
): Trigger<CustomMessageEvent, CustomMessageResponse, never> {
  return {
    name: config.trigger,
    language: config.language,
    parse: parseCustomMessage,
    facts: () => [],
    decide: (event) => decide(config, event),
    perform: () => Promise.resolve([]),
    onDefect: (input) => (isOfTrigger(input, 'CustomMessage') ? 'pass' : 'deny'),
  }
}

/** It has no facts. */
export function planCustomMessage(): Plan {
  return { trigger: 'custom-message', phases: [] }
}

type CustomMessageDecision = Approval<CustomMessageResponse, never> & Notes

/** @throws TypeError for an invalid message, such as one without its code. Cognito then sends its own text, and an
 * alarm rings. */
export function decide(config: CustomMessageConfig, event: CustomMessageEvent): CustomMessageDecision {
  for (const message of config.messages.filter((each) => isSpeaking(each, event))) {
    const texts = writeMessage(config, message, event)
    if (texts === undefined) continue
    const fault = findFault(texts, event, message)
    if (fault !== undefined)
      throw Object.assign(new TypeError(`${message.name} is no message: ${fault}`), { code: fault })
    return keepShort(texts, event, message)
  }
  return { kind: 'allow', response: {}, effects: [] }
}

function writeMessage(
  config: CustomMessageConfig,
  message: CustomMessage,
  event: CustomMessageEvent,
): CustomMessageResponse | undefined {
  const brand = brandOf(config, event.clientId)
  const locales = [event.clientMetadata.get('locale'), event.userAttributes.get('locale')]
  if ('write' in message) return message.write({ event, brand, locales })
  const spoken = Object.keys(message.templates)
  const language = findLanguage([...locales, brand.language], spoken) ?? config.language
  const template = message.templates[language]
  return template === undefined ? undefined : renderMessage(template, brand, language, event)
}

/** When a text is too long, Cognito's own is sent. An e-mail's subject and body go together. */
function keepShort(
  texts: CustomMessageResponse,
  event: CustomMessageEvent,
  message: CustomMessage,
): CustomMessageDecision {
  const isLong = (field: Field): boolean => isTooLong(field, texts[field] ?? '', event)
  const long = mediaOf(message).filter((medium) => fieldsOf[medium].some(isLong))
  const left = long.flatMap((medium): readonly Field[] => fieldsOf[medium])
  const response = Object.fromEntries(
    Object.entries(texts).filter(([name]) => !left.some((field) => field === name)),
  )
  return {
    kind: 'allow',
    response,
    effects: [],
    notes: { message: message.name, ...(long.length === 0 ? {} : { tooLong: long }) },
  }
}
