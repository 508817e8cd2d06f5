/** The one table of the suite: users, effects, invitations, domains, reservations, tenants. */
import { AttributeType, BillingMode, ProjectionType, StreamViewType, Table } from 'aws-cdk-lib/aws-dynamodb'
import { Construct } from 'constructs'

import { removalOf } from './removal.ts'

/** Finds effects that are not done, by their due time. Items without `dueShard` are not in it. */
export const dueIndex = 'due'

export interface SuiteTableProps {
  /** Keep the table when the stack is deleted, and refuse to delete it. */
  readonly retainData: boolean
}

export class SuiteTable extends Construct {
  readonly table: Table

  constructor(scope: Construct, id: string, props: SuiteTableProps) {
    super(scope, id)

    this.table = new Table(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      timeToLiveAttribute: 'expiresAtS',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      // The worker reads only the new image. The old image would put personal data into the stream twice.
      stream: StreamViewType.NEW_IMAGE,
      deletionProtection: props.retainData,
      removalPolicy: removalOf(props.retainData),
    })
    this.table.addGlobalSecondaryIndex({
      indexName: dueIndex,
      partitionKey: { name: 'dueShard', type: AttributeType.STRING },
      sortKey: { name: 'dueAtMs', type: AttributeType.NUMBER },
      projectionType: ProjectionType.KEYS_ONLY,
    })
  }
}
