/** What a task answers to S3: how the worker left the user, as one of the three codes that S3 knows. */
import { own, ownText } from '@cognito-trigger-suite/triggers/internal/core/json'
import type { UserEnd } from '@cognito-trigger-suite/triggers/internal/provisioning-worker/provision-user'
import type { BatchEvent } from './event.ts'

/** `text` goes into the report of the job: a code, and names of effects. */
export interface TaskResult {
  readonly code: 'Succeeded' | 'TemporaryFailure' | 'PermanentFailure'
  readonly text: string
}

/** S3's own shape.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-invoke-lambda.html */
export interface BatchAnswer {
  readonly invocationSchemaVersion: BatchEvent['version']
  /** For a task that is not answered. */
  readonly treatMissingKeysAs: 'TemporaryFailure'
  readonly invocationId: string
  readonly results: readonly {
    readonly taskId: string
    readonly resultCode: TaskResult['code']
    readonly resultString: string
  }[]
}

/** S3 documents no limit. A key of the report has at most this many characters. */
const maxText = 1_024

export function answerOf(event: BatchEvent, results: ReadonlyMap<string, TaskResult>): BatchAnswer {
  return {
    invocationSchemaVersion: event.version,
    treatMissingKeysAs: 'TemporaryFailure',
    invocationId: event.invocationId,
    results: [...results].map(([taskId, { code, text }]) => ({
      taskId,
      resultCode: code,
      resultString: text.slice(0, maxText),
    })),
  }
}

export const succeeded = (text: string): TaskResult => ({ code: 'Succeeded', text })
/** S3 asks again. */
export const temporary = (text: string): TaskResult => ({ code: 'TemporaryFailure', text })
/** Nobody asks again. When more than half of the tasks fail, S3 ends the job. */
export const permanent = (text: string): TaskResult => ({ code: 'PermanentFailure', text })

/** The result for the worker's answer. A user who must be left alone is a success, with the reason: S3 ends a job in which
 * more than half have failed. */
export function readAnswer(payload: unknown): TaskResult {
  const cause = ownText(payload, 'cause') ?? 'unknown'
  switch (readEnd(payload)) {
    case 'finished':
      return succeeded('provisioned')
    case 'erased':
      return succeeded('user_erased')
    case 'skipped':
      return cause === 'changed_recently' ? temporary(cause) : succeeded(cause)
    case 'failed':
      return permanent(['effect_failed', ...failedEffects(payload)].join(' '))
    case 'none':
      return permanent(cause)
    case 'due':
      return temporary('unfinished')
    case 'unknown':
      return temporary(cause)
    case undefined:
      return temporary('answer_unreadable')
  }
}

const ends: ReadonlySet<unknown> = new Set<UserEnd>([
  'finished',
  'erased',
  'skipped',
  'failed',
  'none',
  'due',
  'unknown',
])

function readEnd(payload: unknown): UserEnd | undefined {
  const end = own(payload, 'end')
  return isEnd(end) ? end : undefined
}

function isEnd(end: unknown): end is UserEnd {
  return ends.has(end)
}

function failedEffects(payload: unknown): readonly string[] {
  const effects = own(payload, 'effects') ?? {}
  return Object.entries(effects)
    .filter(([, effect]) => own(effect, 'state') === 'failed')
    .map(([name]) => name)
}
