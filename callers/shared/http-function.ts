/** A function behind any of the doors: it reads the door's event, and every ending leaves in the door's own shape. */
import { ownNumber } from '@cognito-trigger-suite/triggers/internal/core/json'
import { callers } from '../callers.ts'
import type { Answered, Call, CallerEvent, CallerFunction, Failure } from './handler.ts'
import {
  doorOf,
  type HttpAnswer,
  type HttpRequest,
  plainProblem,
  readHeaderTexts,
  readHttpRequest,
  writeHttpAnswer,
} from './http.ts'

export interface HttpFunction {
  /** Its folder name, such as `front-door`. */
  readonly name: string
  /** A promise that rejects is a defect. */
  handle(request: HttpRequest, call: Call): Promise<Answered<HttpAnswer>>
  /**
   * The answer when the function has none of its own.
   *
   * @param headers Those of the request that can be read.
   *
   * @default a problem in plain words: 400 for an unreadable event, 504 after the deadline, 500 for a defect
   */
  readonly explain?: (failure: Failure, headers: HttpRequest['headers']) => HttpAnswer
}

interface Received extends CallerEvent {
  readonly request: HttpRequest
  readonly raw: unknown
}

/** What `createCallerHandler` serves. Health checks of a load balancer are answered before anything else.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html#enable-health-checks-lambda */
export function httpFunction(served: HttpFunction): CallerFunction<Received, object> {
  const { explain = explainPlainly } = served
  return {
    name: served.name,
    waitsMs: (input) => callers[doorOf(input) ?? 'rest-api'].waitsMs,
    parse(input) {
      const parsed = readHttpRequest(input)
      if (parsed.kind === 'malformed') return parsed
      const { event: request, raw } = parsed
      return { kind: 'event', raw, event: { source: request.source, version: request.version, request, raw } }
    },
    async handle({ request, raw }, call) {
      if (isHealthCheck(request)) return { answer: writeHttpAnswer(raw, healthy), outcome: 'allowed' }
      const answered = await served.handle(request, call)
      const answer = writeHttpAnswer(raw, answered.answer)
      return ownNumber(answer, 'statusCode') === answered.answer.status
        ? { ...answered, answer }
        : { answer, outcome: 'failed', cause: 'the door cannot carry the answer' }
    },
    failed: (input, failure) => writeHttpAnswer(input, explain(failure, readHeaderTexts(input))),
  }
}

const healthy: HttpAnswer = { status: 200, headers: { 'cache-control': 'no-store' } }

/** By the usual path of a target group. Anybody can write the header. */
function isHealthCheck({ source, method, path, headers }: HttpRequest): boolean {
  const isChecker = headers.get('user-agent')?.startsWith('ELB-HealthChecker/') === true
  return source === 'alb' && method === 'GET' && path === '/' && isChecker
}

function explainPlainly(failure: Failure): HttpAnswer {
  switch (failure.kind) {
    case 'event':
      return plainProblem(400, failure.problem)
    case 'timeout':
      return plainProblem(504, 'The answer took too long. Please try again.')
    case 'defect':
      return plainProblem(500, 'Something went wrong. Please try again.')
  }
}
