/** Mail templates: text with `{{attribute}}` or `{{attribute|otherwise}}`, filled with values that people typed. A name
 * with a brace or a bar cannot be asked for. */
import { isAttributeName, suggestAttribute } from '../core/options/attribute-name.ts'
import { findPlaceholderLike } from '../core/options/placeholder-like.ts'
import { type Place, refuseBecause } from '../core/options/refuse.ts'

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

/** The longest value that is put into a mail, in characters. */
const maxValueLength = 60

/** Neither behind `$` nor beside a further brace: what is in three braces, or in `${{ … }}`, was meant for another
 * template language. */
const placeholder = /(?<![{$])\{\{\s*([^\s{}|]+)\s*(?:\|([^{}]*))?\}\}(?!\})/g

/** The attributes that a template asks for. */
export function placeholdersIn({ subject, text, html = '' }: MailTemplate): readonly string[] {
  return [...new Set(placeholderNames(`${subject}\n${text}\n${html}`))]
}

/** The names in the placeholders of a text. */
export function placeholderNames(text: string): readonly string[] {
  return [...text.matchAll(placeholder)].map(([, name]) => name ?? '')
}

/** Checks that each placeholder can be filled in, and that nothing else reads as one. `findStrange` says of a name why it
 * cannot, as a clause.
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
  // A quotation mark stands for each placeholder.
  const similar = findPlaceholderLike(text.replaceAll(placeholder, '"'))
  if (similar !== undefined) {
    refuseBecause(
      at,
      `has ${/[{}]/.test(similar) ? 'braces that are' : 'marks that are'} no placeholder: write {{attribute}} or {{attribute|otherwise}}, not ${similar.slice(0, 40)}`,
    )
  }
}

/** Why an attribute of this name cannot be asked for; undefined when it can. */
export function findNoAttribute(name: string): string | undefined {
  return isAttributeName(name) ? undefined : `which is no user attribute of Cognito${suggestAttribute(name)}`
}

/** Fills a template. In HTML, values are escaped; a value that could carry a link is left out: whoever signs up with
 * another person's address would otherwise write to them in our name. */
export function renderTemplate(
  template: MailTemplate,
  values: Readonly<Record<string, string>>,
): RenderedMail {
  const valueOf = (name: string): string | undefined =>
    safeValue(Object.hasOwn(values, name) ? values[name] : undefined)
  const fill = (text: string, encode: (value: string) => string): string =>
    fillPlaceholders(text, valueOf, encode)
  return {
    subject: fill(template.subject, asIs),
    text: fill(template.text, asIs),
    ...(template.html === undefined ? {} : { html: fill(template.html, escapeHtml) }),
  }
}

/** Puts in place of each placeholder what its name stands for, or what is to be said otherwise, encoded. */
export function fillPlaceholders(
  text: string,
  valueOf: (name: string) => string | undefined,
  encode: (value: string) => string,
): string {
  return text.replaceAll(placeholder, (_, name: string, otherwise: string | undefined) =>
    encode(valueOf(name) ?? otherwise ?? ''),
  )
}

/** A value that a person chose, if it is harmless: letters, digits and the punctuation of names; no dot that two letters
 * follow, since that reads as a host. */
export function safeValue(value: string | undefined): string | undefined {
  const text = value?.trim() ?? ''
  if (text === '' || text.length > maxValueLength) return undefined
  return /^[\p{L}\p{M}\p{N} .,'’-]+$/u.test(text) && !/\.\p{L}{2}/u.test(text) ? text : undefined
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
