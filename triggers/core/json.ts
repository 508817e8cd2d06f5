/** Reads untyped JSON. */
import type { Json } from './decision.ts'

/** A JSON object with all its fields, unknown ones too. */
export type RawObject = Readonly<Record<string, unknown>>

/** Values whose names a caller chose. It is a Map, so that `__proto__` is an ordinary key. */
export type StringMap = ReadonlyMap<string, string>

/** A map of strings, empty when it is absent or null. Booleans and numbers become their text: some of AWS's own samples
 * carry `email_verified` as a JSON boolean. Other values become `unreadable`; without that option they are left out. */
export function readStringMap(value: unknown, unreadable?: string): StringMap {
  const map = new Map<string, string>()
  if (!isObject(value)) return map
  for (const [key, entry] of Object.entries(value)) {
    if (typeof entry === 'string') map.set(key, entry)
    else if (typeof entry === 'boolean' || typeof entry === 'number') map.set(key, String(entry))
    else if (unreadable !== undefined) map.set(key, unreadable)
  }
  return map
}

/** The strings of a list; a single string as a list of one; an empty list for anything else. */
export function readStrings(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  return Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : []
}

export function isObject(value: unknown): value is RawObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** An object's own field, so that a field of its prototype is never taken for data. Undefined for anything else. */
export function own(object: unknown, key: string): unknown {
  return isObject(object) && Object.hasOwn(object, key) ? object[key] : undefined
}

/** A field that is a text; undefined for any other. */
export function ownText(object: unknown, key: string): string | undefined {
  const value = own(object, key)
  return typeof value === 'string' ? value : undefined
}

/** A field that is a number; undefined for any other. */
export function ownNumber(object: unknown, key: string): number | undefined {
  const value = own(object, key)
  return typeof value === 'number' ? value : undefined
}

/** Undefined when the text is not JSON. */
export function readJson(text: string): Json | undefined {
  try {
    const value: Json = JSON.parse(text)
    return value
  } catch {
    return undefined
  }
}
