/** Draws a table without lines: aligned columns and a quiet head. */
import CliTable from 'cli-table3'
import type { Paint } from './terminal.ts'

const lines =
  'top top-mid top-left top-right bottom bottom-mid bottom-left bottom-right left left-mid mid mid-mid right right-mid middle'
const noLines = Object.fromEntries(lines.split(' ').map((line) => [line, '']))

export interface TableOptions {
  readonly head?: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** Columns of numbers, counted from 0. */
  readonly numbers?: readonly number[]
}

export function drawTable(paint: Paint, { head, rows, numbers = [] }: TableOptions): string {
  const columns = Math.max(head?.length ?? 0, ...rows.map((row) => row.length))
  const table = new CliTable({
    chars: noLines,
    style: { 'padding-left': 0, 'padding-right': 2, head: [], border: [], compact: true },
    colAligns: Array.from({ length: columns }, (_, index) => (numbers.includes(index) ? 'right' : 'left')),
    ...(head === undefined ? {} : { head: head.map((title) => paint.quiet(title)) }),
  })
  table.push(...rows.map((row) => [...row]))
  return table
    .toString()
    .split('\n')
    .map((line) => `  ${line}`.trimEnd())
    .join('\n')
}
