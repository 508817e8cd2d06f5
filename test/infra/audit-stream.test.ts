/** What is deployed for the audit trail: rights, subscriptions, the way to the bucket, and the table of Athena. */
import { DatabaseSync } from 'node:sqlite'
import { Stack } from 'aws-cdk-lib'
import { afterAll, describe, expect, test } from 'vitest'
import { AuditStream, type AuditStreamProps } from '../../infra/callers/audit-stream.ts'
import { auditColumns, recordOf } from '../../callers/firehose/columns.ts'
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

describe('a question, asked of a table with the same columns', () => {
  const types = { string: 'TEXT', double: 'REAL', bigint: 'INTEGER', boolean: 'INTEGER' } as const
  const questions = new Map(
    findAll(template, 'AWS::Athena::NamedQuery').map(({ Properties }) => [
      String(Properties['Name']),
      String(Properties['QueryString']),
    ]),
  )
  const ada = '0123456789abcdef'
  const lines = [
    ['a', '2026-10', { outcome: 'denied', code: 'email_domain_not_allowed', by: 'email-domain', user: ada }],
    ['b', '2026-11', { outcome: 'denied', code: 'email_domain_not_allowed', by: 'email-domain', user: ada }],
    // Delivered twice.
    ['b', '2026-11', { outcome: 'denied', code: 'email_domain_not_allowed', by: 'email-domain', user: ada }],
    ['c', '2026-11', { outcome: 'denied', code: 'email_domain_not_allowed', by: 'email-domain', user: ada }],
    ['d', '2026-11', { outcome: 'denied', code: 'suspended', by: 'suspended' }],
    ['e', '2026-11', { outcome: 'denied', code: 'suspended', by: 'suspended', rehearsal: true }],
    ['f', '2026-11', { outcome: 'failed', cause: 'timeout' }],
    ['g', '2026-11', { outcome: 'allowed' }],
  ] as const

  /** The rows, each as a list. */
  function ask(name: string, ...given: readonly string[]): readonly (readonly unknown[])[] {
    const database = new DatabaseSync(':memory:')
    try {
      const columns = auditColumns.map((column) => `${column.name} ${types[column.type]}`)
      database.exec(`CREATE TABLE audit (month TEXT, ${columns.join(', ')})`)
      for (const [id, month, more] of lines) {
        const line = {
          timestamp: `${month}-05T12:00:00Z`,
          trigger: 'pre-sign-up',
          source: 'PreSignUp_SignUp',
          ...more,
        }
        const record = { month, ...recordOf(line, id) }
        const values = Object.values(record).map((value) =>
          typeof value === 'boolean' ? Number(value) : value,
        )
        const marks = values.map(() => '?').join(', ')
        database
          .prepare(`INSERT INTO audit (${Object.keys(record).join(', ')}) VALUES (${marks})`)
          .run(...values)
      }
      return database
        .prepare(questions.get(name) ?? '')
        .all(...given)
        .map((row) => Object.values(row))
    } finally {
      database.close()
    }
  }

  test('who was refused why, by month: each refusal and each person once, and no rehearsal', () => {
    expect(ask('Who was refused why, by month')).toEqual([
      ['2026-11', 'pre-sign-up', 'PreSignUp_SignUp', 'email_domain_not_allowed', 'email-domain', 2, 1],
      ['2026-11', 'pre-sign-up', 'PreSignUp_SignUp', 'suspended', 'suspended', 1, 0],
      ['2026-10', 'pre-sign-up', 'PreSignUp_SignUp', 'email_domain_not_allowed', 'email-domain', 1, 1],
    ])
  })

  test('what failed, by month', () => {
    expect(ask('What failed, by month')).toEqual([
      ['2026-11', 'pre-sign-up', 'PreSignUp_SignUp', 'timeout', 1],
    ])
  })

  test('what happened to one person: the newest first, and each once', () => {
    const rows = ask('What happened to one person', ada)

    expect(rows.map(([id]) => id)).toHaveLength(3)
    expect(rows.map(([, time]) => String(time).slice(0, 7))).toEqual(['2026-11', '2026-11', '2026-10'])
    expect(ask('What happened to one person', 'f'.repeat(16))).toEqual([])
  })
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

  test('a third subscription of a log group, which CloudWatch Logs would refuse', () => {
    const add = (count: number) => () =>
      synthesizeSuite({}, 'dev', (each) => {
        for (let index = 0; index < count; index += 1)
          new AuditStream(each, `Audit${index}`, { functions: [each.suite.provisioningWorker] })
      })

    expect(add(2)).not.toThrow()
    expect(add(3)).toThrow('The log group of provisioning-worker has 3 subscriptions')
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
