/** Records the events of the running local stack into files. */
import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { makeWithParents } from '@cognito-trigger-suite/local/internal/make-directory'
import { causeOf } from '@cognito-trigger-suite/triggers/core/step'
import { isObject, own, type RawObject } from '@cognito-trigger-suite/triggers/internal/core/json'
import type { TriggerName } from '@cognito-trigger-suite/triggers/internal/registry'
import { usageError } from '../cli-error.ts'
import { callConsole } from '../console-api.ts'
import type { CliContext } from '../context.ts'
import { readStackFile, type StackFile } from '../stack-file.ts'
import { createRedact } from './redact.ts'

export interface CaptureOptions {
  readonly directory: string
  readonly lines?: true
  readonly trigger?: TriggerName
  readonly latest?: number
  readonly withValues?: true
  readonly keepDomains?: true
}

export interface Captured {
  readonly count: number
  readonly isRedacted: boolean
  readonly files: readonly { readonly file: string; readonly count: number }[]
}

interface RecordedCall {
  readonly trigger: string
  readonly startedAtMs: number
  readonly requestId: string
  readonly event: RawObject
}

/** @throws CliError */
export async function captureEvents(context: CliContext, options: CaptureOptions): Promise<Captured> {
  const stack = await readStackFile(context.stackFile)
  const newestFirst = await readCalls(stack, context)
  const calls = newestFirst
    .filter(({ trigger }) => options.trigger === undefined || trigger === options.trigger)
    .slice(0, options.latest)
    .toReversed()
  const isRedacted = options.withValues !== true
  const redact = isRedacted
    ? createRedact({ keepsDomains: options.keepDomains === true })
    : (event: RawObject) => event
  const events = calls.map((call) => ({ ...call, event: redact(call.event) }))

  const files = events.length === 0 ? [] : await writeEvents(context, options, events)
  return { count: events.length, isRedacted, files }
}

async function readCalls(stack: StackFile, context: CliContext): Promise<readonly RecordedCall[]> {
  const views = await callConsole(context, stack, { method: 'GET', path: '/api/invocations' })
  return Array.isArray(views) ? views.filter(isObject).flatMap(readCall) : []
}

function readCall(view: RawObject): readonly RecordedCall[] {
  const event = own(view, 'event')
  if (!isObject(event)) return []
  return [
    {
      trigger: String(own(view, 'trigger')),
      startedAtMs: Number(own(view, 'startedAtMs')),
      requestId: String(own(view, 'requestId')),
      event,
    },
  ]
}

async function writeEvents(
  { directory }: CliContext,
  options: CaptureOptions,
  calls: readonly RecordedCall[],
): Promise<Captured['files']> {
  const folder = resolve(directory, options.directory)
  const files =
    options.lines === true
      ? [
          {
            file: 'events.jsonl',
            count: calls.length,
            content: calls.map(({ event }) => `${JSON.stringify(event)}\n`).join(''),
          },
        ]
      : calls.map((call) => ({
          file: nameOf(call),
          count: 1,
          content: `${JSON.stringify(call.event, null, 2)}\n`,
        }))
  try {
    await makeWithParents(folder)
    for (const { file, content } of files) await writeFile(join(folder, file), content, { mode: 0o600 })
  } catch (error) {
    throw usageError(
      `The folder ${options.directory} cannot be written (${causeOf(error)}): give another by --directory.`,
      error,
    )
  }
  return files.map(({ file, count }) => ({ file: join(options.directory, file), count }))
}

/** Sorts by time: `20261123T101530123Z-PreSignUp_SignUp-1a2b3c4d.json`. */
function nameOf({ startedAtMs, event, requestId }: RecordedCall): string {
  const time = new Date(startedAtMs).toISOString().replaceAll(/[-:.]/g, '')
  const source = String(own(event, 'triggerSource')).replaceAll(/\W/g, '')
  return `${time}-${source}-${requestId.slice(0, 8)}.json`
}
