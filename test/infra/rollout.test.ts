/** How a new version gets to people, and what puts the old one back. */
import { describe, expect, test } from 'vitest'

import { findAll, findOnly, synthesizeSuite } from './synthesize-suite.ts'

const groupType = 'AWS::CodeDeploy::DeploymentGroup'
const alarmType = 'AWS::CloudWatch::Alarm'

describe('in production', () => {
  const { template } = synthesizeSuite({}, 'prod')

  test('each trigger shifts a tenth of its calls for five minutes, and rolls back at an alarm', () => {
    const groups = findAll(template, groupType).map(({ Properties }) => Properties)

    expect(groups).toHaveLength(3)
    for (const group of groups) {
      expect(group).toMatchObject({
        DeploymentConfigName: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
        AutoRollbackConfiguration: {
          Enabled: true,
          Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_REQUEST', 'DEPLOYMENT_STOP_ON_ALARM'],
        },
        AlarmConfiguration: {
          Enabled: true,
          Alarms: ['Defect', 'Crash', 'Slow', 'StepsFail'].map((name) => ({
            Name: { Ref: expect.stringContaining(`Alarms${name}`) },
          })),
        },
      })
    }
  })

  test('each alias waits for the rehearsal; the worker, which nobody waits for, does not', () => {
    const hooks = Object.entries(template.findResources('AWS::Lambda::Alias'))
      .map(([id, { UpdatePolicy }]): [string, unknown] => [
        id.replace(/FunctionAlias.*/, ''),
        UpdatePolicy?.['CodeDeployLambdaAliasUpdate']?.['BeforeAllowTrafficHook'],
      ])
      .filter(([, hook]) => hook !== undefined)

    const hook = { Ref: expect.stringContaining('RolloutRehearsalFunction') }
    expect(Object.fromEntries(hooks)).toEqual({
      SuitePreSignUp: hook,
      SuitePreTokenGeneration: hook,
      SuitePostConfirmation: hook,
    })
  })

  test('the rehearsal may invoke the three new versions, and tell CodeDeploy', () => {
    const [policy] = Object.entries(template.findResources('AWS::IAM::Policy'))
      .filter(([id]) => id.includes('RolloutRehearsal'))
      .map(([, { Properties }]) => Properties['PolicyDocument']['Statement'])

    const statements = Object(policy)
    const invoked = statements.find(({ Action }: Statement) => Action === 'lambda:InvokeFunction')
    expect(statements.flatMap(({ Action }: Statement) => Action).sort()).toEqual([
      'codedeploy:PutLifecycleEventHookExecutionStatus',
      'lambda:InvokeFunction',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
    ])
    expect(invoked.Resource).toEqual(
      ['PostConfirmation', 'PreSignUp', 'PreTokenGeneration'].map((name) => ({
        Ref: expect.stringMatching(`^Suite${name}FunctionCurrentVersion`),
      })),
    )
  })
})

interface Statement {
  readonly Action: string | readonly string[]
  readonly Resource: unknown
}

test('in development a new version gets all calls at once', () => {
  const { template } = synthesizeSuite()

  expect(findAll(template, groupType)).toEqual([])
})

describe('alarms', () => {
  const { template } = synthesizeSuite()
  const alarmOf = (part: string) =>
    Object.entries(template.findResources(alarmType)).find(([id]) => id.includes(part))?.[1]['Properties']

  test('a wave of refused sign-ups is no crash', () => {
    const metrics = alarmOf('PreSignUpAlarmsCrash')['Metrics']

    expect(metrics[0]).toMatchObject({
      Expression: 'FILL(errors, 0) - FILL(denied, 0) - FILL(failed, 0)',
    })
    expect(metrics.map((metric: { readonly Id: string }) => metric.Id)).toEqual([
      'expr_1',
      'errors',
      'denied',
      'failed',
    ])
  })

  test("a crash of the other triggers needs no metric but Lambda's own", () => {
    for (const trigger of ['PreTokenGeneration', 'PostConfirmation']) {
      expect(alarmOf(`${trigger}AlarmsCrash`)).toMatchObject({
        MetricName: 'Errors',
        Namespace: 'AWS/Lambda',
        Threshold: 1,
        DatapointsToAlarm: 2,
        EvaluationPeriods: 3,
      })
    }
  })

  test('calls that near the five seconds, and steps that fail, are heard of', () => {
    expect(alarmOf('PreTokenGenerationAlarmsSlow')).toMatchObject({
      ExtendedStatistic: 'p99',
      MetricName: 'Duration',
      Threshold: 3_000,
    })
    expect(alarmOf('PreTokenGenerationAlarmsStepsFail')).toMatchObject({ Threshold: 5 })
  })

  test('each says what it means, and a minute without calls is a good one, but for the sweeps', () => {
    const alarms = Object.entries(template.findResources(alarmType))

    for (const [id, { Properties }] of alarms) {
      expect(Properties).toMatchObject({
        AlarmDescription: expect.stringMatching(/^[A-Za-z].{20,}/),
        TreatMissingData: id.startsWith('SuiteAlarmsUsersWait') ? 'breaching' : 'notBreaching',
      })
    }
    expect(alarms).toHaveLength(23)
  })

  test.each([
    ['PreSignUp', 'Defect', 'people who sign up are turned away'],
    ['PreSignUp', 'Throttled', 'people who sign up are turned away'],
    ['PreTokenGeneration', 'Defect', 'people who sign in are turned away'],
    ['PreTokenGeneration', 'Crash', 'people who sign in are turned away'],
    ['PostConfirmation', 'Defect', 'people are confirmed and see nothing of it'],
    ['PostConfirmation', 'Crash', 'people are confirmed and see an error'],
    ['PostConfirmation', 'Throttled', 'people are confirmed and see an error'],
  ])('%s: %s says what people see', (trigger, alarm, seen) => {
    expect(alarmOf(`${trigger}Alarms${alarm}`)['AlarmDescription']).toContain(seen)
  })
})

test('the application is one, for all triggers', () => {
  const { template } = synthesizeSuite({}, 'prod')

  expect(findOnly(template, 'AWS::CodeDeploy::Application').Properties).toEqual({ ComputePlatform: 'Lambda' })
})

test('the dashboard shows people first, and each trigger against the limit', () => {
  const { template } = synthesizeSuite()

  const body = JSON.stringify(findOnly(template, 'AWS::CloudWatch::Dashboard').Properties['DashboardBody'])

  const order = ['SignUpSuccesses', 'pre-sign-up: how calls end', 'post-confirmation: time', 'longest wait']
  const places = order.map((text) => body.indexOf(text))
  expect(places).toEqual(places.toSorted((a, b) => a - b))
  expect(places).not.toContain(-1)
  expect(body.split('Cognito gives up')).toHaveLength(4)
})
