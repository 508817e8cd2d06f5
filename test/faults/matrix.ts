/** Every dependency under every fault and every pattern of Cognito's calls, and the page that shows what came of it. */
import { mark } from './happenings.ts'
import type { Dependency, Trouble } from './sandbox.ts'
import type { LastingRow } from './lasting.ts'
import { type Aftermath, type Calls, confirmUnder } from './world.ts'

export interface Cell {
  readonly dependency: Dependency
  readonly fault: Fault
  /** The operation after which the trouble begins; undefined: it is there from the beginning. */
  readonly after: string | undefined
  readonly calls: Calls
  readonly aftermath: Aftermath
}

export const dependencies: readonly Dependency[] = ['table', 'user-pool', 'event-bus', 'mail', 'webhook']

const everywhere = ['slow', 'hang', 'throttle', 'error', 'outage', 'answer-lost', 'crash'] as const

/** An answer that says less than it seems to: mail alone may not be sent again after it. */
const ofMail = ['taken-then-error', 'answer-cut'] as const

type Fault = (typeof everywhere)[number] | (typeof ofMail)[number]

function faultsOf(dependency: Dependency): readonly Fault[] {
  return dependency === 'mail' ? [...everywhere, ...ofMail] : everywhere
}

/** How the page names them. */
const faultNames: Readonly<Record<Fault, string>> = {
  slow: 'slow (700 ms a call)',
  hang: 'hang',
  throttle: 'throttle',
  error: '500',
  outage: 'outage',
  'answer-lost': 'one call done, its answer lost',
  'taken-then-error': 'one call done, then 500',
  'answer-cut': 'one call done, its 200 cut off',
  crash: 'crash between effect and record',
}

/** The table is needed at every stage, so its trouble begins at each: at once, when the record is there, and when an
 * effect is claimed but not yet closed. */
const beginnings: Readonly<Record<Dependency, readonly (string | undefined)[]>> = {
  table: [undefined, 'open', 'claim'],
  'user-pool': [undefined],
  'event-bus': [undefined],
  mail: [undefined],
  webhook: [undefined],
}

export const callPatterns: readonly Calls[] = [
  { count: 1, order: 'in sequence' },
  ...[2, 3, 5].flatMap((count): readonly Calls[] => [
    { count, order: 'in sequence' },
    { count, order: 'concurrent' },
  ]),
]

const troubleMs = 600_000

/** Where a crash strikes, or an answer is lost: once at each of these. */
const striking: Readonly<Record<Dependency, readonly string[]>> = {
  table: ['put PROFILE'],
  'user-pool': ['AdminAddUserToGroup'],
  'event-bus': ['PutEvents'],
  mail: ['SendEmail welcome-mail', 'SendEmail welcome-mail-once'],
  webhook: ['POST'],
}

/** Runs all cells. */
export async function runMatrix(): Promise<readonly Cell[]> {
  const cells: Cell[] = []
  for (const dependency of dependencies) {
    for (const after of beginnings[dependency]) {
      for (const fault of faultsOf(dependency)) {
        for (const calls of isOnce(fault) && after !== undefined ? [] : callPatterns) {
          const aftermath = await confirmUnder(troubleOf(dependency, fault, after), calls)
          cells.push({ dependency, fault, after, calls, aftermath })
        }
      }
    }
  }
  return cells
}

/** What strikes one call, which was done and not heard of; the rest lasts, and nothing is done. */
export function isOnce(fault: Fault): boolean {
  switch (fault) {
    case 'answer-lost':
    case 'taken-then-error':
    case 'answer-cut':
    case 'crash':
      return true
    case 'slow':
    case 'hang':
    case 'throttle':
    case 'error':
    case 'outage':
      return false
  }
}

function troubleOf(
  dependency: Dependency,
  fault: Fault,
  after: string | undefined,
): (nowMs: () => number) => Trouble {
  return (nowMs) => {
    let beganAtMs = after === undefined ? 0 : undefined
    const struck = new Set<string>()
    return {
      faultOf(called, operation) {
        if (called !== dependency) return 'none'
        if (!isOnce(fault)) {
          if (beganAtMs !== undefined) return nowMs() < beganAtMs + troubleMs ? fault : 'none'
          if (operation === after) beganAtMs = nowMs()
          return 'none'
        }
        if (struck.has(operation) || !striking[dependency].includes(operation)) return 'none'
        struck.add(operation)
        return fault
      },
    }
  }
}

/** What is counted of each effect, and which counts its declaration allows. */
export const effectColumns: readonly {
  readonly title: string
  readonly allowed: readonly number[]
  count(aftermath: Aftermath): number
}[] = [
  { title: 'group', allowed: [1], count: ({ targets }) => targets.groups.get('members')?.size ?? 0 },
  { title: 'profile', allowed: [1], count: ({ targets }) => countItems(targets.items, 'PROFILE') },
  { title: 'entitlements', allowed: [1], count: ({ targets }) => countItems(targets.items, 'ENTITLEMENTS') },
  {
    title: 'event',
    allowed: [1, 2],
    count: ({ targets }) => countKey(targets.events, 'user-confirmed-event'),
  },
  { title: 'webhook', allowed: [1, 2], count: ({ targets }) => countKey(targets.webhooks, 'webhook') },
  { title: 'mail', allowed: [1, 2], count: ({ targets }) => countKey(targets.mails, 'welcome-mail') },
  {
    title: 'mail, at most once',
    allowed: [0, 1],
    count: ({ targets }) => countKey(targets.mails, 'welcome-mail-once'),
  },
]

