/** Checks of the configuration of custom message. A message that would reach a person half filled in, or not at all, is
 * refused when the suite is loaded. */
import { isPlain, optional, type RequiredCheck, shape } from '../core/options/check.ts'
import { appClientId } from '../core/options/app-client-id.ts'
import { list, record } from '../core/options/collections.ts'
import { suggest } from '../core/options/nearest.ts'
import { inside, type Place, refuse, refuseBecause } from '../core/options/refuse.ts'
import { callable, isOneLine, oneOf, prose, text } from '../core/options/values.ts'
import { languageName } from '../core/options/wording.ts'
import { checkPlaceholders, findNoAttribute } from '../domain/mail-template.ts'
import type { CustomMessageEvent } from '../events/custom-message.ts'
import { type CustomMessageSource, customMessageSources } from '../events/sources.ts'
import {
  type Brand,
  brandOf,
  type CustomMessage,
  type CustomMessageConfig,
  isSpeaking,
  mediaOf,
  type MessageTemplate,
  type TemplateMessage,
  type WrittenMessage,
} from './message.ts'
import { findFault, isTooLong, longest, renderMessage } from './render.ts'

const kebab = text('a name in kebab-case', (name) => /^[a-z][a-z0-9-]*$/.test(name))
const subject: RequiredCheck = {
  allowed: 'one line of text without {####} and {username}, which Cognito fills in in messages alone',
  isOptional: false,
  test(value, at) {
    prose.test(value, at)
    if (!isOneLine(String(value)) || withoutParameters(String(value)) !== value)
      refuse(at, subject.allowed, value)
  },
}
const template = shape<MessageTemplate>({
  email: optional(shape({ subject, html: prose })),
  sms: optional(prose),
})
const occasion = {
  name: kebab,
  sources: list(oneOf(customMessageSources)),
  clients: optional(list(appClientId)),
}
const templateMessage = shape<TemplateMessage>(
  { ...occasion, templates: record(template, languageName, 1) },
  'a message',
)
const writtenMessage = shape<WrittenMessage>(
  {
    ...occasion,
    media: list(oneOf(['email', 'sms'])),
    write: callable('a function that writes a message'),
  },
  'a message',
)
export const customMessage: RequiredCheck = {
  allowed: 'a message with name, sources and templates, or with media and write in place of templates',
  isOptional: false,
  test(value, at) {
    if (!isPlain(value)) refuse(at, customMessage.allowed, value)
    const isWritten = Object.hasOwn(value, 'write') || Object.hasOwn(value, 'media')
    const check = isWritten ? writtenMessage : templateMessage
    check.test(value, at)
  },
}

