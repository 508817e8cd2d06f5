/** DynamoDB's attribute values as JSON, and back.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html */
import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { Json } from '../core/decision.ts'
import type { TableItem } from '../core/suite-table.ts'
import { isObject, own } from '../events/envelope.ts'

/** The attributes of a GetItem answer; undefined when it holds no item. Binary attributes are left out. */
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

/** One attribute value as JSON; undefined when it is binary or unreadable. */
export function fromAttribute(attribute: unknown): Json | undefined {
  if (!isObject(attribute)) return undefined
  const [pair] = Object.entries(attribute)
  if (pair === undefined) return undefined
  const [type, value] = pair
  switch (type) {
    case 'S':
      return typeof value === 'string' ? value : undefined
    case 'N':
      return typeof value === 'string' && Number.isFinite(Number(value)) ? Number(value) : undefined
    case 'BOOL':
      return typeof value === 'boolean' ? value : undefined
    case 'NULL':
      return null
    case 'SS':
      return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : undefined
    case 'NS':
      return Array.isArray(value) ? value.map(Number).filter(Number.isFinite) : undefined
    case 'L':
      return Array.isArray(value)
        ? value.map(fromAttribute).filter((entry) => entry !== undefined)
        : undefined
    case 'M':
      return isObject(value)
        ? Object.fromEntries(
            Object.entries(value).flatMap(([name, nested]) => {
              const json = fromAttribute(nested)
              return json === undefined ? [] : [[name, json]]
            }),
          )
        : undefined
    default:
      return undefined
  }
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
