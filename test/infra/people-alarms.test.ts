/** The alarm that wakes somebody: people cannot sign in. */
import { describe, expect, test } from 'vitest'

import { isObject } from '../../triggers/core/json.ts'
import { findOnly, synthesizeSuite } from './synthesize-suite.ts'

const topic = 'arn:aws:sns:eu-west-1:123456789012:alarms'
const { template } = synthesizeSuite({ alarmTopicArn: topic }, 'prod')
const alarms = template.findResources('AWS::CloudWatch::Alarm')
const idsOf = (form: RegExp): readonly string[] => Object.keys(alarms).filter((id) => form.test(id))

test('rings for each alarm of a trigger after which nobody gets in, and for what Cognito counts', () => {
  const rule = JSON.stringify(findOnly(template, 'AWS::CloudWatch::CompositeAlarm').Properties['AlarmRule'])

  const named = Object.keys(alarms).filter((id) => rule.includes(`"${id}"`))
  expect(named.toSorted()).toEqual(
    [
      ...idsOf(/^Suite(PreSignUp|PreTokenGeneration|PostConfirmation)Alarms(Defect|Crash|Throttled)/),
      ...idsOf(/^SuitePeople(SignIns|Refreshes|SignUps)Fail/),
    ].toSorted(),
  )
  expect(named).toHaveLength(12)
})

test('no alarm and no page names a script that a project of a team does not have', () => {
  expect(JSON.stringify(template.toJSON())).not.toContain('npm run')
})

test('sends to the topic', () => {
  expect(findOnly(template, 'AWS::CloudWatch::CompositeAlarm').Properties['AlarmActions']).toEqual([topic])
})

describe.each([
  ['SignIns', 'SignInSuccesses', 80],
  ['Refreshes', 'TokenRefreshSuccesses', 50],
  ['SignUps', 'SignUpSuccesses', 80],
])('%s', (what, metricName, Threshold) => {
  const [id = ''] = idsOf(new RegExp(`SuitePeople${what}Fail`))
  const properties: unknown = alarms[id]?.['Properties']
  const metrics: unknown = isObject(properties) ? properties['Metrics'] : undefined

  test('are measured at the clients of people, by success and number of calls', () => {
    expect(properties).toMatchObject({ Threshold, EvaluationPeriods: 3, DatapointsToAlarm: 2 })
    expect(metrics).toHaveLength(5)
    expect(metrics).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          MetricStat: expect.objectContaining({
            Stat: 'SampleCount',
            Period: 300,
            Metric: expect.objectContaining({ Namespace: 'AWS/Cognito', MetricName: metricName }),
          }),
        }),
      ]),
    )
  })

  test('ring for the worst client with enough calls, and not for one without calls', () => {
    expect(JSON.stringify(metrics)).toContain(
      'MAX([IF(FILL(all0, 0) >= 20, 100 - 100 * FILL(good0, 0) / FILL(all0, 1), 0), IF(FILL(all1, 0) >= 20,',
    )
  })
})
