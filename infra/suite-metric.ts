/** A metric of the log lines that the suite's functions write. */
import { Duration } from 'aws-cdk-lib/core'
import { Metric } from 'aws-cdk-lib/aws-cloudwatch'

import { metricsNamespace } from '@cognito-trigger-suite/triggers/internal/core/report'
import type { TriggerMetric } from '@cognito-trigger-suite/triggers/internal/core/report'
import type { WorkerMetric } from '@cognito-trigger-suite/triggers/internal/provisioning-worker/report'
import type { TriggerFunction } from './trigger-function.ts'

/** Of one function, summed by the minute. */
export function suiteMetric(
  { function: { functionName } }: TriggerFunction,
  metricName: TriggerMetric | WorkerMetric,
  statistic = 'Sum',
  period = Duration.minutes(1),
): Metric {
  return new Metric({
    namespace: metricsNamespace,
    metricName,
    dimensionsMap: { FunctionName: functionName },
    statistic,
    period,
  })
}