/** `{####}` and `{username}` are Cognito's. */
function withoutParameters(written: string): string {
  return written.replaceAll(/(?<!\{)\{(####|username)\}(?!\})/g, '"')
}

/** Checks one message against earlier ones and with each brand. */
export function checkMessage(config: CustomMessageConfig, message: CustomMessage, index: number): void {
  const at: Place = { member: 'defineCustomMessage', path: `messages[${index}]` }
  const before = config.messages.slice(0, index)
  if (before.some(({ name }) => name === message.name))
    refuseBecause(at, `is a second message named ${message.name}: give each its own name`)
  const occasions = findOccasions(config, message, before, at)
  if ('write' in message) return

  const brands = [...Map.groupBy(occasions, ({ clientId: client }) => client)].map(([client, own]) => ({
    client,
    brand: brandOf(config, client),
    sources: own.map(({ source }) => source),
  }))
  const languages = [config.language, ...brands.map(({ brand }) => brand.language)]
  const unspoken = languages.find((language) => !Object.hasOwn(message.templates, language))
  if (unspoken !== undefined)
    refuseBecause(inside(at, 'templates'), `has none for '${unspoken}', the language of everybody else`)
  for (const [language, written] of Object.entries(message.templates)) {
    const place = inside(inside(at, 'templates'), language)
    const missing = mediaOf(message).find((medium) => written[medium] === undefined)
    if (missing !== undefined)
      refuseBecause(inside(place, missing), 'is missing, and other languages have it')
    if (mediaOf(message).length === 0) refuseBecause(place, 'has neither email nor sms: give it one')
    for (const { client, brand, sources } of brands) {
      checkWritten(written, place, brand, sources)
      for (const source of sources) checkRendered(message, written, language, place, source, client, brand)
    }
  }
}

/** When the message is sent: not where a template before it speaks. It may be refused only for these.
 * @throws TypeError when there is no such occasion */
function findOccasions(
  { clients: known }: CustomMessageConfig,
  message: CustomMessage,
  before: readonly CustomMessage[],
  at: Place,
): readonly Pick<CustomMessageEvent, 'source' | 'clientId'>[] {
  // undefined is an administrator's call, and an app client without a brand.
  const calls = message.sources.flatMap((source) =>
    (message.clients ?? [undefined, ...Object.keys(known)])
      .filter((client) => client === undefined || source !== 'CustomMessage_AdminCreateUser')
      .map((client) => ({ source, clientId: client })),
  )
  if (calls.length === 0) {
    refuseBecause(
      at,
      `is never sent: CustomMessage_AdminCreateUser has no app client, and ${message.name} is for app clients alone`,
    )
  }
  const earlier = Map.groupBy(
    calls,
    (call) => before.find((each) => 'templates' in each && isSpeaking(each, call))?.name,
  )
  const occasions = earlier.get(undefined)
  if (occasions === undefined) {
    refuseBecause(
      at,
      `is never sent: messages before it are for all that ${message.name} is for: ${[...earlier.keys()].join(', ')}`,
    )
  }
  return occasions
}

/** Everything that a template asks for exists, and the rest contains no placeholder. */
function checkWritten(
  { email, sms }: MessageTemplate,
  at: Place,
  brand: Brand,
  sources: readonly CustomMessageSource[],
): void {
  const known = ['brand', ...names('color', brand.colors), ...names('link', brand.links)]
  const texts = { 'email.subject': email?.subject, 'email.html': email?.html, sms }
  for (const [path, written = ''] of Object.entries(texts)) {
    const place = inside(at, path)
    checkPlaceholders(withoutParameters(written), place, (name) => {
      const isLink = name.startsWith('link.')
      const address = isLink && known.includes(name) ? brand.links?.[name.slice('link.'.length)] : undefined
      if (address?.includes('{####}') && path === 'email.subject')
        return 'whose {####} Cognito fills in in messages alone'
      if (address?.includes('{####}') && sources.includes('CustomMessage_AdminCreateUser'))
        return 'whose {####} would be a temporary password, which Cognito does not percent-encode: give the invitation a link without it'
      if (known.includes(name)) return undefined
      return isLink || name.startsWith('color.')
        ? `which the brand does not have${suggest(name, known)}`
        : findNoAttribute(name)
    })
  }
}

function names(kind: string, entries: Readonly<Record<string, string>> = {}): readonly string[] {
  return Object.keys(entries).map((name) => `${kind}.${name}`)
}

/** The rendered text without any value of a person is a message. */
function checkRendered(
  message: TemplateMessage,
  written: MessageTemplate,
  language: string,
  at: Place,
  source: CustomMessageSource,
  client: string | undefined,
  brand: Brand,
): void {
  const isInvitation = source === 'CustomMessage_AdminCreateUser'
  const event: CustomMessageEvent = {
    version: '1',
    region: '',
    userPoolId: '',
    userName: '',
    clientId: client,
    userAttributes: new Map(),
    clientMetadata: new Map(),
    source,
    codeParameter: '{####}',
    usernameParameter: '{username}',
  }
  const texts = renderMessage(written, brand, language, event)
  const places = { emailSubject: 'email.subject', emailMessage: 'email.html', smsMessage: 'sms' } as const
  for (const field of ['emailSubject', 'emailMessage', 'smsMessage'] as const) {
    const given = texts[field]
    if (given === undefined) continue
    const place = inside(at, places[field])
    const fault = findFault({ [field]: given }, event, message)
    if (fault === 'no_texts') refuseBecause(place, 'is empty without the values of the person')
    const lacks = (parameter: string): string =>
      `has no ${parameter}${given.includes(parameter) ? ' in what it shows' : ''}`
    if (fault === 'no_code')
      refuseBecause(place, `${lacks('{####}')}, so that the person would not get the code`)
    if (fault === 'no_user_name')
      refuseBecause(place, `${lacks('{username}')}, which an invitation tells beside the temporary password`)
    if (!isInvitation && given.includes('{username}')) {
      refuseBecause(
        place,
        `says {username}, which Cognito fills in for CustomMessage_AdminCreateUser alone, not for ${source}: give the invitation a message of its own`,
      )
    }
    if (isTooLong(field, given, event)) {
      refuseBecause(
        place,
        `is too long${client === undefined ? '' : ` for the app client ${client}`}: it may have ${longest[field]} characters, code included, and is ${given.length} without the values of the person`,
      )
    }
  }
}
