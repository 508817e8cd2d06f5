/** What calls the worker, what becomes of what it could not take, and what wakes a person. */
import { readFileSync } from 'node:fs'

import type { Template } from 'aws-cdk-lib/assertions'
import { describe, expect, test } from 'vitest'

import { leaseMs } from '../../triggers/domain/effect-record.ts'
import { workerMetrics } from '../../triggers/provisioning-worker/report.ts'
import { createWorker } from '../../triggers/provisioning-worker/run.ts'
import { provisioningWorker } from '../suites/shipped.ts'
import { createFakePool } from '../reconcile/fake-pool.ts'
import { createVirtualClock } from '../../triggers/testing/virtual-clock.ts'
import { findAll, findOnly, shippedPlans, synthesizeSuite } from './synthesize-suite.ts'
import { createWorkerRuntime } from '../support/worker-runtime.ts'

const { template } = synthesizeSuite()
const worker = findAll(template, 'AWS::Lambda::Function').find(({ Properties }) =>
  JSON.stringify(Properties['Tags']).includes('provisioning-worker'),
)

/** What Lambda sets aside for functions of the stack. */
function reservedIn(of: Template): readonly unknown[] {
  return findAll(of, 'AWS::Lambda::Function').flatMap(
    ({ Properties }) => Properties['ReservedConcurrentExecutions'] ?? [],
  )
}

