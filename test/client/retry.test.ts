import { describe, expect, test } from 'vitest'
import { createRetryQuota } from '../../client/retry-quota.ts'
import type { Progress } from '../../client/retry.ts'
import { createRandom } from '../support/seeded-random.ts'
import {
  lost,
  type Scripted,
  scriptCognito,
  signedIn,
  throttled,
  timedOut,
  wrongPassword,
} from './scripted-cognito.ts'

const input = { Username: 'ada@example.com', Password: 'Correct-Horse-7' }

function repeat(scripted: Scripted, times: number): Scripted[] {
  return Array.from({ length: times }, () => scripted)
}

describe('retries', () => {
  test('end with the first answer that is final', async () => {
    const { client, clock, operations } = scriptCognito([throttled, timedOut, lost, signedIn])

    const result = await clock.runUntil(client.signIn(input))

    expect(result).toMatchObject({ kind: 'signed_in', tokens: { AccessToken: 'a' } })
    expect(operations).toHaveLength(4)
  })

  test('are not made of a refusal', async () => {
    const { client, operations } = scriptCognito([wrongPassword])

    const result = await client.signIn(input)

    expect(result).toMatchObject({ kind: 'rejected', reason: 'wrong_password' })
    expect(operations).toEqual(['InitiateAuth'])
  })

  test('wait up to twice as long each time, and never longer than the longest wait', async () => {
    const waits: number[] = []
    const { client, clock } = scriptCognito(repeat(throttled, 6), {
      maxAttempts: 6,
      baseDelayMs: 100,
      maxDelayMs: 500,
    })

    await clock.runUntil(client.signIn(input, { onProgress: collectWaits(waits) }))

    expect(waits).toEqual([100, 200, 400, 500, 500])
  })

  test('spread over the whole of each wait', async () => {
    const waits: number[] = []
    const random = createRandom(7)
    for (let person = 0; person < 200; person += 1) {
      const { client, clock } = scriptCognito([throttled, signedIn], { random, baseDelayMs: 1_000 })
      await clock.runUntil(client.signIn(input, { onProgress: collectWaits(waits) }))
    }

    expect(waits).toHaveLength(200)
    for (const quarter of [0, 1, 2, 3]) {
      const inQuarter = waits.filter((ms) => Math.floor(ms / 250) === quarter)
      expect(inQuarter.length).toBeGreaterThan(30)
    }
  })

  test('end within the total limit, whatever is left to try', async () => {
    const { client, clock, operations } = scriptCognito(repeat('hangs', 3), {
      totalLimitMs: 5_000,
      attemptLimitMs: 2_000,
      baseDelayMs: 100,
      maxAttempts: 100,
    })

    const result = await clock.runUntil(client.signIn(input))

    expect(result).toEqual({ kind: 'transient', reason: 'network', isUnclear: true })
    // 2,000 + 100 + 2,000 + 200, and 700 for the last attempt.
    expect(clock.monotonicMs()).toBe(5_000)
    expect(operations).toHaveLength(3)
  })

  test('do not start a wait that the total limit would cut off', async () => {
    const { client, clock, operations } = scriptCognito([throttled], {
      totalLimitMs: 1_000,
      baseDelayMs: 1_000,
    })

    const result = await clock.runUntil(client.signIn(input))

    expect(result).toMatchObject({ kind: 'transient', reason: 'throttled' })
    expect(operations).toHaveLength(1)
    expect(clock.monotonicMs()).toBe(0)
  })

  test('abort the request of an attempt that takes too long', async () => {
    const { client, clock, cognito } = scriptCognito(['hangs', signedIn], { attemptLimitMs: 1_000 })
    const aborted: boolean[] = []
    const send = cognito.send.bind(cognito)
    Object.assign(cognito, {
      send(...args: Parameters<typeof send>) {
        const [, settings] = args
        if (typeof settings === 'object' && settings.abortSignal instanceof AbortSignal)
          settings.abortSignal.addEventListener('abort', () => aborted.push(true))
        return send(...args)
      },
    })

    const result = await clock.runUntil(client.signIn(input))

    expect(result.kind).toBe('signed_in')
    expect(aborted).toEqual([true])
  })

  test('are the only ones: the SDK is sent each command once, and keeps its own for the app', async () => {
    const scripted = scriptCognito([throttled, throttled, throttled, signedIn], { maxAttempts: 1 })
    const { client, cognito, operations } = scripted

    const result = await client.signIn(input)

    expect(result).toMatchObject({ kind: 'transient', reason: 'throttled' })
    expect(operations).toHaveLength(1)
    const before = cognito.middlewareStack.identify()
    expect(before.filter((name) => name.startsWith('retryMiddleware'))).toHaveLength(1)
  })

  test('tell a waiting form what they do', async () => {
    const progress: Progress[] = []
    const { client, clock } = scriptCognito([throttled, signedIn], { totalLimitMs: 9_000, baseDelayMs: 300 })

    await clock.runUntil(client.signIn(input, { onProgress: (event) => progress.push(event) }))

    expect(progress).toEqual([
      { kind: 'calling', attempt: 1 },
      { kind: 'waiting', attempt: 1, delayMs: 300, remainingMs: 9_000, reason: 'throttled' },
      { kind: 'calling', attempt: 2 },
    ])
  })

  test.each([
    ['totalLimitMs', 0],
    ['maxAttempts', Number.NaN],
    ['baseDelayMs', -1],
  ])('refuse %s of %d', (name, value) => {
    expect(() => scriptCognito([], { [name]: value })).toThrow(
      new TypeError(`${name} is ${value}, not above 0`),
    )
  })
})

