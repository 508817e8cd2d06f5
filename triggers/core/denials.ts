/** What a denial is, how it leaves the handler, and in which language. */

/** Languages that the catalogue speaks. */
export const languages = ['en', 'de', 'fr', 'es', 'pt', 'ja'] as const
export type Language = (typeof languages)[number]

/** A refusal with its texts. */
export interface Denial {
  /** snake_case, permanent. */
  readonly code: string
  /** By language; one is enough. At most `maxTextLength` characters each. */
  readonly texts: Readonly<Record<string, string>>
  /** Only for the log and the docs. */
  readonly reason: string
}

/** Texts by code. A JSON file can hold them. */
export type DenialTexts = Readonly<Record<string, string>>

/** How a suite speaks to people. */
export interface Wording {
  /** The language of denials when the person's language is unknown or has no text: one of the catalogue's, or of
   * `texts`. Default `en`. */
  readonly language: string
  /** Texts that replace the catalogue's, by language and code: `{ it: { email_required: 'Inserisci …' } }`. A language
   * that the catalogue lacks may leave codes out. At most 120 characters each, without a full stop. Default none. */
  readonly texts?: Readonly<Record<string, DenialTexts>> | undefined
}

/** The longest public text, in characters. */
export const maxTextLength = 120

/** The error by which every refusal leaves a handler. Its message has the form `[code] text`. */
export class DenialError extends Error {
  override readonly name = 'Denial'
  readonly code: string

  constructor(denial: Denial, locales: readonly (string | undefined)[], wording: Wording) {
    super(formatDenial(denial, locales, wording))
    this.code = denial.code
    // The Lambda runtime sends the stack to the caller of Invoke, and a refusal needs no stack.
    this.stack = `${this.name}: ${this.message}`
  }
}

/** The message of a denial: `[code] text`. Its text is in the first language that has one: a given locale tag (`de-AT`,
 * `pt_BR`), the suite's language, English, or any other. */
export function formatDenial(
  { code, texts }: Denial,
  locales: readonly (string | undefined)[],
  wording: Wording,
): string {
  const inLanguage = (language: string): string | undefined =>
    find(find(wording.texts, language), code) ?? find(texts, language)
  for (const language of [...locales.map(primaryOf), wording.language, 'en']) {
    const text = inLanguage(language)
    if (text !== undefined) return `[${code}] ${text}`
  }
  return `[${code}] ${Object.values(texts)[0] ?? code}`
}

/** The caller sends the locale: `constructor` must not count as a language. */
function find<T>(entries: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return entries !== undefined && Object.hasOwn(entries, name) ? entries[name] : undefined
}

/** @see https://www.rfc-editor.org/rfc/rfc5646 */
function primaryOf(locale = ''): string {
  return locale.slice(0, 35).toLowerCase().split(/[-_]/, 1)[0] ?? ''
}

/** The first available language among the given locale tags (`de-AT`, `pt_BR`). */
export function findLanguage<Spoken extends string>(
  locales: readonly (string | undefined)[],
  spoken: readonly Spoken[],
): Spoken | undefined {
  return locales
    .map((locale) => spoken.find((language) => language === primaryOf(locale)))
    .find((language) => language !== undefined)
}
