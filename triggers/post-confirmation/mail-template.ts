/** Mail templates: text with `{{attribute}}` or `{{attribute|otherwise}}`, filled with values that people typed. A name
 * with a brace or a bar cannot be asked for. */

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

/** What a text says besides its placeholders: a quotation mark stands for each. */
export function withoutPlaceholders(text: string): string {
  return text.replaceAll(placeholder, '"')
}

/** Fills a template. In HTML, values are escaped; a value that could carry a link is left out: whoever signs up with
 * another person's address would otherwise write to them in our name. */
export function renderTemplate(
  template: MailTemplate,
  values: Readonly<Record<string, string>>,
): RenderedMail {
  const fill = (text: string, encode: (value: string) => string): string =>
    text.replaceAll(placeholder, (_, name: string, otherwise: string | undefined) =>
      encode(safeValue(Object.hasOwn(values, name) ? values[name] : undefined) ?? otherwise ?? ''),
    )
  return {
    subject: fill(template.subject, asIs),
    text: fill(template.text, asIs),
    ...(template.html === undefined ? {} : { html: fill(template.html, escapeHtml) }),
  }
}

/** Letters, digits and the punctuation of names; no dot that two letters follow, since that reads as a host. */
function safeValue(value: string | undefined): string | undefined {
  const text = value?.trim() ?? ''
  if (text === '' || text.length > maxValueLength) return undefined
  return /^[\p{L}\p{M}\p{N} .,'’-]+$/u.test(text) && !/\.\p{L}{2}/u.test(text) ? text : undefined
}

function asIs(value: string): string {
  return value
}

function escapeHtml(value: string): string {
  return value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll("'", '&#39;')
    .replaceAll('"', '&quot;')
}
