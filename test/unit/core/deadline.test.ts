import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  aheadOfTimeMs,
  cognitoLimitMs,
  placementMs,
  returnReserveMs,
  startDeadline,
  usedBeforeHandlerMs,
  within,
} from '../../../triggers/core/deadline.ts'
import { createVirtualClock } from '../../../triggers/testing/virtual-clock.ts'

const warm = { isFirstInvocation: false, initializationType: 'on-demand', initEndedAtMs: 0 }

describe('usedBeforeHandlerMs', () => {
  test('a cold on-demand sandbox used placement and the age of its process', () => {
    const clock = createVirtualClock(450)

    const used = usedBeforeHandlerMs(clock, { ...warm, isFirstInvocation: true, initEndedAtMs: 440 })

    expect(used).toBe(placementMs + 450)
  })

  test.each([
    ['a warm sandbox', { ...warm }],
    [
      'provisioned concurrency',
      { ...warm, isFirstInvocation: true, initializationType: 'provisioned-concurrency' },
    ],
    ['an unknown initialization type', { ...warm, isFirstInvocation: true, initializationType: undefined }],
    [
      'a sandbox initialised ahead of time',
      { ...warm, isFirstInvocation: true, initEndedAtMs: 90_000 - aheadOfTimeMs - 1 },
    ],
  ])('%s used nothing', (_, age) => {
    const clock = createVirtualClock(90_000)

    const used = usedBeforeHandlerMs(clock, age)

    expect(used).toBe(0)
  })
})

describe('startDeadline', () => {
  test('a warm sandbox has what Lambda leaves, less the reserve', () => {
    const deadline = startDeadline(createVirtualClock(), 4_000, warm)

    expect(deadline.remainingMs()).toBe(4_000 - returnReserveMs)
  })

  test('Cognito ends it where the Lambda timeout is longer', () => {
    const deadline = startDeadline(createVirtualClock(), 30_000, warm)

    expect(deadline.remainingMs()).toBe(cognitoLimitMs - returnReserveMs)
  })

  test('the deadline is never after either limit, and what remains is never negative', () => {
    fc.assert(
      fc.property(
        fc.nat(20_000),
        fc.nat(20_000),
        fc.boolean(),
        fc.constantFrom('on-demand', 'provisioned-concurrency', undefined),
        (nowMs, lambdaRemainingMs, isFirstInvocation, initializationType) => {
          const clock = createVirtualClock(nowMs)
          const age = { isFirstInvocation, initializationType, initEndedAtMs: nowMs }

          const deadline = startDeadline(clock, lambdaRemainingMs, age)

          const used = usedBeforeHandlerMs(clock, age)
          expect(deadline.remainingMs()).toBeGreaterThanOrEqual(0)
          expect(deadline.remainingMs()).toBeLessThanOrEqual(Math.max(0, lambdaRemainingMs - returnReserveMs))
          expect(deadline.remainingMs()).toBeLessThanOrEqual(
            Math.max(0, cognitoLimitMs - used - returnReserveMs),
          )
        },
      ),
    )
  })
})

describe('within', () => {
  test('work that is slower than its limit ends as a timeout at the limit, with its signal aborted', async () => {
    const clock = createVirtualClock()
    let signal: AbortSignal | undefined

    const settled = await clock.runUntil(
      within(clock, 100, (given) => {
        signal = given
        return clock.sleep(101)
      }),
    )

    expect(settled).toEqual({ kind: 'timeout' })
    expect(clock.monotonicMs()).toBe(100)
    expect(signal?.aborted).toBe(true)
  })

  test('work that throws before its first await ends as an error', async () => {
    const clock = createVirtualClock()
    const error = new Error('broken')

    const settled = await within(clock, 100, () => {
      throw error
    })

    expect(settled).toEqual({ kind: 'error', error })
  })

  test('a rejection after the limit is not an unhandled one', async () => {
    const clock = createVirtualClock()
    const late = Promise.withResolvers<never>()

    const settled = await clock.runUntil(within(clock, 5, () => late.promise))
    late.reject(new Error('late'))

    expect(settled).toEqual({ kind: 'timeout' })
  })
})
