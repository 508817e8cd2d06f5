/** What Cognito makes of a function's answer. */
import type { InvokeResult as LambdaResult } from './lambda/invocation.ts'
import type { InvokeResult } from './pool/triggers/triggers.ts'

/** Cognito waits for an answer, so what Lambda says only to other kinds of calls is an error of the function. */
export function readTriggerResult(result: LambdaResult): InvokeResult {
  switch (result.kind) {
    case 'success':
    case 'function-error':
    case 'not-found':
    case 'throttled':
    case 'abandoned':
      return result
    case 'accepted':
    case 'dry-run':
    case 'invalid-request':
    case 'request-too-large':
      return { kind: 'function-error', errorType: 'Runtime.Refused', errorMessage: result.kind }
  }
}
