/** Looks every hour whether the pool must be walked, and walks it stretch by stretch. The worker hands on every user without
 * a record, sees to it that one walks at a time, and keeps where the walk is. */
import { Duration, Stack } from 'aws-cdk-lib/core'
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events'
import { SfnStateMachine } from 'aws-cdk-lib/aws-events-targets'
import type { IFunction } from 'aws-cdk-lib/aws-lambda'
import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import {
  Choice,
  Condition,
  DefinitionBody,
  Fail,
  JsonPath,
  StateMachine,
  Succeed,
  TaskInput,
  Timeout,
} from 'aws-cdk-lib/aws-stepfunctions'
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks'
import { Construct } from 'constructs'

import type { WalkState } from '@cognito-trigger-suite/triggers/internal/provisioning-worker/walk'
import { addWorkflowLogs } from './workflow-logs.ts'

export interface ReconcileWorkflowProps {
  readonly worker: IFunction
  readonly userPoolId: string
  /** Where what names the pool stands. */
  readonly side: Construct
  /**
   * How often a walk begins; an hour or more. One walk reads about two million users an hour. One that stopped is gone on
   * with at the next look.
   *
   * @default one day
   */
  readonly every?: Duration
  /** Where starts go that EventBridge could not make. */
  readonly lostStarts: IQueue
}

/** How often we look whether a walk is due, or was left unfinished. */
const lookEvery = Duration.hours(1)

export class ReconcileWorkflow extends Construct {
  readonly stateMachine: StateMachine

  constructor(scope: Construct, id: string, props: ReconcileWorkflowProps) {
    super(scope, id)
    const walk = new LambdaInvoke(this, 'Walk', {
      comment: 'Reads pages of users for as long as one call may take, and gives back where it stands',
      lambdaFunction: props.worker,
      payload: TaskInput.fromObject({
        kind: 'reconcile',
        owner: JsonPath.stringAt('$$.Execution.Id'),
        checkpoint: JsonPath.objectAt('$.checkpoint'),
        dueAfterMs: JsonPath.numberAt('$.dueAfterMs'),
        stretches: JsonPath.numberAt('$.stretches'),
      }),
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
    const isWalk = (state: WalkState) => Condition.stringEquals('$.walk', state)
    const ends = {
      done: new Succeed(this, 'Walked'),
      held: new Succeed(this, 'AnotherWalks', { comment: 'One walk at a time: nothing was done' }),
      'not-due': new Succeed(this, 'NotDue', { comment: 'The last walk is not long enough ago' }),
      paused: new Succeed(this, 'GoesOnLater', { comment: 'The next look goes on where this one stopped' }),
    } as const satisfies Record<Exclude<WalkState, 'goes-on'>, Succeed>
    const hasEnded = new Choice(this, 'HasEnded')
      .when(isWalk('goes-on'), walk)
      .when(isWalk('done'), ends.done)
      .when(isWalk('held'), ends.held)
      .when(isWalk('not-due'), ends['not-due'])
      .otherwise(ends.paused)
    this.stateMachine = new StateMachine(this, 'Workflow', {
      comment: 'Finds users without a provisioning record',
      definitionBody: DefinitionBody.fromChainable(walk.next(hasEnded)),
      timeout: Duration.hours(23),
      logs: addWorkflowLogs(this),
    })

    const isBesidePool = Stack.of(props.side) !== Stack.of(this)
    const rule = new Rule(isBesidePool ? props.side : this, 'Schedule', {
      description: 'Looks whether the user pool must be walked for users without a provisioning record',
      schedule: Schedule.rate(lookEvery),
    })
    rule.addTarget(
      new SfnStateMachine(this.stateMachine, {
        // The queue's policy names the rule, which would tie the two stacks into a circle. The next look comes in an hour.
        ...(isBesidePool ? {} : { deadLetterQueue: props.lostStarts }),
        input: RuleTargetInput.fromObject({
          checkpoint: { userPoolId: props.userPoolId },
          // Looks are not exactly an hour apart.
          dueAfterMs: (props.every ?? Duration.days(1)).toMilliseconds() - lookEvery.toMilliseconds() / 2,
          stretches: 0,
        }),
      }),
    )
  }
}
