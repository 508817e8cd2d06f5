/** Checks of values that are stored or sent as JSON. */
import { isPlain, readOwn, required, type RequiredCheck } from './check.ts'
import { inside, type Place, refuse } from './refuse.ts'

/** How deep a value may be nested. */
const maxDepth = 16

/** Accepts a value that `JSON.stringify` writes unchanged: nothing is left out, changed or computed. */
export const json: RequiredCheck = required('JSON', (value, at) => testJson(value, at, 0))

function testJson(value: unknown, at: Place, depth: number): void {
  if (value === null || typeof value === 'boolean') return
  if (typeof value === 'string' && value.isWellFormed()) return
  if (typeof value === 'number' && Number.isFinite(value)) return
  const isNested = Array.isArray(value) || isPlain(value)
  if (!isNested || depth === maxDepth) refuse(at, json.allowed, value)
  const keys = Array.isArray(value) ? value.map((_, index) => index) : Reflect.ownKeys(value)
  for (const key of keys) {
    const place = inside(at, typeof key === 'symbol' ? String(key) : key)
    if (typeof key === 'symbol' || key === '__proto__') refuse(at, 'JSON with names of texts', value)
    testJson(readOwn(value, key, place), place, depth + 1)
  }
}
