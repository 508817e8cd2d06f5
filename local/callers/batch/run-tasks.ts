/** Runs the tasks of a job as S3 Batch Operations does: one a call, some at once, and none any more when too many fail.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-invoke-lambda.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-job-status.html */
import { type Clock, pause } from '@cognito-trigger-suite/triggers/core/deadline'
import { isObject, own, ownText } from '@cognito-trigger-suite/triggers/internal/core/json'
import type { InvokeResult } from '../../lambda/invocation.ts'
import { parseJson } from '../../parse-json.ts'

/** A line of the manifest. The key is as it stands there, which is URL-encoded. */
export interface JobTask {
  readonly bucket: string
  readonly key: string
}

export interface TaskEnd {
  readonly task: JobTask
  readonly isSucceeded: boolean
  /** In the report. */
  readonly message: string
}

export interface TaskRun {
  readonly jobId: string
  readonly schema: '1.0' | '2.0'
  readonly userArguments: Readonly<Record<string, string>>
  readonly tasks: readonly JobTask[]
  /** Calls at once, 1 or more. */
  readonly concurrency: number
  readonly clock: Clock
  readonly signal: AbortSignal
  invoke(event: object): Promise<InvokeResult>
  readonly newId: () => string
  onEnd(end: TaskEnd): void
}

/** S3 documents neither how often it asks again nor when. */
const tries = 3
const firstWaitMs = 1_000

/** From so many tasks on, a job ends in which more than half have failed. */
const leastTasks = 1_000
const mostFailed = 0.5

/** Whether the job was ended because too many tasks failed. */
export async function runTasks(run: TaskRun): Promise<{ readonly isTooManyFailed: boolean }> {
  const waiting = run.tasks.values()
  let ended = 0
  let failed = 0
  const isTooManyFailed = (): boolean => ended >= leastTasks && failed / ended > mostFailed
  const work = async (): Promise<void> => {
    for (const task of waiting) {
      const end = await runTask(task, run)
      if (run.signal.aborted) return
      ended += 1
      if (!end.isSucceeded) failed += 1
      run.onEnd(end)
      if (isTooManyFailed()) return
    }
  }
  await Promise.all(Array.from({ length: run.concurrency }, work))
  return { isTooManyFailed: isTooManyFailed() }
}

async function runTask(task: JobTask, run: TaskRun): Promise<TaskEnd> {
  for (let attempt = 1, waitMs = firstWaitMs; ; waitMs *= 2) {
    const told = await askOnce(task, run)
    if (told.code === 'Succeeded') return { task, isSucceeded: true, message: told.message }
    const isLast = told.code === 'PermanentFailure' || (told.code === 'TemporaryFailure' && attempt >= tries)
    if (isLast || run.signal.aborted) return { task, isSucceeded: false, message: told.message }
    // Lambda's own refusal is no try: the function was not called.
    if (told.code === 'TemporaryFailure') attempt += 1
    await pause(run.clock, Math.min(waitMs, 60_000), run.signal)
  }
}

interface Told {
  readonly code: 'Succeeded' | 'TemporaryFailure' | 'PermanentFailure' | 'Throttled'
  readonly message: string
}

async function askOnce(task: JobTask, run: TaskRun): Promise<Told> {
  const invocationId = run.newId()
  const taskId = run.newId()
  const { bucket, key } = task
  const result = await run.invoke({
    invocationSchemaVersion: run.schema,
    invocationId,
    job: { id: run.jobId, ...(run.schema === '2.0' ? { userArguments: run.userArguments } : {}) },
    tasks: [
      {
        taskId,
        s3Key: key,
        s3VersionId: null,
        ...(run.schema === '2.0' ? { s3Bucket: bucket } : { s3BucketArn: `arn:aws:s3:::${bucket}` }),
      },
    ],
  })
  switch (result.kind) {
    case 'success':
      return readTold(parseJson(result.payload), { schema: run.schema, invocationId, taskId })
    case 'function-error':
      return { code: 'TemporaryFailure', message: `Lambda returned function error: ${result.payload}` }
    case 'throttled':
      return { code: 'Throttled', message: result.message }
    case 'accepted':
    case 'dry-run':
    case 'abandoned':
      return { code: 'TemporaryFailure', message: `Lambda gave no answer: ${result.kind}` }
    case 'not-found':
    case 'invalid-request':
    case 'request-too-large':
      return { code: 'PermanentFailure', message: result.message }
  }
}

const codes = ['Succeeded', 'TemporaryFailure', 'PermanentFailure'] as const

function readTold(
  answer: unknown,
  asked: { readonly schema: string; readonly invocationId: string; readonly taskId: string },
): Told {
  const unreadable = (what: string): Told => {
    return { code: 'PermanentFailure', message: `The answer of the function ${what}` }
  }
  if (!isObject(answer)) return unreadable('is not a JSON object')
  if (ownText(answer, 'invocationSchemaVersion') !== asked.schema)
    return unreadable('has another invocationSchemaVersion')
  if (ownText(answer, 'invocationId') !== asked.invocationId) return unreadable('has another invocationId')
  const results = own(answer, 'results')
  if (!Array.isArray(results)) return unreadable('has no list of results')
  const found = results.filter((each) => ownText(each, 'taskId') === asked.taskId)
  if (found.length > 1) return unreadable('has the task twice')
  const given = found.length === 0 ? own(answer, 'treatMissingKeysAs') : own(found[0], 'resultCode')
  const code = codes.find((each) => each === given)
  return code === undefined
    ? unreadable('has no code that S3 knows')
    : { code, message: ownText(found[0], 'resultString') ?? '' }
}
