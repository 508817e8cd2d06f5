/** Draws a waterfall with block characters. */
import type { Row, SpanLook } from '@cognito-trigger-suite/local/internal/console/page/waterfall'
import type { CliContext } from '../context.ts'
import { formatMs, formatNumber } from '@cognito-trigger-suite/local/internal/console/page/format'
import type { Paint } from '../terminal.ts'
import type { SimulatedFlow, SimulatedOperation } from './run-flow.ts'
import { describeOutcome, type Waterfall } from './waterfall.ts'

const noteColumns = 32
const leastLabelColumns = 18
const mostLabelColumns = 30
const leastBarColumns = 20
/** Blocks that end an eighth further each. */
const eighths = ['▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'] as const

interface Columns {
  readonly label: number
  readonly bar: number
}

interface Cell {
  readonly text: string
  readonly look: SpanLook | 'limit' | 'empty'
}

export function drawWaterfall(
  { paint, columns }: Pick<CliContext, 'paint' | 'columns'>,
  waterfall: Waterfall,
): string {
  const { flow } = waterfall
  const layout = chooseColumns(waterfall, columns)
  return [
    `${paint.strong(flow.flow)}  ${flow.summary}`,
    paint.quiet(`  ${describeSettings(flow)}`),
    ...waterfall.groups.flatMap(({ operation, rows, limitsMs }) => [
      '',
      drawHeading(paint, operation),
      ...(rows.length === 0 ? [] : [paint.quiet(drawAxis(waterfall, layout))]),
      ...rows.map((row) => drawRow(paint, row, waterfall.axisMs, limitsMs, layout)),
      ...(operation.toTheApp === undefined ? [] : [`  the app gets  ${paint.bad(operation.toTheApp)}`]),
    ]),
    '',
    paint.quiet(drawLegend()),
    `${drawSign(paint, flow.outcome)} in all ${formatMs(flow.tookMs)}`,
  ].join('\n')
}

/** `limit 5,000 ms an attempt, at most 3 attempts, fault table=hang`. */
export function describeSettings({ limitMs, maxAttempts, faults }: SimulatedFlow): string {
  const attempts = maxAttempts === 1 ? '1 attempt' : `at most ${maxAttempts} attempts`
  const trouble =
    faults.length === 0 ? 'no faults' : `${faults.length === 1 ? 'fault' : 'faults'} ${faults.join(', ')}`
  return `limit ${formatMs(limitMs)} an attempt, ${attempts}, ${trouble}`
}

function drawHeading(paint: Paint, operation: SimulatedOperation): string {
  const { trigger, triggerSource, eventVersion } = operation
  const about = `${trigger}  ${paint.quiet(`${triggerSource} version ${eventVersion}`)}`
  return `  ${paint.strong(operation.operation)}  ${about}  ${drawSign(paint, operation.outcome)} ${describeOutcome(operation)}`
}

const signs = {
  success: ['good', '✓'],
  denied: ['refused', '⊘'],
  failed: ['bad', '✕'],
  'timed-out': ['bad', '◷'],
  'not-reached': ['quiet', '–'],
} as const satisfies Record<SimulatedOperation['outcome'], readonly [keyof Paint, string]>

function drawSign(paint: Paint, outcome: SimulatedOperation['outcome']): string {
  const [look, sign] = signs[outcome]
  return paint[look](sign)
}

function chooseColumns({ groups }: Waterfall, columns: number): Columns {
  const labels = groups.flatMap(({ rows }) => rows.map((row) => labelOf(row).length + 2))
  const label = Math.min(mostLabelColumns, Math.max(leastLabelColumns, ...labels))
  return { label, bar: Math.max(leastBarColumns, columns - label - noteColumns - 3) }
}

function labelOf({ depth, label }: Row): string {
  return `${depth === 0 ? '  ' : '   · '}${label}`
}

/** The marks of the axis. Each mark stands at its time. */
function drawAxis({ ticksMs, axisMs }: Waterfall, columns: Columns): string {
  let line = ' '.repeat(columns.label)
  for (const tickMs of ticksMs) {
    const mark = `${formatNumber(tickMs)}${tickMs === axisMs ? ' ms' : ''}`
    const at = columns.label + Math.round((tickMs / axisMs) * columns.bar)
    if (line.length <= at) line = `${line.padEnd(at)}${mark}`
  }
  return line
}

function drawRow(
  paint: Paint,
  row: Row,
  axisMs: number,
  limitsMs: readonly number[],
  columns: Columns,
): string {
  const { label: labelColumns, bar: barColumns } = columns
  const cells: Cell[] = Array.from({ length: barColumns + 1 }, () => ({ text: ' ', look: 'empty' }))
  for (const limitMs of limitsMs)
    cells[Math.min(barColumns, Math.round((limitMs / axisMs) * barColumns))] = { text: '┊', look: 'limit' }

  for (const span of row.spans) {
    const from = Math.min(barColumns - 1, Math.floor((span.fromMs / axisMs) * barColumns))
    const to = (span.toMs / axisMs) * barColumns
    for (let index = from; index < Math.max(from + 1, to); index += 1)
      cells[index] = { text: drawCell(span.look, to - index), look: span.look }
  }
  const label = labelOf(row)
    .slice(0, labelColumns - 1)
    .padEnd(labelColumns)
  return `${label}${paintCells(paint, cells)}  ${row.note}`.trimEnd()
}

/** `rest` is how much of the span remains at the start of the cell, in cells. */
function drawCell(look: SpanLook, rest: number): string {
  switch (look) {
    case 'start':
      return '░'
    case 'bad-step':
      return '▒'
    case 'unheard':
      return '╌'
    case 'handler':
    case 'step':
      return eighths[Math.min(7, Math.max(0, Math.round(rest * 8) - 1))] ?? '█'
  }
}

function paintCells(paint: Paint, cells: readonly Cell[]): string {
  let line = ''
  for (let index = 0; index < cells.length;) {
    const look = cells[index]?.look ?? 'empty'
    const end = cells.findIndex((cell, at) => at > index && cell.look !== look)
    const run = cells.slice(index, end === -1 ? cells.length : end)
    const text = run.map((cell) => cell.text).join('')
    line += look === 'empty' ? text : paint[paints[look]](text)
    index += run.length
  }
  return line
}

const paints = {
  start: 'quiet',
  handler: 'accent',
  step: 'good',
  'bad-step': 'bad',
  unheard: 'bad',
  limit: 'refused',
} as const satisfies Record<Exclude<Cell['look'], 'empty'>, keyof Paint>

function drawLegend(): string {
  return '  ░ cold start  █ function and steps  ▒ step without success  ╌ runs on, unheard  ┊ limit of an attempt'
}
