/** A timer whose time is up as soon as nothing else is left to do: it overtakes whoever waits, and nobody who answers. */
import type { Clock } from '../../triggers/core/deadline.ts'

export const atOnce: Pick<Clock, 'after'> = {
  after(_ms, callback) {
    const turn = setImmediate(callback)
    return () => clearImmediate(turn)
  },
}
