/** Makes values that say the same one value, so that they can be told apart by identity, and numbers them. */

export interface Interner<T extends object> {
  /** The first value that said the same. */
  one(value: T): T
  /** A number for all that say the same. */
  numberOf(value: T): number
}

export function createInterner<T extends object>(): Interner<T> {
  const firsts = new Map<string, T>()
  const numbers = new WeakMap<T, number>()
  const one = (value: T): T => {
    if (numbers.has(value)) return value
    const text = JSON.stringify(value, inOrder)
    const known = firsts.get(text)
    if (known !== undefined) return known
    firsts.set(text, value)
    numbers.set(value, firsts.size)
    return value
  }
  return { one, numberOf: (value) => numbers.get(one(value)) ?? 0 }
}

/** DynamoDB's attributes have no order. */
function inOrder(_: string, value: unknown): unknown {
  if (value instanceof Map) return Object.fromEntries(value)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
}
