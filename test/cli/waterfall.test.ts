import { describe, expect, test } from 'vitest'
import { drawPage } from '../../cli/simulate/draw-page.ts'
import { drawWaterfall } from '../../cli/simulate/draw-text.ts'
import type { SimulatedAttempt, SimulatedFlow, SimulatedOperation } from '../../cli/simulate/run-flow.ts'
import { layOut } from '../../cli/simulate/waterfall.ts'
import { createPaint } from '../../cli/terminal.ts'
import { launchBrowser, missingBrowser } from '../browser/chromium.ts'
import { expectGoldenText } from './golden.ts'

const step = {
  name: 'entitlements',
  kind: 'fact',
  startMs: 2,
  attempts: 1,
  result: undefined,
  cause: undefined,
}
const good = { ...step, durationMs: 40, outcome: 'ok', policy: undefined }
const hung = { ...step, durationMs: 1_000, attempts: 2, outcome: 'timeout', policy: 'use' }

const answered: SimulatedAttempt = {
  attempt: 1,
  startMs: 0,
  waitedMs: 1_064,
  outcome: 'success',
  call: {
    isCold: true,
    initMs: 60,
    durationMs: 1_004,
    steps: [good, hung],
    code: undefined,
    cause: undefined,
  },
}

const givenUp = (attempt: number): SimulatedAttempt => ({
  attempt,
  startMs: (attempt - 1) * 5_000,
  waitedMs: 5_000,
  outcome: 'timed-out',
  call: { isCold: false, initMs: 0, durationMs: 6_500, steps: [], code: undefined, cause: undefined },
})

const operation: SimulatedOperation = {
  operation: 'InitiateAuth',
  trigger: 'pre-token-generation',
  triggerSource: 'TokenGeneration_Authentication',
  eventVersion: '2',
  outcome: 'success',
  tookMs: 1_064,
  attempts: [answered],
  toTheApp: undefined,
}

const flow: SimulatedFlow = {
  flow: 'sign-in',
  summary: 'a <known> person & signs in',
  limitMs: 5_000,
  maxAttempts: 2,
  faults: ['table=hang'],
  outcome: 'success',
  tookMs: 1_064,
  operations: [operation],
}

const timedOut: SimulatedFlow = {
  ...flow,
  outcome: 'timed-out',
  tookMs: 10_000,
  operations: [
    {
      ...operation,
      outcome: 'timed-out',
      tookMs: 10_000,
      attempts: [givenUp(1), givenUp(2)],
      toTheApp:
        'UnexpectedLambdaException: PreTokenGeneration invocation failed due to error Socket timeout.',
    },
    { ...operation, outcome: 'not-reached', tookMs: 0, attempts: [] },
  ],
}

const draw = (simulated: SimulatedFlow, columns = 100): string =>
  drawWaterfall({ paint: createPaint({ write: () => {} }), columns }, layOut(simulated))

describe('the axis', () => {
  test('reaches to the limit when everything is faster', () => {
    expect(layOut(flow)).toMatchObject({ axisMs: 5_000, ticksMs: [0, 1_000, 2_000, 3_000, 4_000, 5_000] })
  })

  test('reaches to what runs on behind the last attempt', () => {
    expect(layOut(timedOut).axisMs).toBe(12_000)
  })
})

describe('a span', () => {
  test('that passes the limit of its attempt is cut there: the rest is unheard', () => {
    const [group] = layOut(timedOut).groups

    expect(group?.rows.map((row) => row.spans)).toEqual([
      [
        { fromMs: 0, toMs: 5_000, look: 'handler' },
        { fromMs: 5_000, toMs: 6_500, look: 'unheard' },
      ],
      [
        { fromMs: 5_000, toMs: 10_000, look: 'handler' },
        { fromMs: 10_000, toMs: 11_500, look: 'unheard' },
      ],
    ])
  })

  test('of a step begins where its handler began, which is after the cold start', () => {
    const [group] = layOut(flow).groups

    expect(group?.rows.at(-1)).toMatchObject({
      label: 'entitlements',
      spans: [{ fromMs: 62, toMs: 1_062, look: 'bad-step' }],
      note: '1,000 ms, timeout → use, 2 tries',
    })
  })
})

describe('in the terminal', () => {
  test('a flow that succeeds', async () => {
    await expectGoldenText('waterfall-success', `${draw(flow)}\n`)
  })

  test('a flow that is given up twice', async () => {
    await expectGoldenText('waterfall-timed-out', `${draw(timedOut)}\n`)
  })

  test('no row is wider than the terminal', () => {
    for (const columns of [60, 80, 100, 160]) {
      const rows = draw(flow, columns)
        .split('\n')
        .filter((line) => line.includes('┊') && !line.includes('░ cold'))
      for (const row of rows) expect(row.length).toBeLessThanOrEqual(Math.max(columns, 74))
    }
  })
})

describe('as a page', () => {
  test('what people wrote is text', async () => {
    expect(await drawPage(layOut(flow))).toContain('a &lt;known&gt; person &amp; signs in')
  })

  test.skipIf(missingBrowser !== null)(
    'draws each row from where it began, and fits a narrow window',
    async () => {
      const browser = await launchBrowser()
      try {
        const page = await browser.newPage({ viewport: { width: 360, height: 640 } })
        await page.setContent(await drawPage(layOut(timedOut)))

        const found = await page.evaluate(`(() => {
        const table = document.querySelector('table')
        const track = table.querySelector('tbody tr:nth-child(3) .track').getBoundingClientRect()
        const share = (name) => [...table.querySelectorAll('tbody tr:nth-child(3) .' + name)].map((bar) =>
          Math.round(((bar.getBoundingClientRect().left - track.left) / track.width) * 120))
        return {
          overflow: document.documentElement.scrollWidth - innerWidth,
          rows: table.tBodies[0].rows.length,
          heads: [...table.tHead.rows[0].cells].every((cell) => cell.scope === 'col'),
          language: document.documentElement.lang,
          handler: share('look-handler'),
          unheard: share('look-unheard'),
          limits: share('look-limit'),
        }
      })()`)

        expect(found).toEqual({
          overflow: 0,
          rows: 3,
          heads: true,
          language: 'en',
          handler: [50],
          unheard: [100],
          limits: [50, 100],
        })
      } finally {
        await browser.close()
      }
    },
  )
})
