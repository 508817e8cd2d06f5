/** Reads fields of untyped JSON, and names the place and the expected type when one is not as it must be. */
import { TemplateError } from './template-error.ts'

export type JsonObject = Readonly<Record<string, unknown>>

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function readField(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined
}

export function readString(object: JsonObject, key: string, where: string): string {
  const text = readText(object, key, where)
  if (text === '') throw unexpected(text, 'a string', `${where}.${key}`)
  return text
}

/** A text, which may be empty. CloudFormation makes texts of numbers and booleans. */
function readText(object: JsonObject, key: string, where: string): string {
  const value = readField(object, key)
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (typeof value !== 'string') throw unexpected(value, 'a string', `${where}.${key}`)
  return value
}

export function readOptionalString(object: JsonObject, key: string, where: string): string | undefined {
  return readField(object, key) === undefined ? undefined : readString(object, key, where)
}

export function readNumber(object: JsonObject, key: string, fallback: number, where: string): number {
  const value = readField(object, key) ?? fallback
  // CloudFormation makes numbers of texts.
  if (typeof value === 'string' && /^\d+$/.test(value)) return Number(value)
  if (typeof value !== 'number') throw unexpected(value, 'a number', `${where}.${key}`)
  return value
}

/** The object at the key; empty when it is missing. */
export function readObject(object: JsonObject, key: string, where: string): JsonObject {
  const value = readField(object, key) ?? {}
  if (!isJsonObject(value)) throw unexpected(value, 'an object', `${where}.${key}`)
  return value
}

/** The list at the key; empty when it is missing. */
export function readList(object: JsonObject, key: string, where: string): readonly unknown[] {
  const value = readField(object, key) ?? []
  if (!Array.isArray(value)) throw unexpected(value, 'a list', `${where}.${key}`)
  return value
}

/** The objects of the list at the key; none when it is missing. */
export function readObjects(object: JsonObject, key: string, where: string): readonly JsonObject[] {
  return readList(object, key, where).map((each, index) => {
    if (isJsonObject(each)) return each
    throw unexpected(each, 'an object', `${where}.${key}[${index}]`)
  })
}

/** The values are all strings, as environment variables are. */
export function readStringMap(
  object: JsonObject,
  key: string,
  where: string,
): Readonly<Record<string, string>> {
  const map = readObject(object, key, where)
  return Object.fromEntries(Object.keys(map).map((name) => [name, readText(map, name, `${where}.${key}`)]))
}

function unexpected(value: unknown, expected: string, where: string): TemplateError {
  const found = value === undefined ? 'is missing' : `is ${describeType(value)}`
  return new TemplateError(
    `${where} ${found}, but must be ${expected}: correct it where the template is made.`,
  )
}

function describeType(value: unknown): string {
  if (value === null) return 'null'
  if (value === '') return 'an empty string'
  return Array.isArray(value) ? 'a list' : `of type ${typeof value}`
}
