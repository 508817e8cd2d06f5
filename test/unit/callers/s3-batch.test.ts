/** The function of a batch job: what it answers for each end of a user, in both versions, and what it never tells. */
import { describe, expect, test } from 'vitest'
import golden1 from '../../../callers/golden/s3-batch/1.0.json' with { type: 'json' }
import golden2 from '../../../callers/golden/s3-batch/2.0.json' with { type: 'json' }
import { createBatchFunction, leastPerTaskMs } from '../../../callers/s3-batch/provision.ts'
import { createCallerHandler } from '../../../callers/shared/handler.ts'
import type { InvokedFunction } from '../../../triggers/adapters/invoke-function.ts'
import { ServiceError, type ServiceFault } from '../../../triggers/adapters/service-error.ts'
import { createVirtualClock } from '../../../triggers/testing/virtual-clock.ts'

const userPoolId = 'eu-west-1_Ab12Cd34E'
const sub = '6a4f2c1e-8d3b-4c5a-9e7f-0b1c2d3e4f5a'
const event = golden2.event
const [task] = event.tasks

type Worker = (input: object) => Promise<InvokedFunction>

const answers = (payload: unknown): Worker => {
  return () => Promise.resolve({ functionError: undefined, payload })
}
const finished = answers({ end: 'finished', effects: {} })

function serve(invokeWorker: Worker = finished, { usersPerSecond = 5, remainingMs = 150_000 } = {}) {
  const clock = createVirtualClock(1_000)
  const asked: object[] = []
  const askedAtMs: number[] = []
  const lines: string[] = []
  const runtime = {
    clock,
    initializationType: 'provisioned-concurrency',
    dimensions: { FunctionName: 'batch', FunctionVersion: '3' },
    log: (line: string) => void lines.push(line),
    hashUser: () => 'hash',
  }
  const handler = createCallerHandler(
    createBatchFunction(
      {
        userPoolId,
        usersPerSecond,
        invokeWorker(input) {
          asked.push(input)
          askedAtMs.push(clock.monotonicMs())
          return invokeWorker(input)
        },
      },
      runtime,
    ),
    runtime,
  )
  const call = (input: unknown = event) => {
    const endsAtMs = clock.monotonicMs() + remainingMs
    const getRemainingTimeInMillis = () => endsAtMs - clock.monotonicMs()
    return clock.runUntil(handler(input, { awsRequestId: 'request', getRemainingTimeInMillis }))
  }
  const report = (): unknown => JSON.parse(lines.at(-1) ?? '')
  return { call, asked, askedAtMs, lines, report, clock }
}

describe.each([
  ['1.0', golden1.event],
  ['2.0', golden2.event],
])('an event of version %s', (version, input) => {
  test('has the worker provision the user of its key, and is answered in its own version', async () => {
    const { call, asked, report } = serve()

    expect(await call(input)).toStrictEqual({
      invocationSchemaVersion: version,
      treatMissingKeysAs: 'TemporaryFailure',
      invocationId: input.invocationId,
      results: [{ taskId: 'dGFzay0x', resultCode: 'Succeeded', resultString: 'provisioned' }],
    })
    expect(asked).toEqual([{ kind: 'user', userPoolId, sub }])
    expect(report()).toMatchObject({
      trigger: 's3-batch',
      eventVersion: version,
      outcome: 'allowed',
      user: 'hash',
    })
  })
})

describe('a user that the worker leaves', () => {
  test.each([
    ['erased', {}, 'Succeeded', 'user_erased', 'denied'],
    ['skipped', { cause: 'user_disabled' }, 'Succeeded', 'user_disabled', 'denied'],
    ['skipped', { cause: 'user_not_confirmed' }, 'Succeeded', 'user_not_confirmed', 'denied'],
    ['skipped', { cause: 'changed_recently' }, 'TemporaryFailure', 'changed_recently', 'failed'],
    ['none', { cause: 'user_not_listed' }, 'PermanentFailure', 'user_not_listed', 'failed'],
    [
      'failed',
      { effects: { mail: { state: 'failed' }, group: { state: 'done' } } },
      'PermanentFailure',
      'effect_failed mail',
      'failed',
    ],
    ['due', {}, 'TemporaryFailure', 'unfinished', 'failed'],
    ['unknown', { cause: 'table_timeout' }, 'TemporaryFailure', 'table_timeout', 'failed'],
    ['in another way', {}, 'TemporaryFailure', 'answer_unreadable', 'failed'],
  ])('%s, %j, is %s with %s', async (end, more, resultCode, resultString, outcome) => {
    const { call, report } = serve(answers({ end, effects: {}, ...more }))

    expect((await call()).results).toEqual([{ taskId: 'dGFzay0x', resultCode, resultString }])
    expect(report()).toMatchObject({ outcome })
  })
})

test.each([undefined, null, 'text', []])(
  'an answer of the worker that is %j is asked again',
  async (payload) => {
    const { call } = serve(answers(payload))

    expect((await call()).results).toMatchObject([
      { resultCode: 'TemporaryFailure', resultString: 'answer_unreadable' },
    ])
  },
)

test('a worker that threw or ran out of time is asked again', async () => {
  const { call } = serve(() =>
    Promise.resolve({ functionError: 'Unhandled', payload: { errorMessage: 'jane' } }),
  )

  expect((await call()).results).toMatchObject([
    { resultCode: 'TemporaryFailure', resultString: 'worker_failed' },
  ])
})

