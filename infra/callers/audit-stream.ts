/** The audit trail of a login: report lines of its functions, flat and without personal data, in a bucket that Athena asks. */
import { Aws, Names, Stack } from 'aws-cdk-lib/core'
import { type AddToPrincipalPolicyResult, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose'
import { CfnSubscriptionFilter, LogGroup, LogStream, RetentionDays } from 'aws-cdk-lib/aws-logs'
import type { Bucket } from 'aws-cdk-lib/aws-s3'
import type { Construct } from 'constructs'

import { optional } from '@cognito-trigger-suite/triggers/internal/core/options/check'
import { list } from '@cognito-trigger-suite/triggers/internal/core/options/collections'
import { port } from '@cognito-trigger-suite/triggers/internal/core/options/port'
import { flag, oneOf, whole } from '@cognito-trigger-suite/triggers/internal/core/options/values'
import { bundleCaller } from '../bundle-caller.ts'
import { CallerConstruct } from '../caller-construct.ts'
import { runChecks } from '../operation-checks.ts'
import type { RunSettings } from '../operations.ts'
import { removalOf } from '../removal.ts'
import { TriggerFunction } from '../trigger-function.ts'
import { type AuditFormat, auditPrefix, AuditTable } from '../audit-table.ts'
import { addPrivateBucket } from '../private-bucket.ts'

export interface AuditStreamProps extends RunSettings {
  /** Whose report lines are kept: `[...suite.triggers.values(), suite.provisioningWorker]`. CloudWatch Logs allows a log
   * group two subscriptions. */
  readonly functions: readonly TriggerFunction[]
  /**
   * How the records lie in the bucket.
   *
   * @default 'parquet'
   */
  readonly format?: AuditFormat
  /**
   * How long records are kept, in days; 1 to 3,650.
   *
   * @default 400
   */
  readonly days?: number
  /**
   * Whether bucket and log groups stay when the stack is deleted.
   *
   * @default true
   */
  readonly retainData?: boolean
}

/** Each report line has both, and no line of Lambda's own does. */
const reportLines = '{ $.trigger = "*" && $.outcome = "*" }'

/** Of a log group. */
const mostSubscriptions = 2

/** What Firehose collects for one call of the function. Its answer may have 6 MB. */
const callBufferMb = 1
const callEveryS = 60

/** What Firehose collects for one object. The conversion needs 64 MB or more. */
const objectMb = 64
const objectEveryS = 300

export class AuditStream extends CallerConstruct<AuditStreamProps> {
  readonly transform: TriggerFunction
  readonly bucket: Bucket
  readonly table: AuditTable
  readonly stream: CfnDeliveryStream

  constructor(scope: Construct, id: string, props: AuditStreamProps) {
    super(scope, id, props, {
      ...runChecks,
      functions: list(port('a function of the suite', undefined, ['allow'])),
      format: optional(oneOf(['parquet', 'json'])),
      days: optional(whole(1, 3_650)),
      retainData: optional(flag),
    })
    const { functions, format = 'parquet', days = 400, retainData = true } = props
    requireOthers(functions)
    this.bucket = addPrivateBucket(this, 'Trail', { isKept: retainData, days })
    this.table = new AuditTable(this, 'Table', { bucket: this.bucket, format })
    this.transform = new TriggerFunction(this, 'Transform', {
      trigger: 'firehose',
      description: 'Makes audit records of report lines',
      codeDirectory: bundleCaller(this, { caller: 'firehose' }),
      retainLogs: retainData,
      timeoutS: 120,
    })
    // Function and stream need each other: the name is known before both.
    const name = Names.uniqueResourceName(this, { maxLength: 64, separator: '-' })
    const arn = Stack.of(this).formatArn({
      service: 'firehose',
      resource: 'deliverystream',
      resourceName: name,
    })
    this.transform.allow(['firehose:PutRecordBatch'], arn)
    this.stream = this.addStream(name, format, retainData)
    this.subscribe(functions, arn)
    this.node.addValidation({ validate: () => [...findFull(functions)] })
  }

  private addStream(name: string, format: AuditFormat, isKept: boolean): CfnDeliveryStream {
    const { bucket, transform } = this
    // The account that has the stream, and no other that names this role.
    // https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html
    const role = new Role(this, 'StreamRole', {
      assumedBy: new ServicePrincipal('firehose.amazonaws.com', {
        conditions: { StringEquals: { 'sts:ExternalId': Aws.ACCOUNT_ID } },
      }),
      description: 'Delivers the audit trail',
    })
    const errors = new LogGroup(this, 'Errors', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: removalOf(isKept),
    })
    const errorStream = new LogStream(this, 'ErrorStream', {
      logGroup: errors,
      removalPolicy: removalOf(isKept),
    })
    const functionArn = transform.alias.functionArn
    const grants: readonly (readonly [readonly string[], readonly string[]])[] = [
      [['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'], [bucket.bucketArn]],
      [['s3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject'], [bucket.arnForObjects('*')]],
      [['lambda:InvokeFunction', 'lambda:GetFunctionConfiguration'], [functionArn]],
      [['logs:PutLogEvents'], [errors.logGroupArn]],
      ...(format === 'parquet'
        ? ([[['glue:GetTable', 'glue:GetTableVersion', 'glue:GetTableVersions'], this.tableArns()]] as const)
        : []),
    ]
    const policies = grants.map(([actions, resources]) =>
      role.addToPrincipalPolicy(new PolicyStatement({ actions: [...actions], resources: [...resources] })),
    )
    const month = 'month=!{timestamp:yyyy-MM}/'
    const stream = new CfnDeliveryStream(this, 'Stream', {
      deliveryStreamName: name,
      deliveryStreamType: 'DirectPut',
      deliveryStreamEncryptionConfigurationInput: { keyType: 'AWS_OWNED_CMK' },
      extendedS3DestinationConfiguration: {
        bucketArn: bucket.bucketArn,
        roleArn: role.roleArn,
        prefix: `${auditPrefix}/${month}`,
        errorOutputPrefix: `!{firehose:error-output-type}/${month}`,
        bufferingHints: { sizeInMBs: objectMb, intervalInSeconds: objectEveryS },
        compressionFormat: format === 'parquet' ? 'UNCOMPRESSED' : 'GZIP',
        cloudWatchLoggingOptions: {
          enabled: true,
          logGroupName: errors.logGroupName,
          logStreamName: errorStream.logStreamName,
        },
        processingConfiguration: {
          enabled: true,
          processors: [
            {
              type: 'Lambda',
              parameters: [
                { parameterName: 'LambdaArn', parameterValue: functionArn },
                { parameterName: 'BufferSizeInMBs', parameterValue: String(callBufferMb) },
                { parameterName: 'BufferIntervalInSeconds', parameterValue: String(callEveryS) },
              ],
            },
          ],
        },
        ...(format === 'parquet' ? { dataFormatConversionConfiguration: this.conversion(role) } : {}),
      },
    })
    dependOn(stream, policies)
    return stream
  }

  /** Firehose itself makes Parquet of the JSON, by the columns of the table. */
  private conversion(role: Role): CfnDeliveryStream.DataFormatConversionConfigurationProperty {
    return {
      enabled: true,
      inputFormatConfiguration: { deserializer: { openXJsonSerDe: {} } },
      outputFormatConfiguration: { serializer: { parquetSerDe: { compression: 'SNAPPY' } } },
      schemaConfiguration: {
        catalogId: Aws.ACCOUNT_ID,
        region: Aws.REGION,
        databaseName: this.table.database,
        tableName: this.table.table.ref,
        roleArn: role.roleArn,
        versionId: 'LATEST',
      },
    }
  }

  private tableArns(): readonly string[] {
    const { database } = this.table
    const arnOf = (resource: string, resourceName?: string): string =>
      Stack.of(this).formatArn({
        service: 'glue',
        resource,
        ...(resourceName === undefined ? {} : { resourceName }),
      })
    return [arnOf('catalog'), arnOf('database', database), arnOf('table', `${database}/audit`)]
  }

  private subscribe(functions: readonly TriggerFunction[], streamArn: string): void {
    const stack = Stack.of(this)
    const role = new Role(this, 'LogsRole', {
      assumedBy: new ServicePrincipal('logs.amazonaws.com', {
        conditions: {
          StringLike: { 'aws:SourceArn': stack.formatArn({ service: 'logs', resource: '*' }) },
        },
      }),
      description: 'Lets CloudWatch Logs write to the audit stream',
    })
    const put = new PolicyStatement({
      actions: ['firehose:PutRecord', 'firehose:PutRecordBatch'],
      resources: [streamArn],
    })
    const policies = [role.addToPrincipalPolicy(put)]
    functions.forEach((each, index) => {
      const filter = new CfnSubscriptionFilter(this, `Subscription${index}`, {
        logGroupName: each.function.logGroup.logGroupName,
        destinationArn: streamArn,
        filterPattern: reportLines,
        roleArn: role.roleArn,
      })
      filter.addResourceDependency(this.stream)
      dependOn(filter, policies)
    })
  }
}

