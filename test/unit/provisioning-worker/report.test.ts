/** The worker's line, whole. */
import { expect, test } from 'vitest'
import type { StepReport } from '../../../triggers/core/step.ts'
import type { Attempted } from '../../../triggers/provisioning-worker/attempt-effect.ts'
import type { Provisioned } from '../../../triggers/provisioning-worker/provision.ts'
import { renderWorkerReport, type WorkerReport } from '../../../triggers/provisioning-worker/report.ts'

const about = {
  dimensions: { FunctionName: 'worker', FunctionVersion: '7' },
  epochMs: 1_767_225_600_000,
  hashUser: (pk: string) => `hash-${pk}`,
}
const step: StepReport = {
  name: 'mail',
  kind: 'effect',
  startMs: 10.4,
  durationMs: 20.6,
  attempts: 1,
  outcome: 'failed',
  policy: 'defer',
  cause: 'MessageRejected',
}
const userOf = (pk: string, end: Provisioned['end'], ...ends: readonly Attempted['end'][]): Provisioned => {
  const attempted = ends.map((one) => ({ report: step, end: one }))
  return { pk, end, steps: attempted.map(({ report }) => report), attempted }
}
const run: WorkerReport = {
  input: 'stream',
  outcome: 'done',
  requestId: 'request-1',
  durationMs: 45.5,
  users: [],
}
const lineOf = (changed: Partial<WorkerReport>) =>
  JSON.parse(renderWorkerReport({ ...run, ...changed }, about))
const named = (...names: readonly string[]) => names.map((Name) => ({ Name }))
const counts = ['Provisioned', 'EffectPerformed', 'EffectRetried', 'EffectFailed', 'WorkerFailed']

test('a run over nobody has every metric but what only a sweep knows', () => {
  expect(lineOf({})).toStrictEqual({
    level: 'INFO',
    message: 'provisioning-worker stream done',
    timestamp: '2026-01-01T00:00:00.000Z',
    trigger: 'provisioning-worker',
    FunctionName: 'worker',
    FunctionVersion: '7',
    input: 'stream',
    outcome: 'done',
    requestId: 'request-1',
    durationMs: 45.5,
    users: [],
    userCount: 0,
    steps: [],
    Provisioned: 0,
    EffectPerformed: 0,
    EffectRetried: 0,
    EffectFailed: 0,
    WorkerFailed: 0,
    _aws: {
      Timestamp: 1_767_225_600_000,
      CloudWatchMetrics: [
        {
          Namespace: 'CognitoTriggerSuite',
          Dimensions: [['FunctionName']],
          Metrics: named(...counts),
        },
        {
          Namespace: 'CognitoTriggerSuite',
          Dimensions: [['FunctionName', 'FunctionVersion']],
          Metrics: named('EffectPerformed', 'EffectFailed', 'WorkerFailed'),
        },
      ],
    },
  })
})

test('a sweep tells each user by hash, each step of theirs, and how long the oldest was due', () => {
  const line = lineOf({
    input: 'sweep',
    oldestDueMs: 120_000,
    users: [userOf('one', 'finished', 'done'), { ...userOf('two', 'unknown'), cause: 'timeout' }],
  })

  expect(line).toMatchObject({
    message: 'provisioning-worker sweep done',
    users: [
      { user: 'hash-one', end: 'finished' },
      { user: 'hash-two', end: 'unknown', cause: 'timeout' },
    ],
    userCount: 2,
    OldestDue: 120_000,
  })
  expect(line.users[0]).not.toHaveProperty('cause')
  expect(line.steps).toStrictEqual([{ ...step, user: 'hash-one', startMs: 10, durationMs: 21 }])
  expect(line._aws.CloudWatchMetrics[0].Metrics).toEqual(named(...counts, 'OldestDue'))
})

test.each([
  ['finished', { Provisioned: 1 }],
  ['due', {}],
  ['failed', {}],
  ['erased', {}],
  ['none', {}],
  ['unknown', {}],
] as const)('a user who is left as %s is counted as %j', (end, counted) => {
  expect(lineOf({ users: [userOf('one', end)] })).toMatchObject({ Provisioned: 0, level: 'INFO', ...counted })
})

test.each([
  ['done', { EffectPerformed: 1 }],
  ['later', { EffectRetried: 1 }],
  ['lost', { EffectRetried: 1 }],
  ['failed', { EffectFailed: 1, level: 'ERROR' }],
  ['dropped', {}],
  ['taken', {}],
  ['waiting', {}],
  ['listed', {}],
] as const)('an effect that ends as %s is counted as %j', (end, counted) => {
  const none = { EffectPerformed: 0, EffectRetried: 0, EffectFailed: 0, WorkerFailed: 0, level: 'INFO' }

  expect(lineOf({ users: [userOf('one', 'due', end)] })).toMatchObject({ ...none, ...counted })
})

test('a run that failed is an error, with its cause', () => {
  expect(lineOf({ input: 'unknown', outcome: 'failed', cause: 'TypeError' })).toMatchObject({
    level: 'ERROR',
    message: 'provisioning-worker unknown failed',
    cause: 'TypeError',
    WorkerFailed: 1,
    EffectFailed: 0,
  })
})

test('fifty users are written out, and all are counted', () => {
  const users = Array.from({ length: 51 }, (_, index) => userOf(`${index}`, 'finished', 'done'))

  const line = lineOf({ users })

  expect(line).toMatchObject({ userCount: 51, Provisioned: 51, EffectPerformed: 51 })
  expect([line.users.length, line.steps.length]).toEqual([50, 50])
  expect(line.users.at(-1)).toEqual({ user: 'hash-49', end: 'finished' })
})
