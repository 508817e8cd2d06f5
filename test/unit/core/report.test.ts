/** The line of a trigger, as CloudWatch reads its metrics. */
import { expect, test } from 'vitest'
import { type Report, renderReport } from '../../../triggers/core/report.ts'
import type { StepReport } from '../../../triggers/core/step.ts'

const startedAtMs = 1_767_225_600_000
const failed: StepReport = {
  name: 'group',
  kind: 'effect',
  startMs: 1,
  durationMs: 2,
  attempts: 2,
  outcome: 'timeout',
  policy: 'defer',
  cause: 'timeout',
}
const report: Report = {
  trigger: 'post-confirmation',
  FunctionName: 'function',
  FunctionVersion: '7',
  source: 'PostConfirmation_ConfirmSignUp',
  eventVersion: '1',
  outcome: 'allowed',
  coldStart: false,
  durationMs: 10,
  remainingMs: 3_000,
  requestId: 'request-1',
  stages: [],
  steps: [],
}
const lineOf = (changed: Partial<Report>) => JSON.parse(renderReport({ ...report, ...changed }, startedAtMs))

test('metrics are of the function, and those that judge a rollout of its version too', () => {
  const named = (...names: readonly string[]) => names.map((Name) => ({ Name }))

  expect(lineOf({})).toMatchObject({
    timestamp: '2026-01-01T00:00:00.000Z',
    FunctionName: 'function',
    FunctionVersion: '7',
    _aws: {
      Timestamp: startedAtMs,
      CloudWatchMetrics: [
        {
          Namespace: 'CognitoTriggerSuite',
          Dimensions: [['FunctionName']],
          Metrics: named('Allowed', 'Denied', 'Failed', 'StepFailed', 'Deferred', 'Dropped'),
        },
        {
          Namespace: 'CognitoTriggerSuite',
          Dimensions: [['FunctionName', 'FunctionVersion']],
          Metrics: named('Denied', 'Failed', 'StepFailed'),
        },
      ],
    },
  })
})

test('a call with three steps that failed is one call', () => {
  expect(lineOf({ steps: [failed, failed, failed] })).toMatchObject({ StepFailed: 1, Deferred: 3 })
})

test('a rehearsal counts in no metric', () => {
  expect(lineOf({ rehearsal: true })).not.toHaveProperty('_aws')
})
