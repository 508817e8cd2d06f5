import { expect, test } from 'vitest'
import { viewCall } from '../../local/call-view.ts'
import { describeOutcome } from '../../local/console/page/outcome.ts'
import { layOutCall } from '../../local/console/page/waterfall.ts'
import type { InvocationRecord } from '../../local/lambda/invocation.ts'

const report = { trigger: 'custom-message', durationMs: 3, remainingMs: 4_000 }
const step = { name: 'mail', kind: 'effect', startMs: 1, durationMs: 2, attempts: 1 }
const stopped = { ...step, outcome: 'failed', policy: 'drop', cause: 'throttled' }
const error = { errorType: 'Denial', errorMessage: '[temporarily_unavailable] Please try again' }

function view(outcome: InvocationRecord['outcome'], said: object) {
  const record: InvocationRecord = {
    requestId: 'a',
    traceId: 'Root=1',
    functionName: 'b',
    functionArn: 'c',
    qualifier: undefined,
    startedAtMs: 0,
    durationMs: 5,
    cold: false,
    outcome,
    payload: {},
    ...(outcome === 'ok' ? { response: {} } : { error }),
    logLines: [JSON.stringify({ ...report, steps: [stopped], ...said })],
    abandoned: false,
  }
  return viewCall(record, 'custom-message', undefined)
}

test.each([
  ['ok', { outcome: 'allowed' }, 'ok', '✓'],
  ['ok', { outcome: 'failed' }, 'passed-on', '✕'],
  ['function-error', { outcome: 'denied' }, 'denied', '⊘'],
  ['function-error', { outcome: 'failed' }, 'function-error', '✕'],
  ['function-error', { outcome: 'allowed' }, 'function-error', '✕'],
  ['timeout', { outcome: 'failed' }, 'timeout', '◷'],
] as const)('a call that ends with %s and the report %j is shown as %s', (outcome, said, shown, sign) => {
  const seen = view(outcome, said).outcome

  expect(seen).toBe(shown)
  expect(describeOutcome(seen).sign).toBe(sign)
})

test('the causes of a failure and of its steps are shown', () => {
  const seen = view('ok', { outcome: 'failed', cause: 'no_code' })
  const rows = layOutCall({ ...seen, isCold: false, initMs: 0, isGivenUp: false }, 0, 5_000)

  expect(seen).toMatchObject({ cause: 'no_code', steps: [{ outcome: 'failed', cause: 'throttled' }] })
  expect(rows.map(({ note }) => note)).toEqual(['5.0 ms, no_code', '2.0 ms, failed → drop, throttled'])
})
