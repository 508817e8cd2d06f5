/** Finds what differs between the event that went into a function and what came back. */

export interface Change {
  /** The way to the value, such as `response.autoConfirmUser`. */
  readonly path: string
  readonly kind: 'added' | 'changed' | 'removed'
  readonly before?: unknown
  readonly after?: unknown
}

/** Lists the changes, depth first; arrays are compared as a whole. */
export const findChanges = (before: unknown, after: unknown, path = ''): readonly Change[] => {
  if (isObject(before) && isObject(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])]
    return keys.flatMap((key) => {
      const inner = path === '' ? key : `${path}.${key}`
      if (!Object.hasOwn(after, key)) return { path: inner, kind: 'removed' as const, before: before[key] }
      if (Object.hasOwn(before, key)) return findChanges(before[key], after[key], inner)
      return findAdditions(after[key], inner)
    })
  }
  if (JSON.stringify(before) === JSON.stringify(after)) return []
  if (isObject(after) && isEmptyContainer(before)) return findAdditions(after, path)
  return [{ path, kind: 'changed', before, after }]
}

/** A new object with content is listed value by value, which reads better than one block of JSON. */
const findAdditions = (value: unknown, path: string): readonly Change[] =>
  isObject(value) && Object.keys(value).length > 0
    ? Object.entries(value).flatMap(([key, inner]) => findAdditions(inner, `${path}.${key}`))
    : [{ path, kind: 'added', after: value }]

/** Cognito's events start with `null` or `[]` where the function's answer goes. */
const isEmptyContainer = (value: unknown) => value === null || (Array.isArray(value) && value.length === 0)

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
