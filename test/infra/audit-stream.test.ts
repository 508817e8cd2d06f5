/** What is deployed for the audit trail: rights, subscriptions, the way to the bucket, and the table of Athena. */
import { Stack } from 'aws-cdk-lib'
import { afterAll, describe, expect, test } from 'vitest'
import { AuditStream, type AuditStreamProps } from '../../infra/callers/audit-stream.ts'
import { auditColumns } from '../../callers/firehose/columns.ts'
import { readGrants } from './read-grants.ts'
import { findAll, findOnly, synthesizeSuite } from './synthesize-suite.ts'
import { makeApp, removeBuilds } from './triggers-app.ts'

afterAll(removeBuilds)

function synthesize(props: Partial<AuditStreamProps> = {}) {
  return synthesizeSuite({}, 'dev', (made) => {
    const functions = [...made.suite.triggers.values(), made.suite.provisioningWorker]
    new AuditStream(made, 'Audit', { functions, ...props })
  })
}

const { template } = synthesize()

test('roles may do exactly this', () => {
  const { AuditTransformRole, AuditStreamRole, AuditLogsRole } = readGrants(template)
  const glue = (of: string): readonly string[] => {
    return ['GetTable', 'GetTableVersion', 'GetTableVersions'].map((each) => `glue:${each} ${of}`)
  }

  expect(AuditTransformRole).toEqual([
    expect.stringMatching(
      /^firehose:PutRecordBatch arn:partition:firehose:region:account:deliverystream\/[\w-]+Audit/,
    ),
    'logs:CreateLogStream AuditTransformLogs.Arn',
    'logs:PutLogEvents AuditTransformLogs.Arn',
  ])
  expect(AuditStreamRole?.filter((line) => !line.startsWith('glue:'))).toEqual([
    'lambda:GetFunctionConfiguration AuditTransformFunctionAliaslive',
    'lambda:InvokeFunction AuditTransformFunctionAliaslive',
    'logs:PutLogEvents AuditErrors.Arn',
    's3:AbortMultipartUpload AuditTrail.Arn/*',
    's3:GetBucketLocation AuditTrail.Arn',
    's3:GetObject AuditTrail.Arn/*',
    's3:ListBucket AuditTrail.Arn',
    's3:ListBucketMultipartUploads AuditTrail.Arn',
    's3:PutObject AuditTrail.Arn/*',
  ])
  expect(AuditStreamRole?.filter((line) => line.startsWith('glue:')).length).toBe(glue('').length * 3)
  expect(AuditLogsRole).toEqual([
    expect.stringMatching(
      /^firehose:PutRecord arn:partition:firehose:region:account:deliverystream\/[\w-]+Audit/,
    ),
    expect.stringMatching(
      /^firehose:PutRecordBatch arn:partition:firehose:region:account:deliverystream\/[\w-]+Audit/,
    ),
  ])
})

