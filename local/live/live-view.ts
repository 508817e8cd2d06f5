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

/** Gives the lines of each view that the terminal does not have yet: a view repeats those of the same edit, and a restart
 * waits over many edits. */
export function createTeller(): (view: Omit<LiveView, 'atMs'>) => readonly string[] {
  let told: readonly string[] = []
  let waiting: readonly string[] = []
  return ({ kind, lines }) => {
    const known = new Set([...told, ...waiting])
    if (kind !== 'broken') waiting = kind === 'restart' ? lines.slice(-1) : []
    told = kind === 'broken' ? [] : lines
    return lines.filter((line) => !known.has(line))
  }
}
