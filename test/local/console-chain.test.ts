/** One request at a door with all that it led to, on one time axis. */
import { expect, test } from 'vitest'
import { layOutChain } from '../../local/console/page/chain.ts'
import type { HopView, InvocationView } from '../../local/console/views.ts'

const traceId = 'Root=1'
const hop = (name: string, startedAtMs: number, durationMs: number, more: Partial<HopView>): HopView => ({
  id: name,
  traceId,
  name,
  at: 'service',
  startedAtMs,
  durationMs,
  status: 200,
  ...more,
})
const call = (
  trigger: string,
  startedAtMs: number,
  durationMs: number,
  more: Partial<InvocationView>,
): InvocationView => ({
  requestId: trigger,
  traceId,
  trigger,
  triggerSource: '',
  functionName: trigger,
  attempt: 1,
  startedAtMs,
  durationMs,
  cold: false,
  outcome: 'ok',
  limitMs: 5_000,
  steps: [],
  event: {},
  response: {},
  logLines: [],
  ...more,
})

test('each wait stands at its time, with its limit or what is left of the shortest around it', () => {
  const { rows, axisMs } = layOutChain(
    [
      hop('table GetItem', 1_450, 10, {}),
      hop('user-pool SignUp', 1_100, 600, { status: 400 }),
      hop('HTTP API front, POST /sign-up', 1_000, 1_000, { at: 'door', limitMs: 30_000, status: 400 }),
    ],
    [
      call('front-door', 1_020, 900, { limitMs: 29_000 }),
      call('pre-sign-up', 1_200, 300, { initDurationMs: 100, outcome: 'denied' }),
    ],
  )

  expect(axisMs).toBe(1_000)
  expect(
    rows.map(({ label, depth, note, spans: [span] }) => [label, depth, span?.fromMs, span?.look, note]),
  ).toEqual([
    ['HTTP API front, POST /sign-up, 400', 0, 0, 'bad-step', '1,000 ms of 30,000 ms'],
    ['front-door', 0, 20, 'handler', '900 ms of 29,000 ms'],
    ['user-pool SignUp, 400', 1, 100, 'bad-step', '600 ms of 28,920 ms that are left'],
    ['pre-sign-up', 0, 200, 'bad-step', '400 ms of 5,000 ms'],
    ['table GetItem, 200', 1, 450, 'step', '10 ms of 4,750 ms that are left'],
  ])
})

test('a wait without an answer, and without a limit around it, says so', () => {
  const { status: _, ...lost } = hop('table GetItem', 0, 5, {})

  expect(layOutChain([lost], []).rows).toMatchObject([{ label: 'table GetItem, no answer', note: '5.0 ms' }])
})
