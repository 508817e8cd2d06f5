/** Alarms for a trigger that keeps people from signing up or signing in, or soon will. */
import { Duration } from 'aws-cdk-lib/core'
import type { Alarm, IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch'
import { Construct } from 'constructs'

import { registry, triggerNames, type TriggerRow } from '@cognito-trigger-suite/triggers/internal/registry'
import { addAlarms, type SuiteAlarms } from './alarm.ts'
import { callsOfAlias, percentBad, percentCrashed } from './alarm-metrics.ts'
import type { TriggerFunction } from './trigger-function.ts'

export interface TriggerAlarmsProps {
  readonly trigger: TriggerFunction
  /**
   * What an alarm does, such as sending to a topic.
   *
   * @default nothing: the alarm is visible in CloudWatch only
   */
  readonly actions?: readonly IAlarmAction[]
}

/** The 99th percentile, in milliseconds, from which Cognito's five seconds are near. */
export const slowMs = 3_000

/** The share of the calls of five minutes, in percent, that had a step without success, and how many such calls at least. */
const stepsFail = { percent: 5, calls: 2, period: Duration.minutes(5) }

/** The share of the calls of a minute, in percent. A person hears of fewer crashes than a rollout ends for, and of no more
 * denials: at this share those in flight at the edge of a minute do not count. */
const crashPercent = 1

/** In how many of the last minutes, since the lines of the last two may be on their way. */
export const badMinutes = { periods: 3, of: 15 } as const

const minute = Duration.minutes(1)

/** For people: of all calls, whichever version answers. Those that end a rollout are in rollout-alarms.ts. */
export class TriggerAlarms extends Construct {
  /** Those that ring when people are turned away, and not only late. */
  readonly closing: readonly Alarm[]

  constructor(scope: Construct, id: string, props: TriggerAlarmsProps) {
    super(scope, id)
    const { trigger, actions } = props
    const name = trigger.trigger
    const { defect, noAnswer } = seenOf(name)
    const calls = callsOfAlias(trigger)
    const closing: SuiteAlarms = {
      Defect: {
        description: `${name} meets a defect, or an event that it cannot read: ${defect}`,
        metric: calls.logged('Failed', minute),
      },
      Crash: {
        description: `${name} crashes or runs out of time before it can answer: ${noAnswer}`,
        metric: percentCrashed(calls),
        threshold: crashPercent,
        ...badMinutes,
      },
      Throttled: {
        description: `${name} is throttled by Lambda: ${noAnswer}; raise the concurrency of the account`,
        metric: trigger.alias.metricThrottles({ period: minute }),
      },
    }
    this.closing = addAlarms(this, closing, actions)
    const late: SuiteAlarms = {
      Slow: {
        description: `${name} takes ${slowMs / 1_000} of the 5 seconds that Cognito waits`,
        metric: calls.lambda('Duration', minute, 'p99'),
        threshold: slowMs,
        periods: 2,
        of: 3,
      },
      StepsFail: {
        description: `Something that ${name} needs does not answer: people get the declared fallback`,
        metric: percentBad(
          {
            bad: calls.logged('StepFailed', stepsFail.period),
            calls: calls.lambda('Invocations', stepsFail.period),
          },
          stepsFail.calls,
          'calls with a step that failed, in percent',
        ),
        threshold: stepsFail.percent,
      },
    }
    addAlarms(this, late, actions)
  }
}

/** @throws TypeError for a function that does not keep people waiting */
function seenOf(name: string): TriggerRow['seen'] {
  const trigger = triggerNames.find((each) => each === name)
  if (trigger === undefined)
    throw new TypeError(`${name} is no trigger of the suite: give it a row in the registry`)
  return registry[trigger].seen
}