const commonHeader = ['calls', ...effectColumns.map(({ title }) => title), 'answered', 'done']

function countItems(items: ReadonlyMap<string, unknown>, sk: string): number {
  return [...items].filter(([key, item]) => key.endsWith(` ${sk}`) && item !== mark).length
}

function countKey(keys: readonly string[], effect: string): number {
  return keys.filter((key) => key.endsWith(`#${effect}`)).length
}

const introduction = `# What becomes of a confirmed user when something fails

Made by \`node scripts/fault-matrix.ts\`; a test runs every cell again and fails when the page is out of date. Each cell is
one user, confirmed in virtual time with the real post confirmation and the real worker on records in memory, while
the dependency misbehaves: for ten minutes in all of its calls, or in one. Cognito calls once, or several times in
sequence, or side by side, each time a sandbox of its own; the stream calls the worker while they run, the schedule every
minute, reconcile every hour, which is as often as \`reconcileEvery\` may say.

- **group, profile, entitlements**: how often the target has it. Their targets are idempotent: always 1.
- **event, webhook**: how often it was sent. Declared *at least once, under one idempotency key*: it is sent again when
  its answer was lost or could not be recorded, up to 12 attempts; the receiver recognises the repeat by its key.
- **mail**: declared *at most twice*, since SES has no keys: when it is unknown whether it was sent, it is sent once more,
  half an hour to an hour later; then it waits for \`replay\`. Beside it the same mail declared *at most once*: it is never
  sent twice, and when it is unknown whether it was sent, it waits for \`replay\`.
- **answered**: the slowest of Cognito's calls. The limit of the function is 4,000 ms. No call is ever answered with an
  error.
- **done**: when nothing was left to do. Where the record could not be opened, \`reconcile\` finds the user within the hour; at its default of a day
  the user's next token is sooner.
`

/** The page, as it should be. */
export function renderMatrix(cells: readonly Cell[], lasting: readonly LastingRow[]): string {
  return [
    introduction,
    ...dependencies.map((dependency) => renderDependency(dependency, cells)),
    renderLasting(lasting),
  ].join('\n')
}

function renderLasting(rows: readonly LastingRow[]): string {
  const lines = rows.map(({ title, calls, aftermath }) => {
    const failed = Object.entries(aftermath.states).flatMap(([name, state]) =>
      state === 'failed' ? [name] : [],
    )
    return [...renderOutcome(title, calls, aftermath), failed.join(', ')]
  })
  const header = ['trouble', ...commonHeader, 'waits for `replay`']
  return [
    lastingIntroduction,
    renderRow(header),
    renderRow(header.map(() => '---')),
    ...lines.map(renderRow),
    '',
  ].join('\n')
}

const lastingIntroduction = `## What lasts, and what people do

The same user, where the trouble does not end after ten minutes or one call. **event** and **webhook** are bounded by the
12 attempts of an effect, **mail** by its declaration, in confirmation and worker together. After more attempts with an unknown outcome
than are allowed, the effect has failed, the alarm has rung, and it waits for \`replay\`. The adapters replace dead sockets at
no cost; the rows show what happens when one is not replaced. An erased user gets only what was under way. A
table that is restored to an earlier state has forgotten what was done since then. It is done again, except what
[\`effectsSince\`](runbook.md#after-a-restore-of-the-table) withholds because it bears no repeat.
`

function renderDependency(dependency: Dependency, cells: readonly Cell[]): string {
  const header = ['fault', ...commonHeader]
  const rows = cells.filter((cell) => cell.dependency === dependency).map(renderCell)
  return [
    `## ${dependency}\n`,
    renderRow(header),
    renderRow(header.map(() => '---')),
    ...rows.map(renderRow),
    '',
  ].join('\n')
}

function renderCell({ fault, after, calls, aftermath }: Cell): readonly string[] {
  const title = `${faultNames[fault]}${after === undefined ? '' : `, from the first ${after} on`}`
  return renderOutcome(title, calls, aftermath)
}

function renderOutcome(title: string, calls: Calls, aftermath: Aftermath): readonly string[] {
  return [
    title,
    calls.count === 1 ? '1' : `${calls.count} ${calls.order}`,
    ...effectColumns.map((column) => String(column.count(aftermath))),
    `${aftermath.slowestAnswerMs.toLocaleString('en-US')} ms`,
    aftermath.provisionedAtMs === undefined ? 'never' : formatTime(aftermath.provisionedAtMs),
  ]
}

function renderRow(columns: readonly string[]): string {
  return `| ${columns.join(' | ')} |`
}

function formatTime(ms: number): string {
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`
  return `${Math.ceil(ms / 60_000)} min`
}
