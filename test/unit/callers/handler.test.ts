/** What every function behind a caller promises: its deadline, its caller's error shape, one line without personal data. */
import { describe, expect, test } from 'vitest'
import { type CallerFunction, createCallerHandler } from '../../../callers/shared/handler.ts'
import { callers } from '../../../callers/callers.ts'
import type { Clock } from '../../../triggers/core/deadline.ts'

interface Asked {
  readonly source: string
  readonly version: string
}

const secret = 'ada@example.com'

/** Timers fire when the test says so. */
function heldClock() {
  const timers: { readonly ms: number; readonly fire: () => void }[] = []
  const clock: Clock = {
    monotonicMs: () => 0,
    epochMs: () => 0,
    after(ms, callback) {
      timers.push({ ms, fire: callback })
      return () => {}
    },
  }
  return { clock, timers }
}

function serve(own: Partial<CallerFunction<Asked, string>>, clock = heldClock().clock) {
  const lines: string[] = []
  const handler = createCallerHandler<Asked, string>(
    {
      name: 'probe',
      waitsMs: () => callers['http-api'].waitsMs,
      parse: () => ({ kind: 'event', event: { source: 'http-api', version: '2.0' }, raw: {} }),
      handle: () => Promise.resolve({ answer: 'yes', outcome: 'allowed' }),
      failed: (_, failure) => `failed: ${failure.kind}`,
      ...own,
    },
    {
      clock,
      initializationType: 'provisioned-concurrency',
      dimensions: { FunctionName: 'probe', FunctionVersion: '1' },
      log: (line) => void lines.push(line),
      hashUser: () => 'hash',
    },
  )
  const call = (remainingMs = 60_000) =>
    handler({ body: secret }, { awsRequestId: 'request', getRemainingTimeInMillis: () => remainingMs })
  return { call, lines }
}

describe('a function behind a caller', () => {
  test('writes one line of what became of the call', async () => {
    const { call, lines } = serve({
      handle: () => Promise.resolve({ answer: 'no', outcome: 'denied', code: 'email_domain_denied' }),
    })

    expect(await call()).toBe('no')
    expect(lines).toHaveLength(1)
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      trigger: 'probe',
      source: 'http-api',
      eventVersion: '2.0',
      outcome: 'denied',
      code: 'email_domain_denied',
      Denied: 1,
    })
  })

  test.each([
    ['its caller waits', 60_000, 'function' as const, 59_800],
    ['Lambda lets it', 1_000, 30_000, 800],
    ['its caller’s limit, which is shorter', 60_000, 10_000, 9_800],
  ])('waits no longer than %s', async (_, remainingMs, waitsMs, expected) => {
    const { clock, timers } = heldClock()
    const { call } = serve({ waitsMs: () => waitsMs, handle: () => new Promise(() => {}) }, clock)

    const answer = call(remainingMs)
    timers[0]?.fire()

    expect(timers[0]?.ms).toBe(expected)
    expect(await answer).toBe('failed: timeout')
  })

  test.each([
    ['event', { parse: () => ({ kind: 'malformed' as const, problem: 'no version' }) }, 'no version'],
    [
      'event',
      {
        parse: () => {
          throw new TypeError(secret)
        },
      },
      'TypeError',
    ],
    ['defect', { handle: () => Promise.reject(new RangeError(secret)) }, 'RangeError'],
  ])('answers a broken %s in its caller’s shape, and tells no data', async (kind, own, cause) => {
    const { call, lines } = serve(own)

    expect(await call()).toBe(`failed: ${kind}`)
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ outcome: 'failed', cause })
    expect(lines.join('')).not.toContain(secret)
  })
})
