/** Classifies the result of a synchronous call: success, denial, failure, time-out. */
import { temporarilyUnavailable } from '@cognito-trigger-suite/triggers/core/denial-catalogue'
import { readJson, readStringMap } from '@cognito-trigger-suite/triggers/internal/core/json'
import type { Call } from './call-function.ts'

export type Ending =
  | { readonly kind: 'success'; readonly response: unknown }
  | { readonly kind: 'denied'; readonly code: string; readonly text: string }
  | { readonly kind: 'failed'; readonly errorType: string; readonly errorMessage: string }
  /** The function's time-out: Lambda killed it. */
  | { readonly kind: 'function-timed-out'; readonly errorMessage: string }

/** Reads a function's answer.
 *
 * A denial has `errorType` `Denial` and the text `[code] text`. The code `temporarily_unavailable` is a failure: a
 * dependency was down, and no rule refused the person. Lambda's own time-out is `Sandbox.Timedout`. Older answers have
 * no type and the text `Task timed out after … seconds`.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html */
export function classifyAnswer(call: Extract<Call, { kind: 'answered' }>): Ending {
  const parsed = readJson(call.payload)
  const payload = parsed === undefined ? call.payload : parsed
  if (call.functionError === undefined) return { kind: 'success', response: payload }

  const fields = readStringMap(payload)
  const errorType = fields.get('errorType') ?? ''
  const errorMessage = fields.get('errorMessage') ?? ''
  if (errorType === 'Sandbox.Timedout' || (errorType === '' && errorMessage.includes('Task timed out after')))
    return { kind: 'function-timed-out', errorMessage }
  const denial = errorType === 'Denial' ? /^\[(\w+)\] (.*)$/s.exec(errorMessage) : null
  const [, code, text] = denial ?? []
  if (code === undefined || text === undefined || code === temporarilyUnavailable.code)
    return { kind: 'failed', errorType, errorMessage }
  return { kind: 'denied', code, text }
}
