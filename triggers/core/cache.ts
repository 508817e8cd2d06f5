/** A memory for the life of a sandbox, bounded in age, entries and weight. */
import type { Clock } from './deadline.ts'

export interface CacheOptions<Value> {
  /** The wall clock. Lambda freezes a sandbox between requests, and other clocks may stop meanwhile. */
  readonly clock: Pick<Clock, 'epochMs'>
  /** Milliseconds after which an entry is forgotten. */
  readonly maxAgeMs: number
  /** The most entries, 1 or more. The least recently used goes first. */
  readonly maxEntries: number
  /** The most weight of all entries together. Default no bound. */
  readonly maxWeight?: number
  /** The weight of a value, such as its length. Default 0. */
  readonly weigh?: (value: Value) => number
}

export interface Cache<Value> {
  readonly size: number
  /** The value and its age, when that is at most `maxAgeMs`. */
  get(key: string, maxAgeMs?: number): Value | undefined
  /** Keeps a value that was read at `sinceMs`, in epoch milliseconds. Default now. */
  set(key: string, value: Value, sinceMs?: number): void
  delete(key: string): void
}

export function createCache<Value>(options: CacheOptions<Value>): Cache<Value> {
  const { clock, maxAgeMs, maxEntries, maxWeight = Infinity, weigh = () => 0 } = options
  // A Map keeps the order of insertion: a used entry is inserted again, so that the first is the least recently used.
  const entries = new Map<
    string,
    { readonly value: Value; readonly sinceMs: number; readonly weight: number }
  >()
  let total = 0

  const remove = (key: string): void => {
    total -= entries.get(key)?.weight ?? 0
    entries.delete(key)
  }

  return {
    get size() {
      return entries.size
    },
    get(key, ageMs = maxAgeMs) {
      const entry = entries.get(key)
      if (entry === undefined) return undefined
      const age = clock.epochMs() - entry.sinceMs
      // If the clock was set back, an entry would stay for ever.
      if (age > maxAgeMs || age < 0) {
        remove(key)
        return undefined
      }
      entries.delete(key)
      entries.set(key, entry)
      return age <= ageMs ? entry.value : undefined
    },
    set(key, value, sinceMs = clock.epochMs()) {
      remove(key)
      const weight = weigh(value)
      entries.set(key, { value, sinceMs, weight })
      total += weight
      for (const oldest of entries.keys()) {
        if (entries.size <= maxEntries && total <= maxWeight) break
        remove(oldest)
      }
    },
    delete: remove,
  }
}
