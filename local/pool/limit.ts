/** Waits for something no longer than a limit; the one place of the pool that has a timer. */
import type { Clock } from '@cognito-trigger-suite/triggers/core/deadline'

/**
 * Gives `late` when the work has not ended within `limitMs` or when `closing` aborts; the work itself runs on and its
 * late outcome is ignored. A failure within the limit is passed on.
 */
export async function withLimit<T, L>(
  work: Promise<T>,
  timer: Pick<Clock, 'after'>,
  limitMs: number,
  late: L,
  closing: AbortSignal,
): Promise<T | L> {
  const { promise: limit, resolve } = Promise.withResolvers<L>()
  const giveUp = (): void => resolve(late)
  const cancel = timer.after(limitMs, giveUp)
  closing.addEventListener('abort', giveUp, { once: true })
  if (closing.aborted) giveUp()
  try {
    return await Promise.race([work, limit])
  } finally {
    cancel()
    closing.removeEventListener('abort', giveUp)
  }
}