describe('a worker that does not answer', () => {
  const refuses = (fault: ServiceFault, times = Infinity): Worker => {
    let calls = 0
    return (input) =>
      (calls += 1) <= times ? Promise.reject(new ServiceError('lambda', fault)) : finished(input)
  }

  test('because all of its copies are busy is waited for, longer each time', async () => {
    const { call, askedAtMs } = serve(refuses('throttled', 6))

    expect((await call()).results).toMatchObject([{ resultCode: 'Succeeded' }])
    expect(askedAtMs.slice(1).map((ms, index) => ms - (askedAtMs[index] ?? 0))).toEqual([
      250, 500, 1_000, 2_000, 4_000, 4_000,
    ])
  })

  test('is left to S3 while there is time for one run more', async () => {
    const { call, clock } = serve(refuses('throttled'), { remainingMs: leastPerTaskMs + 3_000 })
    const startedAtMs = clock.monotonicMs()

    expect((await call()).results).toMatchObject([
      { resultCode: 'TemporaryFailure', resultString: 'lambda_throttled' },
    ])
    expect(clock.monotonicMs() - startedAtMs).toBeLessThanOrEqual(3_000)
  })

  test.each<ServiceFault>(['refused', 'timeout', 'unreachable', 'server_error'])(
    'with %s is left to S3 at once',
    async (fault) => {
      const { call, asked } = serve(refuses(fault))

      expect((await call()).results).toMatchObject([
        { resultCode: 'TemporaryFailure', resultString: `lambda_${fault}` },
      ])
      expect(asked).toHaveLength(1)
    },
  )

  test('until the function’s own time ends is left to S3, with every task named', async () => {
    const { call, report } = serve(() => new Promise(() => {}))

    expect((await call()).results).toEqual([
      { taskId: 'dGFzay0x', resultCode: 'TemporaryFailure', resultString: 'timeout' },
    ])
    expect(report()).toMatchObject({ outcome: 'failed', cause: 'timeout' })
  })
})

describe('the rate', () => {
  test('is kept over calls and over tasks of one call', async () => {
    const { call, askedAtMs } = serve(finished, { usersPerSecond: 4 })

    await call()
    await call({ ...event, tasks: ['b', 'c', 'd'].map((taskId) => ({ ...task, taskId })) })

    expect(askedAtMs.map((ms) => ms - (askedAtMs[0] ?? 0))).toEqual([0, 250, 500, 750])
  })

  test('leaves to S3 what would begin too late', async () => {
    const { call, asked } = serve(finished, { usersPerSecond: 0.1, remainingMs: leastPerTaskMs + 11_000 })
    const tasks = ['a', 'b', 'c'].map((taskId) => ({ ...task, taskId }))

    expect(
      (await call({ ...event, tasks })).results.map(({ resultCode, resultString }) => [
        resultCode,
        resultString,
      ]),
    ).toEqual([
      ['Succeeded', 'provisioned'],
      ['Succeeded', 'provisioned'],
      ['TemporaryFailure', 'no_turn'],
    ])
    expect(asked).toHaveLength(2)
  })
})

describe('a key', () => {
  test.each([
    ['ada@example.com'],
    ['ada%40example.com'],
    ['%'],
    [''],
    ['a/b'],
    ['a b'],
    ['a+b'],
    ['x'.repeat(129)],
    ['{"sub":"6a4f2c1e"}'],
  ])('%j is no sub: it fails for good, nobody is asked, and no text repeats it', async (s3Key) => {
    const { call, asked, lines } = serve()

    const answer = await call({ ...event, tasks: [{ ...task, s3Key }] })

    expect(answer.results).toMatchObject([{ resultCode: 'PermanentFailure', resultString: 'key_is_no_sub' }])
    expect(asked).toEqual([])
    if (s3Key.length > 3) expect(`${JSON.stringify(answer)}${lines.join('')}`).not.toContain(s3Key)
  })

  test('that is encoded reads as its sub', async () => {
    const { call, asked } = serve()

    await call({ ...event, tasks: [{ ...task, s3Key: 'eu%2Dwest%2D1%3A6a4f' }] })

    expect(asked).toMatchObject([{ sub: 'eu-west-1:6a4f' }])
  })
})

test('a job that was written for another pool changes nobody', async () => {
  const { call, asked } = serve()
  const job = { id: 'job', userArguments: { userPoolId: 'eu-west-1_Other0000' } }

  expect((await call({ ...event, job })).results).toMatchObject([
    { resultCode: 'PermanentFailure', resultString: 'other_pool' },
  ])
  expect(asked).toEqual([])
})

test.each([
  ['nothing', undefined, 'the event is not a JSON object'],
  [
    'an unknown version',
    { ...event, invocationSchemaVersion: '3.0' },
    'invocationSchemaVersion is neither 1.0 nor 2.0',
  ],
  [
    'a version that is a number',
    { ...event, invocationSchemaVersion: 1 },
    'invocationSchemaVersion is neither 1.0 nor 2.0',
  ],
  ['no invocation', { ...event, invocationId: undefined }, 'invocationId is missing'],
  ['no tasks', { ...event, tasks: [] }, 'tasks is not a list with at least one task'],
  ['tasks that are no list', { ...event, tasks: { 0: task } }, 'tasks is not a list with at least one task'],
  ['a task without an id', { ...event, tasks: [task, { s3Key: sub }] }, 'a task lacks taskId or s3Key'],
  [
    'a task without a key',
    { ...event, tasks: [{ taskId: 'a', s3Key: null }] },
    'a task lacks taskId or s3Key',
  ],
])('an event with %s fails with one sentence, and nobody is asked', async (_, input, problem) => {
  const { call, asked, report } = serve()

  await expect(call(input ?? null)).rejects.toThrow(new Error(problem))
  expect(asked).toEqual([])
  expect(report()).toMatchObject({ outcome: 'failed', cause: problem })
})
