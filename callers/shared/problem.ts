/** Answers of a backend for a browser, its errors as problem details, and how the report counts them.
 * @see https://www.rfc-editor.org/rfc/rfc9457.html */
import type { Answered } from './handler.ts'
import type { HttpAnswer } from './http.ts'

/** Titles are those of HTTP, as RFC 9457 asks for problems without a type of their own. */
const titles = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
} as const

export interface Problem {
  readonly status: keyof typeof titles
  /** snake_case and permanent, for programs. */
  readonly code: string
  /** One sentence for the person, without data of the request. */
  readonly detail: string
  /** The form field that it is about. */
  readonly field?: string | undefined
  /** The language of `detail`, such as `de`; undefined when nobody knows it. */
  readonly language?: string | undefined
  /** When to try again, in seconds. Sent as `Retry-After`. */
  readonly retryAfterS?: number | undefined
  /** How to authenticate. Sent as `WWW-Authenticate`.
   * @see https://www.rfc-editor.org/rfc/rfc6750#section-3 */
  readonly authenticate?: string | undefined
  /** The `error` of an OAuth answer, as it came. */
  readonly error?: string | undefined
  /** The step that a sign-in still needs. */
  readonly challenge?: object | undefined
  /** Whether what was asked for may have been done. */
  readonly isUnclear?: boolean | undefined
}

/** A problem that ends a request from any depth. Its message holds the code alone. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError'
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.code)
    this.problem = problem
  }
}

export function problemAnswer({ retryAfterS, authenticate, ...problem }: Problem): HttpAnswer {
  return {
    status: problem.status,
    headers: {
      'content-type': 'application/problem+json',
      ...(retryAfterS === undefined ? {} : { 'retry-after': String(retryAfterS) }),
      ...(authenticate === undefined ? {} : { 'www-authenticate': authenticate }),
    },
    body: JSON.stringify({ type: 'about:blank', title: titles[problem.status], ...problem }),
  }
}

/** A refusal or failure of Cognito, as a person is told of it. */
export interface ToldFailure extends Pick<Answered<never>, 'outcome' | 'code' | 'by' | 'cause'> {
  readonly problem: Problem
}

export function reply(told: object, cookies: readonly string[] = [], status = 200): Answered<HttpAnswer> {
  const headers = { 'content-type': 'application/json' }
  return { outcome: 'allowed', answer: { status, headers, cookies, body: JSON.stringify(told) } }
}

/** A refusal of the function itself. */
export function refuse(problem: Problem, cookies: readonly string[] = []): Answered<HttpAnswer> {
  const outcome = problem.status >= 500 ? 'failed' : 'denied'
  return { outcome, code: problem.code, answer: { ...problemAnswer(problem), cookies } }
}

export function replyFailure({ problem, ...ended }: ToldFailure): Answered<HttpAnswer> {
  return { ...ended, answer: problemAnswer(problem) }
}
