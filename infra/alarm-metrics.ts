/** What the alarms of calls are measured by, for one place that calls go to: the alias, or one version behind it. */
import { Duration } from 'aws-cdk-lib/core'
import { MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch'

import type { TriggerMetric } from '@cognito-trigger-suite/triggers/internal/core/report'
import type { WorkerMetric } from '@cognito-trigger-suite/triggers/internal/provisioning-worker/report'
import { suiteMetric } from './suite-metric.ts'
import { liveAlias, type TriggerFunction } from './trigger-function.ts'

export interface MeasuredCalls {
  /** Lambda's own metrics. They have the time at which a call began. */
  readonly lambda: (
    metricName: 'Errors' | 'Invocations' | 'Duration',
    period: Duration,
    statistic?: string,
  ) => Metric
  /** The counts of the function's log lines. Those of a minute arrive in the minutes after it. */
  readonly logged: (metricName: TriggerMetric | WorkerMetric, period: Duration) => Metric
}

/** All calls of the alias. */
export function callsOfAlias(trigger: TriggerFunction): MeasuredCalls {
  return measure(trigger, {}, {})
}

/**
 * The calls of the alias that the newest version answers.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics.html
 */
export function callsOfVersion(trigger: TriggerFunction): MeasuredCalls {
  const { version } = trigger.function.currentVersion
  return measure(trigger, { ExecutedVersion: version }, { FunctionVersion: version })
}

function measure(
  trigger: TriggerFunction,
  ofLambda: Readonly<Record<string, string>>,
  ofLines: Readonly<Record<string, string>>,
): MeasuredCalls {
  const { functionName } = trigger.function
  // The alias waits for the alarms of its version: a reference to it would close a circle.
  const alias = { FunctionName: functionName, Resource: `${functionName}:${liveAlias}` }
  return {
    lambda: (metricName, period, statistic = Stats.SUM) =>
      new Metric({
        namespace: 'AWS/Lambda',
        metricName,
        dimensionsMap: { ...alias, ...ofLambda },
        statistic,
        period,
      }),
    logged: (metricName, period) =>
      suiteMetric(trigger, metricName, Stats.SUM, period).with({
        dimensionsMap: { FunctionName: functionName, ...ofLines },
      }),
  }
}

/** The bad ones, and all of them or those that are good. */
export type Counted = { readonly bad: Metric } & (
  | { readonly calls: Metric; readonly good?: never }
  | { readonly good: Metric; readonly calls?: never }
)

/** How many are bad, in percent. Fewer than `leastBad`, which say nothing of a few calls, count as none. */
export function percentBad({ bad, calls, good }: Counted, leastBad: number, label: string): MathExpression {
  return new MathExpression({
    expression: `IF(bad >= ${leastBad}, 100 * bad / ${good === undefined ? 'calls' : '(bad + good)'}, 0)`,
    usingMetrics: { bad, ...(calls && { calls }), ...(good && { good }) },
    label,
    period: bad.period,
  })
}

/** How many calls of a minute end without an answer of the handler, in percent. A denial is thrown, so that Lambda counts
 * it as an error: those are subtracted. A minute whose lines are still on their way shows too many, so that one minute, or
 * two, say nothing. */
export function percentCrashed({ lambda, logged }: MeasuredCalls): MathExpression {
  const minute = Duration.minutes(1)
  return new MathExpression({
    expression: '100 * (errors - FILL(denied, 0) - FILL(failed, 0)) / calls',
    usingMetrics: {
      errors: lambda('Errors', minute),
      denied: logged('Denied', minute),
      failed: logged('Failed', minute),
      calls: lambda('Invocations', minute),
    },
    label: 'calls that crash, in percent',
    period: minute,
  })
}
