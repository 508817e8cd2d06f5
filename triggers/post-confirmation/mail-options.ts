/** Checks of what a mail may say and who may send it. */
import type { Language } from '../core/denials.ts'
import { isAsciiAddress } from '../domain/email-domain.ts'
import { optional, required, shape } from '../core/options/check.ts'
import { refuse } from '../core/options/refuse.ts'
import { isOneLine, prose, text } from '../core/options/values.ts'
import { type MailTemplate, checkPlaceholders, findNoAttribute } from '../domain/mail-template.ts'

/** One address, with or without a name before it. */
export const sender = text('an address in ASCII such as Example <welcome@example.com>', (from) => {
  const [, bracketed, bare = ''] =
    /^(?:(?:[^<>@,;:"]*|"(?=[^"]*\w)[^<>@"\\]*" *)<([^<> ]+)>|([^<> ]+))$/.exec(from) ?? []
  return /^[ -~]+$/.test(from) && isAsciiAddress(bracketed ?? bare)
})

/** Text whose placeholders name user attributes. */
const filled = required(prose.allowed, (value, at) => {
  prose.test(value, at)
  if (typeof value === 'string') checkPlaceholders(value, at, findNoAttribute)
})

const subject = required(prose.allowed, (value, at) => {
  filled.test(value, at)
  if (!isOneLine(String(value))) refuse(at, 'one line of text without control characters', value)
})

const template = shape<MailTemplate>({ subject, text: filled, html: optional(filled) })

/** One template for each language. */
export const templates = shape<Readonly<Partial<Record<Language, MailTemplate>>>>({
  en: optional(template),
  de: optional(template),
  fr: optional(template),
  es: optional(template),
  pt: optional(template),
  ja: optional(template),
})
