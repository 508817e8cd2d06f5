/** What a denial is, how it leaves the handler, and in which language. */
import type * as catalogue from './denial-catalogue.ts'

/** Languages that the catalogue speaks. */
export const languages = ['en', 'de', 'fr', 'es', 'pt', 'ja'] as const
export type Language = (typeof languages)[number]

/** A refusal with its texts. */
export interface Denial {
  /** snake_case, permanent. */
  readonly code: string
  /** At most `maxTextLength` characters each. */
  readonly texts: Readonly<Record<Language, string>>
  /** For the log and the docs only. */
  readonly reason: string
}

/** The code of a denial in the catalogue. */
export type DenialCode = (typeof catalogue)[keyof typeof catalogue]['code']

/** The longest public text, in characters. */
export const maxTextLength = 120

/** The one way a refusal leaves a handler: an error whose message carries code and text as `[code] text`. */
export class DenialError extends Error {
  override readonly name = 'Denial'
  readonly code: string

  constructor(denial: Denial, language: Language) {
    super(formatDenial(denial, language))
    this.code = denial.code
    // The Lambda runtime sends the stack to the caller of Invoke; a refusal has nothing to trace.
    this.stack = `${this.name}: ${this.message}`
  }
}

/** The message of a denial: `[code] text`. */
export function formatDenial(denial: Denial, language: Language): string {
  return `[${denial.code}] ${denial.texts[language]}`
}

/** The first language that the catalogue speaks among the given locale tags (`de-AT`, `pt_BR`), else `fallback`.
 * @see https://www.rfc-editor.org/rfc/rfc5646 */
export function chooseLanguage(locales: readonly (string | undefined)[], fallback: Language): Language {
  for (const locale of locales) {
    const primary = locale?.slice(0, 35).toLowerCase().split(/[-_]/, 1)[0]
    const language = languages.find((candidate) => candidate === primary)
    if (language !== undefined) return language
  }
  return fallback
}
