/** Draws rows on one time axis. */
import { element, placeOnScale } from './dom.ts'
import { formatMs } from './format.ts'
import type { Row } from './waterfall.ts'

/** The limit is marked when the axis is longer. */
export const drawWaterfall = (name: string, rows: readonly Row[], axisMs: number, limitMs = axisMs) => {
  const head = ['What', `0 to ${formatMs(axisMs)}`, 'From', 'Took']
  return element(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': name },
    element(
      'table',
      { class: 'waterfall' },
      element('thead', {}, element('tr', {}, ...head.map((title) => element('th', { scope: 'col' }, title)))),
      element('tbody', {}, ...rows.map((row) => drawRow(row, limitMs, axisMs))),
    ),
  )
}

const drawRow = ({ label, depth, spans, note }: Row, limitMs: number, axisMs: number) => {
  const limit = limitMs < axisMs ? [{ fromMs: limitMs, toMs: limitMs, look: 'limit' }] : []
  const bars = [...spans, ...limit].map(({ fromMs, toMs, look }) => {
    const bar = element('span', { class: `look-${look}` })
    placeOnScale(bar, fromMs / axisMs, (toMs - fromMs) / axisMs)
    return bar
  })
  return element(
    'tr',
    {},
    element('th', { scope: 'row', class: depth === 0 ? '' : 'inner' }, label),
    element('td', { class: 'when' }, element('span', { class: 'track', 'aria-hidden': 'true' }, ...bars)),
    element('td', {}, formatMs(spans[0]?.fromMs ?? 0)),
    element('td', {}, note),
  )
}
