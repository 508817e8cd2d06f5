/** The XML of S3 Control: elements without attributes, read into names and texts, and written back. */

/** A text, or elements in their order. */
export type XmlValue = string | readonly XmlElement[]
export interface XmlElement {
  readonly name: string
  readonly value: XmlValue
}

/** @throws SyntaxError for anything but nested elements and texts */
export function readXml(text: string): XmlElement {
  const root: { name: string; children: XmlElement[]; text: string } = { name: '', children: [], text: '' }
  const open = [root]
  for (const [, closing, name = '', isEmpty, plain = ''] of text.matchAll(token)) {
    const current = open.at(-1)
    if (current === undefined) break
    if (closing !== undefined) {
      open.pop()
      if (current.name !== name) throw new SyntaxError('the XML is not well-formed')
      open.at(-1)?.children.push(close(current))
    } else if (name === '') current.text += plain
    else {
      open.push({ name, children: [], text: '' })
      const made = isEmpty === undefined ? undefined : open.pop()
      if (made !== undefined) current.children.push(close(made))
    }
  }
  const [first, ...others] = root.children
  if (first === undefined || others.length > 0 || open.length > 1)
    throw new SyntaxError('the XML is not well-formed')
  return first
}

const token = /<\?[^>]*\?>|<(\/)?([A-Za-z][\w:.-]*)(?:\s[^<>]*?)?(\/)?>|([^<]+)/g

function close({ name, children, text }: { name: string; children: XmlElement[]; text: string }): XmlElement {
  return { name, value: children.length > 0 ? children : unescapeText(text.trim()) }
}

/** The text at a path; undefined when there is none. */
export function textAt(element: XmlElement, ...path: readonly string[]): string | undefined {
  const value = elementAt(element, ...path)?.value
  return typeof value === 'string' ? value : undefined
}

export function elementAt(element: XmlElement, ...path: readonly string[]): XmlElement | undefined {
  return path.reduce<XmlElement | undefined>(
    (at, name) => childrenOf(at).find((child) => child.name === name),
    element,
  )
}

export function childrenOf(element: XmlElement | undefined): readonly XmlElement[] {
  return element === undefined || typeof element.value === 'string' ? [] : element.value
}

/** What is undefined is left out. A list has each of its values in `member`. */
export type Writable =
  | string
  | number
  | readonly Writable[]
  | { readonly [name: string]: Writable | undefined }

export function writeXml(name: string, value: Writable): string {
  return `<${name}>${inner(value)}</${name}>`
}

function inner(value: Writable): string {
  if (typeof value === 'string' || typeof value === 'number') return escapeText(String(value))
  if (isList(value)) return value.map((each) => writeXml('member', each)).join('')
  return Object.entries(value)
    .map(([key, each]) => (each === undefined ? '' : writeXml(key, each)))
    .join('')
}

function isList(value: Writable): value is readonly Writable[] {
  return Array.isArray(value)
}

const entities = [
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&apos;'],
] as const

function escapeText(text: string): string {
  return entities.reduce(
    (all, [plain, entity]) => all.replaceAll(plain, entity),
    text.replaceAll('&', '&amp;'),
  )
}

function unescapeText(text: string): string {
  return entities
    .reduce((all, [plain, entity]) => all.replaceAll(entity, plain), text)
    .replaceAll(/&#(x?)([0-9a-f]+);/gi, (_, hex: string, digits: string) =>
      codePoint(Number.parseInt(digits, hex === '' ? 10 : 16)),
    )
    .replaceAll('&amp;', '&')
}

function codePoint(code: number): string {
  if (code <= 0x10_ff_ff) return String.fromCodePoint(code)
  throw new SyntaxError('the XML names a character that does not exist')
}
