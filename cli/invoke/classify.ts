/** Tells apart what a synchronous call can end in: success, denial, failure, time-out. */
import { temporarilyUnavailable } from '../../triggers/core/denial-catalogue.ts'
import { isObject, readStringMap } from '../../triggers/core/json.ts'
import type { Call } from './call-function.ts'

export type Ending =
  | { readonly kind: 'success'; readonly response: unknown }
  | { readonly kind: 'denied'; readonly code: string; readonly text: string }
  | { readonly kind: 'failed'; readonly errorType: string; readonly errorMessage: string }
  /** Of the function: Lambda killed it. */
  | { readonly kind: 'function-timed-out'; readonly errorMessage: string }

/** Reads the answer of a function.
 *
 * A denial is `errorType` `Denial` with `[code] text`. The code `temporarily_unavailable` is a failure: no rule decided
 * against the person, something was down. Lambda's own time-out is `Sandbox.Timedout`, in older answers no type at all
 * and the text `Task timed out after … seconds`.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html */
export function classifyAnswer(call: Extract<Call, { kind: 'answered' }>): Ending {
  const payload = parseJson(call.payload)
  if (call.functionError === undefined) return { kind: 'success', response: payload }

  const fields = readStringMap(isObject(payload) ? payload : {})
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

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
