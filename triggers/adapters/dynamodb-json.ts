/** DynamoDB's attribute values as JSON, and back.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html */
import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { Json } from '../core/decision.ts'
import type { TableItem, TableKey } from '../core/suite-table.ts'
import { isObject, own } from '../events/envelope.ts'

/** The attributes of a GetItem answer; undefined when it holds no item. */
export function readAttributes(answer: unknown): TableItem | undefined {
  if (!isObject(answer)) return undefined
  const item = own(answer, 'Item')
  if (!isObject(item)) return undefined
  return new Map(
    Object.entries(item).flatMap(([name, attribute]) => {
      const value = fromAttribute(attribute)
      return value === undefined ? [] : [[name, value] as const]
    }),
  )
}

/** A primary key as DynamoDB spells it. */
export function keyAttributes({ pk, sk }: TableKey): Readonly<Record<'pk' | 'sk', AttributeValue>> {
  return { pk: { S: pk }, sk: { S: sk } }
}

/** One attribute value as JSON; undefined when there is none. What JSON cannot hold, such as bytes, is `null` and not
 * absent: a restriction that cannot be read must not look like none. */
export function fromAttribute(attribute: unknown): Json | undefined {
  if (!isObject(attribute)) return undefined
  const [type, value] = Object.entries(attribute)[0] ?? []
  switch (type) {
    case undefined:
      return undefined
    case 'S':
      return typeof value === 'string' ? value : null
    case 'N':
      return readNumber(value)
    case 'BOOL':
      return typeof value === 'boolean' ? value : null
    case 'SS':
      return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : null
    case 'NS':
      return Array.isArray(value) ? value.map(readNumber) : null
    case 'L':
      return Array.isArray(value) ? value.map((entry) => fromAttribute(entry) ?? null) : null
    case 'M':
      return isObject(value)
        ? Object.fromEntries(
            Object.entries(value).map(([name, nested]) => [name, fromAttribute(nested) ?? null]),
          )
        : null
    default:
      return null
  }
}

/** The digits that every number of JavaScript keeps. */
const exactDigits = 15

/** DynamoDB's numbers have up to 38 digits; one that would become another number cannot be read. */
function readNumber(text: unknown): number | null {
  if (typeof text !== 'string') return null
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

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}
