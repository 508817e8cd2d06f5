/** How a new version gets to people, and what puts the old one back. */
import type { Template } from 'aws-cdk-lib/assertions'
import { RetentionDays } from 'aws-cdk-lib/aws-logs'
import { describe, expect, test } from 'vitest'

import { findAll, findOnly, synthesizeSuite } from './synthesize-suite.ts'

const groupType = 'AWS::CodeDeploy::DeploymentGroup'
const alarmType = 'AWS::CloudWatch::Alarm'

const configType = 'AWS::CodeDeploy::DeploymentConfig'

describe('in production', () => {
  const { template } = synthesizeSuite({}, 'prod')
  const alarms = template.findResources(alarmType)

  test('each function gets a tenth of its calls more every three minutes, and goes back at an alarm', () => {
    const groups = findAll(template, groupType).map(({ Properties }) => Properties)
    const [plan] = Object.keys(template.findResources(configType))

    expect(findOnly(template, configType).Properties['TrafficRoutingConfig']).toEqual({
      Type: 'TimeBasedLinear',
      TimeBasedLinear: { LinearInterval: 3, LinearPercentage: 10 },
    })
    expect(groups).toHaveLength(4)
    for (const group of groups) {
      expect(group).toMatchObject({
        DeploymentConfigName: { Ref: plan },
        AutoRollbackConfiguration: {
          Enabled: true,
          Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_REQUEST', 'DEPLOYMENT_STOP_ON_ALARM'],
        },
        AlarmConfiguration: { Enabled: true },
      })
    }
  })

  const groupsOf: readonly (readonly [string, string, readonly string[]])[] = [
    ['PreSignUp', 'PreSignUp', ['Defect', 'Crash', 'Slow', 'StepsFail']],
    ['PreTokenGeneration', 'PreTokenGeneration', ['Defect', 'Crash', 'Slow', 'StepsFail']],
    ['PostConfirmation', 'PostConfirmation', ['Defect', 'Crash', 'Slow', 'StepsFail']],
    ['Worker', 'ProvisioningWorker', ['Errors', 'RunFailed', 'EffectFailed']],
  ]

  test.each(groupsOf)(
    'the alarms that end the rollout of %s see its new version alone',
    (name, made, kinds) => {
      const group = Object.entries(template.findResources(groupType)).find(([id]) =>
        new RegExp(`^SuiteRollout${name}[0-9A-F]{8}$`).test(id),
      )
      const named: readonly { readonly Name: { readonly Ref: string } }[] =
        group?.[1]['Properties']['AlarmConfiguration']['Alarms']
      const ids = named.map(({ Name }) => Name.Ref)

      expect(ids).toEqual(
        kinds.map((kind) => expect.stringMatching(new RegExp(`^SuiteRollout${name}Alarms${kind}`))),
      )
      for (const id of ids) {
        const metrics = metricsOf(alarms[id]?.['Properties'])
        expect(metrics.length).toBeGreaterThan(0)
        for (const { Namespace, Dimensions } of metrics) {
          const dimension = Namespace === 'AWS/Lambda' ? 'ExecutedVersion' : 'FunctionVersion'
          const version = Dimensions.find(({ Name }) => Name === dimension)
          expect(JSON.stringify(version)).toMatch(
            new RegExp(`${made.replace('Provisioning', '')}FunctionCurrentVersion\\w+","Version"`),
          )
        }
      }
    },
  )

  test('what people are told of is all calls, and ends no rollout', () => {
    const ofPeople = Object.entries(alarms).filter(([id]) => !id.startsWith('SuiteRollout'))

    expect(ofPeople).toHaveLength(27)
    expect(JSON.stringify(ofPeople)).not.toMatch(/ExecutedVersion|FunctionVersion/)
    expect(Object.keys(alarms)).toHaveLength(27 + 15)
  })

  test('another version has other alarms, and the same version the same', () => {
    const idsOf = (suite: Parameters<typeof synthesizeSuite>[0]) =>
      Object.keys(synthesizeSuite(suite, 'prod').template.findResources(alarmType))

    const before = Object.keys(alarms)
    const after = idsOf({ memoryMb: { 'pre-sign-up': 1_024 } })

    expect(after).toHaveLength(before.length)
    expect(
      after.filter((id) => !before.includes(id)).map((id) => id.replace(/[0-9A-F]{8}\w{32}$/, '')),
    ).toEqual(['Defect', 'Crash', 'Slow', 'StepsFail'].map((kind) => `SuiteRolloutPreSignUpAlarms${kind}`))
    expect(idsOf({ logRetention: RetentionDays.ONE_WEEK })).toEqual(before)
  })

  test('each alias waits for the rehearsal', () => {
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
      SuiteProvisioningWorker: hook,
    })
  })

  test('the rehearsal may invoke the new versions, and tell CodeDeploy', () => {
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
      ['PostConfirmation', 'PreSignUp', 'PreTokenGeneration', 'ProvisioningWorker'].map((name) => ({
        Ref: expect.stringMatching(`^Suite${name}FunctionCurrentVersion`),
      })),
    )
  })
})

interface Statement {
  readonly Action: string | readonly string[]
  readonly Resource: unknown
}

/** The metrics that an alarm reads, whether it is of one or of an expression. */
function metricsOf(alarm: Properties): readonly AlarmMetric[] {
  const listed: readonly { readonly MetricStat?: { readonly Metric: AlarmMetric } }[] = alarm?.[
    'Metrics'
  ] ?? [{ MetricStat: { Metric: alarm } }]
  return listed.flatMap(({ MetricStat }) => (MetricStat === undefined ? [] : [MetricStat.Metric]))
}

type Properties = ReturnType<Template['findResources']>[string]

