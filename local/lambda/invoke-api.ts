/** Answers Lambda's Invoke operation over HTTP, as any AWS SDK or the AWS CLI calls it. */
import type { HttpBindings } from '@hono/node-server'
import { type Context, Hono } from 'hono'
import type { Dispatch } from './dispatch.ts'
import type { InvokeResult } from './invocation.ts'
import { readInvokeRequest } from './invoke-request.ts'

type InvokeContext = Context<{ Bindings: HttpBindings }>

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export function createInvokeApi(
  dispatch: Dispatch,
  addRoutes: (app: Hono<{ Bindings: HttpBindings }>) => void,
): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>()

  app.post('/2015-03-31/functions/:name/invocations', async (context) => {
    const { incoming, outgoing } = context.env
    const read = await readInvokeRequest(incoming, context.req.param('name'), context.req.query('Qualifier'))
    if (read.kind === 'refused') return answerError(context, read.status, read.type, read.message)

    const { result, abandon } = dispatch(read.request)
    outgoing.once('close', () => {
      if (!outgoing.writableFinished) abandon()
    })
    return answer(context, await result)
  })

  addRoutes(app)
  app.notFound((context) => {
    const message = 'Only invocations and policies of /2015-03-31/functions/{FunctionName} are answered here.'
    return answerError(context, 404, 'UnknownOperationException', message)
  })
  app.onError((_error, context) =>
    answerError(context, 500, 'ServiceException', 'The local Lambda service could not handle the request.'),
  )
  return app
}

const answer = (context: InvokeContext, result: InvokeResult): Response => {
  if ('requestId' in result) context.header('x-amzn-RequestId', result.requestId)
  switch (result.kind) {
    case 'success':
    case 'function-error':
      context.header('X-Amz-Executed-Version', result.executedVersion)
      context.header('X-Amzn-Trace-Id', result.traceId)
      if (result.kind === 'function-error') context.header('X-Amz-Function-Error', 'Unhandled')
      if (context.req.header('x-amz-log-type') === 'Tail')
        context.header('X-Amz-Log-Result', Buffer.from(result.logTail).toString('base64'))

      return context.body(result.payload, 200, { 'Content-Type': 'application/json' })
    case 'accepted':
      return context.body('', 202)
    case 'dry-run':
      context.header('X-Amz-Executed-Version', result.executedVersion)
      return context.body(null, 204)
    case 'not-found':
      return answerError(context, 404, 'ResourceNotFoundException', result.message)
    case 'invalid-request':
      return answerError(context, 400, 'InvalidParameterValueException', result.message)
    case 'request-too-large':
      return answerError(context, 413, 'RequestTooLargeException', result.message)
    case 'throttled':
      return answerError(context, 429, 'TooManyRequestsException', result.message, {
        Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
      })
    case 'abandoned':
      return answerError(context, 500, 'ServiceException', 'The caller stopped waiting.')
  }
}

type ErrorStatus = 400 | 403 | 404 | 409 | 413 | 429 | 500

export type AnswerError = (status: ErrorStatus, type: string, message: string) => Response

export const answerError = (
  context: Context,
  status: ErrorStatus,
  type: string,
  message: string,
  more: Readonly<Record<string, string>> = {},
): Response => {
  // AWS spells the member with a capital in this one exception.
  const text = type === 'ResourceNotFoundException' ? { Message: message } : { message }
  const Type = status === 500 ? 'Service' : 'User'
  return context.json({ Type, ...text, ...more }, status, { 'x-amzn-errortype': type })
}
