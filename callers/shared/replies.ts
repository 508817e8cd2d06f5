/** Answers of a backend for a browser, with how the report counts them. */
import type { ToldFailure } from './failures.ts'
import type { Answered } from './handler.ts'
import type { HttpAnswer } from './http.ts'
import { type Problem, problemAnswer } from './problem.ts'

export function reply(told: object, cookies: readonly string[] = [], status = 200): Answered<HttpAnswer> {
  const headers = { 'content-type': 'application/json' }
  return { outcome: 'allowed', answer: { status, headers, cookies, body: JSON.stringify(told) } }
}

/** A refusal of the function itself. */
export function refuse(problem: Problem, cookies: readonly string[] = []): Answered<HttpAnswer> {
  const outcome = problem.status >= 500 ? 'failed' : 'denied'
  return { outcome, code: problem.code, answer: { ...problemAnswer(problem), cookies } }
}

/** A refusal or failure of Cognito. */
export function replyFailure({ problem, ...ended }: ToldFailure): Answered<HttpAnswer> {
  return { ...ended, answer: problemAnswer(problem) }
}
