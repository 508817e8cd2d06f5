import { expect, test } from 'vitest'
import type { RawObject } from '../../../triggers/core/json.ts'
import type { PoolTriggers } from '../../../triggers/ports/pool-triggers.ts'
import { withSlotCheck } from '../../../triggers/provisioning-worker/check-slots.ts'
import { createVirtualClock } from '../../../triggers/testing/virtual-clock.ts'
import { createWorkerRuntime } from '../../support/worker-runtime.ts'

const ours = { PreSignUp: 'arn:sign-up:live', PreTokenGeneration: 'arn:token:live' }
const input = { kind: 'slots', userPoolId: 'eu-west-1_a', slots: ours }

async function check(read: PoolTriggers['read'], asked: unknown = input) {
  const clock = createVirtualClock()
  const lines: string[] = []
  const worker = withSlotCheck(() => Promise.resolve('passed on'), createWorkerRuntime(clock, lines), {
    read,
  })
  const context = { awsRequestId: 'run', getRemainingTimeInMillis: () => 60_000 }
  const answer = await clock.runUntil(worker(asked, context))
  return { answer, lines, report: lines.map((line): RawObject => JSON.parse(line))[0] }
}

const called = (lambdaConfig: RawObject) => check(() => Promise.resolve(lambdaConfig))

test.each([
  { PreSignUp: 'arn:sign-up:live', PreTokenGeneration: 'arn:token:live', CustomMessage: 'arn:other' },
  {
    PreSignUp: 'arn:sign-up:live',
    PreTokenGenerationConfig: { LambdaArn: 'arn:token:live', LambdaVersion: 'V2_0' },
  },
])('a pool that calls the suite has lost nothing: %j', async (lambdaConfig) => {
  const { report } = await called(lambdaConfig)

  expect(report).toMatchObject({
    level: 'INFO',
    outcome: 'done',
    lostSlots: [],
    SlotLost: 0,
    WorkerFailed: 0,
  })
})

test.each([
  [{}, ['PreSignUp', 'PreTokenGeneration']],
  [{ ...ours, PreSignUp: 'arn:of-somebody' }, ['PreSignUp']],
  [{ ...ours, PreSignUp: 'arn:sign-up' }, ['PreSignUp']],
  [{ ...ours, PreTokenGenerationConfig: { LambdaArn: 'arn:of-somebody' } }, ['PreTokenGeneration']],
  [{ PreSignUp: 'arn:sign-up:live' }, ['PreTokenGeneration']],
])('a pool that calls %j has lost %j', async (lambdaConfig, lostSlots) => {
  const { report, answer } = await called(lambdaConfig)

  expect(report).toMatchObject({
    level: 'ERROR',
    message: 'provisioning-worker slots done',
    lostSlots,
    SlotLost: lostSlots.length,
    _aws: {
      CloudWatchMetrics: [
        { Dimensions: [['FunctionName']], Metrics: expect.arrayContaining([{ Name: 'SlotLost' }]) },
        {},
      ],
    },
  })
  expect(answer).toEqual({ lostSlots })
})

test.each([
  ['V2_0', {}, ['PreTokenGeneration']],
  ['V1_0', {}, []],
  [
    'V2_0',
    { PreTokenGenerationConfig: { LambdaArn: 'arn:token:live', LambdaVersion: 'V1_0' } },
    ['PreTokenGeneration'],
  ],
  ['V3_0', { PreTokenGenerationConfig: { LambdaArn: 'arn:token:live', LambdaVersion: 'V3_0' } }, []],
])('events of version %s, where the pool has %j, are lost: %j', async (tokenVersion, more, lostSlots) => {
  const { answer } = await check(() => Promise.resolve({ ...ours, ...more }), { ...input, tokenVersion })

  expect(answer).toEqual({ lostSlots })
})

test.each([
  ['refuses', () => Promise.reject(new TypeError('jane@example.com')), 'TypeError'],
  ['never answers', () => new Promise<never>(() => {}), 'timeout'],
])('a pool that %s counts as lost, and the call does not reject', async (_, read, cause) => {
  const { report, lines } = await check(read)

  expect(report).toMatchObject({ outcome: 'failed', lostSlots: ['unknown'], SlotLost: 1, WorkerFailed: 1 })
  expect(report?.['cause']).toBe(cause)
  expect(lines.join()).not.toContain('jane')
})

test.each([{ kind: 'slots' }, { ...input, slots: [] }, { ...input, userPoolId: 7 }])(
  'the input %j is not understood, which counts as lost',
  async (asked) => {
    const { report } = await check(() => Promise.resolve(ours), asked)

    expect(report).toMatchObject({ outcome: 'failed', SlotLost: 1 })
  },
)

test('everything else goes to the worker', async () => {
  const { answer, lines } = await check(() => Promise.resolve({}), { kind: 'sweep' })

  expect([answer, lines]).toEqual(['passed on', []])
})
