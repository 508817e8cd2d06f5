/** The line of a trigger, as CloudWatch reads its metrics. */
import { expect, test } from 'vitest'
import { placementMs } from '../../../triggers/core/deadline.ts'
import { type Report, renderReport } from '../../../triggers/core/report.ts'
import type { Trigger } from '../../../triggers/core/run.ts'
import type { StepReport } from '../../../triggers/core/step.ts'
import { parsePreSignUp, type PreSignUpEvent } from '../../../triggers/events/pre-sign-up.ts'
import { eventFixture } from '../../../triggers/testing/golden-events.ts'
import { createHarness } from '../../../triggers/testing/trigger-harness.ts'
import { createVirtualClock } from '../../../triggers/testing/virtual-clock.ts'

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

test.each([
  ['on-demand', placementMs],
  ['provisioned-concurrency', 0],
])(
  'the time of a report is that of the invocation, before the start of a new sandbox: %s',
  async (type, ms) => {
    const clock = createVirtualClock()
    const trigger: Trigger<PreSignUpEvent, object, never> = {
      name: 'pre-sign-up',
      language: 'en',
      parse: parsePreSignUp,
      facts: () => [],
      decide: () => ({ kind: 'allow', response: {}, effects: [] }),
      perform: () => Promise.resolve([]),
      onDefect: () => 'deny',
    }
    const harness = createHarness(trigger, { clock, initializationType: type })
    const beganAtMs = clock.epochMs()

    await harness.invoke(eventFixture('PreSignUp_SignUp'))
    await clock.runUntil(clock.sleep(2_000))
    await harness.invoke(eventFixture('PreSignUp_SignUp'))

    expect(harness.reports).toMatchObject([
      { _aws: { Timestamp: beganAtMs - ms } },
      { _aws: { Timestamp: beganAtMs + 2_000 } },
    ])
  },
)
