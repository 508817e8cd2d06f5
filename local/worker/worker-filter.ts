/** Decides which stream records reach a function, by the patterns of its event source. */
import { isObject, own, type RawObject } from '@cognito-trigger-suite/triggers/internal/core/json'

/** True when one of the patterns matches, or when the list is empty.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html */
export function matchesFilters(record: object, patterns: readonly RawObject[]): boolean {
  return patterns.length === 0 || patterns.some((pattern) => matches({ ...record }, pattern))
}

function matches(value: RawObject, pattern: RawObject): boolean {
  return Object.entries(pattern).every(([key, wanted]) => {
    const found = own(value, key)
    if (Array.isArray(wanted)) return wanted.some((rule: unknown) => matchesRule(found, rule))
    return isObject(wanted) && matches(isObject(found) ? found : {}, wanted)
  })
}

/** @throws TypeError for an unknown rule: to let everything through would hide a mistake. */
function matchesRule(found: unknown, rule: unknown): boolean {
  if (!isObject(rule)) return found === rule
  const exists = own(rule, 'exists')
  if (typeof exists === 'boolean') return (found !== undefined) === exists
  throw new TypeError(
    `The stream's filter has a rule that the local stack does not know: ${JSON.stringify(rule)}; use equality or exists.`,
  )
}
