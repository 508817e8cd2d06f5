/** Mail templates: text with `{{attribute}}` or `{{attribute|otherwise}}`, filled with values that people typed. A name
 * with a brace or a bar cannot be asked for. */
import { isAttributeName, suggestAttribute } from '../core/options/attribute-name.ts'
import { findPlaceholderLike } from '../core/options/placeholder-like.ts'
import { type Place, refuseBecause } from '../core/options/refuse.ts'
import { hasLink, safeValue } from './safe-value.ts'

export interface MailTemplate {
  readonly subject: string
  readonly text: string
  readonly html?: string
}

export interface RenderedMail {
  readonly subject: string
  readonly text: string
  readonly html?: string
}

/** Neither after `$` nor beside a further brace: three braces, or `${{ … }}`, belong to another template language. */
const placeholder = /(?<![{$])\{\{\s*([^\s{}|]+)\s*(?:\|([^{}]*))?\}\}(?!\})/g

/** The attributes that a template asks for. */
export function placeholdersIn({ subject, text, html = '' }: MailTemplate): readonly string[] {
  return [...new Set(placeholderNames(`${subject}\n${text}\n${html}`))]
}

/** The names in the placeholders of a text. */
export function placeholderNames(text: string): readonly string[] {
  return [...text.matchAll(placeholder)].map(([, name]) => name ?? '')
}

/** Checks that each placeholder can be filled in, and that nothing else looks like one. `findStrange` says as a clause
 * why a name cannot be used.
 * @throws TypeError that names the placeholder */
export function checkPlaceholders(
  text: string,
  at: Place,
  findStrange: (name: string) => string | undefined,
): void {
  for (const name of placeholderNames(text)) {
    const strange = findStrange(name)
    if (strange !== undefined) refuseBecause(at, `asks for {{${name}}}, ${strange}`)
  }
  // Replaces each placeholder by a quotation mark.
  const similar = findPlaceholderLike(text.replaceAll(placeholder, '"'))
  if (similar !== undefined) {
    refuseBecause(
      at,
      `has ${/[{}]/.test(similar) ? 'braces that are' : 'marks that are'} no placeholder: write {{attribute}} or {{attribute|otherwise}}, not ${similar.slice(0, 40)}`,
    )
  }
}

/** Attributes whose values a mail never shows. `safeValue` takes each for an address or a number. */
export const unshownAttributes: readonly string[] = [
  'birthdate',
  'email',
  'identities',
  'phone_number',
  'picture',
  'sub',
  'updated_at',
  'website',
  'cognito:email_alias',
  'cognito:phone_number_alias',
]

/** Why an attribute of this name cannot be used; undefined when it can. */
export function findNoAttribute(name: string): string | undefined {
  if (!isAttributeName(name)) return `which is no user attribute of Cognito${suggestAttribute(name)}`
  return unshownAttributes.includes(name)
    ? 'which is always left out, since a mail program could make a link or a call of it: use name, given_name, family_name, middle_name, nickname, preferred_username or an attribute of your own'
    : undefined
}

/** Fills a template. In HTML, values are escaped. A value that is not harmless is left out. */
export function renderTemplate(
  template: MailTemplate,
  values: Readonly<Record<string, string>>,
): RenderedMail {
  const valueOf = (name: string): string | undefined =>
    safeValue(Object.hasOwn(values, name) ? values[name] : undefined)
  const fill = (text: string, encode: (value: string) => string): string =>
    fillPlaceholders(text, joinsToLink(text, valueOf) ? () => undefined : valueOf, encode)
  return {
    subject: fill(template.subject, asIs),
    text: fill(template.text, asIs),
    ...(template.html === undefined ? {} : { html: fill(template.html, escapeHtml) }),
  }
}

/** Replaces each placeholder by its value or its alternative, encoded. */
export function fillPlaceholders(
  text: string,
  valueOf: (name: string) => string | undefined,
  encode: (value: string) => string,
): string {
  return text.replaceAll(placeholder, (_, name: string, otherwise: string | undefined) =>
    encode(valueOf(name) ?? otherwise ?? ''),
  )
}

/** Whether values with nothing but the punctuation of names between them make a link together. */
export function joinsToLink(text: string, valueOf: (name: string) => string | undefined): boolean {
  const marked = fillPlaceholders(
    text.replaceAll('\0', ''),
    (name) => valueOf(name)?.replace(/^.*$/, '\0$&\0'),
    asIs,
  )
  // Every second part is a value. Other words of the template part them from each other.
  const parts = marked.split('\0')
  return hasLink(
    parts.map((part, index) => (index % 2 === 1 || /^[ .,'’-]*$/.test(part) ? part : '|')).join(''),
  )
}

export function asIs(value: string): string {
  return value
}

export function escapeHtml(value: string): string {
  return value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll("'", '&#39;')
    .replaceAll('"', '&quot;')
}
