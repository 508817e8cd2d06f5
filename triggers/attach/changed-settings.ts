/** Tells which settings two answers of Cognito differ in, by name and never by value. */
import { isObject, own, type RawObject } from '../core/json.ts'
import { restlessKeys } from './pool-keys.ts'
import { lambdaConfigOf } from './slots.ts'

/** Names of keys, and `LambdaConfig.<key>` for those of triggers. */
export function changedSettings(before: RawObject, after: RawObject): readonly string[] {
  const top = changedKeys(before, after).filter((key) => key !== 'LambdaConfig' && !restlessKeys.has(key))
  const triggers = changedKeys(lambdaConfigOf(before), lambdaConfigOf(after))
  return [...top, ...triggers.map((key) => `LambdaConfig.${key}`)].sort()
}

export function changedKeys(before: RawObject, after: RawObject): readonly string[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...keys].filter((key) => canonical(own(before, key)) !== canonical(own(after, key)))
}

/** One text for what Cognito may write in several ways: an absent value, null and an empty list; keys and lists in any
 * order. An empty object is something else: it turns the memory of devices on. */
function canonical(value: unknown): string {
  if (value === undefined || value === null) return ''
  if (Array.isArray(value)) return value.length === 0 ? '' : `[${value.map(canonical).sort().join()}]`
  if (!isObject(value)) return JSON.stringify(value)
  const entries = Object.keys(value)
    .sort()
    .map((key) => [key, canonical(value[key])])
    .filter(([, text]) => text !== '')
  return `{${entries.map(([key = '', text]) => `${JSON.stringify(key)}:${text}`).join()}}`
}
