/** Reads JSON that somebody else wrote. */
import { own, type RawObject } from '@cognito-trigger-suite/triggers/internal/core/json'

/** The value of a JSON text; of any other text, `otherwise`. */
export function parseJson(text: string, otherwise?: unknown): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return otherwise
  }
}

/** The text of an object's own field; undefined when there is none, or something else. */
export function readText(object: RawObject, key: string): string | undefined {
  const value = own(object, key)
  return typeof value === 'string' ? value : undefined
}