describe('provisioning worker', () => {
  test('has a minute, in which a claim of a run that was stopped lapses', () => {
    expect(worker?.Properties).toMatchObject({ Timeout: 60, MemorySize: 512 })
    expect(leaseMs).toBeLessThan(60_000)
  })

  test('runs in as many copies as its rates were proved for, and one for a shard of the stream', () => {
    const { copies, adminWritesPerSecond, lookUpsPerSecond, reconcile } = provisioningWorker()

    expect(reservedIn(synthesizeSuite({}, 'prod').template)).toEqual([copies])
    expect(copies * adminWritesPerSecond).toBeLessThanOrEqual(15)
    expect((copies - 1) * lookUpsPerSecond + reconcile.pagesPerSecond).toBeLessThanOrEqual(20)
    expect(findOnly(template, 'AWS::Lambda::EventSourceMapping').Properties).toMatchObject({
      ParallelizationFactor: 1,
    })
  })

  test('takes the number of copies from the suite', () => {
    const suite = synthesizeSuite({ plans: { ...shippedPlans(), workerCopies: 2 } }, 'prod')

    expect(reservedIn(suite.template)).toEqual([2])
  })

  test('sets no concurrency aside in development, which a new account could not', () => {
    expect(reservedIn(template)).toEqual([])
    expect(reservedIn(synthesizeSuite({ reserveWorkerConcurrency: true }).template)).toHaveLength(1)
  })

  test('knows table and bus by name, and no secret', () => {
    expect(worker?.Properties['Environment']).toEqual({
      Variables: {
        TABLE_NAME: { Ref: expect.stringMatching('^SuiteDataTable') },
        EVENT_BUS_NAME: { Ref: expect.stringMatching('^SuiteEvents') },
      },
    })
  })

  test('knows the moment before which nothing is sent again, if there is one; no other function does', () => {
    const effectsSince = '2020-01-01T00:00:00Z'
    const { template: since } = synthesizeSuite({ effectsSince })
    const knowing = Object.values(since.findResources('AWS::Lambda::Function')).filter((one) =>
      JSON.stringify(one).includes('EFFECTS_SINCE'),
    )

    expect(knowing.map(({ Properties }) => Properties.Environment.Variables)).toMatchObject([
      { EFFECTS_SINCE: effectsSince, TABLE_NAME: expect.anything() },
    ])
  })

  test('is called for new records only, by its alias, and gives a batch up in the end', () => {
    const { Properties } = findOnly(template, 'AWS::Lambda::EventSourceMapping')

    expect(Properties).toMatchObject({
      FunctionName: { 'Fn::Join': ['', [expect.anything(), ':live']] },
      EventSourceArn: { 'Fn::GetAtt': [expect.stringMatching('^SuiteDataTable'), 'StreamArn'] },
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MaximumRetryAttempts: 3,
      DestinationConfig: {
        OnFailure: { Destination: { 'Fn::GetAtt': [expect.stringMatching('DeadLetters'), 'Arn'] } },
      },
    })
    expect(JSON.parse(Object(Properties['FilterCriteria']).Filters[0].Pattern)).toEqual({
      eventName: ['INSERT'],
      dynamodb: {
        Keys: { sk: { S: ['PROVISIONING'] } },
        NewImage: { dueShard: { S: [{ exists: true }] } },
      },
    })
  })

  test('sweeps every minute, without repeats of a run that failed', () => {
    const sweep = findAll(template, 'AWS::Events::Rule').find(({ Properties }) =>
      JSON.stringify(Properties['Targets']).includes('sweep'),
    )

    expect(sweep?.Properties).toMatchObject({
      ScheduleExpression: 'rate(1 minute)',
      Targets: [{ Input: '{"kind":"sweep"}', RetryPolicy: { MaximumRetryAttempts: 0 } }],
    })
    expect(findOnly(template, 'AWS::Lambda::EventInvokeConfig').Properties).toMatchObject({
      MaximumRetryAttempts: 0,
    })
  })

  test('looks every five minutes whether the pool calls the aliases, and rings after three', () => {
    const check = findAll(template, 'AWS::Events::Rule').find(({ Properties }) =>
      JSON.stringify(Properties['Targets']).includes('slots'),
    )
    const alarms = Object.entries(template.findResources('AWS::CloudWatch::Alarm'))

    expect(check?.Properties).toMatchObject({ ScheduleExpression: 'rate(5 minutes)' })
    const input = JSON.stringify(check?.Properties['Targets'])
    for (const slot of ['PreSignUp', 'PreTokenGeneration', 'PostConfirmation'])
      expect(input).toMatch(new RegExp(`${slot}\\\\":\\\\"",\\{"Ref":"Suite${slot}FunctionAliaslive`))
    expect(input).toContain(String.raw`tokenVersion\":\"V2_0`)
    expect(alarms.find(([id]) => id.startsWith('SuiteSlotCheck'))?.[1].Properties).toMatchObject({
      MetricName: 'SlotLost',
      Period: 300,
      Threshold: 1,
      DatapointsToAlarm: 3,
      EvaluationPeriods: 3,
      AlarmDescription: expect.stringMatching(/cts snippet.*cts attach/),
    })
  })

  test('leaves what it could not take in an encrypted queue for two weeks', () => {
    expect(findOnly(template, 'AWS::SQS::Queue').Properties).toMatchObject({
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: 1_209_600,
    })
  })

  test('alarms on the metrics that it writes', () => {
    const alarms = Object.entries(template.findResources('AWS::CloudWatch::Alarm'))
      .filter(([id]) => id.startsWith('SuiteAlarms'))
      .map(([, { Properties }]): Readonly<Record<string, unknown>> => Properties)
    const own = alarms.filter((alarm) => alarm['Namespace'] === 'CognitoTriggerSuite')

    expect(alarms).toHaveLength(8)
    expect(own.map((alarm) => String(alarm['MetricName'])).sort()).toEqual([
      'EffectFailed',
      'OldestDue',
      'WorkerFailed',
    ])
    expect(own.every((alarm) => workerMetrics.some((name) => name === alarm['MetricName']))).toBe(true)
    expect(own[0]).toMatchObject({
      Dimensions: [{ Name: 'FunctionName', Value: { Ref: expect.stringMatching('WorkerFunction') } }],
      TreatMissingData: 'notBreaching',
    })
  })

  test('rings when no sweep says how long users wait, which each does, even when nobody waits', async () => {
    expect(alarmOf('UsersWait')).toMatchObject({
      MetricName: 'OldestDue',
      Period: 60,
      DatapointsToAlarm: 5,
      EvaluationPeriods: 5,
      TreatMissingData: 'breaching',
    })
    expect(await sweepNobody()).toMatchObject({ OldestDue: 0 })
  })

  test('rings when Lambda goes on throttling it, not when a burst of sign-ups has to wait', () => {
    expect(alarmOf('Throttled')).toMatchObject({
      MetricName: 'Throttles',
      Namespace: 'AWS/Lambda',
      Dimensions: expect.arrayContaining([
        { Name: 'Resource', Value: { 'Fn::Join': ['', [expect.anything(), ':live']] } },
      ]),
      DatapointsToAlarm: 10,
      EvaluationPeriods: 15,
    })
  })

  test.each([
    ['WalkFailed', 'ExecutionsFailed'],
    ['WalkTimedOut', 'ExecutionsTimedOut'],
  ])('rings at once for a walk that ended: %s', (alarm, MetricName) => {
    expect(alarmOf(alarm)).toMatchObject({
      MetricName,
      Namespace: 'AWS/States',
      Dimensions: [
        { Name: 'StateMachineArn', Value: { Ref: expect.stringMatching('^SuiteReconcileWorkflow') } },
      ],
      Threshold: 1,
      EvaluationPeriods: 1,
    })
  })

  test('has a row for each of its alarms in the runbook, and one for each of the triggers', () => {
    const rows = readFileSync('docs/runbook.md', 'utf8')
      .split('\n')
      // A front door has alarms of its own.
      .filter((line) => line.startsWith('| `') && !line.includes('` of a front door |'))
      .flatMap((line) => [...(line.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name))

    const types = ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm']
    const ids = types.flatMap((type) => Object.keys(template.findResources(type)))
    const alarms = ids.map((id) =>
      id.replace(/^.*(?:Alarms|SlotCheck|People)/, '').replace(/[0-9A-F]{8}$/, ''),
    )
    expect(new Set(rows)).toEqual(new Set(alarms))
  })
})

function alarmOf(name: string): unknown {
  const [, alarm] =
    Object.entries(template.findResources('AWS::CloudWatch::Alarm')).find(([id]) =>
      id.startsWith(`SuiteAlarms${name}`),
    ) ?? []
  return alarm?.['Properties']
}

/** The report of a sweep that finds no users. */
async function sweepNobody(): Promise<unknown> {
  const lines: string[] = []
  const clock = createVirtualClock()
  const { config } = createFakePool({ clock, size: 0, isProvisioned: () => true })
  const sweep = createWorker(config, createWorkerRuntime(clock, lines))
  await sweep({ kind: 'sweep' }, { awsRequestId: 'run', getRemainingTimeInMillis: () => 60_000 })
  return JSON.parse(lines.at(-1) ?? '{}')
}
