/** Answers of a dependency that are taken again for a stated time, and for longer only when asking fails. */
import { createCache } from '../core/cache.ts'
import { type Clock, within } from '../core/deadline.ts'
import type { Call } from '../core/step.ts'

export interface FactCacheOptions {
  /** How long an answer is taken without asking again, in milliseconds. */
  readonly maxAgeMs: number
  /** How long after that it is still taken when asking fails, in milliseconds; 0 for never. */
  readonly staleForMs: number
  /** The answers kept; the one that was used least recently goes first. */
  readonly maxEntries: number
  readonly clock: Clock
}

export interface FactCache<T> {
  /** The kept answer, or that of `read`. Rejects as `read` does when nothing is kept. */
  get(key: string, call: Call, read: () => Promise<T>): Promise<T>
}

/** What a step needs to answer with an old value before its own time is over, in milliseconds. */
const staleReserveMs = 20

export function createFactCache<T>(options: FactCacheOptions): FactCache<T> {
  const { maxAgeMs, staleForMs, maxEntries, clock } = options
  // In an object of its own, so that `undefined` can be an answer.
  const cache = createCache<{ readonly value: T }>({ clock, maxAgeMs: maxAgeMs + staleForMs, maxEntries })
  return {
    async get(key, call, read) {
      const fresh = cache.get(key, maxAgeMs)
      if (fresh !== undefined) return fresh.value
      const sinceMs = clock.epochMs()
      const keep = (value: T): T => {
        cache.set(key, { value }, sinceMs)
        return value
      }
      const stale = cache.get(key)
      if (stale === undefined) return keep(await read())
      const settled = await within(clock, Math.max(0, call.remainingMs() - staleReserveMs), read)
      return settled.kind === 'ok' ? keep(settled.value) : stale.value
    },
  }
}
