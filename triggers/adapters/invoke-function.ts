/** Invokes a function and waits for its answer. */
import { ownText, readJson } from '../core/json.ts'
import type { Call } from '../core/step.ts'
import { lambda } from './aws-services.ts'
import type { Connection } from './connection.ts'
import type { Answered } from './exchange.ts'
import { postSigned } from './signed-call.ts'

export interface InvokedFunction {
  /** Lambda's `FunctionError`, when the function threw, ran out of time or crashed. */
  readonly functionError: string | undefined
  /** The parsed payload; undefined when it is not JSON. */
  readonly payload: unknown
}

/** The longest answer, in bytes: a function answers with at most 6 MB. */
const maxBytes = 6_291_456

/** `functionArn` may name a version or an alias. The event may arrive twice, when a kept socket turns out to be dead.
 * Rejects with a `ServiceError` when Lambda refuses or does not answer.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export function invokeFunction(
  connection: Connection,
  functionArn: string,
  event: object,
  call: Call,
): Promise<InvokedFunction> {
  return postInvocation(connection, functionArn, event, call, {}, readInvoked)
}

/** As `invokeFunction`, with further headers, and with what is to be read. */
export function postInvocation<Answer>(
  connection: Connection,
  functionArn: string,
  event: object,
  call: Call,
  headers: Readonly<Record<string, string>>,
  read: (answer: Answered) => Answer,
): Promise<Answer> {
  const request = {
    path: `/2015-03-31/functions/${encodeURIComponent(functionArn)}/invocations`,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(event),
  }
  return postSigned(connection, lambda, request, call, read, { maxBytes })
}

export function readInvoked({ headers, text }: Answered): InvokedFunction {
  return { functionError: ownText(headers, 'x-amz-function-error'), payload: readJson(text) }
}
