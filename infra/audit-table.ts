/** The table in which Athena finds the audit trail, and the questions that are asked of it. */
import { Aws, Names } from 'aws-cdk-lib/core'
import { CfnNamedQuery, CfnWorkGroup } from 'aws-cdk-lib/aws-athena'
import { CfnDatabase, CfnTable } from 'aws-cdk-lib/aws-glue'
import type { IBucket } from 'aws-cdk-lib/aws-s3'
import { Construct } from 'constructs'

import { auditColumns } from '@cognito-trigger-suite/callers/internal/firehose/columns'

export type AuditFormat = 'parquet' | 'json'

/** Where the records lie in the bucket, and where Athena writes its answers. */
export const auditPrefix = 'audit'
const answersPrefix = 'answers'

const formats = {
  parquet: {
    inputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
    outputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
    serdeInfo: { serializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe' },
  },
  json: {
    inputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
    outputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
    serdeInfo: { serializationLibrary: 'org.openx.data.jsonserde.JsonSerDe' },
  },
} as const

/** Firehose may deliver a record twice: each id counts once. A rehearsal of the rollout is no call of a person. */
const questions = {
  RefusedByMonth: {
    name: 'Who was refused why, by month',
    text: `SELECT month, trigger_name, source, code, refused_by,
  count(DISTINCT id) AS refusals, count(DISTINCT user_hash) AS people
FROM audit
WHERE outcome = 'denied' AND coalesce(rehearsal, false) = false
GROUP BY month, trigger_name, source, code, refused_by
ORDER BY month DESC, refusals DESC`,
  },
  FailedByMonth: {
    name: 'What failed, by month',
    text: `SELECT month, trigger_name, source, cause, count(DISTINCT id) AS failures
FROM audit
WHERE outcome = 'failed' AND coalesce(rehearsal, false) = false
GROUP BY month, trigger_name, source, cause
ORDER BY month DESC, failures DESC`,
  },
  OnePerson: {
    name: 'What happened to one person',
    text: `SELECT DISTINCT id, time, trigger_name, source, outcome, code, refused_by, cause
FROM audit
WHERE user_hash = ?
ORDER BY time DESC`,
  },
} as const

export class AuditTable extends Construct {
  readonly database: string
  readonly table: CfnTable

  constructor(
    scope: Construct,
    id: string,
    props: { readonly bucket: IBucket; readonly format: AuditFormat },
  ) {
    super(scope, id)
    const { bucket, format } = props
    const catalogId = Aws.ACCOUNT_ID
    this.database = Names.uniqueResourceName(this, { maxLength: 60, separator: '_' }).toLowerCase()
    const database = new CfnDatabase(this, 'Database', {
      catalogId,
      databaseInput: { name: this.database, description: 'The audit trail of a login' },
    })
    const location = `s3://${bucket.bucketName}/${auditPrefix}/`
    this.table = new CfnTable(this, 'Table', {
      catalogId,
      databaseName: this.database,
      tableInput: {
        name: 'audit',
        tableType: 'EXTERNAL_TABLE',
        partitionKeys: [{ name: 'month', type: 'string' }],
        storageDescriptor: {
          ...formats[format],
          location,
          columns: auditColumns.map(({ name, type }) => ({ name, type })),
        },
        // Athena works out the months by itself: nobody has to add a partition.
        parameters: {
          classification: format,
          'projection.enabled': 'true',
          'projection.month.type': 'date',
          'projection.month.format': 'yyyy-MM',
          'projection.month.range': '2026-01,NOW',
          'projection.month.interval': '1',
          'projection.month.interval.unit': 'MONTHS',
          'storage.location.template': `${location}month=\${month}/`,
        },
      },
    })
    this.table.addResourceDependency(database)
    this.addQuestions(bucket)
  }

  private addQuestions(bucket: IBucket): void {
    const group = new CfnWorkGroup(this, 'Questions', {
      name: Names.uniqueResourceName(this, { maxLength: 100, separator: '-' }),
      recursiveDeleteOption: true,
      workGroupConfiguration: {
        enforceWorkGroupConfiguration: true,
        publishCloudWatchMetricsEnabled: true,
        resultConfiguration: {
          outputLocation: `s3://${bucket.bucketName}/${answersPrefix}/`,
          encryptionConfiguration: { encryptionOption: 'SSE_S3' },
        },
      },
    })
    for (const [id, { name, text }] of Object.entries(questions)) {
      const query = new CfnNamedQuery(this, id, {
        database: this.database,
        name,
        queryString: text,
        workGroup: group.name,
      })
      query.addResourceDependency(group)
      query.addResourceDependency(this.table)
    }
  }
}
