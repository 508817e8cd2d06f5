/** The worker that finishes deferred effects. The table's stream and a schedule call it. */
import { Duration } from 'aws-cdk-lib/core'
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events'
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets'
import { FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda'
import { DynamoEventSource, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources'
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'

import { workerTimeoutMs } from '@cognito-trigger-suite/triggers/internal/provisioning-worker/work'
import { TriggerFunction } from './trigger-function.ts'
import type { TriggerFunctionProps } from './trigger-function.ts'

export interface ProvisioningWorkerProps extends Omit<
  TriggerFunctionProps,
  'trigger' | 'description' | 'timeoutS' | 'maxCopies'
> {
  readonly table: ITableV2
  /**
   * The most copies that run at once. `triggers/provisioning-worker/config.ts` proves their load on Cognito.
   *
   * @default no limit but the account's
   */
  readonly copies?: number
  /**
   * How often the worker looks for due users.
   *
   * @default one minute
   */
  readonly sweepEvery?: Duration
}

export class ProvisioningWorker extends Construct {
  readonly worker: TriggerFunction
  /** Stream batches that the worker could not take. Their users are on the index too. */
  readonly deadLetters: Queue
  readonly sweepEvery: Duration

  constructor(scope: Construct, id: string, props: ProvisioningWorkerProps) {
    super(scope, id)
    const { table, copies, sweepEvery = Duration.minutes(1), ...functionProps } = props
    this.worker = new TriggerFunction(this, 'Worker', {
      ...functionProps,
      trigger: 'provisioning-worker',
      description: 'Finishes what post confirmation deferred',
      // The time between two sweeps, so that at most two run at once.
      timeoutS: workerTimeoutMs / 1_000,
      maxCopies: copies,
    })
    this.deadLetters = new Queue(this, 'DeadLetters', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    })
    this.followStream(table)
    this.sweepEvery = sweepEvery
    this.sweep(sweepEvery)
  }

  /** Only new records: the worker's own changes would call it again for nothing. */
  private followStream(table: ITableV2): void {
    this.worker.alias.addEventSource(
      new DynamoEventSource(table, {
        startingPosition: StartingPosition.TRIM_HORIZON,
        batchSize: 10,
        maxBatchingWindow: Duration.seconds(0),
        // A shard of the stream calls one copy at a time. Batches beyond the copies' limit wait in the stream.
        parallelizationFactor: 1,
        filters: [
          FilterCriteria.filter({
            eventName: FilterRule.isEqual('INSERT'),
            dynamodb: {
              Keys: { sk: { S: FilterRule.isEqual('PROVISIONING') } },
              NewImage: { dueShard: { S: FilterRule.exists() } },
            },
          }),
        ],
        bisectBatchOnError: true,
        reportBatchItemFailures: true,
        retryAttempts: 3,
        maxRecordAge: Duration.hours(1),
        onFailure: new SqsDlq(this.deadLetters),
      }),
    )
  }

  private sweep(every: Duration): void {
    // The next sweep comes soon enough. A repeat of a failed sweep would run beside it.
    this.worker.alias.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(1) })
    const rule = new Rule(this, 'Sweep', {
      description: 'Calls the provisioning worker for users who are due',
      schedule: Schedule.rate(every),
    })
    rule.addTarget(
      new LambdaFunction(this.worker.alias, {
        event: RuleTargetInput.fromObject({ kind: 'sweep' }),
        retryAttempts: 0,
      }),
    )
  }
}
