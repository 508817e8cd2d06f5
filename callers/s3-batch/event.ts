/** The event of an S3 Batch Operations job, in both versions of its shape.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-invoke-lambda.html */
import { isObject, own, ownText, readStringMap } from '@cognito-trigger-suite/triggers/internal/core/json'
import type { Parsed } from '@cognito-trigger-suite/triggers/internal/core/parsed'
import type { CallerEvent } from '../shared/handler.ts'

export interface BatchEvent extends CallerEvent {
  readonly source: 's3-batch'
  readonly version: '1.0' | '2.0'
  readonly invocationId: string
  /** One for each line of the manifest; S3 sends one a call. */
  readonly tasks: readonly BatchTask[]
  /** The pool that the job was written for; undefined in 1.0, and when the job does not say it. */
  readonly userPoolId: string | undefined
}

export interface BatchTask {
  readonly taskId: string
  /** As sent, which is URL-encoded. */
  readonly s3Key: string
}

export function readBatchEvent(input: unknown): Parsed<BatchEvent> {
  if (!isObject(input)) return malformed('the event is not a JSON object')
  const version = own(input, 'invocationSchemaVersion')
  if (version !== '1.0' && version !== '2.0')
    return malformed('invocationSchemaVersion is neither 1.0 nor 2.0')
  const invocationId = ownText(input, 'invocationId') ?? ''
  if (invocationId === '') return malformed('invocationId is missing')
  const sent = own(input, 'tasks')
  if (!Array.isArray(sent) || sent.length === 0)
    return malformed('tasks is not a list with at least one task')
  const tasks = sent.flatMap((task): readonly BatchTask[] => {
    const taskId = ownText(task, 'taskId') ?? ''
    const s3Key = ownText(task, 's3Key')
    return taskId === '' || s3Key === undefined ? [] : [{ taskId, s3Key }]
  })
  if (tasks.length < sent.length) return malformed('a task lacks taskId or s3Key')
  const userPoolId = readStringMap(own(own(input, 'job'), 'userArguments')).get('userPoolId')
  return {
    kind: 'event',
    event: { source: 's3-batch', version, invocationId, tasks, userPoolId },
    raw: input,
  }
}

function malformed(problem: string): Parsed<BatchEvent> {
  return { kind: 'malformed', problem }
}

/** The `sub` in a key; undefined for any other key. A `sub` needs no encoding, so that it reads the same whether a plus
 * stands for a space or not. */
export function readSub({ s3Key }: BatchTask): string | undefined {
  try {
    const key = decodeURIComponent(s3Key)
    return /^[\w:-]{1,128}$/.test(key) ? key : undefined
  } catch {
    return undefined
  }
}