/** The lines of a transformation would make further lines, for ever. */
function requireOthers(functions: readonly TriggerFunction[]): void {
  const refuse = (what: string): never => {
    throw new TypeError(`AuditStream: functions holds ${what}`)
  }
  if (functions.some(({ trigger }) => trigger === 'firehose'))
    refuse('a transformation of a stream: its lines would come back for ever.')
  if (new Set(functions).size < functions.length) refuse('one twice: each of its lines would be kept twice.')
}

/** Of the whole app, also those that a team makes itself.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html */
function findFull(functions: readonly TriggerFunction[]): readonly string[] {
  const all = functions[0]?.node.root.node.findAll().filter((each) => each instanceof CfnSubscriptionFilter)
  return functions.flatMap(({ trigger, function: { logGroup } }) => {
    const taken = all?.filter(({ logGroupName }) => logGroupName === logGroup.logGroupName).length ?? 0
    return taken <= mostSubscriptions
      ? []
      : [
          `The log group of ${trigger} has ${taken} subscriptions, and CloudWatch Logs allows it ${mostSubscriptions}: take it out of the functions of an AuditStream.`,
        ]
  })
}

/** Without its rights the resource could not be made. */
function dependOn(resource: Construct, policies: readonly AddToPrincipalPolicyResult[]): void {
  for (const { policyDependable } of policies)
    if (policyDependable !== undefined) resource.node.addDependency(policyDependable)
}
