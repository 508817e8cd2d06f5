/** Whether people can sign in and sign up: what Cognito itself counts, and one alarm over all that keeps them from it. */
import { Duration } from 'aws-cdk-lib/core'
import {
  type Alarm,
  AlarmRule,
  AlarmState,
  CompositeAlarm,
  type IAlarmAction,
  type IMetric,
  MathExpression,
  Metric,
  Stats,
} from 'aws-cdk-lib/aws-cloudwatch'
import { Construct } from 'constructs'

import { addAlarms } from './alarm.ts'

export interface PeopleAlarmsProps {
  /** Those of the triggers after which nobody gets in. */
  readonly closing: readonly Alarm[]
  readonly userPoolId: string
  /** The ids of the app clients of people. */
  readonly clientIds: readonly string[]
  readonly actions?: readonly IAlarmAction[]
}

const period = Duration.minutes(5)

/** Calls of a client in the period, below which a few people who mistype would ring the alarm. */
const leastCalls = 20

/** What fails, in percent. A bot that guesses passwords fails too, so that only most of all calls count; refreshes hardly
 * ever fail. */
const failures = {
  SignIns: { metricName: 'SignInSuccesses', percent: 80 },
  Refreshes: { metricName: 'TokenRefreshSuccesses', percent: 50 },
  SignUps: { metricName: 'SignUpSuccesses', percent: 80 },
} as const

export class PeopleAlarms extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { closing, userPoolId, clientIds, actions = [] }: PeopleAlarmsProps,
  ) {
    super(scope, id)
    const counted = Object.entries(failures).map(([what, { metricName, percent }]) => [
      `${what}Fail`,
      {
        description: `By Cognito's own count ${percent} percent or more of the ${what.toLowerCase()} of an app client fail: a trigger, a setting of the pool or the client, or a bot`,
        metric: worstOf(clientIds, userPoolId, metricName),
        threshold: percent,
        periods: 2,
        of: 3,
      },
    ])
    const failing = addAlarms(this, Object.fromEntries(clientIds.length === 0 ? [] : counted), actions)
    const people = new CompositeAlarm(this, 'CannotSignIn', {
      alarmDescription:
        'People cannot sign in or sign up: `npx cts status` says which alarm it is, and docs/runbook.md of cognito-trigger-suite what to do',
      alarmRule: AlarmRule.anyOf(
        ...[...closing, ...failing].map((each) => AlarmRule.fromAlarm(each, AlarmState.ALARM)),
      ),
    })
    people.addAlarmAction(...actions)
  }
}

/** The share that fails at the client where it is largest, in percent.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/metrics-for-cognito-user-pools.html */
function worstOf(clientIds: readonly string[], userPoolId: string, metricName: string): IMetric {
  const metrics = clientIds.flatMap((UserPoolClient, index) =>
    [Stats.SUM, Stats.SAMPLE_COUNT].map((statistic) => {
      const dimensionsMap = { UserPool: userPoolId, UserPoolClient }
      const name = `${statistic === Stats.SUM ? 'good' : 'all'}${index}`
      return [
        name,
        new Metric({ namespace: 'AWS/Cognito', metricName, dimensionsMap, statistic, period }),
      ] as const
    }),
  )
  const shares = clientIds.map(
    (_, index) =>
      `IF(FILL(all${index}, 0) >= ${leastCalls}, 100 - 100 * FILL(good${index}, 0) / FILL(all${index}, 1), 0)`,
  )
  return new MathExpression({
    expression: `MAX([${shares.join(', ')}])`,
    usingMetrics: Object.fromEntries(metrics),
    label: 'what fails, in percent',
    period,
  })
}
