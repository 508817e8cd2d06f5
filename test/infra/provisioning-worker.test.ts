/** What calls the worker, what becomes of what it could not take, and what wakes a person. */
import { describe, expect, test } from 'vitest'

import { leaseMs } from '../../triggers/core/effect.ts'
import { workerMetrics } from '../../triggers/provisioning-worker/report.ts'
import { findAll, findOnly, synthesizeSuite } from './synthesize-suite.ts'

const { template } = synthesizeSuite()
const worker = findAll(template, 'AWS::Lambda::Function').find(({ Properties }) =>
  JSON.stringify(Properties['Tags']).includes('provisioning-worker'),
)

describe('provisioning worker', () => {
  test('has a minute, in which a claim of a run that was stopped lapses', () => {
    expect(worker?.Properties).toMatchObject({ Timeout: 60, MemorySize: 512 })
    expect(leaseMs).toBeLessThan(60_000)
  })

  test('knows table and bus by name, and no secret', () => {
    expect(worker?.Properties['Environment']).toEqual({
      Variables: {
        TABLE_NAME: { Ref: expect.stringMatching('^SuiteDataTable') },
        EVENT_BUS_NAME: { Ref: expect.stringMatching('^SuiteEvents') },
      },
    })
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

    expect(alarms).toHaveLength(5)
    expect(own.map((alarm) => String(alarm['MetricName'])).sort()).toEqual([
      'EffectFailed',
      'OldestDue',
      'WorkerFailed',
    ])
    expect(own.every((alarm) => Object.keys(workerMetrics).includes(String(alarm['MetricName'])))).toBe(true)
    expect(own[0]).toMatchObject({
      Dimensions: [{ Name: 'FunctionName', Value: { Ref: expect.stringMatching('WorkerFunction') } }],
      TreatMissingData: 'notBreaching',
    })
  })
})
