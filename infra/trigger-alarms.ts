/** Alarms for a trigger that keeps people from signing up or signing in, or soon will. */
import { Duration } from 'aws-cdk-lib/core'
import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch'
import type { Alarm, IAlarmAction, IMetric } from 'aws-cdk-lib/aws-cloudwatch'
import { Construct } from 'constructs'

import { registry, triggerNames, type TriggerRow } from '@cognito-trigger-suite/triggers/internal/registry'
import { addAlarm } from './alarm.ts'
import { suiteMetric } from './suite-metric.ts'
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
const slowMs = 3_000

/** The share of all calls, in percent, that had a step without success. */
const stepsFailPercent = 5

const minute = Duration.minutes(1)

export class TriggerAlarms extends Construct {
  /** The alarms that roll a rollout back. */
  readonly forRollback: readonly Alarm[]

  constructor(scope: Construct, id: string, props: TriggerAlarmsProps) {
    super(scope, id)
    const { trigger, actions } = props
    const name = trigger.trigger
    const { defect: seenOfDefect, noAnswer } = rowOf(name).seen
    const defect = addAlarm(this, 'Defect', {
      description: `${name} meets a defect, or an event that it cannot read: ${seenOfDefect}`,
      metric: suiteMetric(trigger, 'Failed'),
      threshold: 1,
      periods: 1,
      actions,
    })
    const crash = addAlarm(this, 'Crash', {
      description: `${name} crashes or runs out of time before it can answer: ${noAnswer}`,
      metric: crashes(trigger),
      threshold: 1,
      // Metrics of log lines arrive a moment after Lambda's own.
      periods: 2,
      of: 3,
      actions,
    })
    const slow = addAlarm(this, 'Slow', {
      description: `${name} takes ${slowMs / 1_000} of the 5 seconds that Cognito waits`,
      metric: trigger.alias.metricDuration({ statistic: 'p99', period: minute }),
      threshold: slowMs,
      periods: 2,
      of: 3,
      actions,
    })
    const stepsFail = addAlarm(this, 'StepsFail', {
      description: `Something that ${name} needs does not answer: people get the declared fallback`,
      metric: percentOfCalls(trigger),
      threshold: stepsFailPercent,
      periods: 2,
      of: 3,
      actions,
    })
    addAlarm(this, 'Throttled', {
      description: `${name} is throttled by Lambda: ${noAnswer}; raise the concurrency of the account`,
      metric: trigger.alias.metricThrottles({ period: minute }),
      threshold: 1,
      periods: 1,
      actions,
    })
    this.forRollback = [defect, crash, slow, stepsFail]
  }
}

/** @throws TypeError for a function that does not keep people waiting */
function rowOf(name: string): TriggerRow {
  const trigger = triggerNames.find((each) => each === name)
  if (trigger === undefined)
    throw new TypeError(`${name} is no trigger of the suite: give it a row in the registry`)
  return registry[trigger]
}

/** A denial is thrown, so that Lambda counts it as an error. Where denials come in waves they are subtracted. Where they are
 * rare, the person on call may hear of one, and the alarm needs no metric that a crash leaves out. */
function crashes(trigger: TriggerFunction): IMetric {
  const errors = trigger.alias.metricErrors({ period: minute })
  if (!rowOf(trigger.trigger).refusesOften) return errors
  return new MathExpression({
    expression: 'FILL(errors, 0) - FILL(denied, 0) - FILL(failed, 0)',
    usingMetrics: {
      errors,
      denied: suiteMetric(trigger, 'Denied'),
      failed: suiteMetric(trigger, 'Failed'),
    },
    label: 'errors that are no denials',
    period: minute,
  })
}

function percentOfCalls(trigger: TriggerFunction): IMetric {
  return new MathExpression({
    expression: '100 * FILL(stepFailed, 0) / (FILL(allowed, 0) + FILL(denied, 0) + FILL(failed, 0))',
    usingMetrics: {
      stepFailed: suiteMetric(trigger, 'StepFailed'),
      allowed: suiteMetric(trigger, 'Allowed'),
      denied: suiteMetric(trigger, 'Denied'),
      failed: suiteMetric(trigger, 'Failed'),
    },
    label: 'calls with a step that failed, in percent',
    period: minute,
  })
}
