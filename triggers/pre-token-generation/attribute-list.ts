/** Reads a list that an attribute holds as text, and nothing that only looks like one. */
import type { Json } from '../core/decision.ts'
import type { RequiredCheck } from '../core/options/check.ts'
import { refuse } from '../core/options/refuse.ts'

/** The start of an LDAP name, in whose middle a comma separates nothing.
 * @see https://www.rfc-editor.org/rfc/rfc4514#section-3 */
const ldapName = /^(?:cn|l|st|o|ou|c|street|dc|uid)\s*=/i

/** What a list is written with around its entries; within one it says that the text was read wrongly. */
const structure = /["[\]{}]|^'.*'$|^null$/

/** A separator may begin or end with a blank. */
export const separatorText: RequiredCheck = {
  allowed:
    '1 to 8 characters, no letters, digits, quotes, brackets, braces and backslashes, and not blanks alone',
  isOptional: false,
  test(value, at) {
    if (
      typeof value !== 'string' ||
      value.trim() === '' ||
      !/^[^"'[\]{}\\\p{Cc}\p{L}\p{N}]{1,8}$/u.test(value)
    )
      refuse(at, separatorText.allowed, value, true)
  },
}

/** The entries as text, numbers digit by digit; undefined when the text is JSON of another shape, a list that is not
 * closed, or has entries that the separator may have cut. */
export function readList(text: string, separator?: string): readonly string[] | undefined {
  const trimmed = text.trim()
  // What a separator splits is no number: 10-20 has two entries where the hyphen is declared.
  const isSplit = separator !== undefined && !/^[["]/.test(trimmed) && trimmed.includes(separator)
  const json = isSplit ? undefined : readJson(trimmed.replaceAll(/"(?:[^"\\]|\\.)*"|-?\d[\w.+-]*/g, quote))
  if (json !== undefined) {
    // A single number, or true, is a list of one entry that nobody wrote brackets around.
    if (isEntry(json) && !trimmed.startsWith('"')) return [String(json)]
    return Array.isArray(json) && json.every(isEntry) ? json.map(String) : undefined
  }
  const inner = /^\[(.*)\]$/s.exec(trimmed)?.[1] ?? trimmed
  const entries = split(inner, separator ?? ',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
  const isCut = separator === undefined && entries.some((entry) => ldapName.test(entry))
  return isCut || entries.some((entry) => structure.test(entry)) ? undefined : entries
}

export function readJson(text: string): Json | undefined {
  try {
    const value: Json = JSON.parse(text)
    return value
  } catch {
    return undefined
  }
}

/** An escaped separator is a part of the entry, which keeps its backslash. */
function split(text: string, separator: string): readonly string[] {
  const entries: string[] = []
  let start = 0
  for (let at = text.indexOf(separator); at !== -1; at = text.indexOf(separator, at + separator.length)) {
    const backslashes = /\\*$/.exec(text.slice(start, at))?.[0].length ?? 0
    if (backslashes % 2 === 1) continue
    entries.push(text.slice(start, at))
    start = at + separator.length
  }
  return [...entries, text.slice(start)]
}

function isEntry(entry: Json): entry is string | boolean {
  return typeof entry === 'string' || typeof entry === 'boolean'
}

/** A number of a list is kept as its text, digit by digit. */
function quote(token: string): string {
  return token.startsWith('"') ? token : `"${token}"`
}
