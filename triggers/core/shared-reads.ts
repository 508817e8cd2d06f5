/** One read for all that ask for the same at once. A sandbox may have 64 requests at a time. */
import { type Call, leastUsefulMs } from './step.ts'

export interface SharedReads<T> {
  /** What the read under way gives, or a new one. Rejects as that read does. When the caller that began it had no time
   * left, one of those who have begins anew. */
  get(key: string, call: Call, read: () => Promise<T>): Promise<T>
  /** Who asks from now on begins anew. */
  forget(key: string): void
}

export function createSharedReads<T>(): SharedReads<T> {
  const running = new Map<string, { readonly call: Call; readonly answer: Promise<T> }>()

  const begin = (key: string, call: Call, read: () => Promise<T>): Promise<T> => {
    const begun = { call, answer: Promise.try(read) }
    running.set(key, begun)
    const end = (): void => {
      if (running.get(key) === begun) running.delete(key)
    }
    begun.answer.then(end, end)
    return begun.answer
  }

  return {
    async get(key, call, read) {
      for (;;) {
        const other = running.get(key)
        if (other === undefined) return begin(key, call, read)
        try {
          return await other.answer
        } catch (error) {
          if (isOver(call) || !isOver(other.call)) throw error
        }
      }
    },
    forget: (key) => void running.delete(key),
  }
}

function isOver(call: Call): boolean {
  return call.signal.aborted || call.remainingMs() < leastUsefulMs
}
