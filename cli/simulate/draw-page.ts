/** Draws a waterfall as a page: the picture, and the same numbers as a table. */
import { html, raw } from 'hono/html'
import { drawSvgElement } from './draw-svg.ts'
import { describeOutcome, type RowGroup, type Waterfall } from './waterfall.ts'

type Markup = ReturnType<typeof html>

/** The text of an HTML file that needs nothing else. */
export async function drawPage(waterfall: Waterfall): Promise<string> {
  const { flow, groups } = waterfall
  const page = await html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${flow.flow}: time of its triggers</title>
        <style>
          ${raw(styles)}
        </style>
      </head>
      <body>
        <main>
          <h1>Simulation of the flow ${flow.flow}</h1>
          <figure tabindex="0" aria-label="Waterfall">${drawSvgElement(waterfall)}</figure>
          <h2>The same in numbers</h2>
          <div class="wide" tabindex="0" role="region" aria-label="Numbers">
            <table>
              <caption>
                Every row counts from the beginning of its operation.
              </caption>
              <thead>
                <tr>
                  <th scope="col">Operation</th>
                  <th scope="col">What</th>
                  <th scope="col" class="number">From, ms</th>
                  <th scope="col" class="number">To, ms</th>
                  <th scope="col">Note</th>
                </tr>
              </thead>
              ${groups.map(drawRows)}
            </table>
          </div>
        </main>
      </body>
    </html>`
  return `${String(page)}\n`
}

function drawRows({ operation, rows }: RowGroup): Markup {
  const toTheApp = operation.toTheApp === undefined ? '' : `; the app gets ${operation.toTheApp}`
  return html`<tbody>
    <tr class="operation">
      <th scope="rowgroup" colspan="5">
        ${operation.operation}: ${operation.trigger}, ${operation.triggerSource} version
        ${operation.eventVersion}, ${describeOutcome(operation)}${toTheApp}
      </th>
    </tr>
    ${rows.map(
      (row) =>
        html`<tr>
          <td>${operation.operation}</td>
          <th scope="row">${row.label}</th>
          <td class="number">${formatEdge(row.spans[0]?.fromMs)}</td>
          <td class="number">${formatEdge(row.spans.at(-1)?.toMs)}</td>
          <td>${row.note}</td>
        </tr>`,
    )}
  </tbody>`
}

function formatEdge(ms: number | undefined): string {
  return ms === undefined ? '' : ms.toFixed(1)
}

const styles = `
  :root { color-scheme: light dark; font-family: system-ui, sans-serif; line-height: 1.5; }
  body { margin: 0; background: light-dark(#fff, #14181d); color: light-dark(#1b1f24, #e6edf3); }
  main { max-width: 1090px; margin: 0 auto; padding: 24px 16px 48px; }
  h1 { margin: 0 0 16px; font-size: 1.5rem; }
  h2 { margin: 32px 0 8px; font-size: 1.15rem; }
  figure, .wide { margin: 0; overflow-x: auto; border: 1px solid light-dark(#d0d7de, #3d444d); border-radius: 8px; }
  figure svg { display: block; }
  table { border-collapse: collapse; width: 100%; font-size: .9rem; font-variant-numeric: tabular-nums; }
  caption { text-align: left; padding: 8px 12px; color: light-dark(#57606a, #9ea7b3); }
  th, td { text-align: left; padding: 5px 12px; border-top: 1px solid light-dark(#eaeef2, #262c36); font-weight: 400; }
  thead th, .operation th { font-weight: 600; }
  .operation th { background: light-dark(#f6f8fa, #1c2128); }
  .number { text-align: right; }`
