/** Writes a state that changes again and again: one write at a time, and none that a later one makes needless. */

export interface Keeper {
  /** Resolves when the state of now, or a later one, has been written, or could not be. */
  readonly save: () => Promise<void>
  /** Writes a last time. */
  readonly close: () => Promise<void>
}

/** `onFailure` is told why a write failed; the next one is tried all the same. */
export function createKeeper(write: () => Promise<void>, onFailure: (error: unknown) => void): Keeper {
  let running: Promise<void> = Promise.resolve()
  let next: Promise<void> | undefined
  const begin = async (): Promise<void> => {
    next = undefined
    try {
      await write()
    } catch (error) {
      onFailure(error)
    }
  }
  const save = (): Promise<void> => {
    if (next === undefined) {
      next = running.then(begin)
      running = next
    }
    return next
  }
  return { save, close: save }
}
