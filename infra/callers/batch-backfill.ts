/** What a job of S3 Batch Operations needs to provision the users of a manifest: its function, its role, and a bucket. */
import { CfnOutput } from 'aws-cdk-lib/core'
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { IFunction } from 'aws-cdk-lib/aws-lambda'
import type { IBucket } from 'aws-cdk-lib/aws-s3'
import type { Construct } from 'constructs'

import { batchPrefixes } from '@cognito-trigger-suite/callers/internal/s3-batch/job'
import { optional } from '@cognito-trigger-suite/triggers/internal/core/options/check'
import { port } from '@cognito-trigger-suite/triggers/internal/core/options/port'
import { flag, rate, whole } from '@cognito-trigger-suite/triggers/internal/core/options/values'
import { listRequests } from '@cognito-trigger-suite/triggers/provisioning-worker/config'
import { bundleCaller } from '../bundle-caller.ts'
import { CallerConstruct } from '../caller-construct.ts'
import { runChecks } from '../operation-checks.ts'
import type { RunSettings } from '../operations.ts'
import { textOrToken } from '../text-checks.ts'
import { TriggerFunction } from '../trigger-function.ts'
import { addPrivateBucket } from '../private-bucket.ts'
import { requireWorkerOf } from '../worker-pool.ts'

export interface BatchBackfillProps extends RunSettings {
  /** The alias of the worker: `suite.provisioningWorker.alias`. */
  readonly worker: IFunction
  /** The pool of the worker's suite, whose users the manifests list. */
  readonly userPoolId: string
  /**
   * Users that all copies together provision in a second; at most 20, and one a minute or more for each copy. Each takes one of the 30 requests for lists of
   * users that Cognito allows, and as many of the worker's group writes as it has groups.
   *
   * @default 5
   */
  readonly usersPerSecond?: number
  /**
   * The most copies of the function. Lambda reserves them. Each keeps a copy of the worker busy, and the worker's other
   * copies serve the sign-ups.
   *
   * @default 2
   */
  readonly copies?: number
  /**
   * The bucket of manifests and reports.
   *
   * @default a new one, encrypted and private
   */
  readonly bucket?: IBucket
  /**
   * Whether bucket and log group stay when the stack is deleted.
   *
   * @default true
   */
  readonly retainData?: boolean
}

/** The worker's longest run, and as long again for a turn and for a copy of the worker that is free, in seconds. */
const timeoutS = 150

/** Users that a copy begins in a second: with fewer, its task runs out of time before its turn. */
const leastPerCopy = 1 / 60

const pool = textOrToken('the id of a user pool, such as eu-west-1_Ab12Cd34E', (id) =>
  /^[\w-]{1,55}_[0-9A-Za-z]{1,55}$/.test(id),
)

const allow = (action: string, resource: string): PolicyStatement =>
  new PolicyStatement({ actions: [action], resources: [resource] })

export class BatchBackfill extends CallerConstruct<BatchBackfillProps> {
  readonly batch: TriggerFunction
  readonly jobRole: Role
  readonly bucket: IBucket

  constructor(scope: Construct, id: string, props: BatchBackfillProps) {
    super(scope, id, props, {
      ...runChecks,
      worker: port('a function of the CDK', undefined, ['grantInvoke']),
      userPoolId: pool,
      usersPerSecond: optional(rate(listRequests.share)),
      copies: optional(whole(1, 100)),
      bucket: optional(port('a bucket of the CDK', undefined, ['arnForObjects'])),
      retainData: optional(flag),
    })
    const { worker, userPoolId, usersPerSecond = 5, copies = 2, retainData = true } = props
    requireWorkerOf('BatchBackfill', worker, userPoolId)
    if (usersPerSecond / copies < leastPerCopy) {
      throw new TypeError(
        `BatchBackfill: usersPerSecond is ${usersPerSecond} for ${copies} copies, which wait for their turn for a minute: give ${copies}/60 or more.`,
      )
    }
    this.batch = new TriggerFunction(this, 'Batch', {
      trigger: 's3-batch',
      description: 'Provisions a user for each task of an S3 batch job',
      codeDirectory: bundleCaller(this, { caller: 's3-batch' }),
      retainLogs: retainData,
      timeoutS,
      memoryMb: 256,
      maxCopies: copies,
      environment: {
        WORKER_FUNCTION: worker.functionArn,
        USER_POOL_ID: userPoolId,
        USERS_PER_SECOND: String(usersPerSecond / copies),
      },
    })
    this.batch.allow(['lambda:InvokeFunction'], worker.functionArn)
    this.bucket = props.bucket ?? addPrivateBucket(this, 'Reports', { isKept: retainData, days: 90 })
    this.jobRole = this.addJobRole()
    const outputs = {
      FunctionArn: this.batch.function.currentVersion.functionArn,
      RoleArn: this.jobRole.roleArn,
      BucketName: this.bucket.bucketName,
    }
    for (const [name, value] of Object.entries(outputs))
      new CfnOutput(this, name, { value, description: 'For `cts backfill --manifest`' })
  }

  /** Who may pass the role is who may start a job. A job names one version, and a running one keeps its version after the
   * next deployment: so the role may call all of them.
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-iam-role-policies.html */
  private addJobRole(): Role {
    const role = new Role(this, 'JobRole', {
      assumedBy: new ServicePrincipal('batchoperations.s3.amazonaws.com'),
      description: 'Runs jobs of S3 Batch Operations that provision users',
    })
    role.addToPolicy(allow('lambda:InvokeFunction', `${this.batch.function.functionArn}:*`))
    role.addToPolicy(allow('s3:GetObject', this.bucket.arnForObjects(`${batchPrefixes.manifests}/*`)))
    role.addToPolicy(allow('s3:PutObject', this.bucket.arnForObjects(`${batchPrefixes.reports}/*`)))
    return role
  }
}
