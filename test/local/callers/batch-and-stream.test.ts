/** From the command line to the report of a job, and from a refusal to the audit trail, with the real functions. */
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { CreateJobCommand, DescribeJobCommand, S3ControlClient } from '@aws-sdk/client-s3-control'
import { FirehoseClient, PutRecordBatchCommand } from '@aws-sdk/client-firehose'
import { AdminDisableUserCommand } from '@aws-sdk/client-cognito-identity-provider'
import { Command } from 'commander'
import { beforeAll, expect, test } from 'vitest'
import type { CliContext, CliResult } from '../../../cli/context.ts'
import { readCallerEvents } from '../../../callers/golden-events.ts'
import { type JobPlace, jobOf } from '../../../callers/s3-batch/job.ts'
import { openManifest } from '../../../cli/provisioning/manifest-file.ts'
import { addReconcile } from '../../../cli/reconcile.ts'
import { createPaint, noProgress } from '../../../cli/terminal.ts'
import { own } from '../../../triggers/core/json.ts'
import { type FullStack, startFullStack, statesOf } from '../../faults/full-stack.ts'
import { buildSuite } from '../../support/built-suite.ts'
import { endAfterAll } from '../../support/end-after-all.ts'

const suiteFile = join(import.meta.dirname, '../../journeys/suites/provision-at-once.ts')
const endsWith = endAfterAll()
let full: FullStack
let directory: string

beforeAll(async () => {
  const suite = await buildSuite(suiteFile, {}, { with: 'callers' })
  endsWith(() => suite.remove())
  full = await startFullStack(suite.model)
  endsWith(() => full.close())
  directory = await mkdtemp(join(tmpdir(), 'batch-'))
  endsWith(() => rm(directory, { recursive: true, force: true }))
  await writeFile(join(directory, 'stack.json'), JSON.stringify(full.stack.details))
})

async function run(...args: readonly string[]): Promise<CliResult> {
  const output = { write: () => true }
  const context: CliContext = {
    stdin: (async function* () {})(),
    stdout: output,
    stderr: output,
    env: { SUITE_FILE: suiteFile },
    directory,
    clock: full.clock,
    random: () => 0.5,
    paint: createPaint(output),
    columns: 100,
    isJson: false,
    stackFile: join(directory, 'stack.json'),
    startProgress: () => noProgress,
    note: () => {},
  }
  let result: CliResult | undefined
  const program = new Command().exitOverride().configureOutput({ writeErr: () => {} })
  addReconcile(
    program,
    (action) =>
      async (...given) =>
        void (result = await action(context, ...given)),
  )
  await program.parseAsync(args, { from: 'user' })
  if (result === undefined) throw new Error('the command gave no result')
  return result
}

function detailsOf(caller: string): Readonly<Record<string, string>> {
  const found = full.stack.details.callers.find((each) => each.caller === caller)
  return { ...found?.details, address: found?.address ?? '' }
}

/** Sends the job as the printed commands do, waits for it, and gives its report, a line for each user. */
async function runJob(
  folder: string,
  change: object = {},
  meanwhile = (): Promise<unknown> => Promise.resolve(),
) {
  const job: ConstructorParameters<typeof CreateJobCommand>[0] = JSON.parse(
    await readFile(join(directory, folder, 'job.json'), 'utf8'),
  )
  const { folder: buckets = '', BucketName = '', address = '' } = detailsOf('s3-batch')
  const key = job.Manifest?.Location?.ObjectArn?.replace(/^arn:aws:s3:::/, '') ?? ''
  await mkdir(dirname(join(buckets, key)), { recursive: true })
  await copyFile(join(directory, folder, 'manifest.csv'), join(buckets, key))
  await meanwhile()
  const client = new S3ControlClient({
    region: 'eu-west-1',
    endpoint: address,
    maxAttempts: 1,
    requestHandler: { httpAgent: { lookup: toLoopback } },
  })
  const { JobId = '' } = await client.send(new CreateJobCommand({ ...job, ...change }))
  // A command of this client is sent once.
  const look = () => client.send(new DescribeJobCommand({ AccountId: job.AccountId, JobId }))
  await expect.poll(async () => (await look()).Job?.Status).toBe('Complete')
  const results = join(buckets, BucketName, 'reports', `job-${JobId}`, 'results')
  const read = (await readdir(results)).map((name) => readFile(join(results, name), 'utf8'))
  return (await Promise.all(read)).join('').split('\n').toSorted()
}

/** As a machine whose resolver knows names under localhost. */
function toLoopback(_: string, options: { all?: boolean }, found: (...told: unknown[]) => void): void {
  if (options.all === true) found(null, [{ address: '127.0.0.1', family: 4 }])
  else found(null, '127.0.0.1', 4)
}

