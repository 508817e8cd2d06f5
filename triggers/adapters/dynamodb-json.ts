/** DynamoDB's attribute values as JSON, and back.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html */
import type { Json } from '../core/decision.ts'
import type { TableItem, TableKey } from '../domain/table-item.ts'
import { isObject, own } from '../core/json.ts'
import { ServiceError } from './service-error.ts'

interface Kinds {
  readonly S: string
  readonly N: string
  readonly SS: string[]
  readonly BOOL: boolean
  readonly NULL: true
  readonly L: AttributeValue[]
  readonly M: Record<string, AttributeValue>
}

/** An attribute value of exactly one kind. */
export type AttributeValue = {
  [Kind in keyof Kinds]: Pick<Kinds, Kind> & { readonly [Other in Exclude<keyof Kinds, Kind>]?: never }
}[keyof Kinds]

/** The attributes of a GetItem answer; undefined when the answer holds no item and nothing else that is unknown.
 * @throws ServiceError `table_answer_unreadable` for any other answer: it may hide a restriction of a person */
export function readAttributes(answer: unknown): TableItem | undefined {
  const item = isObject(answer) ? own(answer, 'Item') : null
  if (isObject(item))
    return new Map(Object.entries(item).map(([name, attribute]) => [name, readNested(attribute)]))
  if (item !== undefined || !Object.keys(Object(answer)).every((name) => /^[A-Z$]/.test(name)))
    throw new ServiceError('table', 'answer_unreadable')
  return undefined
}

/** The items of a BatchGetItem answer from one table.
 * @throws ServiceError `table_throttled` when it lacks requested items, `table_answer_unreadable` when it cannot be read */
export function readItems(answer: unknown, table: string): readonly TableItem[] {
  const [found, rest] = ['Responses', 'UnprocessedKeys'].map((name) =>
    isObject(answer) ? own(answer, name) : null,
  )
  if (Object.keys(Object(rest)).length > 0) throw new ServiceError('table', 'throttled')
  const items = isObject(found) ? (own(found, table) ?? []) : null
  if (!Array.isArray(items)) throw new ServiceError('table', 'answer_unreadable')
  return items.flatMap((item) => readAttributes({ Item: item ?? null }) ?? [])
}

/** A primary key as DynamoDB spells it. */
export function keyAttributes({ pk, sk }: TableKey): Readonly<Record<'pk' | 'sk', AttributeValue>> {
  return { pk: { S: pk }, sk: { S: sk } }
}

/** One attribute value as JSON; undefined when the attribute is missing. A value that JSON cannot hold, such as bytes,
 * and a value that is not an attribute value are `null`, not absent: a restriction that cannot be read must not look
 * like a missing one. */
export function fromAttribute(attribute: unknown): Json | undefined {
  if (attribute === undefined) return undefined
  const [[type, value] = [], another] = isObject(attribute) ? Object.entries(attribute) : []
  const listOf = (read: (entry: unknown) => Json): Json => (Array.isArray(value) ? value.map(read) : null)
  switch (another ? undefined : type) {
    case 'S':
      return readText(value)
    case 'N':
      return readNumber(value)
    case 'BOOL':
      return typeof value === 'boolean' ? value : null
    case 'SS':
      return listOf(readText)
    case 'NS':
      return listOf(readNumber)
    case 'L':
      return listOf(readNested)
    case 'M':
      return isObject(value)
        ? Object.fromEntries(Object.entries(value).map(([name, nested]) => [name, readNested(nested)]))
        : null
    case undefined:
    default:
      return null
  }
}

function readNested(attribute: unknown): Json {
  return fromAttribute(attribute) ?? null
}

function readText(text: unknown): string | null {
  return typeof text === 'string' ? text : null
}

/** The number of digits that every JavaScript number keeps. */
const exactDigits = 15

/** DynamoDB's numbers have up to 38 digits. A number that JavaScript would change cannot be read. */
function readNumber(text: unknown): number | null {
  // Refuses the empty text and hexadecimal numbers, which JavaScript takes for numbers.
  if (typeof text !== 'string' || !/^[-+.\de]+$/i.test(text)) return null
  const value = Number(text)
  const digits = text
    .replace(/[eE].*$/, '')
    .replaceAll(/\D/g, '')
    .replace(/^0+/, '')
  const isExact = digits.length <= exactDigits || String(value) === text
  return Number.isFinite(value) && isExact ? value : null
}

/** JSON as an attribute value. */
export function toAttribute(value: Json): AttributeValue {
  if (value === null) return { NULL: true }
  if (typeof value === 'string') return { S: value }
  if (typeof value === 'number') return { N: String(value) }
  if (typeof value === 'boolean') return { BOOL: value }
  if (isList(value)) return { L: value.map(toAttribute) }
  return { M: Object.fromEntries(Object.entries(value).map(([name, nested]) => [name, toAttribute(nested)])) }
}

/** The attributes of an item, or the values of an expression. */
export function toAttributes(item: Readonly<Record<string, Json>>): Readonly<Record<string, AttributeValue>> {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, toAttribute(value)]))
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}
