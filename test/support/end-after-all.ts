/** Ends what the tests of a file share, the last first, also when something that was to start after it did not. */
import { afterAll } from 'vitest'

/** For the top of a file or a `describe`. The returned function is told how each thing ends as soon as it has started. */
export function endAfterAll(): (end: () => unknown) => void {
  const ends: (() => unknown)[] = []
  afterAll(async () => {
    const errors: unknown[] = []
    for (const end of ends.toReversed()) await Promise.try(end).catch((error: unknown) => errors.push(error))
    if (errors.length > 0) throw new AggregateError(errors, 'what the tests started did not end')
  })
  return (end) => void ends.push(end)
}