interface AlarmMetric {
  readonly Namespace: string
  readonly Dimensions: readonly { readonly Name: string; readonly Value: unknown }[]
}

test('in development a new version gets all calls at once, whatever the settings say', () => {
  const { template } = synthesizeSuite({ rollout: 'canary' })

  expect(findAll(template, groupType)).toEqual([])
})

test.each([
  [
    { rollout: 'canary' },
    { Type: 'TimeBasedCanary', TimeBasedCanary: { CanaryInterval: 30, CanaryPercentage: 10 } },
  ],
  [
    { rollout: 'canary', rolloutStep: { percent: 50, minutes: 20 } },
    { Type: 'TimeBasedCanary', TimeBasedCanary: { CanaryInterval: 20, CanaryPercentage: 50 } },
  ],
  [
    { rolloutStep: { percent: 20 } },
    { Type: 'TimeBasedLinear', TimeBasedLinear: { LinearInterval: 3, LinearPercentage: 20 } },
  ],
] as const)('%j is %j', (settings, routing) => {
  const { template } = synthesizeSuite(settings, 'prod')

  expect(findOnly(template, configType).Properties['TrafficRoutingConfig']).toEqual(routing)
})

test('rollbackAt is the bound of each alarm on a share', () => {
  const { template } = synthesizeSuite({ rollbackAt: { calls: 5, percent: 20 } }, 'prod')

  const alarms = Object.entries(template.findResources(alarmType))
    .filter(([id]) => id.startsWith('SuiteRollout') && !id.includes('AlarmsSlow'))
    .map(([, { Properties }]) => Properties)
  expect(alarms.map(({ Threshold }) => Threshold)).toEqual(alarms.map(() => 20))
  const shares = alarms
    .map(({ Metrics }) => Metrics[0].Expression)
    .filter((expression) => expression.startsWith('IF'))
  expect(shares).toHaveLength(9)
  expect(shares.every((expression) => expression.startsWith('IF(bad >= 5, 100 * bad / '))).toBe(true)
})

test.each([true, 'true'])(
  'with ignoreAlarms %j a rollout goes on while its alarms ring, and they stay',
  (ignoreAlarms) => {
    const { template } = synthesizeSuite({}, 'prod', undefined, {}, { ignoreAlarms })

    for (const { Properties } of findAll(template, groupType)) {
      expect(Properties['AlarmConfiguration']).toMatchObject({ Enabled: false })
      expect(Properties['AutoRollbackConfiguration']).toMatchObject({ Enabled: true })
    }
  },
)

test('release makes a version of the same code, and changes nothing when it is not given', () => {
  const versionsOf = (context?: Readonly<Record<string, unknown>>) =>
    Object.keys(
      synthesizeSuite({}, 'prod', undefined, {}, context).template.findResources('AWS::Lambda::Version'),
    )

  const [before, same, other] = [versionsOf(), versionsOf({}), versionsOf({ release: '2' })]

  expect(same).toEqual(before)
  expect(other.filter((id) => before.includes(id))).toEqual([])
})

test.each([
  [
    { ignoreAlarms: 'yes' },
    'Context ignoreAlarms is true or false: pass -c ignoreAlarms=true for this deployment.',
  ],
  [
    { release: '' },
    'Context release is a text of 1 to 64 letters, digits, dots and hyphens: pass -c release=2.',
  ],
])('%j is refused', (context, sentence) => {
  expect(() => synthesizeSuite({}, 'prod', undefined, {}, context)).toThrow(new TypeError(sentence))
})

describe('alarms', () => {
  const { template } = synthesizeSuite()
  const alarmOf = (part: string) =>
    Object.entries(template.findResources(alarmType)).find(([id]) => id.includes(part))?.[1]['Properties']

  test.each(['PreSignUp', 'PreTokenGeneration', 'PostConfirmation'])(
    'a wave of refusals by %s is no crash: they are subtracted, by the minute, in three of fifteen',
    (trigger) => {
      const crash = alarmOf(`${trigger}AlarmsCrash`)

      expect(crash).toMatchObject({ Threshold: 1, DatapointsToAlarm: 3, EvaluationPeriods: 15 })
      expect(crash['Metrics'][0]).toMatchObject({
        Expression: '100 * (errors - FILL(denied, 0) - FILL(failed, 0)) / calls',
      })
      expect(crash['Metrics'].map((metric: { readonly Id: string }) => metric.Id)).toEqual([
        'expr_1',
        'errors',
        'denied',
        'failed',
        'calls',
      ])
    },
  )

  test('calls that near the five seconds, and calls with a step that failed, are heard of', () => {
    expect(alarmOf('PreTokenGenerationAlarmsSlow')).toMatchObject({
      ExtendedStatistic: 'p99',
      MetricName: 'Duration',
      Threshold: 3_000,
    })
    const stepsFail = alarmOf('PreTokenGenerationAlarmsStepsFail')
    expect(stepsFail).toMatchObject({ Threshold: 5, DatapointsToAlarm: 1 })
    expect(stepsFail['Metrics'][0]).toMatchObject({ Expression: 'IF(bad >= 2, 100 * bad / calls, 0)' })
  })

  test('each says what it means, and a minute without calls is a good one, but for the sweeps', () => {
    const alarms = Object.entries(template.findResources(alarmType))

    for (const [id, { Properties }] of alarms) {
      expect(Properties).toMatchObject({
        AlarmDescription: expect.stringMatching(/^[A-Za-z].{20,}/),
        TreatMissingData: id.startsWith('SuiteAlarmsUsersWait') ? 'breaching' : 'notBreaching',
      })
    }
    expect(alarms).toHaveLength(27)
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