test('the log groups of all triggers and of the worker are subscribed, and the transformation’s own is not', () => {
  const groups = findAll(template, 'AWS::Logs::SubscriptionFilter').map(({ Properties }) =>
    JSON.stringify(Properties['LogGroupName']).replace(/[0-9A-F]{8}"}$/, ''),
  )

  expect(groups.toSorted()).toEqual([
    '{"Ref":"SuitePostConfirmationLogs',
    '{"Ref":"SuitePreSignUpLogs',
    '{"Ref":"SuitePreTokenGenerationLogs',
    '{"Ref":"SuiteProvisioningWorkerLogs',
  ])
})

test('Firehose calls the alias with little, and makes Parquet by the table', () => {
  const { Properties } = findOnly(template, 'AWS::KinesisFirehose::DeliveryStream')

  expect(Properties['ExtendedS3DestinationConfiguration']).toMatchObject({
    Prefix: 'audit/month=!{timestamp:yyyy-MM}/',
    ErrorOutputPrefix: '!{firehose:error-output-type}/month=!{timestamp:yyyy-MM}/',
    BufferingHints: { SizeInMBs: 64 },
    CompressionFormat: 'UNCOMPRESSED',
    DataFormatConversionConfiguration: { Enabled: true },
    ProcessingConfiguration: {
      Processors: [
        {
          Type: 'Lambda',
          Parameters: [
            {
              ParameterName: 'LambdaArn',
              ParameterValue: { Ref: expect.stringContaining('FunctionAliaslive') },
            },
            { ParameterName: 'BufferSizeInMBs', ParameterValue: '1' },
            { ParameterName: 'BufferIntervalInSeconds', ParameterValue: '60' },
          ],
        },
      ],
    },
  })
})

test('the table has the columns of the records, and months that nobody has to add', () => {
  const { Properties } = findOnly(template, 'AWS::Glue::Table')

  expect(Properties['TableInput']).toMatchObject({
    Name: 'audit',
    PartitionKeys: [{ Name: 'month' }],
    Parameters: { 'projection.enabled': 'true' },
    StorageDescriptor: {
      Columns: auditColumns.map(({ name, type }) => ({ Name: name, Type: type })),
      SerdeInfo: { SerializationLibrary: expect.stringContaining('Parquet') },
    },
  })
})

test('the questions name columns of the table alone', () => {
  const known = new Set<string>([
    'month',
    'audit',
    'refusals',
    'people',
    'failures',
    ...auditColumns.map(({ name }) => name),
  ])
  const words = new Set([
    'select',
    'count',
    'distinct',
    'as',
    'from',
    'where',
    'and',
    'coalesce',
    'false',
    'group',
    'by',
    'order',
    'desc',
    'denied',
    'failed',
  ])

  const queries = findAll(template, 'AWS::Athena::NamedQuery').map(({ Properties }) =>
    String(Properties['QueryString']),
  )

  expect(queries).toHaveLength(3)
  const names = queries.flatMap((query) => query.match(/[a-z_]+/gi) ?? [])
  expect(names.filter((name) => !known.has(name) && !words.has(name.toLowerCase()))).toEqual([])
})

test('as JSON the records are compressed lines, and nothing converts them', () => {
  const json = synthesize({ format: 'json' }).template
  const { Properties } = findOnly(json, 'AWS::KinesisFirehose::DeliveryStream')

  expect(Properties['ExtendedS3DestinationConfiguration']).toMatchObject({ CompressionFormat: 'GZIP' })
  expect(JSON.stringify(Properties)).not.toContain('DataFormatConversion')
  expect(JSON.stringify(findOnly(json, 'AWS::Glue::Table'))).toContain('JsonSerDe')
  expect(readGrants(json)['AuditStreamRole']?.some((line) => line.startsWith('glue:'))).toBe(false)
})

describe('props that are refused', () => {
  const { suite } = synthesizeSuite().stack

  test.each<[string, object, string]>([
    ['a misspelled one', { formats: 'json' }, 'formats'],
    ['another format', { format: 'orc' }, 'format'],
    ['no day', { days: 0 }, 'days'],
    ['no function', { functions: [] }, 'functions'],
    ['what is no function of the suite', { functions: ['pre-sign-up'] }, 'functions'],
    ['one function twice', { functions: [suite.provisioningWorker, suite.provisioningWorker] }, 'twice'],
  ])('%s', (_, props, name) => {
    const scope = new Stack(makeApp(), 'Theirs')
    const given = { functions: [suite.provisioningWorker], ...props }

    expect(() => new AuditStream(scope, 'Audit', given)).toThrow(new RegExp(`^AuditStream.*${name}`))
  })

  test('a transformation among the functions: its lines would come back for ever', () => {
    const made = synthesizeSuite({}, 'dev', (each) => {
      const audit = new AuditStream(each, 'Audit', { functions: [each.suite.provisioningWorker] })

      expect(() => new AuditStream(each, 'Twice', { functions: [audit.transform] })).toThrow(
        'come back for ever',
      )
    })
    expect(made.stack).toBeDefined()
  })
})
