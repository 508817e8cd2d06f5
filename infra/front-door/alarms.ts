/** Alarms for a front door that keeps people out, or soon will. */
import { Duration } from 'aws-cdk-lib/core'
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch'
import { Construct } from 'constructs'

import { addAlarms, type SuiteAlarms } from '../alarm.ts'
import { callsOfAlias, percentBad } from '../alarm-metrics.ts'
import { badMinutes } from '../trigger-alarms.ts'
import type { TriggerFunction } from '../trigger-function.ts'

/** The share of the answers of five minutes, in percent, that are failures, and how many at least. A denial is none. */
const failed = { percent: 5, calls: 2, period: Duration.minutes(5) }

/** The share of the calls of a minute without any answer, in percent. */
const crashPercent = 1

/** The share of the function's limit, in percent, that the 99th percentile may take. */
const slowPercent = 60

const minute = Duration.minutes(1)

export function addDoorAlarms(
  scope: Construct,
  door: TriggerFunction,
  limitS: number,
  actions?: readonly IAlarmAction[],
): void {
  const { lambda, logged } = callsOfAlias(door)
  const slowMs = (limitS * 1_000 * slowPercent) / 100
  const alarms: SuiteAlarms = {
    Fails: {
      description: 'The front door answers with failures: Cognito, the table or a secret does not answer it',
      metric: percentBad(
        { bad: logged('Failed', failed.period), calls: lambda('Invocations', failed.period) },
        failed.calls,
        'calls that end with a failure, in percent',
      ),
      threshold: failed.percent,
    },
    Crash: {
      description:
        'The front door crashes or runs out of time before it can answer: people see an error page',
      metric: percentBad(
        { bad: lambda('Errors', minute), calls: lambda('Invocations', minute) },
        1,
        'calls that crash, in percent',
      ),
      threshold: crashPercent,
      ...badMinutes,
    },
    Slow: {
      description: `The front door takes ${slowMs / 1_000} of its ${limitS} seconds`,
      metric: lambda('Duration', minute, 'p99'),
      threshold: slowMs,
      periods: 2,
      of: 3,
    },
    Throttled: {
      description:
        'The front door is throttled by Lambda: people see an error page; raise the concurrency of the account',
      metric: door.alias.metricThrottles({ period: minute }),
    },
  }
  addAlarms(new Construct(scope, 'Alarms'), alarms, actions)
}
