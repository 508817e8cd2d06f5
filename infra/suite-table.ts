/** The one table of the suite: users, effects, invitations, domains, reservations, tenants. */
import {
  AttributeType,
  Billing,
  CfnGlobalTable,
  ProjectionType,
  StreamViewType,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb'
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

  constructor(scope: Construct, id: string, props: SuiteTableProps) {
    super(scope, id)

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
}

/** The CDK takes a key only in a stack that names its Region. */
function encrypt(table: TableV2, keyArn: string): void {
  const resource = table.node.defaultChild
  if (!(resource instanceof CfnGlobalTable)) throw new TypeError(`${table.node.path} holds no table.`)
  resource.sseSpecification = { sseEnabled: true, sseType: 'KMS' }
  resource.addPropertyOverride('Replicas.0.SSESpecification.KMSMasterKeyId', keyArn)
}
