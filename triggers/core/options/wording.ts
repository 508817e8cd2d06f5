/** Checks of the language and the texts of denials. */
import * as catalogue from '../denial-catalogue.ts'
import { languages, maxTextLength, type Wording } from '../denials.ts'
import { type Checks, isPlain, optional, required, type RequiredCheck, valueThat } from './check.ts'
import { record } from './collections.ts'
import { suggest } from './nearest.ts'
import { findPlaceholderLike } from './placeholder-like.ts'
import { refuseBecause } from './refuse.ts'
import { isOneLine, oneOf, text } from './values.ts'

export const languageName = text('a language of two or three lower-case letters such as it', (name) =>
  /^[a-z]{2,3}$/.test(name),
)

/** Cognito puts a full stop behind what a trigger says. */
const denialText = valueThat(
  `a text of 1 to ${maxTextLength} characters in one line, without control characters, without placeholders and without a full stop at its end`,
  (value) =>
    typeof value === 'string' &&
    value.trim() !== '' &&
    value.length <= maxTextLength &&
    !/[.。!\s]$/u.test(value) &&
    isOneLine(value) &&
    findPlaceholderLike(value) === undefined,
)

/** The texts of one denial, by language: one is enough. */
export const textsByLanguage: RequiredCheck = record(denialText, languageName, 1)

/** What `language` and `texts` may be. */
export function wording(given: unknown): Checks<Partial<Wording>> {
  return { language: optional(languageIn(given)), texts: optional(ownTexts) }
}

/** One of the catalogue's languages, or one that the `texts` beside it speak. */
export function languageIn(given: unknown): RequiredCheck {
  const texts = isPlain(given) && isPlain(given['texts']) ? Object.keys(given['texts']) : []
  return oneOf([...new Set([...languages, ...texts])])
}

// The page that judges an example in the browser does without the catalogue.
const denialCode = /* @__PURE__ */ required('a code of the catalogue of denials', (value, at) => {
  const codes = Object.values(catalogue).map(({ code }) => code)
  if (!codes.some((code) => code === value)) {
    refuseBecause(
      at,
      `is '${String(value).slice(0, 64)}', which is no code of the catalogue of denials${suggest(String(value), codes)}`,
    )
  }
})

/** A further language may leave codes out. */
export const ownTexts: RequiredCheck = /* @__PURE__ */ record(
  /* @__PURE__ */ record(denialText, denialCode),
  languageName,
)
