/** Trouble that lasts, and what people do to the table meanwhile: rows of the matrix beside its cells. */
import { eraseAt, type Happening, restoreAt } from './happenings.ts'
import type { Dependency, FaultKind, Trouble } from './sandbox.ts'
import { type Aftermath, type Calls, confirmUnder } from './world.ts'

/** How often an effect may have happened at most: idempotent ones, event and webhook, mail, mail at most once. */
export type Bounds = readonly [number, number, number, number]

export interface LastingRow {
  readonly title: string
  readonly calls: Calls
  readonly bounds: Bounds
  /** Every effect is done; or some have failed and the others are done; or nothing is left of the user. */
  readonly end: 'done' | 'failed' | 'erased'
  readonly aftermath: Aftermath
}

/** What strikes a call: the dependency, the operation, and how many of its sandbox's calls of the dependency it is. */
type Strike = (called: Dependency, operation: string, count: number) => boolean

interface Lasting extends Pick<LastingRow, 'title' | 'bounds' | 'end'> {
  readonly fault: FaultKind
  /** Milliseconds. */
  readonly untilMs: number
  readonly strike: Strike
  readonly happening?: Happening
}

const always = Number.POSITIVE_INFINITY
const tenMinutesMs = 600_000
const attempts = 12

const unheard: readonly (readonly [FaultKind, string])[] = [
  ['answer-lost', 'its answer lost'],
  ['taken-then-error', 'then 500'],
  ['answer-cut', 'its 200 cut off'],
]

const of =
  (dependency: Dependency): Strike =>
  (called) =>
    called === dependency

/** Every call is done, and every answer is lost. */
const neverHeard = unheard.flatMap(([fault, name]): Lasting[] => [
  {
    title: `table: for ten minutes each call done, ${name}`,
    fault,
    untilMs: tenMinutesMs,
    strike: of('table'),
    bounds: [1, attempts, 2, 1],
    end: 'done',
  },
  ...(['user-pool', 'event-bus', 'mail', 'webhook'] as const).map((dependency) => ({
    title: `${dependency}: always each call done, ${name}`,
    fault,
    untilMs: always,
    strike: of(dependency),
    bounds: [1, attempts, 2, 1] as const,
    end: 'failed' as const,
  })),
])

/** As when one right is missing, or one item is hot: effects are claimed, and their end cannot be written down. */
const cannotClose = [10, 60].map((minutes): Lasting => {
  return {
    title: `table: for ${minutes} minutes refuses \`close\` and \`release\``,
    fault: 'error',
    untilMs: minutes * 60_000,
    strike: (called, operation) => called === 'table' && /^(close|release)$/.test(operation),
    bounds: [1, attempts, 2, 1],
    end: 'failed',
  }
})

/** The adapters replace such a socket at no cost; this is what comes of it if one does not. */
const deadSockets = (['table', 'user-pool', 'event-bus', 'mail', 'webhook'] as const).map(
  (dependency): Lasting => ({
    title: `${dependency}: for ten minutes the first 2 calls of a sandbox meet dead sockets`,
    fault: 'cut-off',
    untilMs: tenMinutesMs,
    strike: (called, _, count) => called === dependency && count <= 2,
    bounds: [1, 1, 1, 1],
    end: dependency === 'mail' ? 'failed' : 'done',
  }),
)

const people: readonly Lasting[] = [
  ...(['table', 'event-bus', 'mail', 'webhook'] as const).map((dependency): Lasting => {
    return {
      title: `${dependency}: slow, and the user is erased after half a second`,
      fault: 'slow',
      untilMs: always,
      strike: of(dependency),
      happening: eraseAt(500),
      bounds: [1, 1, 1, 1],
      end: 'erased',
    }
  }),
  ...(
    [
      [0, 'before the confirmation'],
      [100, 'while effects were open'],
    ] as const
  ).map(([earlierMs, when]): Lasting => {
    return {
      title: `table: restored after 30 minutes to its state ${when}`,
      fault: 'none',
      untilMs: 0,
      strike: () => false,
      happening: restoreAt(1_800_000, earlierMs),
      bounds: [1, 2, 2, 2],
      end: 'done',
    }
  }),
]

const callPatterns: readonly Calls[] = [
  { count: 1, order: 'in sequence' },
  { count: 3, order: 'concurrent' },
]

/** Runs all rows. */
export async function runLasting(): Promise<readonly LastingRow[]> {
  const rows: LastingRow[] = []
  for (const lasting of [...neverHeard, ...cannotClose, ...deadSockets, ...people]) {
    for (const calls of callPatterns) {
      const { title, bounds, end, happening } = lasting
      const aftermath = await confirmUnder((nowMs) => troubleOf(lasting, nowMs), calls, happening)
      rows.push({ title, calls, bounds, end, aftermath })
    }
  }
  return rows
}

function troubleOf({ fault, untilMs, strike }: Lasting, nowMs: () => number): Trouble {
  return {
    faultOf: (called, operation, count) =>
      nowMs() < untilMs && strike(called, operation, count) ? fault : 'none',
  }
}
