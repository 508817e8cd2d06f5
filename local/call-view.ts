/** Turns an invocation and the report line that its function wrote into what the console shows. */
import { isObject, ownText } from '@cognito-trigger-suite/triggers/internal/core/json'
import { cognitoLimitMs } from '@cognito-trigger-suite/triggers/core/deadline'
import {
  type LoggedReport,
  type LoggedStep,
  readReport,
} from '@cognito-trigger-suite/triggers/internal/core/read-report'
import type { InvocationRecord } from './lambda/invocation.ts'
import type { InvocationOutcome, InvocationView, StepView } from './console/views.ts'

/** The API operation of an invocation, and which of its calls it was. */
export interface CallOrigin {
  readonly operation: string
  readonly operationId: string
  readonly attempt: number
  /** Default Cognito's. */
  readonly limitMs?: number
  /** Of a chain that began at another caller than the user pool. */
  readonly traceId?: string | undefined
}

export function viewCall(
  record: InvocationRecord,
  trigger: string,
  origin: CallOrigin | undefined,
): InvocationView {
  const report = readReport(record.logLines)
  const event = isObject(record.payload) ? record.payload : {}
  return {
    requestId: record.requestId,
    trigger,
    triggerSource: ownText(event, 'triggerSource') ?? origin?.operation ?? 'unknown',
    ...(origin?.traceId === undefined ? {} : { traceId: origin.traceId }),
    functionName: record.functionName,
    attempt: origin?.attempt ?? 1,
    ...(origin === undefined ? {} : { operation: origin.operation, operationId: origin.operationId }),
    startedAtMs: record.startedAtMs,
    durationMs: record.durationMs,
    ...(record.initDurationMs === undefined ? {} : { initDurationMs: record.initDurationMs }),
    cold: record.cold,
    outcome: outcomeOf(record, report),
    ...(report?.code === undefined ? {} : { code: report.code }),
    ...(report?.cause === undefined ? {} : { cause: report.cause }),
    limitMs: origin?.limitMs ?? cognitoLimitMs,
    steps: report?.steps.map(viewStep) ?? [],
    stages: report?.stages ?? [],
    event: record.payload,
    response: record.response ?? null,
    ...(record.error === undefined ? {} : { error: record.error }),
    logLines: record.logLines,
  }
}

function outcomeOf(record: InvocationRecord, report: LoggedReport | undefined): InvocationOutcome {
  if (record.outcome === 'ok' && report?.outcome === 'failed') return 'passed-on'
  return record.outcome === 'function-error' && report?.outcome === 'denied' ? 'denied' : record.outcome
}

function viewStep(step: LoggedStep): StepView {
  const { name, kind, startMs, durationMs, attempts, outcome, policy, cause } = step
  return {
    name,
    kind: kind === 'effect' ? 'effect' : 'fact',
    startMs,
    durationMs,
    attempts,
    outcome: outcome === 'ok' || outcome === 'timeout' || outcome === 'skipped' ? outcome : 'failed',
    ...(policy === undefined ? {} : { policy }),
    ...(cause === undefined ? {} : { cause }),
  }
}
