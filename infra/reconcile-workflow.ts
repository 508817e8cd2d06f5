/** Walks the whole pool on a schedule, stretch by stretch, and hands every user without a record to the worker. */
import { Duration, Stack } from 'aws-cdk-lib/core'
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events'
import { SfnStateMachine } from 'aws-cdk-lib/aws-events-targets'
import type { IFunction } from 'aws-cdk-lib/aws-lambda'
import {
  Choice,
  Condition,
  DefinitionBody,
  Fail,
  StateMachine,
  Succeed,
  Timeout,
} from 'aws-cdk-lib/aws-stepfunctions'
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks'
import { Construct } from 'constructs'

export interface ReconcileWorkflowProps {
  readonly worker: IFunction
  readonly userPoolId: string
  /** Where what names the pool stands. */
  readonly side: Construct
  /**
   * How often the pool is walked. Two walks should not run at once. One walk reads about two million users an hour.
   *
   * @default one hour
   */
  readonly every?: Duration
}

export class ReconcileWorkflow extends Construct {
  readonly stateMachine: StateMachine

  constructor(scope: Construct, id: string, props: ReconcileWorkflowProps) {
    super(scope, id)
    const walk = new LambdaInvoke(this, 'Walk', {
      comment: 'Reads pages of users for as long as one call may take, and gives back where it stands',
      lambdaFunction: props.worker,
      // Without a payload the state's input is passed on unchanged. A payload of '$' would be the text '$'.
      payloadResponseOnly: true,
      retryOnServiceExceptions: false,
      taskTimeout: Timeout.duration(Duration.minutes(2)),
    })
    // A repeated stretch changes nothing, so that every failure is tried again, for about an hour.
    walk.addRetry({
      errors: ['States.ALL'],
      interval: Duration.seconds(10),
      backoffRate: 2,
      maxAttempts: 9,
      maxDelay: Duration.minutes(15),
    })
    walk.addCatch(
      new Fail(this, 'Stopped', { error: 'ReconcileStopped', cause: 'The walk could not go on for an hour' }),
      {
        errors: ['States.ALL'],
      },
    )
    const isDone = new Choice(this, 'IsDone')
      .when(Condition.booleanEquals('$.checkpoint.isDone', true), new Succeed(this, 'Walked'))
      .otherwise(walk)
    this.stateMachine = new StateMachine(this, 'Workflow', {
      comment: 'Finds users without a provisioning record',
      definitionBody: DefinitionBody.fromChainable(walk.next(isDone)),
      timeout: Duration.hours(23),
    })

    const isBesidePool = Stack.of(props.side) !== Stack.of(this)
    const rule = new Rule(isBesidePool ? props.side : this, 'Schedule', {
      description: 'Walks the user pool for users without a provisioning record',
      schedule: Schedule.rate(props.every ?? Duration.hours(1)),
    })
    rule.addTarget(
      new SfnStateMachine(this.stateMachine, {
        input: RuleTargetInput.fromObject({
          kind: 'reconcile',
          checkpoint: { userPoolId: props.userPoolId },
        }),
      }),
    )
  }
}
