/** A timer that ends as soon as nothing else is left to do: it ends before any wait, but after any answer. */
import type { Clock } from '../../triggers/core/deadline.ts'

export const atOnce: Pick<Clock, 'after'> = {
  after(_ms, callback) {
    const turn = setImmediate(callback)
    return () => clearImmediate(turn)
  },
}
