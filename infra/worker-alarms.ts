/** Alarms for a person: effects that failed for good, users who wait, lost runs and batches, walks that ended. */
import { Duration } from 'aws-cdk-lib/core'
import { type IAlarmAction, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions'
import { Construct } from 'constructs'

import { addAlarms, type SuiteAlarms } from './alarm.ts'
import { suiteMetric } from './suite-metric.ts'
import type { TriggerFunction } from './trigger-function.ts'

export interface WorkerAlarmsProps {
  readonly worker: TriggerFunction
  readonly deadLetters: Queue
  /** The time between sweeps. Each sweep writes how long users wait. */
  readonly sweepEvery: Duration
  readonly walk: StateMachine
  /**
   * What an alarm does, such as sending to a topic.
   *
   * @default nothing: the alarm is visible in CloudWatch only
   */
  readonly actions?: readonly IAlarmAction[]
}

/** The longest that a user may be due before a person must look, in milliseconds: fifteen sweeps. */
const longestDueMs = 900_000

/** How many sweeps in a row must report a fault, or nothing at all. The number must not be lower: a sweep that takes
 * its whole minute delays the next one. */
const badSweeps = 5

/** Lambda refuses some calls of the stream when all copies are busy. This is the number of the last fifteen minutes in
 * which it did. */
const throttledMinutes = 10
const throttledOf = 15

export class WorkerAlarms extends Construct {
  constructor(scope: Construct, id: string, props: WorkerAlarmsProps) {
    super(scope, id)
    const { worker, deadLetters, sweepEvery, walk, actions } = props
    const alarms: SuiteAlarms = {
      EffectFailed: {
        description: 'An effect failed for good: find out why, then run `npx cts replay`',
        metric: suiteMetric(worker, 'EffectFailed'),
      },
      UsersWait: {
        description:
          'A confirmed user has been due for over 15 minutes, or no sweep says how long: the worker is down, throttled, or too slow',
        metric: suiteMetric(worker, 'OldestDue', 'Maximum', sweepEvery),
        threshold: longestDueMs,
        periods: badSweeps,
        missingData: TreatMissingData.BREACHING,
      },
      RunFailed: {
        description:
          'The worker could not do its work for three minutes: the table is down, or it may not read it',
        metric: suiteMetric(worker, 'WorkerFailed'),
        periods: 3,
      },
      Errors: {
        description: 'The worker crashes or runs out of time',
        metric: worker.alias.metricErrors({ period: Duration.minutes(1) }),
        periods: 3,
      },
      Throttled: {
        description:
          'The worker has been throttled for most of 15 minutes: all its copies are busy, or the account has none to give',
        metric: worker.alias.metricThrottles({ period: Duration.minutes(1) }),
        periods: throttledMinutes,
        of: throttledOf,
      },
      WalkFailed: {
        description:
          'The walk of the pool stopped: users whom it had not reached are not found until the next one, within the hour, goes on',
        metric: walk.metricFailed({ period: Duration.minutes(1) }),
      },
      WalkTimedOut: {
        description:
          'The walk of the pool was cut off after 23 hours: its stretches take too long. The next one goes on where it was',
        metric: walk.metricTimedOut({ period: Duration.minutes(1) }),
      },
      DeadLetters: {
        description:
          'A batch of the stream was given up, and its users wait on the index for the sweep; or a look for users without a record could not begin',
        metric: deadLetters.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1) }),
      },
    }
    addAlarms(this, alarms, actions)
  }
}
