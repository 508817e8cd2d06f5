/** Turns an invocation and the report line that its function wrote into what the console shows. */
import { isObject, own, type RawObject } from '../triggers/events/envelope.ts'
import { cognitoLimitMs } from '../triggers/core/deadline.ts'
import type { InvocationRecord } from './lambda/invocation.ts'
import type { InvocationOutcome, InvocationView, StageView, StepView } from './console/views.ts'

/** Which call of which API operation an invocation was. */
export interface CallOrigin {
  readonly operation: string
  readonly operationId: string
  readonly attempt: number
}

export function viewCall(
  record: InvocationRecord,
  trigger: string,
  origin: CallOrigin | undefined,
): InvocationView {
  const report = findReport(record.logLines)
  const event = isObject(record.payload) ? record.payload : {}
  const code = readText(report, 'code')
  return {
    requestId: record.requestId,
    trigger,
    triggerSource: readText(event, 'triggerSource') ?? 'unknown',
    functionName: record.functionName,
    attempt: origin?.attempt ?? 1,
    ...(origin === undefined ? {} : { operation: origin.operation, operationId: origin.operationId }),
    startedAtMs: record.startedAtMs,
    durationMs: record.durationMs,
    ...(record.initDurationMs === undefined ? {} : { initDurationMs: record.initDurationMs }),
    cold: record.cold,
    outcome: outcomeOf(record, report),
    ...(code === undefined ? {} : { code }),
    limitMs: cognitoLimitMs,
    steps: readList(report, 'steps').map(readStep),
    stages: readList(report, 'stages').map(readStage),
    event: record.payload,
    response: record.response ?? null,
    ...(record.error === undefined ? {} : { error: record.error }),
    logLines: record.logLines,
  }
}

/** The suite's own line among those of the function and of Lambda. */
function findReport(lines: readonly string[]): RawObject | undefined {
  for (const line of lines) {
    if (!line.startsWith('{')) continue
    const parsed = parseLine(line)
    if (parsed !== undefined && Array.isArray(own(parsed, 'steps'))) return parsed
  }
  return undefined
}

function outcomeOf(record: InvocationRecord, report: RawObject | undefined): InvocationOutcome {
  return record.outcome === 'function-error' && readText(report, 'outcome') === 'denied'
    ? 'denied'
    : record.outcome
}

function readStep(step: RawObject): StepView {
  const outcome = readText(step, 'outcome')
  const policy = readText(step, 'policy')
  return {
    name: readText(step, 'name') ?? 'unknown',
    kind: readText(step, 'kind') === 'effect' ? 'effect' : 'fact',
    startMs: readNumber(step, 'startMs'),
    durationMs: readNumber(step, 'durationMs'),
    attempts: readNumber(step, 'attempts'),
    outcome: outcome === 'ok' || outcome === 'timeout' || outcome === 'skipped' ? outcome : 'failed',
    ...(policy === undefined ? {} : { policy }),
  }
}

function readStage(stage: RawObject): StageView {
  return {
    name: readText(stage, 'name') ?? 'unknown',
    startMs: readNumber(stage, 'startMs'),
    durationMs: readNumber(stage, 'durationMs'),
  }
}

function parseLine(line: string): RawObject | undefined {
  try {
    const parsed: unknown = JSON.parse(line)
    return isObject(parsed) ? parsed : undefined
  } catch {
    return undefined
  }
}

function readList(object: RawObject | undefined, key: string): readonly RawObject[] {
  const value = object === undefined ? undefined : own(object, key)
  return Array.isArray(value) ? value.filter(isObject) : []
}

function readText(object: RawObject | undefined, key: string): string | undefined {
  const value = object === undefined ? undefined : own(object, key)
  return typeof value === 'string' ? value : undefined
}

function readNumber(object: RawObject, key: string): number {
  const value = own(object, key)
  return typeof value === 'number' ? value : 0
}
