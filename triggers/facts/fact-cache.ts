/** Keeps a dependency's answers for a stated time, and longer only while asking fails. */
import { createCache } from '../core/cache.ts'
import { type Clock, within } from '../core/deadline.ts'
import { createSharedReads } from '../core/shared-reads.ts'
import type { Call } from '../core/step.ts'

export interface FactCacheOptions {
  /** How long an answer is used without asking again, in milliseconds. */
  readonly maxAgeMs: number
  /** How much longer it is used while asking fails, in milliseconds; 0 for never. */
  readonly staleForMs: number
  /** The most answers that are kept. The least recently used goes first. */
  readonly maxEntries: number
  readonly clock: Clock
}

export interface FactCache<T> {
  /** The kept answer, or the answer of `read`, which callers of one key share. Rejects as `read` does when nothing is kept. */
  get(key: string, call: Call, read: () => Promise<T>): Promise<T>
}

/** The time that a step keeps for answering with an old value before its own time ends, in milliseconds. */
const staleReserveMs = 20

export function createFactCache<T>(options: FactCacheOptions): FactCache<T> {
  const { maxAgeMs, staleForMs, maxEntries, clock } = options
  // In an object of its own, so that `undefined` can be an answer.
  const cache = createCache<{ readonly value: T }>({ clock, maxAgeMs: maxAgeMs + staleForMs, maxEntries })
  const reads = createSharedReads<T>()
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
      const ask = (): Promise<T> => reads.get(key, call, read)
      if (stale === undefined) return keep(await ask())
      const settled = await within(clock, Math.max(0, call.remainingMs() - staleReserveMs), ask)
      return settled.kind === 'ok' ? keep(settled.value) : stale.value
    },
  }
}
