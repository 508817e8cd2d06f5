/** Reads a list that an attribute holds as text, and nothing that only looks like one. */
import type { Json } from '../core/decision.ts'
import type { RequiredCheck } from '../core/options/check.ts'
import { refuse } from '../core/options/refuse.ts'

/** The attribute types of LDAP names, in which a comma separates nothing, and what else is written so.
 * @see https://www.rfc-editor.org/rfc/rfc4514#section-3
 * @see https://www.rfc-editor.org/rfc/rfc4519#section-2 */
const ldapType =
  /^(?:cn|l|st|s|sp|o|ou|c|street|dc|uid|userid|e|email|emailaddress|mail|sn|serialnumber|givenname|gn|t|title|initials|dnq\w*|(?:oid\.)?\d[\d.]*)$/i

/** What a list or its entries are written with in other notations; within an entry it says that the text was read wrongly. */
const structure = /["`<>[\]{}\p{Cc}“”„«»‹›]|^[-*•]\s|^(?:null|none|nil|undefined)$/iu

/** An apostrophe that opens a quotation, as Python writes texts, and one that closes it; within a word it is none. */
const opening = /(?<![\p{L}\p{N}])(?:[ubrf]{0,2}['‘]|‘)/iu
const closing = /['’](?![\p{L}\p{N}])/u

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
 * closed or of another notation, or has entries that the separator may have cut. */
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
  return entries.some(isOfOtherShape) ||
    (entries.some((entry) => opening.test(entry)) && entries.some((entry) => closing.test(entry))) ||
    (separator === undefined && mayBeCut(entries))
    ? undefined
    : entries
}

/** Parentheses are a part of a name where they close within it and do not hold all of it. */
function isOfOtherShape(entry: string): boolean {
  return structure.test(entry) || /[()]/.test(entry.replaceAll(/(?<=.)\([^()]*\)/g, ''))
}

/** Whether the entries may be parts of one: `E=joe, admin` and `name: Joe, role: admin` are written like names of parts. */
function mayBeCut(entries: readonly string[]): boolean {
  const types = entries.map((entry) => /^\s*([^=:]+?)\s*(?:=(?!=|$)|:\s)/.exec(entry)?.[1])
  return new Set(types).size > 1 || ldapType.test(types[0] ?? '')
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
