/** The front door: its routes, who may ask at each, and every answer's last step. */
import { causeOf } from '@cognito-trigger-suite/triggers/core/step'
import { faultOf, isTransient } from '@cognito-trigger-suite/triggers/internal/adapters/service-error'
import { answerPreflight, corsHeaders, guardScript, type Route } from '../shared/browser-guard.ts'
import { localesOf, unavailable } from '../shared/failures.ts'
import type { Answered, Call, Failure } from '../shared/handler.ts'
import type { HttpFunction } from '../shared/http-function.ts'
import type { HttpAnswer, HttpRequest } from '../shared/http.ts'
import { type Problem, problemAnswer, ProblemError, refuse } from '../shared/problem.ts'
import { type AccountParts, answerChallenge, confirm, resend, signIn, signUp } from './account.ts'
import { type AdminParts, checkSignUp, invite } from './admin.ts'
import { callback, type LoginParts, start } from './login.ts'
import { refresh, signOut, who } from './session.ts'

export interface FrontDoorParts extends AccountParts, LoginParts, AdminParts {
  /** The path before every route, such as `/auth`. */
  readonly basePath: string
  /** Where the app's pages are. No other origin may ask. */
  readonly origins: readonly string[]
}

interface DoorRoute extends Route {
  readonly path: string
  run(request: HttpRequest, call: Call): Promise<Answered<HttpAnswer>>
}

export function frontDoor(parts: FrontDoorParts): HttpFunction {
  const { basePath, origins } = parts
  const routes = routesOf(parts)
  return {
    name: 'front-door',
    async handle(request, call) {
      const here = routes.filter(({ path }) => request.path === basePath + path)
      const route = here.find(({ method }) => method === request.method)
      const answered = await answer(request, here, route, origins, call).catch((error: unknown) =>
        explainError(error, request),
      )
      const cors = route?.by === 'navigation' ? {} : corsHeaders(request, origins)
      const notes = { ...answered.notes, route: route?.path ?? 'none' }
      return { ...answered, notes, answer: withCommon(answered.answer, cors) }
    },
    explain: (failure, headers) => withCommon(explainFailure(failure), corsHeaders({ headers }, origins)),
  }
}

function routesOf(parts: FrontDoorParts): readonly DoorRoute[] {
  const { managedLogin, admin } = parts
  const post = (path: string, run: DoorRoute['run']): DoorRoute => ({
    path,
    method: 'POST',
    by: 'script',
    run,
  })
  const go = (path: string, run: DoorRoute['run']): DoorRoute => ({
    path,
    method: 'GET',
    by: 'navigation',
    run,
  })
  return [
    post('/sign-up', (request, call) => signUp(parts, request, call)),
    post('/confirm', (request, call) => confirm(parts, request, call)),
    post('/resend', (request, call) => resend(parts, request, call)),
    post('/sign-in', (request, call) => signIn(parts, request, call)),
    post('/challenge', (request, call) => answerChallenge(parts, request, call)),
    post('/refresh', (request, call) => refresh(parts, request, call)),
    post('/sign-out', (request, call) => signOut(parts, request, call)),
    { path: '/session', method: 'GET', by: 'script', run: (request, call) => who(parts, request, call) },
    ...(managedLogin === undefined
      ? []
      : [
          go('/login', (request, call) => start({ ...parts, managedLogin }, request, call)),
          go('/callback', (request, call) => callback({ ...parts, managedLogin }, request, call)),
        ]),
    ...(admin === undefined
      ? []
      : [
          post('/admin/sign-up-check', (request, call) => checkSignUp({ ...parts, admin }, request, call)),
          post('/admin/invitations', (request, call) => invite({ ...parts, admin }, request, call)),
        ]),
  ]
}

async function answer(
  request: HttpRequest,
  here: readonly DoorRoute[],
  route: DoorRoute | undefined,
  origins: readonly string[],
  call: Call,
): Promise<Answered<HttpAnswer>> {
  if (here.length === 0) return refuse(notFound)
  if (request.method === 'OPTIONS') {
    const preflight = answerPreflight(request, origins, here)
    return { outcome: preflight.status === 204 ? 'allowed' : 'denied', answer: preflight }
  }
  if (route === undefined) {
    const refused = refuse(wrongMethod)
    const allow = here.map(({ method }) => method).join(', ')
    return { ...refused, answer: { ...refused.answer, headers: { ...refused.answer.headers, allow } } }
  }
  if (route.by === 'script') guardScript(request, origins)
  return route.run(request, call)
}

function withCommon(given: HttpAnswer, cors: Readonly<Record<string, string>>): HttpAnswer {
  return { ...given, headers: { 'cache-control': 'no-store', ...cors, ...given.headers } }
}

const notFound: Problem = { status: 404, code: 'not_found', detail: 'There is nothing here.', language: 'en' }
const wrongMethod: Problem = {
  status: 405,
  code: 'wrong_method',
  detail: 'This address takes another method.',
  language: 'en',
}

/** @throws the error when it is neither a problem nor a fault of a service */
function explainError(error: unknown, request: HttpRequest): Answered<HttpAnswer> {
  if (error instanceof ProblemError) return refuse(error.problem)
  const fault = faultOf(error)
  if (fault === undefined || !isTransient(fault)) throw error
  return { outcome: 'failed', cause: causeOf(error), answer: problemAnswer(unavailable(localesOf(request))) }
}

function explainFailure(failure: Failure): HttpAnswer {
  switch (failure.kind) {
    case 'event':
      return problemAnswer({ status: 400, code: 'unreadable', detail: failure.problem, language: 'en' })
    case 'timeout':
      return problemAnswer({ ...unavailable(), status: 504, isUnclear: true })
    case 'defect':
      return problemAnswer({ ...unavailable(), status: 500, retryAfterS: undefined, isUnclear: true })
  }
}
