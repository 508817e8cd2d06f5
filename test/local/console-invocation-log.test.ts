/** The console's log of trigger calls is ordered by their start and bounded. */
import { expect, test, vi } from 'vitest'
import { createInvocationLog } from '../../local/console/invocation-log.ts'
import type { InvocationView } from '../../local/console/views.ts'

const call = (requestId: string, startedAtMs: number, durationMs = 10): InvocationView => ({
  requestId,
  trigger: 'pre-sign-up',
  triggerSource: 'PreSignUp_SignUp',
  functionName: 'pre-sign-up',
  attempt: 1,
  startedAtMs,
  durationMs,
  cold: false,
  outcome: 'ok',
  limitMs: 5000,
  steps: [],
  event: {},
  response: {},
  logLines: [],
})

test('a call that ends late stands where its start puts it', () => {
  const log = createInvocationLog()
  log.add(call('second', 2))
  log.add(call('first', 1))
  log.add(call('third', 3))

  const ids = log.list().map((view) => view.requestId)

  expect(ids).toEqual(['third', 'second', 'first'])
})

test('a call that is added again takes the place of its former self', () => {
  const log = createInvocationLog()
  log.add(call('only', 1, 10))
  log.add(call('only', 1, 20))

  const durations = log.list().map((view) => view.durationMs)

  expect(durations).toEqual([20])
})

test('the oldest call gives way to the 501st', () => {
  const log = createInvocationLog()
  for (let startedAtMs = 1; startedAtMs <= 501; startedAtMs += 1)
    log.add(call(String(startedAtMs), startedAtMs))

  const views = log.list()

  expect(views).toHaveLength(500)
  expect(views.at(-1)?.startedAtMs).toBe(2)
})

test('a listener hears each call until it unsubscribes', () => {
  const log = createInvocationLog()
  const listener = vi.fn<(view: InvocationView) => void>()
  const unsubscribe = log.onInvocation(listener)

  log.add(call('heard', 1))
  unsubscribe()
  log.add(call('missed', 2))

  expect(listener.mock.calls.map(([view]) => view.requestId)).toEqual(['heard'])
})
