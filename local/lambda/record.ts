/** Makes the answer to the caller of an invocation, and its record. */
import type { InvocationRecord, InvokeResult } from './invocation.ts'
import { parseJson } from '../parse-json.ts'
import { logTail } from './platform-log.ts'
import type { Invocation, Run } from './run-invocation.ts'

export const resultOf = (
  { requestId, traceId, target }: Invocation,
  { outcome, logLines }: Run,
): InvokeResult => {
  const ran = { requestId, traceId, executedVersion: target.version, logTail: logTail(logLines) }
  if (outcome.kind === 'ok') return { ...ran, kind: 'success', payload: outcome.payload }
  const { errorType, errorMessage, payload } = outcome
  return { ...ran, kind: 'function-error', errorType, errorMessage, payload }
}

export const recordOf = (
  { requestId, traceId, target, payload }: Invocation,
  { outcome, cold, durationMs, initDurationMs, logLines }: Run,
  startedAtMs: number,
  abandoned: boolean,
): InvocationRecord => ({
  requestId,
  traceId,
  functionName: target.config.functionName,
  functionArn: target.invokedArn,
  qualifier: target.qualifier,
  startedAtMs,
  durationMs,
  ...(initDurationMs !== undefined && { initDurationMs }),
  cold,
  outcome: outcome.kind,
  payload: parseJson(payload, payload),
  ...describe(outcome),
  logLines,
  abandoned,
})

const describe = (outcome: Run['outcome']): Pick<InvocationRecord, 'errorType' | 'error' | 'response'> => {
  // Text that is not JSON, such as a streaming function's, is its own value.
  if (outcome.kind === 'ok') return { response: parseJson(outcome.payload, outcome.payload) }
  const { errorType, errorMessage } = outcome
  return { errorType, error: { errorType, errorMessage } }
}
