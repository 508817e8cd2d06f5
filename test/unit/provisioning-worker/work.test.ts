/** The bounds of one call of the records. */
import { expect, test } from 'vitest'
import type { Call } from '../../../triggers/core/step.ts'
import { callRecords, RecordUnavailableError } from '../../../triggers/provisioning-worker/work.ts'
import { createVirtualClock } from '../../../triggers/testing/virtual-clock.ts'

function createTime(remainingMs: number) {
  const clock = createVirtualClock(700)
  const endsAtMs = 700 + remainingMs
  const deadline = {
    startedAtMs: 0,
    endsAtMs,
    remainingMs: () => Math.max(0, endsAtMs - clock.monotonicMs()),
  }
  return { clock, deadline }
}

test.each([
  ['two seconds by default', 60_000, undefined, 1_500],
  ['the budget that it was given', 60_000, 10_000, 9_500],
  ['what the run has left, when that is less', 1_200, undefined, 700],
  ['what the run has left of a longer budget', 1_200, 10_000, 700],
])('a call of the records has %s', async (_, remainingMs, budgetMs, leftAfterHalfASecondMs) => {
  const time = createTime(remainingMs)
  const call = async (given: Call) => {
    given.onAttempt()
    await time.clock.sleep(500)
    return { isAborted: given.signal.aborted, maxAttempts: given.maxAttempts, leftMs: given.remainingMs() }
  }

  const answer = await time.clock.runUntil(callRecords(time, call, budgetMs))

  expect(answer).toEqual({ isAborted: false, maxAttempts: 2, leftMs: leftAfterHalfASecondMs })
})

test('a call of the records that hangs is aborted, with nothing left', async () => {
  const time = createTime(60_000)
  const calls: Call[] = []
  const hung = callRecords(time, (call) => {
    calls.push(call)
    return new Promise<never>(() => {})
  })

  await expect(time.clock.runUntil(hung)).rejects.toThrow(new RecordUnavailableError('timeout'))
  expect(time.clock.monotonicMs()).toBe(2_700)
  await time.clock.runUntil(time.clock.sleep(1_000))
  expect(calls.map((call) => [call.signal.aborted, call.remainingMs()])).toEqual([[true, 0]])
})

test('a call of the records that fails tells the class of its error, and not its words', async () => {
  const time = createTime(60_000)
  const error = Object.assign(new Error('jane@example.com'), { code: 'ThrottlingException' })

  const failed = time.clock.runUntil(callRecords(time, () => Promise.reject(error)))

  await expect(failed).rejects.toMatchObject({
    name: 'RecordUnavailableError',
    code: 'ThrottlingException',
    message: 'ThrottlingException',
  })
})
