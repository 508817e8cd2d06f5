/** The tables that `npm run bench` prints, as README shows them: a test compares the two. */
import { callerFunctions } from '../callers/callers.ts'
import { triggerNames } from '../triggers/registry.ts'

export interface Table<Row extends string = string> {
  readonly head: readonly string[]
  /** The first cell of each line. */
  readonly rows: readonly Row[]
}

/** Fresh processes over TLS. */
export const starts = {
  head: ['', 'init', 'init and first call', 'warm call'],
  rows: [...triggerNames, 'one item read with the AWS SDK'],
} as const satisfies Table

/** The functions behind other callers, in fresh processes. */
export const callerStarts = {
  head: ['behind another caller', 'bundle', 'init'],
  rows: Object.keys(callerFunctions),
} as const satisfies Table

/** What runs without a dependency. */
export const calls = {
  head: ['without a dependency', 'in parses of the event'],
  rows: [
    'pre-sign-up',
    'disposable addresses',
    'pre-authentication',
    'pre-token-generation',
    'custom-message',
    'slowest of 500 random sign-ups, every rule',
    'slowest pattern on its worst text',
    'denial read from 200 KB',
  ],
} as const satisfies Table

/** `npm start`, and the sign-ups through what it started. */
export const stack = {
  head: ['npm start', ''],
  rows: ['ready', 'cold sign-up', 'warm sign-up'],
} as const satisfies Table

/** The template of the starter's suite, for a stage that keeps its data. */
export const synth = {
  head: ['cdk synth', ''],
  rows: ['of a build', 'with the build'],
} as const satisfies Table

/** What was measured: the cells behind the first, row by row. */
export type Cells<Row extends string> = ReadonlyMap<Row, readonly string[]>

/** The table in Markdown. */
export function render<Row extends string>({ head, rows }: Table<Row>, cells: Cells<Row>): string {
  const ruler = head.map((_, column) => (column === 0 ? '---' : '---:'))
  const lines = [head, ruler, ...rows.map((row) => [row, ...(cells.get(row) ?? ['not measured'])])]
  return `${lines.map((line) => `| ${line.join(' | ')} |`).join('\n')}\n`
}

/** A ratio with the digits that count. */
export function times(ratio: number): string {
  return `${ratio.toFixed(ratio >= 10 ? 0 : ratio >= 1 ? 1 : 2)} x`
}
