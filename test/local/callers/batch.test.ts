/** S3 Control on this machine, asked by the AWS SDK: a job is made, runs, can be looked at, and leaves its report. */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { CreateJobCommand, DescribeJobCommand, S3ControlClient } from '@aws-sdk/client-s3-control'
import { afterEach, describe, expect, test } from 'vitest'
import { jobOf, manifestKey, manifestLine } from '../../../callers/s3-batch/job.ts'
import { putObject } from '../../../local/callers/batch/buckets.ts'
import type { JobCaller } from '../../../local/callers/batch/jobs.ts'
import { type ServedBatch, serveBatch } from '../../../local/callers/batch/serve.ts'
import type { InvokeResult } from '../../../local/lambda/invocation.ts'
import type { Clock } from '../../../triggers/core/deadline.ts'

const model = {
  name: 'Batch',
  functionArn: 'arn:aws:lambda:eu-west-1:000000000000:function:batch:1',
  roleArn: 'arn:aws:iam::000000000000:role/jobs',
  bucket: 'reports',
}
const place = { ...model, accountId: '000000000000', userPoolId: 'eu-west-1_Ab12Cd34E' }

/** Waits take no time. */
const clock: Clock = {
  monotonicMs: () => 0,
  epochMs: () => 1_767_225_600_000,
  after(_, callback) {
    const timer = setImmediate(callback)
    return () => clearImmediate(timer)
  },
}

interface Asked {
  readonly invocationSchemaVersion: string
  readonly invocationId: string
  readonly job: { readonly userArguments?: object }
  readonly tasks: readonly { readonly taskId: string; readonly s3Key: string }[]
}

type Code = 'Succeeded' | 'TemporaryFailure' | 'PermanentFailure'

const ran = { requestId: 'r', executedVersion: '1', traceId: 't', logTail: '' }

const running = new Set<ServedBatch>()
afterEach(async () => {
  for (const each of running) await each.close()
  running.clear()
})

async function start(answer: (asked: Asked) => InvokeResult | readonly [Code, string]) {
  const asked: Asked[] = []
  const caller: JobCaller = {
    clock,
    async invoke({ functionArn, payload }) {
      expect(functionArn).toBe(model.functionArn)
      // oxlint-disable-next-line no-unsafe-type-assertion -- the runner's own event
      const event = payload as Asked
      asked.push(event)
      const told = answer(event)
      if ('kind' in told) return told
      const { invocationSchemaVersion, invocationId, tasks } = event
      const [resultCode, resultString] = told
      const results = tasks.map(({ taskId }) => ({ taskId, resultCode, resultString }))
      const whole = { invocationSchemaVersion, invocationId, treatMissingKeysAs: 'TemporaryFailure', results }
      return { ...ran, kind: 'success', payload: JSON.stringify(whole) }
    },
  }
  const served = await serveBatch(model, caller, 0)
  running.add(served)
  const client = new S3ControlClient({
    region: 'eu-west-1',
    endpoint: served.endpoint.replace('127.0.0.1', 'localhost'),
    maxAttempts: 1,
    requestHandler: { httpAgent: { lookup: toLoopback } },
  })
  /** Puts the manifest where S3 would have it, and makes the job. */
  const createJob = async (keys: readonly string[], change: object = {}) => {
    const text = keys.map((key) => manifestLine(model.bucket, key)).join('')
    const manifest = { md5: createHash('md5').update(text).digest('hex'), users: keys.length }
    await putObject(served.folder, model.bucket, manifestKey(manifest), text)
    const job = { ...jobOf(place, manifest), ...change }
    return client.send(
      new CreateJobCommand({
        ...job,
        Manifest: { ...job.Manifest, Spec: { ...job.Manifest.Spec, Fields: [...job.Manifest.Spec.Fields] } },
      }),
    )
  }
  const describeJob = async (JobId: string | undefined) => {
    await served.jobs.idle()
    return (await client.send(new DescribeJobCommand({ AccountId: place.accountId, JobId }))).Job
  }
  const report = async (jobId: string | undefined) => {
    const base = join(served.folder, model.bucket)
    const list: {
      readonly Results: readonly { readonly TaskExecutionStatus: string; readonly Key: string }[]
    } = JSON.parse(await readFile(join(base, `reports/job-${jobId}/manifest.json`), 'utf8'))
    return Object.fromEntries(
      await Promise.all(
        list.Results.map(async ({ TaskExecutionStatus, Key }) => [
          TaskExecutionStatus,
          (await readFile(join(base, Key), 'utf8')).split('\n').slice(0, -1),
        ]),
      ),
    )
  }
  return { served, asked, client, createJob, describeJob, report }
}

/** As a machine whose resolver knows names under localhost. */
function toLoopback(_: string, options: { all?: boolean }, found: (...told: unknown[]) => void): void {
  if (options.all === true) found(null, [{ address: '127.0.0.1', family: 4 }])
  else found(null, '127.0.0.1', 4)
}

const ada = '6a4f2c1e-8d3b-4c5a-9e7f-0b1c2d3e4f5a'

