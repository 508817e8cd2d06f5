/** Turns the end of a phase into what Lambda would report of it. */
import { parseJson } from '../parse-json.ts'
import { maxResponseBytes } from './invocation.ts'
import type { ProcessExit } from './sandbox/sandbox-process.ts'
import type { Phase } from './sandbox/sandbox.ts'

export type Outcome =
  | { readonly kind: 'ok'; readonly payload: string }
  | {
      readonly kind: 'function-error' | 'timeout' | 'init-error'
      readonly errorType: string
      readonly errorMessage: string
      readonly payload: string
    }

/** Of an invocation. An answer that arrived counts, whatever happened to the sandbox afterwards. */
export function outcomeOfRun(phase: Phase, requestId: string, timeoutS: number): Outcome {
  switch (phase.answer?.kind) {
    case 'response':
      return { kind: 'ok', payload: phase.answer.payload }
    case 'error':
      return { kind: 'function-error', ...parseError(phase.answer.payload), payload: phase.answer.payload }
    case 'response-too-large':
      return failure('function-error', 'Function.ResponseSizeTooLarge', tooLargeMessage)
    case undefined:
      return outcomeOfEnd(phase, requestId, timeoutS, 'function-error')
  }
}

/** Of an init that Lambda has tried again on the invocation's time. */
export function outcomeOfInit(phase: Phase, requestId: string, timeoutS: number): Outcome {
  if (phase.answer?.kind !== 'error') return outcomeOfEnd(phase, requestId, timeoutS, 'init-error')
  return { kind: 'init-error', ...parseError(phase.answer.payload), payload: phase.answer.payload }
}

const outcomeOfEnd = (
  { end }: Phase,
  requestId: string,
  timeoutS: number,
  exitKind: 'function-error' | 'init-error',
): Outcome => {
  switch (end.kind) {
    case 'limit': {
      const message = `RequestId: ${requestId} Error: ${timeoutMessage(timeoutS)}`
      return failure('timeout', 'Sandbox.Timedout', message)
    }
    case 'exited':
      return failure(exitKind, 'Runtime.ExitError', `RequestId: ${requestId} Error: ${exitMessage(end.exit)}`)
    case 'ready':
      return failure(exitKind, 'Runtime.Unknown', 'The runtime asked for work without an answer to the last.')
  }
}

export const timeoutMessage = (timeoutS: number): string =>
  `Task timed out after ${timeoutS.toFixed(2)} seconds`

const exitMessage = ({ code, signal }: ProcessExit): string => {
  if (signal !== null)
    return `Runtime exited with error: signal: ${signalNames.get(signal) ?? signal.slice(3).toLowerCase()}`

  if (code === null || code === 0) return 'Runtime exited without providing a reason'
  return `Runtime exited with error: exit status ${code}`
}

const failure = (
  kind: 'function-error' | 'timeout' | 'init-error',
  errorType: string,
  errorMessage: string,
): Outcome => ({ kind, errorType, errorMessage, payload: JSON.stringify({ errorType, errorMessage }) })

/** The names in Go, the language of Lambda's supervisor. */
const signalNames: ReadonlyMap<string, string> = new Map([
  ['SIGKILL', 'killed'],
  ['SIGABRT', 'aborted'],
  ['SIGTERM', 'terminated'],
  ['SIGSEGV', 'segmentation fault'],
  ['SIGINT', 'interrupt'],
])

const tooLargeMessage = `Response payload size exceeded maximum allowed payload size (${maxResponseBytes} bytes).`

const parseError = (payload: string): { errorType: string; errorMessage: string } => {
  const error: unknown = parseJson(payload)
  const read = (key: string): string => {
    const value = typeof error === 'object' && error !== null && Reflect.get(error, key)
    return typeof value === 'string' ? value : ''
  }
  return { errorType: read('errorType'), errorMessage: read('errorMessage') }
}