describe('an option', () => {
  test.each([
    ['maxAttempt', 1, 'maxAttempt is no option of the client'],
    ['maxAttempts', '1', 'maxAttempts is a string'],
    ['clock', 5, 'clock is a number'],
    ['clientId', '', 'clientId is missing'],
  ])('%s of %j is refused', (name, value, sentence) => {
    expect(() => scriptCognito([], { [name]: value })).toThrow(new TypeError(sentence))
  })
})

describe('an option given as undefined', () => {
  test.each([
    'totalLimitMs',
    'attemptLimitMs',
    'maxAttempts',
    'baseDelayMs',
    'maxDelayMs',
    'quota',
    'random',
  ])('is its default: %s', async (name) => {
    const { client, clock } = scriptCognito([throttled, signedIn], { [name]: undefined })

    const result = await clock.runUntil(client.signIn(input))

    expect(result.kind).toBe('signed_in')
  })

  test('is its default: clock', async () => {
    const clock: string = 'clock'
    const { client } = scriptCognito([signedIn], { [clock]: undefined })

    expect((await client.signIn(input)).kind).toBe('signed_in')
  })
})

describe('the retry quota', () => {
  test('allows about 100 retries while everything fails, and not one more', () => {
    const quota = createRetryQuota()

    const taken = Array.from({ length: 200 }, () => quota.take('throttled'))

    expect(taken.filter((cost) => cost > 0)).toHaveLength(100)
    expect(taken.slice(100).every((cost) => cost === 0)).toBe(true)
  })

  test('costs twice as much for no answer as for a bad one', () => {
    const quota = createRetryQuota(25)

    expect([
      quota.take('network'),
      quota.take('network'),
      quota.take('network'),
      quota.take('service'),
    ]).toEqual([10, 10, 0, 5])
  })

  test('fills up again by answers, never beyond what it holds', () => {
    const quota = createRetryQuota(10)
    quota.take('throttled')

    quota.giveBack(5)
    quota.giveBack(0)

    expect([quota.take('throttled'), quota.take('throttled'), quota.take('throttled')]).toEqual([5, 5, 0])
  })

  test('gets back what the retries of a call cost that was answered in the end', async () => {
    const script = repeat(throttled, 3).flatMap((fault) => [fault, signedIn])
    const { client, clock, operations } = scriptCognito(script, { quota: createRetryQuota(5) })

    for (let call = 0; call < 3; call += 1) await clock.runUntil(client.signIn(input))

    expect(operations).toHaveLength(6)
  })

  test('is shared by all calls of a client', async () => {
    const { client, clock, operations } = scriptCognito(repeat(throttled, 100), {
      quota: createRetryQuota(10),
    })

    for (let person = 0; person < 20; person += 1)
      await clock.runUntil(client.signIn({ ...input, Username: `user-${person}` }))

    expect(operations).toHaveLength(20 + 2)
  })
})

function collectWaits(waits: number[]): (progress: Progress) => void {
  return (progress) => {
    if (progress.kind === 'waiting') waits.push(progress.delayMs)
  }
}