/** A call that gave no answer, by the name of its error. */
const ended = (errorType: string): InvokeResult => {
  const payload = JSON.stringify({ errorType })
  return { ...ran, kind: 'function-error', errorType, errorMessage: 'x', payload }
}

describe('a job', () => {
  test('runs a task for each line, and its report has what the function said', async () => {
    const { createJob, describeJob, report, asked } = await start(({ tasks: [task] }) =>
      task?.s3Key === ada ? ['Succeeded', 'provisioned'] : ['Succeeded', 'user_disabled'],
    )

    const { JobId } = await createJob([ada, 'other'])

    expect(await describeJob(JobId)).toMatchObject({
      JobId,
      Status: 'Complete',
      ProgressSummary: { TotalNumberOfTasks: 2, NumberOfTasksSucceeded: 2, NumberOfTasksFailed: 0 },
    })
    expect(
      asked.map(({ invocationSchemaVersion, job }) => [invocationSchemaVersion, job.userArguments]),
    ).toEqual([
      ['2.0', { userPoolId: place.userPoolId }],
      ['2.0', { userPoolId: place.userPoolId }],
    ])
    const { succeeded, failed } = await report(JobId)
    expect(succeeded.toSorted()).toEqual([
      `reports,${ada},,succeeded,200,,provisioned`,
      'reports,other,,succeeded,200,,user_disabled',
    ])
    expect(failed).toBeUndefined()
  })

  test('asks again for what failed for a while, three times in all', async () => {
    let calls = 0
    const { createJob, describeJob, report, asked } = await start(() =>
      (calls += 1) < 3 ? ['TemporaryFailure', 'unfinished'] : ['Succeeded', 'provisioned'],
    )
    const { JobId } = await createJob([ada])

    expect(await describeJob(JobId)).toMatchObject({ ProgressSummary: { NumberOfTasksSucceeded: 1 } })
    expect(asked).toHaveLength(3)
    expect((await report(JobId)).succeeded).toHaveLength(1)
  })

  test.each<[string, InvokeResult | readonly [Code, string], number, string]>([
    ['fails for a while, for ever', ['TemporaryFailure', 'unfinished'], 3, 'unfinished'],
    ['fails for good', ['PermanentFailure', 'effect_failed mail'], 1, 'effect_failed mail'],
    ['threw', ended('Error'), 3, '"Lambda returned function error: {""errorType"":""Error""}"'],
    [
      'ran out of time',
      ended('Sandbox.Timedout'),
      3,
      '"Lambda returned function error: {""errorType"":""Sandbox.Timedout""}"',
    ],
    [
      'answers nothing that S3 knows',
      { ...ran, kind: 'success', payload: '{}' },
      1,
      'The answer of the function has another invocationSchemaVersion',
    ],
    ['is not there', { kind: 'not-found', message: 'Function not found' }, 1, 'Function not found'],
  ])('whose function %s reports it', async (_, answer, times, message) => {
    const { createJob, describeJob, report, asked } = await start(() => answer)
    const { JobId } = await createJob([ada])

    expect(await describeJob(JobId)).toMatchObject({
      Status: 'Complete',
      ProgressSummary: { NumberOfTasksFailed: 1 },
    })
    expect(asked).toHaveLength(times)
    expect((await report(JobId)).failed).toEqual([`reports,${ada},,failed,200,PermanentFailure,${message}`])
  })

  test('is not harmed by a function that is busy', async () => {
    let calls = 0
    const { createJob, describeJob } = await start(() =>
      (calls += 1) < 8 ? { kind: 'throttled', message: 'Rate Exceeded.' } : ['Succeeded', 'provisioned'],
    )

    expect(await describeJob((await createJob([ada])).JobId)).toMatchObject({
      ProgressSummary: { NumberOfTasksSucceeded: 1 },
    })
  })

  test('in which more than half of a thousand tasks fail is ended, and still leaves a report', async () => {
    const { createJob, describeJob, report } = await start(() => ['PermanentFailure', 'user_not_listed'])
    const keys = Array.from({ length: 3_000 }, (_, index) => `user-${index}`)

    const { JobId } = await createJob(keys)

    const job = await describeJob(JobId)
    expect(job).toMatchObject({
      Status: 'Failed',
      FailureReasons: [{ FailureReason: 'More than half of the tasks failed.' }],
    })
    expect(job?.ProgressSummary?.NumberOfTasksFailed).toBeLessThan(1_010)
    expect((await report(JobId)).failed.length).toBe(job?.ProgressSummary?.NumberOfTasksFailed)
  })

  test('of the same token is the same job', async () => {
    const { createJob, describeJob, asked } = await start(() => ['Succeeded', 'provisioned'])

    const [first, second] = [await createJob([ada]), await createJob([ada])]
    await describeJob(first.JobId)

    expect(second.JobId).toBe(first.JobId)
    expect(asked).toHaveLength(1)
    await expect(createJob([ada], { Priority: 1 })).rejects.toThrow(
      'ClientRequestToken is that of another job.',
    )
  })

  test.each<[string, string | undefined, string]>([
    ['is gone', undefined, 'There is no arn:aws:s3:::reports/manifests/other.csv'],
    ['is empty', '\r\n\n', 'arn:aws:s3:::reports/manifests/other.csv has no line'],
    [
      'has quotes',
      `reports,${ada}\n"reports","${ada}"\n`,
      'Line 2 of arn:aws:s3:::reports/manifests/other.csv has quotes: write its columns without',
    ],
    [
      'lacks a column',
      `reports,${ada}\r\nreports\r\n`,
      'Line 2 of arn:aws:s3:::reports/manifests/other.csv has not the columns Bucket, Key',
    ],
  ])('whose manifest %s fails before anybody is asked', async (_, text, reason) => {
    const { served, createJob, describeJob, asked } = await start(() => ['Succeeded', 'provisioned'])
    const ETag = createHash('md5')
      .update(text ?? '')
      .digest('hex')
    const Location = { ObjectArn: 'arn:aws:s3:::reports/manifests/other.csv', ETag }
    if (text !== undefined) await putObject(served.folder, model.bucket, 'manifests/other.csv', text)
    const Spec = { Format: 'S3BatchOperations_CSV_20180820', Fields: ['Bucket', 'Key'] }

    const { JobId } = await createJob([ada], { Manifest: { Spec, Location } })

    expect(await describeJob(JobId)).toMatchObject({
      Status: 'Failed',
      FailureReasons: [{ FailureReason: reason }],
    })
    expect(asked).toEqual([])
  })
})

