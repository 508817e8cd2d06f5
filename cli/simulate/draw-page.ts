/** Draws a waterfall as an HTML page on its own: a table with bars on one axis, and the numbers beside them. */
import { readFileSync } from 'node:fs'
import { html, raw } from 'hono/html'
import { formatMs } from '@cognito-trigger-suite/local/internal/console/page/format'
import type { Row } from '@cognito-trigger-suite/local/internal/console/page/waterfall'
import { describeSettings } from './draw-text.ts'
import { describeOutcome, type RowGroup, type Waterfall } from './waterfall.ts'

type Markup = ReturnType<typeof html>

const rowStyles = new URL(import.meta.resolve('@cognito-trigger-suite/local/waterfall.css'))

const legend = [
  ['start', 'cold start'],
  ['handler', 'function'],
  ['step', 'step'],
  ['bad-step', 'step without success'],
  ['unheard', 'runs on after the caller has left'],
  ['limit', 'limit of an attempt'],
] as const

/** The text of an HTML file that needs no other file. */
export async function drawPage(waterfall: Waterfall): Promise<string> {
  const { flow, axisMs, groups } = waterfall
  const page = await html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${flow.flow}: time of its triggers</title>
        <style>
          ${raw(styles)}${raw(readFileSync(rowStyles, 'utf8'))}
        </style>
      </head>
      <body>
        <main>
          <h1>Simulation of the flow ${flow.flow}</h1>
          <p>${flow.summary}; ${describeSettings(flow)}. In all ${formatMs(flow.tookMs)}.</p>
          <ul>
            ${legend.map(
              ([look, text]) =>
                html`<li>
                  <span class="track"><span class="look-${look}"></span></span>${text}
                </li>`,
            )}
          </ul>
          <div class="wide" tabindex="0" role="region" aria-label="Waterfall">
            <table class="waterfall">
              <caption>
                Every row counts from the beginning of its operation.
              </caption>
              <thead>
                <tr>
                  <th scope="col">What</th>
                  <th scope="col">0 to ${formatMs(axisMs)}</th>
                  <th scope="col">From</th>
                  <th scope="col">Took</th>
                </tr>
              </thead>
              ${groups.map((group) => drawGroup(group, axisMs))}
            </table>
          </div>
        </main>
      </body>
    </html>`
  return `${String(page)}\n`
}

function drawGroup({ operation, rows, limitsMs }: RowGroup, axisMs: number): Markup {
  const toTheApp = operation.toTheApp === undefined ? '' : `; the app gets ${operation.toTheApp}`
  return html`<tbody>
    <tr class="operation">
      <th scope="rowgroup" colspan="4">
        ${operation.operation}: ${operation.trigger}, ${operation.triggerSource} version
        ${operation.eventVersion}, ${describeOutcome(operation)}${toTheApp}
      </th>
    </tr>
    ${rows.map((row) => drawRow(row, limitsMs, axisMs))}
  </tbody>`
}

function drawRow({ label, depth, spans, note }: Row, limitsMs: readonly number[], axisMs: number): Markup {
  const percent = (ms: number): string => `${((ms / axisMs) * 100).toFixed(2)}%`
  return html`<tr>
    <th scope="row" class="${depth === 0 ? '' : 'inner'}">${label}</th>
    <td class="when">
      <span class="track" aria-hidden="true">
        ${spans.map(
          ({ fromMs, toMs, look }) =>
            html`<span
              class="look-${look}"
              style="left: ${percent(fromMs)}; width: ${percent(toMs - fromMs)}"
            ></span>`,
        )}
        ${limitsMs.map((limitMs) => html`<span class="look-limit" style="left: ${percent(limitMs)}"></span>`)}
      </span>
    </td>
    <td>${formatMs(spans[0]?.fromMs ?? 0)}</td>
    <td>${note}</td>
  </tr>`
}

const styles = `
  :root { color-scheme: light dark; font-family: system-ui, sans-serif; line-height: 1.5; }
  body { margin: 0; background: light-dark(#fff, #14181d); color: light-dark(#1b1f24, #e6edf3); }
  main { max-width: 1090px; margin: 0 auto; padding: 24px 16px 48px; }
  h1 { margin: 0 0 8px; font-size: 1.5rem; }
  ul { display: flex; flex-wrap: wrap; gap: 4px 18px; margin: 0 0 12px; padding: 0; list-style: none; font-size: .85rem; }
  li { display: flex; align-items: center; gap: 6px; }
  li .track { width: 22px; }
  li .track > span { width: 100%; }
  .wide { overflow-x: auto; padding: 0 12px; border: 1px solid light-dark(#d0d7de, #3d444d); border-radius: 8px; }
  caption { text-align: left; padding: 8px 0; color: light-dark(#57606a, #9ea7b3); }
  .waterfall .operation th { padding-top: 12px; font-weight: 600; }
`
