/** The one table of the suite: users, effects, invitations, domains, reservations, tenants. */
import {
  AttributeType,
  Billing,
  CfnGlobalTable,
  ProjectionType,
  StreamViewType,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb'
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { Lazy, Stack, Token } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'

import { removalOf } from './removal.ts'

/** Finds effects that are not done, by their due time. Items without `dueShard` are not in it. */
export const dueIndex = 'due'

export interface SuiteTableProps {
  /** Keep the table when the stack is deleted, and refuse to delete it. */
  readonly retainData: boolean
  /** Of a KMS key; undefined for a key of DynamoDB. */
  readonly encryptionKeyArn: string | undefined
}

export class SuiteTable extends Construct {
  readonly table: TableV2
  /** Of the table's own key, if it has one. */
  readonly keyArn: string | undefined

  constructor(scope: Construct, id: string, props: SuiteTableProps) {
    super(scope, id)
    this.keyArn = props.encryptionKeyArn

    // Its type is that of a global table, also in one Region: CloudFormation replaces a table whose type changes.
    this.table = new TableV2(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billing: Billing.onDemand(),
      timeToLiveAttribute: 'expiresAtS',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      // The worker reads only the new image. Replication needs both, and nobody may change this while there are replicas.
      dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
      deletionProtection: props.retainData,
      removalPolicy: removalOf(props.retainData),
      globalSecondaryIndexes: [
        {
          indexName: dueIndex,
          partitionKey: { name: 'dueShard', type: AttributeType.STRING },
          sortKey: { name: 'dueAtMs', type: AttributeType.NUMBER },
          projectionType: ProjectionType.KEYS_ONLY,
        },
      ],
    })
    if (props.encryptionKeyArn !== undefined) encrypt(this.table, props.encryptionKeyArn)
  }

  /** Lets somebody do exactly this in these partitions, such as `USER#*`, and nothing without naming one. */
  allow(grantee: IGrantable & Construct, actions: readonly string[], partitions: readonly string[]): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: [...actions],
        resources: [this.table.tableArn],
        conditions: amongPartitions(partitions),
      }),
    )
    if (this.keyArn !== undefined) allowTableKey(grantee, this.keyArn)
  }
}

/** Of the table these partitions alone. */
export function amongPartitions(partitions: readonly string[]) {
  return {
    'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [...partitions] },
    // Without it a request that names no partition, such as a scan, would match too.
    Null: { 'dynamodb:LeadingKeys': 'false' },
  }
}

/** Through DynamoDB alone.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html */
export function allowTableKey(grantee: IGrantable & Construct, keyArn: string): void {
  const { region, urlSuffix } = Stack.of(grantee)
  grantee.grantPrincipal.addToPrincipalPolicy(
    new PolicyStatement({
      actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
      resources: [keyArn],
      conditions: { StringEquals: { 'kms:ViaService': `dynamodb.${region}.${urlSuffix}` } },
    }),
  )
}

/** The CDK takes a key only in a stack that names its Region. Each replica needs a key of its own Region.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-dynamodb-globaltable-replicassespecification.html */
function encrypt(table: TableV2, keyArn: string): void {
  const resource = table.node.defaultChild
  if (!(resource instanceof CfnGlobalTable)) throw new TypeError(`${table.node.path} holds no table.`)
  const { replicas } = resource
  resource.sseSpecification = { sseEnabled: true, sseType: 'KMS' }
  resource.replicas = Lazy.any({
    produce: () => {
      const all: unknown = Stack.of(table).resolve(replicas)
      return Array.isArray(all)
        ? all.map((each) => ({ ...each, sseSpecification: keyOf(each, table, keyArn) }))
        : all
    },
  })
}

/** @throws TypeError for a replica in a Region where the key is not */
function keyOf({ region }: CfnGlobalTable.ReplicaSpecificationProperty, table: TableV2, keyArn: string) {
  const own = Stack.of(table).region
  if (Token.isUnresolved(own) || region === own) return { kmsMasterKeyId: keyArn }
  if (Token.isUnresolved(keyArn) || !keyArn.includes(':key/mrk-')) {
    throw new TypeError(
      `${table.node.path} has a replica in ${region}, where the key of encryptionKeyArn is not: give a multi-Region key, whose id begins with mrk-, with a replica there.`,
    )
  }
  return { kmsMasterKeyId: keyArn.replace(`:${own}:`, `:${region}:`) }
}
