/** The log group of a workflow. */
import { Names, RemovalPolicy } from 'aws-cdk-lib/core'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import { LogLevel, type LogOptions } from 'aws-cdk-lib/aws-stepfunctions'
import type { Construct } from 'constructs'

/** What happened, without what was passed on.
 *
 * Step Functions writes to a group outside of `/aws/vendedlogs/` by a policy that grows with each one, until it is full.
 * With this name a group that was kept would be in the way of the next deployment.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/bp-cwl.html */
export function addWorkflowLogs(scope: Construct): LogOptions {
  const destination = new LogGroup(scope, 'Logs', {
    logGroupName: `/aws/vendedlogs/states/${Names.uniqueResourceName(scope, { maxLength: 200 })}`,
    retention: RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
  })
  return { destination, level: LogLevel.ALL, includeExecutionData: false }
}
