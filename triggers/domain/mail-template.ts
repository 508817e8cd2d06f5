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

/** Why an attribute of this name cannot be used; undefined when it can. */
export function findNoAttribute(name: string): string | undefined {
  return isAttributeName(name) ? undefined : `which is no user attribute of Cognito${suggestAttribute(name)}`
}

/** Fills a template. In HTML, values are escaped. A value that could carry a link is left out: otherwise a person who
 * signs up with another person's address could write to them in our name. */
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

/** A value that a person chose, if it is harmless: letters, digits and the punctuation of names, without a dot before
 * two letters, which would look like a host. */
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
