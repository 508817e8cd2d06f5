/** Draws a waterfall as a picture that stands alone: title and description for screen readers, light and dark. */
import { html, raw } from 'hono/html'
import { formatMs, formatNumber } from '../format.ts'
import { describeSettings } from './draw-text.ts'
import { describeOutcome, type Row, type RowGroup, type Span, type Waterfall } from './waterfall.ts'

/** All lengths are in user units of the picture, which are CSS pixels at its natural size. */
const width = 1_040
const margin = 24
const labelWidth = 200
const noteWidth = 250
const barWidth = width - 2 * margin - labelWidth - noteWidth
const barLeft = margin + labelWidth
const titleHeight = 62
const headingHeight = 54
/** Of an operation that was not reached. */
const bareHeadingHeight = 44
const rowHeight = 24
const barHeight = 14
const footerHeight = 56
/** Of the text that the app gets, which may be long. */
const lineHeight = 17
const longLine = /.{1,150}(?:\s|$)/g
/** So that the shortest span can be seen. */
const leastSpanWidth = 2

type Markup = ReturnType<typeof html>

interface PlacedGroup {
  readonly group: RowGroup
  readonly top: number
}

/** The text of an SVG file. */
export async function drawSvg(waterfall: Waterfall): Promise<string> {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${String(await drawSvgElement(waterfall))}\n`
}

/** The element, for a page of its own or within another. */
export async function drawSvgElement(waterfall: Waterfall): Promise<Markup> {
  const { flow, groups } = waterfall
  const placed = placeGroups(groups)
  const bottom = placed.reduce((top, { group }) => top + heightOf(group), titleHeight)
  const height = bottom + footerHeight
  return html`<svg
    xmlns="http://www.w3.org/2000/svg"
    viewBox="0 0 ${width} ${height}"
    width="${width}"
    height="${height}"
    role="img"
    aria-labelledby="waterfall-title waterfall-description"
  >
    <title id="waterfall-title">Time of the triggers in the flow ${flow.flow}</title>
    <desc id="waterfall-description">${describeFlow(waterfall)}</desc>
    <style>
      ${raw(styles)}
    </style>
    <defs>${raw(patterns)}</defs>
    <rect class="ground" width="${width}" height="${height}" />
    <text class="title" x="${margin}" y="32">${flow.flow}</text>
    <text class="quiet" x="${margin}" y="52">${flow.summary}; ${describeSettings(flow)}</text>
    ${placed.map((each) => drawGroup(each, waterfall))} ${drawLegend(bottom + 34)}
  </svg>`
}

/** One sentence for each operation. */
function describeFlow({ flow }: Waterfall): string {
  const sentences = flow.operations.map(
    (operation) => `${operation.operation} waits for ${operation.trigger}: ${describeOutcome(operation)}.`,
  )
  return [`${describeSettings(flow)}.`, ...sentences].join(' ')
}

function placeGroups(groups: readonly RowGroup[]): readonly PlacedGroup[] {
  let top = titleHeight
  return groups.map((group) => {
    const placed = { group, top }
    top += heightOf(group)
    return placed
  })
}

function heightOf({ rows, operation }: RowGroup): number {
  if (rows.length === 0) return bareHeadingHeight
  return headingHeight + rows.length * rowHeight + linesToTheApp(operation).length * lineHeight + 18
}

function linesToTheApp({ toTheApp }: RowGroup['operation']): readonly string[] {
  return toTheApp === undefined ? [] : (`the app gets ${toTheApp}`.match(longLine) ?? [])
}

function drawGroup({ group, top }: PlacedGroup, waterfall: Waterfall): Markup {
  const { operation, rows, limitsMs } = group
  const rowsTop = top + headingHeight
  const rowsBottom = rowsTop + rows.length * rowHeight
  const isWell = operation.outcome === 'success'
  const outcomeClass = isWell ? 'good' : operation.outcome === 'not-reached' ? 'quiet' : 'bad'
  return html`<g>
    <line class="rule" x1="${margin}" x2="${width - margin}" y1="${top + 8}" y2="${top + 8}" />
    <text class="operation" x="${margin}" y="${top + 30}">${operation.operation}</text>
    <text class="quiet" x="${barLeft}" y="${top + 30}">${operation.trigger}, ${operation.triggerSource}</text>
    <text class="outcome ${outcomeClass}" x="${width - margin}" y="${top + 30}"
      >${describeOutcome(operation)}</text
    >
    ${
      rows.length === 0
        ? ''
        : html`<g aria-hidden="true">
              ${waterfall.ticksMs.map((tickMs) => drawTick(tickMs, waterfall, rowsTop, rowsBottom))}
            </g>
            ${rows.map((row, index) => drawRow(row, waterfall.axisMs, rowsTop + index * rowHeight))}
            ${limitsMs.map((limitMs) => drawLimit(limitMs, waterfall.axisMs, rowsTop, rowsBottom))}`
    }
    ${linesToTheApp(operation).map(
      (line, index) =>
        html`<text class="bad note" x="${margin}" y="${rowsBottom + 20 + index * lineHeight}">${line}</text>`,
    )}
  </g>`
}

function drawTick(tickMs: number, { axisMs }: Waterfall, top: number, bottom: number): Markup {
  const x = placeOn(tickMs, axisMs)
  const unit = tickMs === axisMs ? ' ms' : ''
  return html`<line class="tick" x1="${x}" x2="${x}" y1="${top}" y2="${bottom}" />
    <text class="mark" x="${x}" y="${top - 3}">${formatNumber(tickMs)}${unit}</text>`
}

function drawRow(row: Row, axisMs: number, top: number): Markup {
  const middle = top + rowHeight / 2
  return html`<g>
    <title>${row.label}: ${row.note}</title>
    <text
      class="${row.depth === 0 ? 'label' : 'step-label'}"
      x="${margin + row.depth * 14}"
      y="${middle + 4}"
    >
      ${row.label}
    </text>
    ${row.spans.map((span) => drawSpan(span, axisMs, middle - barHeight / 2))}
    <text class="note" x="${barLeft + barWidth + 16}" y="${middle + 4}">${row.note}</text>
  </g>`
}

function drawSpan({ fromMs, toMs, look }: Span, axisMs: number, top: number): Markup {
  const x = placeOn(fromMs, axisMs)
  const length = Math.max(leastSpanWidth, placeOn(toMs, axisMs) - x).toFixed(1)
  return html`<rect class="${look}" x="${x}" y="${top}" width="${length}" height="${barHeight}" rx="2">
    <title>${formatMs(toMs - fromMs)}</title>
  </rect>`
}

function drawLimit(limitMs: number, axisMs: number, top: number, bottom: number): Markup {
  const x = placeOn(limitMs, axisMs)
  return html`<line class="limit" x1="${x}" x2="${x}" y1="${top - 2}" y2="${bottom + 4}" />`
}

function drawLegend(top: number): Markup {
  const entries = [
    ['start', 'cold start', 0],
    ['handler', 'function', 130],
    ['step', 'step', 250],
    ['bad-step', 'step without success', 340],
    ['unheard', 'runs on, nobody waits', 530],
  ] as const
  const limitLeft = margin + 725
  return html`<g>
    ${entries.map(
      ([look, text, left]) =>
        html`<rect class="${look}" x="${margin + left}" y="${top - 11}" width="22" height="12" rx="2" />
          <text class="quiet" x="${margin + left + 30}" y="${top}">${text}</text>`,
    )}
    <line class="limit" x1="${limitLeft}" x2="${limitLeft}" y1="${top - 14}" y2="${top + 4}" />
    <text class="quiet" x="${limitLeft + 10}" y="${top}">limit of an attempt</text>
  </g>`
}

function placeOn(ms: number, axisMs: number): number {
  return Number((barLeft + (ms / axisMs) * barWidth).toFixed(1))
}

const patterns = `
  <pattern id="hatch-start" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
    <rect class="hatch-start-ground" width="6" height="6"/><line class="hatch-start-line" y2="6"/>
  </pattern>
  <pattern id="hatch-bad" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">
    <rect class="hatch-bad-ground" width="6" height="6"/><line class="hatch-bad-line" y2="6"/>
  </pattern>`

const styles = `
  svg { --ground: #fff; --text: #1b1f24; --quiet: #57606a; --rule: #d0d7de; --tick: #eaeef2; --good: #116329;
    --bad: #b42318; --limit: #9a6700; --handler: #3b5bdb; --step: #0b7285; --start: #868e96;
    --start-light: #dee2e6; --bad-light: #ffd8d3; font-family: system-ui, sans-serif; font-size: 13px; }
  @media (prefers-color-scheme: dark) {
    svg { --ground: #14181d; --text: #e6edf3; --quiet: #9ea7b3; --rule: #3d444d; --tick: #262c36; --good: #56d364;
      --bad: #ff8578; --limit: #e3b341; --handler: #8ea2ff; --step: #3fc1d4; --start: #8b949e;
      --start-light: #30363d; --bad-light: #4d1f1b; }
  }
  .ground { fill: var(--ground); }
  text { fill: var(--text); }
  .title { font-size: 20px; font-weight: 650; }
  .operation { font-size: 14px; font-weight: 650; }
  .quiet, .step-label { fill: var(--quiet); }
  .outcome { text-anchor: end; font-weight: 600; }
  .good { fill: var(--good); }
  .bad { fill: var(--bad); }
  .note { font-size: 12px; }
  .mark { fill: var(--quiet); font-size: 11px; text-anchor: middle; }
  .rule { stroke: var(--rule); }
  .tick { stroke: var(--tick); }
  .limit { stroke: var(--limit); stroke-width: 1.5; stroke-dasharray: 4 3; }
  .start { fill: url(#hatch-start); stroke: var(--start); stroke-width: .75; }
  .handler { fill: var(--handler); }
  .step { fill: var(--step); }
  .bad-step { fill: url(#hatch-bad); stroke: var(--bad); stroke-width: .75; }
  .unheard { fill: none; stroke: var(--quiet); stroke-dasharray: 3 2; }
  .hatch-start-ground { fill: var(--start-light); }
  .hatch-start-line { stroke: var(--start); stroke-width: 2; }
  .hatch-bad-ground { fill: var(--bad-light); }
  .hatch-bad-line { stroke: var(--bad); stroke-width: 2; }`
