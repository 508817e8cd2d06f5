/** What became of the latest edit, for the terminal and the console. */
import { keepLatest } from '../latest.ts'

export interface LiveView {
  /** `runs`: the latest edit runs. `broken`: the last good one runs instead. `restart`: a part of it waits for a restart. */
  readonly kind: 'runs' | 'broken' | 'restart'
  /** A sentence each. */
  readonly lines: readonly string[]
  readonly atMs: number
}

export interface LiveLog {
  readonly add: (view: LiveView) => void
  /** Undefined before the first edit. */
  readonly latest: () => LiveView | undefined
  readonly onAdd: (listener: (view: LiveView) => void) => () => void
}

export function createLiveLog(): LiveLog {
  const { add, list, onAdd } = keepLatest<LiveView>()
  return { add, latest: () => list()[0], onAdd }
}
