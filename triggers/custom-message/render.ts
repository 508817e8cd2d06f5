/** Fills the templates of a message, and tells what is wrong with the result. */
import { asIs, escapeHtml, fillPlaceholders, joinsToLink } from '../domain/mail-template.ts'
import { safeValue } from '../domain/safe-value.ts'
import type { CustomMessageEvent, CustomMessageResponse } from '../events/custom-message.ts'
import { isObject } from '../core/json.ts'
import { type Brand, type CustomMessage, mediaOf, type MessageTemplate } from './message.ts'

export type Field = keyof CustomMessageResponse

/** The longest texts, in characters, after Cognito has filled them in.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-message.html
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_MessageTemplateType.html */
export const longest: Readonly<Record<Field, number>> = {
  smsMessage: 140,
  emailMessage: 20_000,
  emailSubject: 140,
}

/** Room for what Cognito fills in. AWS does not document how long codes and temporary passwords are. */
const codeLength = 8
const temporaryPasswordLength = 20

/** The texts of a template. When the person's values make a text too long, or a link together, it is written without
 * them. */
export function renderMessage(
  { email, sms }: MessageTemplate,
  brand: Brand,
  language: string,
  event: CustomMessageEvent,
): CustomMessageResponse {
  const write = (field: Field, text: string, encode: (value: string) => string): string => {
    const fill = (ofPerson: (name: string) => string | undefined): string =>
      insertParameters(
        fillPlaceholders(text, (name) => ofBrand(name, brand, language, event) ?? ofPerson(name), encode),
        event,
      )
    const ofPerson = (name: string): string | undefined => safeAttribute(name, event)
    const whole = fill(ofPerson)
    return isTooLong(field, whole, event) || joinsToLink(text, ofPerson) ? fill(() => undefined) : whole
  }
  return {
    ...(email !== undefined && {
      emailSubject: write('emailSubject', email.subject, asIs),
      emailMessage: write('emailMessage', email.html, escapeHtml),
    }),
    ...(sms !== undefined && { smsMessage: write('smsMessage', sms, asIs) }),
  }
}

/** Whether a text exceeds its limit after Cognito has filled it in. */
export function isTooLong(field: Field, text: string, event: CustomMessageEvent): boolean {
  const { codeParameter, usernameParameter = '', source, userName, userAttributes } = event
  const isInvitation = source === 'CustomMessage_AdminCreateUser'
  // An administrator may have entered an address as the name.
  const names = [userName, userAttributes.get('email') ?? '', userAttributes.get('phone_number') ?? '']
  const grown =
    growth(text, codeParameter, isInvitation ? temporaryPasswordLength : codeLength) +
    growth(text, usernameParameter, Math.max(...names.map((name) => name.length)))
  return text.length + grown > longest[field]
}

function growth(text: string, parameter: string, length: number): number {
  if (parameter === '') return 0
  return (text.split(parameter).length - 1) * Math.max(0, length - parameter.length)
}

function insertParameters(
  text: string,
  { codeParameter, usernameParameter = '{username}' }: CustomMessageEvent,
): string {
  return text.replaceAll('{####}', () => codeParameter).replaceAll('{username}', () => usernameParameter)
}

function ofBrand(
  name: string,
  brand: Brand,
  language: string,
  { userName, clientId = '' }: CustomMessageEvent,
): string | undefined {
  if (name === 'brand') return brand.name
  const [, kind, key = ''] = /^(color|link)\.(.*)$/.exec(name) ?? []
  if (kind === 'color') return brand.colors?.[key]
  const link = kind === 'link' ? brand.links?.[key] : undefined
  const parameters: Readonly<Record<string, string>> = { userName, clientId, language }
  return link === undefined
    ? undefined
    : fillPlaceholders(link, (parameter) => parameters[parameter], encodeParameter)
}

/** Encodes also the marks at which a phone ends an address. */
function encodeParameter(value: string): string {
  return encodeURIComponent(value.toWellFormed()).replaceAll(
    /[!'()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

/** A value that a person chose must not look like a placeholder. */
function safeAttribute(
  name: string,
  { userAttributes, codeParameter, usernameParameter }: CustomMessageEvent,
): string | undefined {
  const value = safeValue(userAttributes.get(name))
  const isParameter = [codeParameter, usernameParameter].some(
    (parameter) => parameter !== undefined && value?.includes(parameter) === true,
  )
  return isParameter ? undefined : value
}

/** What a mail program shows of HTML, and where its links lead. */
export function shownIn(html: string): string {
  return html
    .replaceAll(/<!--.*?(?:-->|$)|<(script|style|title|template)\b.*?(?:<\/\1\s*>|$)/gis, '')
    .replaceAll(/<[a-z/!?](?:"[^"]*"|'[^']*'|[^"'>])*>/gi, (tag) => linkIn.exec(tag)?.[1] ?? '')
}

const linkIn = /^<a\s(?:.*\s)?href\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)/is

/** The parts of a medium. */
export const fieldsOf = { email: ['emailMessage', 'emailSubject'], sms: ['smsMessage'] } as const

/** Why it is not a message, as a code; undefined when it is one. */
export function findFault(
  texts: unknown,
  { codeParameter, usernameParameter, source }: CustomMessageEvent,
  message: CustomMessage,
): 'no_texts' | 'undeclared_field' | 'no_code' | 'no_user_name' | undefined {
  if (!isObject(texts)) return 'no_texts'
  const entries = Object.entries(texts)
  if (entries.length === 0 || entries.some(([, text]) => typeof text !== 'string' || text.trim() === ''))
    return 'no_texts'
  const declared = new Set<string>(mediaOf(message).flatMap((medium) => fieldsOf[medium]))
  if (entries.some(([name]) => !declared.has(name))) return 'undeclared_field'

  const lacks = (parameter: string): boolean =>
    entries.some(
      ([name, text]) =>
        name !== 'emailSubject' &&
        !(name === 'emailMessage' ? shownIn(String(text)) : String(text)).includes(parameter),
    )
  if (lacks(codeParameter)) return 'no_code'
  return source === 'CustomMessage_AdminCreateUser' && lacks(usernameParameter ?? '')
    ? 'no_user_name'
    : undefined
}
