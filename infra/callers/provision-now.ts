/** A workflow by which a support desk or an administrator provisions one user now, and is told of each effect. */
import { Duration } from 'aws-cdk-lib/core'
import type { IUserPool } from 'aws-cdk-lib/aws-cognito'
import type { IGrantable } from 'aws-cdk-lib/aws-iam'
import {
  Choice,
  Condition,
  DefinitionBody,
  JsonPath,
  StateMachine,
  StateMachineType,
  Succeed,
  TaskInput,
  Timeout,
  Wait,
  WaitTime,
} from 'aws-cdk-lib/aws-stepfunctions'
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks'
import { Construct } from 'constructs'

import { type Checks, optional, valueThat } from '@cognito-trigger-suite/triggers/internal/core/options/check'
import { isObject } from '@cognito-trigger-suite/triggers/internal/core/json'
import { flag } from '@cognito-trigger-suite/triggers/internal/core/options/values'
import { workerTimeoutMs } from '@cognito-trigger-suite/triggers/internal/provisioning-worker/work'
import { bundleCaller } from '../bundle-caller.ts'
import type { CognitoTriggerSuite } from '../cognito-trigger-suite.ts'
import type { CognitoTriggers } from '../cognito-triggers.ts'
import { CallerConstruct } from '../caller-construct.ts'
import { isPool } from '../given-pool.ts'
import { runChecks } from '../operation-checks.ts'
import type { RunSettings } from '../operations.ts'
import { TriggerFunction } from '../trigger-function.ts'
import { requireWorkerOf } from '../worker-pool.ts'
import { addWorkflowLogs } from '../workflow-logs.ts'

export interface ProvisionNowProps extends RunSettings {
  /** Whose effects are carried out, each once: `CognitoTriggerSuite` or `CognitoTriggers`. */
  readonly suite: Pick<CognitoTriggerSuite | CognitoTriggers, 'provisioningWorker' | 'table'>
  /** The pool of the suite, such as `suite.userPool.pool`. */
  readonly userPool: IUserPool
  /**
   * Whether the function's log is kept when the stack is deleted.
   *
   * @default true
   */
  readonly retainLogs?: boolean
}

/** An Express workflow has five minutes.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const limit = Duration.minutes(5)

/** Both steps may be repeated: reading changes nothing, and the worker does no effect twice. CDK's own list leaves
 * throttling out. A function that took too long has two names: one of the guide, one that people have seen.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/sfn-best-practices.html */
const transient = [
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.ClientExecutionTimeoutException',
  'Lambda.TooManyRequestsException',
  'Lambda.Unknown',
  'Sandbox.Timedout',
  'States.Timeout',
  'ProvisionFailed',
  'ProvisionTimedOut',
]

/**
 * `StartSyncExecution` with `{"sub":"…"}` answers `{"decision":"done",…}` or `{"decision":"deny","code":…}`. An execution
 * fails for a defect, an outage, and an input that is not one `sub`.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartSyncExecution.html
 */
export class ProvisionNow extends CallerConstruct<ProvisionNowProps> {
  readonly stateMachine: StateMachine

  constructor(scope: Construct, id: string, props: ProvisionNowProps) {
    super(scope, id, props, checks)
    const { suite, userPool, retainLogs = true } = props
    const { userPoolId } = userPool
    requireWorkerOf('ProvisionNow', suite.provisioningWorker.alias, userPoolId)
    const asked = this.addFunction(props, retainLogs)

    const ask = new LambdaInvoke(this, 'Ask', {
      comment: 'Reads the record, or what the worker answered, and decides',
      lambdaFunction: asked.alias,
      outputPath: '$.Payload',
      retryOnServiceExceptions: false,
      taskTimeout: Timeout.duration(Duration.seconds(askTimeoutS + 1)),
    })
    const provision = new LambdaInvoke(this, 'Provision', {
      comment: 'The worker does what is due, each effect once',
      lambdaFunction: suite.provisioningWorker.alias,
      payload: TaskInput.fromObject({ kind: 'user', userPoolId, sub: JsonPath.stringAt('$.sub') }),
      payloadResponseOnly: true,
      resultPath: '$.provisioned',
      retryOnServiceExceptions: false,
      taskTimeout: Timeout.duration(Duration.millis(workerTimeoutMs + 1_000)),
    })
    for (const step of [ask, provision])
      step.addRetry({ errors: transient, interval: Duration.seconds(1), maxAttempts: 3, backoffRate: 2 })
    const decides = (decision: string): Condition => Condition.stringEquals('$.decision', decision)
    const decide = new Choice(this, 'Decide')
      .when(decides('deny'), new Succeed(this, 'Denied', { comment: 'Nothing may be done for this user' }))
      .when(decides('provision'), provision.next(ask))
      .when(
        decides('again'),
        new Wait(this, 'Pause', {
          comment: 'The worker could not read or write the record: it is asked again',
          time: WaitTime.duration(Duration.seconds(2)),
        }).next(provision),
      )
      .otherwise(new Succeed(this, 'Provisioned'))
    this.stateMachine = new StateMachine(this, 'Workflow', {
      comment: 'Provisions one user now, and tells of each effect',
      stateMachineType: StateMachineType.EXPRESS,
      definitionBody: DefinitionBody.fromChainable(ask.next(decide)),
      timeout: limit,
      // Starts are not in CloudTrail: this log is all that says who was provisioned when.
      logs: addWorkflowLogs(this),
    })
  }

  /** Lets somebody start it and wait for the answer. Nobody may do so otherwise.
   * @throws TypeError for what no right can be given to */
  grantStart(grantee: IGrantable): void {
    if (!isObject(grantee) || !isObject(grantee.grantPrincipal))
      throw new TypeError('grantStart takes who may start it, such as a role.')
    this.stateMachine.grantStartSyncExecution(grantee)
  }

  private addFunction({ suite, userPool }: ProvisionNowProps, retainLogs: boolean): TriggerFunction {
    const asked = new TriggerFunction(this, 'Asked', {
      trigger: 'workflow',
      description: 'Decides and answers in the workflow that provisions one user now',
      codeDirectory: bundleCaller(this, { caller: 'workflow' }),
      retainLogs,
      timeoutS: askTimeoutS,
      environment: { TABLE_NAME: suite.table.table.tableName, USER_POOL_ID: userPool.userPoolId },
    })
    suite.table.allow(asked.role, ['dynamodb:GetItem'], ['USER#*'])
    return asked
  }
}

/** One read with three attempts, in seconds. */
const askTimeoutS = 10

const checks: Checks<ProvisionNowProps> = {
  ...runChecks,
  suite: valueThat(
    'a CognitoTriggerSuite or CognitoTriggers',
    (suite) => suite instanceof Construct && 'provisioningWorker' in suite && 'table' in suite,
  ),
  userPool: valueThat('a user pool of the CDK', (pool) => typeof pool !== 'string' && isPool(pool)),
  retainLogs: optional(flag),
}
