/** What is deployed for batch jobs: their rights, their version, and what props are refused. */
import { Stack } from 'aws-cdk-lib'
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { Bucket } from 'aws-cdk-lib/aws-s3'
import { afterAll, describe, expect, test } from 'vitest'
import { BatchBackfill, type BatchBackfillProps } from '../../infra/callers/batch-backfill.ts'
import type { SuiteStack } from '../../infra/suite-stack.ts'
import { readGrants } from './read-grants.ts'
import { makeApp, removeBuilds } from './triggers-app.ts'
import { findAll, findOnly, synthesizeSuite } from './synthesize-suite.ts'

afterAll(removeBuilds)

type Change = Partial<BatchBackfillProps>

const functionArn = 'arn:aws:lambda:eu-west-1:123456789012:function:'

function synthesize(change: (stack: SuiteStack) => Change = () => ({})) {
  const { template, stack } = synthesizeSuite({}, 'dev', (made) => {
    const { provisioningWorker, userPool } = made.suite
    const given = { worker: provisioningWorker.alias, userPoolId: userPool.pool.userPoolId }
    new BatchBackfill(made, 'Backfill', { ...given, ...change(made) })
  })
  return { template, stack }
}

const { template } = synthesize()
const batch = findAll(template, 'AWS::Lambda::Function').find(({ Properties }) =>
  JSON.stringify(Properties['Tags']).includes('s3-batch'),
)

test('function and jobs may do exactly this', () => {
  const { BackfillBatchRole, BackfillJobRole } = readGrants(template)

  expect(BackfillBatchRole).toEqual([
    'lambda:InvokeFunction SuiteProvisioningWorkerFunctionAliaslive',
    'logs:CreateLogStream BackfillBatchLogs.Arn',
    'logs:PutLogEvents BackfillBatchLogs.Arn',
  ])
  expect(BackfillJobRole).toEqual([
    'lambda:InvokeFunction BackfillBatchFunction.Arn:*',
    's3:GetObject BackfillReports.Arn/manifests/*',
    's3:PutObject BackfillReports.Arn/reports/*',
  ])
})

test('the function has time for a run of the worker and for its turn, and its copies share the rate', () => {
  expect(batch?.Properties).toMatchObject({ Timeout: 150, ReservedConcurrentExecutions: 2 })
  expect(batch?.Properties['Environment']).toMatchObject({ Variables: { USERS_PER_SECOND: '2.5' } })
})

test('jobs are given a version, and no alias', () => {
  const outputs = Object.values(template.findOutputs('*')).map(({ Value }) => JSON.stringify(Value))

  expect(outputs.filter((value) => /"BackfillBatchFunctionCurrentVersion/.test(value))).toHaveLength(1)
})

test('the bucket is private, encrypted, asked over TLS alone, and keeps reports for a quarter of a year', () => {
  expect(findOnly(template, 'AWS::S3::Bucket')).toMatchObject({
    DeletionPolicy: 'RetainExceptOnCreate',
    Properties: {
      BucketEncryption: { ServerSideEncryptionConfiguration: [{}] },
      PublicAccessBlockConfiguration: { BlockPublicAcls: true, RestrictPublicBuckets: true },
      LifecycleConfiguration: { Rules: [{ ExpirationInDays: 90 }] },
    },
  })
  expect(JSON.stringify(findOnly(template, 'AWS::S3::BucketPolicy'))).toContain('aws:SecureTransport')
})

test('a bucket of the team is used as it is', () => {
  const own = synthesize((made) => ({ bucket: Bucket.fromBucketName(made, 'Own', 'team-reports') }))

  expect(findAll(own.template, 'AWS::S3::Bucket')).toEqual([])
  expect(JSON.stringify(readGrants(own.template)['BackfillJobRole'])).toContain('s3:::team-reports/reports/*')
})

describe('props that are refused', () => {
  test.each<[string, (made: SuiteStack) => Change, string]>([
    [
      'the worker without its alias',
      ({ suite }) => ({ worker: suite.provisioningWorker.function }),
      'worker is no alias',
    ],
    [
      'the alias of a trigger',
      ({ suite }) => ({ worker: suite.triggers.get('pre-sign-up')?.alias }),
      'worker is no alias',
    ],
    [
      'an imported worker without an alias',
      (made) => ({ worker: LambdaFunction.fromFunctionArn(made, 'Far', `${functionArn}far`) }),
      'worker is no alias',
    ],
    [
      'another pool than that of the worker',
      () => ({ userPoolId: 'eu-west-1_Other0001' }),
      'pool is another one',
    ],
    ['a rate that no copy lives to see', () => ({ usersPerSecond: 0.03 }), 'give 2/60 or more'],
  ])('%s', (_, change, words) => {
    expect(() => synthesize(change)).toThrow(words)
  })

  test('and none of a worker outside of the app', () => {
    const worker = (made: Stack) => LambdaFunction.fromFunctionArn(made, 'Far', `${functionArn}far:live`)

    expect(() => synthesize((made) => ({ worker: worker(made) }))).not.toThrow()
  })

  test.each<[string, object, string]>([
    ['a misspelled one', { userPerSecond: 5 }, 'userPerSecond'],
    ['a rate over the share of Cognito’s quota', { usersPerSecond: 21 }, 'usersPerSecond'],
    ['no rate', { usersPerSecond: 0 }, 'usersPerSecond'],
    ['half a copy', { copies: 1.5 }, 'copies'],
    ['a pool that is none', { userPoolId: 'pool' }, 'userPoolId'],
    ['no worker', { worker: undefined }, 'worker'],
    ['a bucket that is a name', { bucket: 'reports' }, 'bucket'],
  ])('%s', (_, props, name) => {
    const scope = new Stack(makeApp(), 'Theirs')
    const given = { worker: { grantInvoke: () => {} }, userPoolId: 'eu-west-1_Ab12Cd34E', ...props }

    // @ts-expect-error -- what a team without types may write
    expect(() => new BatchBackfill(scope, 'Backfill', given)).toThrow(new RegExp(`^BatchBackfill.*${name}`))
  })
})
