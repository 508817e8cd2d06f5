/** Calls a function for a task, and names its errors as Step Functions does.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html */
import { own } from '@cognito-trigger-suite/triggers/internal/core/json'
import type { InvokeResult } from '../lambda/invocation.ts'
import { parseJson } from '../parse-json.ts'
import { lambdaInvoke } from './definition.ts'
import { StateError } from './state-error.ts'

export type InvokeFunction = (request: {
  readonly functionArn: string
  readonly payload: unknown
}) => Promise<InvokeResult>

/** @throws StateError with the function's own name of its error, or with Lambda's */
export async function callFunction(
  resource: string,
  parameters: unknown,
  invoke: InvokeFunction,
): Promise<unknown> {
  const isOptimized = resource === lambdaInvoke
  const result = await invoke({
    functionArn: isOptimized ? String(own(parameters, 'FunctionName')) : resource,
    payload: isOptimized ? own(parameters, 'Payload') : parameters,
  })
  switch (result.kind) {
    case 'success': {
      const output = parseJson(result.payload, null)
      return isOptimized ? wrap(output, result.executedVersion, result.requestId) : output
    }
    case 'function-error':
      // The guide names a time-out Lambda.Unknown, and people have seen the name that Lambda itself gives.
      throw new StateError(result.errorType || 'Lambda.Unknown', result.payload)
    case 'not-found':
      throw new StateError('Lambda.ResourceNotFoundException', result.message)
    case 'throttled':
      throw new StateError('Lambda.TooManyRequestsException', result.message)
    case 'request-too-large':
      throw new StateError('Lambda.RequestTooLargeException', result.message)
    case 'invalid-request':
      throw new StateError('Lambda.InvalidParameterValueException', result.message)
    case 'abandoned':
    case 'accepted':
    case 'dry-run':
      throw new StateError('Lambda.Unknown', `The function was ${result.kind}, and gave no answer.`)
  }
}

function wrap(Payload: unknown, ExecutedVersion: string, requestId: string) {
  const metadata = { HttpStatusCode: 200, RequestId: requestId }
  return {
    ExecutedVersion,
    Payload,
    SdkHttpMetadata: { HttpStatusCode: 200 },
    SdkResponseMetadata: { RequestId: metadata.RequestId },
    StatusCode: 200,
  }
}
