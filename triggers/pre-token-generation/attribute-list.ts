/** Reads a list from the text of an attribute, and refuses text that only looks like a list. */
import type { Json } from '../core/decision.ts'
import { readJson } from '../core/json.ts'

/** The attribute types of LDAP names, in which a comma does not separate entries, and similar notations.
 * @see https://www.rfc-editor.org/rfc/rfc4514#section-3
 * @see https://www.rfc-editor.org/rfc/rfc4519#section-2 */
const ldapType =
  /^(?:cn|l|st|s|sp|o|ou|c|street|dc|uid|userid|e|email|emailaddress|mail|sn|serialnumber|givenname|gn|t|title|initials|dnq\w*|(?:oid\.)?\d[\d.]*)$/i

/** Signs with which other notations write a list or its entries. Within an entry such a sign means that the text was
 * read wrongly. */
const structure = /["`<>[\]{}\p{Cc}“”„«»‹›]|^[-*•]\s|^(?:null|none|nil|undefined)$/iu

/** An apostrophe that opens or closes a quotation, as in Python's texts. An apostrophe within a word does not count. */
const opening = /(?<![\p{L}\p{N}])(?:[ubrf]{0,2}['‘]|‘)/iu
const closing = /['’](?![\p{L}\p{N}])/u

/** The entries as text, numbers digit by digit. Undefined when the text is JSON of another shape, an unclosed list, a
 * list of another notation, or when the separator may have cut entries. */
export function readList(text: string, separator?: string): readonly string[] | undefined {
  const trimmed = text.trim()
  // A text with a separator in it is not a number: 10-20 has two entries where the hyphen is declared.
  const isSplit = separator !== undefined && !/^[["]/.test(trimmed) && trimmed.includes(separator)
  const json = isSplit ? undefined : readJson(trimmed.replaceAll(/"(?:[^"\\]|\\.)*"|-?\d[\w.+-]*/g, quote))
  if (json !== undefined) {
    // A single number, or true, is a list of one entry without brackets.
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

/** Parentheses belong to a name where they close within it and do not enclose all of it. */
function isOfOtherShape(entry: string): boolean {
  return structure.test(entry) || /[()]/.test(entry.replaceAll(/(?<=.)\([^()]*\)/g, ''))
}

/** Whether the entries may be parts of one: `E=joe, admin` and `name: Joe, role: admin` look like named parts. Joe,
 * role: admin` are written like names of parts. */
function mayBeCut(entries: readonly string[]): boolean {
  const types = entries.map((entry) => /^\s*([^=:]+?)\s*(?:=(?!=|$)|:\s)/.exec(entry)?.[1])
  return new Set(types).size > 1 || ldapType.test(types[0] ?? '')
}

/** An escaped separator belongs to the entry, which keeps its backslash. */
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
