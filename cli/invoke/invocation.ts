/** A synchronous invocation, as `--json` prints it. */
import { type Change, findChanges } from '@cognito-trigger-suite/local/internal/console/page/value-diff'
import type { RawObject } from '@cognito-trigger-suite/triggers/internal/core/json'
import { unavailableError } from '../cli-error.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { formatMs } from '@cognito-trigger-suite/local/internal/console/page/format'
import { readPlatformFigures } from '../platform-figures.ts'
import {
  type LoggedReport,
  type LoggedStep,
  readReport,
} from '@cognito-trigger-suite/triggers/internal/core/read-report'
import type { Call } from './call-function.ts'
import { classifyAnswer } from './classify.ts'
import type { Target } from './target.ts'

export interface Invocation {
  /** The trigger, or the function behind another caller. */
  readonly trigger: string
  readonly triggerSource: string
  readonly eventVersion: string
  readonly outcome: 'success' | 'denied' | 'failed' | 'timed-out'
  readonly function: string
  readonly endpoint: string
  readonly version: string | undefined
  readonly requestId: string | undefined
  readonly status: number | undefined
  readonly functionError: string | undefined
  /** The result; with its code for a denial. */
  readonly error: { readonly code?: string; readonly text: string } | undefined
  /** Why the function failed, as its report says: an error's class, or what is wrong with the event. */
  readonly cause: string | undefined
  /** What the caller makes of it, such as Cognito's answer to the app. */
  readonly toTheApp: string | undefined
  readonly times: {
    readonly callerMs: number
    readonly limitMs: number
    readonly functionMs: number | undefined
    readonly initMs: number | undefined
  }
  /** What the function changed in the event; undefined where its answer is no such event. */
  readonly changes: readonly Change[] | undefined
  readonly response: unknown
  readonly steps: readonly LoggedStep[]
  readonly log: readonly string[]
}

export const outcomeExitCodes: Readonly<Record<Invocation['outcome'], ExitCode>> = {
  success: exitCodes.success,
  denied: exitCodes.denied,
  failed: exitCodes.failed,
  'timed-out': exitCodes.timedOut,
}

/** Whoever calls a function: what it sends, and what it makes of the answer. */
export interface Caller {
  /** The trigger, or the function behind another caller. */
  readonly name: string
  readonly source: string
  readonly version: string
  /** Whether the answer is the event with a response, as Cognito's is. */
  readonly answersByEvent: boolean
  /** What it makes of an error that the function ended with. */
  tellError(message: string): string
  readonly onTimeout: string
}

/** @throws CliError when the function did not run. */
export function describeCall(
  called: {
    readonly caller: Caller
    readonly event: RawObject
    readonly target: Target
    readonly limitMs: number
    readonly isRehearsal: boolean
  },
  call: Call,
): Invocation {
  const { caller, event, target, limitMs, isRehearsal } = called
  const endpoint = target.url ?? `AWS Lambda in ${target.region}`
  const name =
    target.qualifier === undefined ? target.functionName : `${target.functionName}:${target.qualifier}`
  const common = {
    trigger: caller.name,
    triggerSource: caller.source,
    eventVersion: caller.version,
    function: name,
    endpoint,
  }
  const nothing = { version: undefined, requestId: undefined, status: undefined, functionError: undefined }
  const times = { callerMs: call.tookMs, limitMs, functionMs: undefined, initMs: undefined }
  switch (call.kind) {
    case 'unreachable':
      throw unavailableError(
        target.stack === undefined
          ? `Nothing answers at ${endpoint} (${call.cause}): check --endpoint.`
          : `Nothing answers at ${endpoint} (${call.cause}): start the local stack with \`npm start\`.`,
      )
    case 'refused':
      throw unavailableError(
        `Lambda refused to run ${name}: ${call.error}, ${call.message.replace(/\.$/, '')}.`,
      )
    case 'caller-timed-out':
      return {
        ...common,
        ...nothing,
        outcome: 'timed-out',
        cause: undefined,
        error: {
          text: `no answer within ${formatMs(limitMs)}; the function may be running still, and what it does stays done: look before you call again`,
        },
        toTheApp: caller.onTimeout,
        times,
        changes: [],
        response: null,
        steps: [],
        log: [],
      }
    case 'answered': {
      const log = call.logTail.split('\n').filter((line) => line !== '')
      const figures = readPlatformFigures(log)
      const report = readReport(log)
      const ended = describeEnding(caller, event, call, report)
      return {
        ...common,
        version: call.version,
        requestId: call.requestId,
        status: call.status,
        functionError: call.functionError,
        ...(isRehearsal && report?.isRehearsal !== true ? withEffects(ended) : ended),
        cause: report?.cause,
        times: { ...times, functionMs: figures.durationMs, initMs: figures.initDurationMs },
        steps: report?.steps ?? [],
        log,
      }
    }
  }
}

type Ended = Pick<Invocation, 'outcome' | 'error' | 'toTheApp' | 'changes' | 'response'>

/** A call that was to be a rehearsal, of a function that does not say that it was one. */
function withEffects(ended: Ended): Ended {
  const told = ended.error === undefined ? '' : `${ended.error.text}; `
  return {
    ...ended,
    outcome: ended.outcome === 'timed-out' ? 'timed-out' : 'failed',
    error: { text: `${told}it does not say that it rehearsed, and may have had effects` },
  }
}

function describeEnding(
  caller: Caller,
  event: RawObject,
  call: Extract<Call, { kind: 'answered' }>,
  report: LoggedReport | undefined,
): Ended {
  const ending = classifyAnswer(call)
  const nothing = { changes: [], response: null }
  switch (ending.kind) {
    case 'success':
      return caller.answersByEvent
        ? {
            ...passedOn(report),
            toTheApp: undefined,
            changes: findChanges(event, ending.response),
            response: ending.response,
          }
        : { ...reported(report), toTheApp: undefined, changes: undefined, response: ending.response }
    case 'denied': {
      const { code, text } = ending
      return {
        ...nothing,
        outcome: 'denied',
        error: { code, text: `[${code}] ${text}` },
        toTheApp: caller.tellError(`[${code}] ${text}`),
      }
    }
    case 'failed': {
      const text =
        ending.errorType === '' ? ending.errorMessage : `${ending.errorType}: ${ending.errorMessage}`
      return {
        ...nothing,
        outcome: report?.cause === 'timeout' ? 'timed-out' : 'failed',
        error: { text },
        toTheApp: caller.tellError(ending.errorMessage),
      }
    }
    case 'function-timed-out':
      return {
        ...nothing,
        outcome: 'timed-out',
        error: { text: ending.errorMessage },
        toTheApp: caller.tellError(ending.errorMessage),
      }
  }
}

function passedOn(report: LoggedReport | undefined): Pick<Invocation, 'outcome' | 'error'> {
  return report?.outcome === 'failed'
    ? { outcome: 'failed', error: { text: 'the function failed and passed the event on' } }
    : { outcome: 'success', error: undefined }
}

/** An answer in a caller's own error shape is an answer like any other. The function's report says how it ended. */
function reported(report: LoggedReport | undefined): Pick<Invocation, 'outcome' | 'error'> {
  if (report?.outcome === 'denied') {
    const { code = 'denied' } = report
    return { outcome: 'denied', error: { code, text: code } }
  }
  if (report?.outcome !== 'failed') return { outcome: 'success', error: undefined }
  return report.cause === 'timeout'
    ? { outcome: 'timed-out', error: { text: 'the function had no answer in time, and said so' } }
    : { outcome: 'failed', error: { text: report.code ?? 'the function failed, and said so' } }
}