test('users without a record are provisioned by a job, each is reported, and nobody is left for the next', async () => {
  const ready = await full.createUser('ready@example.com')
  const gone = await full.createUser('left-alone@example.com')
  const { BucketName = '' } = detailsOf('s3-batch')

  const written = await run('backfill', '--manifest', 'job', '--min-age', '0')
  const manifest = await readFile(join(directory, 'job/manifest.csv'), 'utf8')
  // An administrator acts meanwhile.
  const { userPoolId } = full.stack.details
  const disable = { UserPoolId: userPoolId, Username: 'left-alone@example.com' }
  const lines = await runJob('job', {}, () => full.cognito.send(new AdminDisableUserCommand(disable)))

  expect(written.json).toMatchObject({
    users: 2,
    next: [expect.stringMatching(/^mkdir/), expect.stringMatching(/^aws s3control/)],
  })
  expect(manifest.split('\n').toSorted()).toEqual(
    ['', `${BucketName},${ready}`, `${BucketName},${gone}`].toSorted(),
  )
  const reported = [
    '',
    `${BucketName},${ready},,succeeded,200,,provisioned`,
    `${BucketName},${gone},,succeeded,200,,user_disabled`,
  ].toSorted()
  expect(lines).toEqual(reported)
  const items = await full.items()
  expect(new Set(Object.values(statesOf(items, ready)))).toEqual(new Set(['done']))
  expect(statesOf(items, gone)).toEqual({})
  expect((await run('backfill', '--manifest', 'again', '--min-age', '0')).json).toEqual({ users: 0 })
  expect(await runJob('job', { ClientRequestToken: 'another' })).toEqual(reported)
  expect(await full.items()).toEqual(items)
})

test('a user whom the pool does not know fails for good, by a code', async () => {
  const { BucketName = '' } = detailsOf('s3-batch')
  const stranger = '6a4f2c1e-8d3b-4c5a-9e7f-0b1c2d3e4f5a'
  const file = await openManifest(join(directory, 'stranger'), BucketName)
  file.add(stranger)
  await file.finish((manifest) => jobOf(placeOfJob(), manifest))

  expect(await runJob('stranger')).toEqual([
    '',
    `${BucketName},${stranger},,failed,200,PermanentFailure,user_not_listed`,
  ])
})

/** Where the local stack has what a job names. */
function placeOfJob(): JobPlace {
  const {
    FunctionArn: functionArn = '',
    RoleArn: roleArn = '',
    BucketName: bucket = '',
  } = detailsOf('s3-batch')
  return {
    accountId: '000000000000',
    functionArn,
    roleArn,
    bucket,
    userPoolId: full.stack.details.userPoolId,
  }
}

test('a refusal is in the audit trail, with its code and without the person', async () => {
  await full.signUp('ada@blocked.example').catch(() => '')
  await full.stack.deliver()
  const { folder = '', BucketName = '' } = detailsOf('firehose')

  const base = join(folder, BucketName)
  const files = await readdir(base, { recursive: true, withFileTypes: true })
  const objects = files.filter((file) => file.isFile())
  const text = (
    await Promise.all(objects.map(({ parentPath, name }) => readFile(join(parentPath, name), 'utf8')))
  ).join('')
  const records = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line))

  expect(objects.every(({ parentPath }) => /audit\/month=\d{4}-\d\d$/.test(parentPath))).toBe(true)
  expect(records).toContainEqual(
    expect.objectContaining({
      trigger_name: 'pre-sign-up',
      source: 'PreSignUp_SignUp',
      outcome: 'denied',
      code: 'email_domain_not_allowed',
    }),
  )
  expect(new Set(records.map((record) => own(record, 'trigger_name')))).toContain('provisioning-worker')
  for (const personal of ['example.com', 'blocked.example', 'ada']) expect(text).not.toContain(personal)
})

test('a line that comes twice is delivered twice with one id, and what is no log line is put aside', async () => {
  const { folder = '', BucketName = '', address = '' } = detailsOf('firehose')
  const name = full.stack.details.callers.find(({ caller }) => caller === 'firehose')?.name
  const [golden] = readCallerEvents('firehose').flatMap(({ event }) => own(event, 'records'))
  const line = Buffer.from(String(own(golden, 'data')), 'base64')
  const client = new FirehoseClient({ region: 'eu-west-1', endpoint: address, maxAttempts: 1 })
  const Records = [line, line, Buffer.from('no log line')].map((Data) => ({ Data }))

  const { FailedPutCount } = await client.send(
    new PutRecordBatchCommand({ DeliveryStreamName: name, Records }),
  )
  await full.stack.deliver()
  client.destroy()

  const read = async (part: string) => {
    const base = join(folder, BucketName)
    const files = await readdir(base, { recursive: true, withFileTypes: true })
    const found = files.filter((file) => file.isFile() && file.parentPath.includes(part))
    const texts = await Promise.all(found.map((file) => readFile(join(file.parentPath, file.name), 'utf8')))
    return texts.flatMap((text) => text.split('\n').filter((each) => each !== ''))
  }
  const delivered = (await read('audit/month')).map((each): unknown => JSON.parse(each))
  const ids = delivered.map((record) => own(record, 'id'))
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index)
  expect(FailedPutCount).toBe(0)
  expect(twice.length).toBeGreaterThan(0)
  expect((await read('processing-failed')).map((each) => own(JSON.parse(each), 'rawData'))).toEqual([
    Buffer.from('no log line').toString('base64'),
  ])
})