describe('CreateJob refuses', () => {
  const invoke = { FunctionArn: model.functionArn, InvocationSchemaVersion: '2.0' }

  test.each([
    [
      'an alias',
      { Operation: { LambdaInvoke: { ...invoke, FunctionArn: `${model.functionArn.slice(0, -1)}live` } } },
      'FunctionArn must be',
    ],
    [
      'an unknown schema',
      { Operation: { LambdaInvoke: { ...invoke, InvocationSchemaVersion: '3.0' } } },
      'InvocationSchemaVersion must be',
    ],
    [
      'arguments in the old schema',
      {
        Operation: { LambdaInvoke: { ...invoke, InvocationSchemaVersion: '1.0', UserArguments: { a: 'b' } } },
      },
      'UserArguments needs',
    ],
    [
      'an argument without a value',
      { Operation: { LambdaInvoke: { ...invoke, UserArguments: { a: '' } } } },
      'UserArguments takes',
    ],
    ...[
      ['Bucket', 'Key', 'Key'],
      ['Bucket', 'Key', 'VersionId'],
      ['Key', 'Ignore'],
    ].map((Fields): [string, object, string] => [
      `the columns ${Fields.join()}`,
      {
        Manifest: {
          Spec: { Format: 'S3BatchOperations_CSV_20180820', Fields },
          Location: { ObjectArn: 'arn:aws:s3:::reports/a.csv', ETag: 'e' },
        },
      },
      'Manifest.Spec.Fields must be',
    ]),
    ['another role', { RoleArn: 'arn:aws:iam::000000000000:role/other' }, 'RoleArn must be'],
    [
      'a report elsewhere',
      { Report: { Enabled: true, Bucket: 'arn:aws:s3:::other', Format: 'Report_CSV_20180820', Prefix: 'r' } },
      'Report.Bucket must be',
    ],
    [
      'a report outside of its bucket',
      {
        Report: {
          Enabled: true,
          Bucket: 'arn:aws:s3:::reports',
          Format: 'Report_CSV_20180820',
          Prefix: '../r',
        },
      },
      'Report.Prefix takes',
    ],
    ['a job to confirm', { ConfirmationRequired: true }, 'ConfirmationRequired must be'],
  ])('%s, with one sentence', async (_, change, sentence) => {
    const { createJob, asked } = await start(() => ['Succeeded', 'provisioned'])

    await expect(createJob([ada], change)).rejects.toThrow(sentence)
    expect(asked).toEqual([])
  })
})

test('no page of a browser is answered, and no other host name', async () => {
  const { served } = await start(() => ['Succeeded', 'provisioned'])
  const { port } = new URL(served.endpoint)
  const ask = (headers: Record<string, string>) =>
    new Promise<number | undefined>((resolve, reject) => {
      request(
        {
          port,
          host: '127.0.0.1',
          path: '/v20180820/jobs/x',
          headers: { 'x-amz-account-id': '000000000000', ...headers },
        },
        (answer) => {
          answer.resume()
          resolve(answer.statusCode)
        },
      )
        .on('error', reject)
        .end()
    })

  expect(await ask({})).toBe(404)
  expect(await ask({ origin: 'http://localhost:3000' })).toBe(403)
  expect(await ask({ host: 'evil.example' })).toBe(403)
})

test('the folder of the buckets goes with the stack', async () => {
  const { served } = await start(() => ['Succeeded', 'provisioned'])
  expect(await readdir(served.folder)).toEqual([model.bucket])

  await served.close()

  expect(existsSync(served.folder)).toBe(false)
})
