/** What a backend for a browser lets in: listed origins, a static header on every request of a script, JSON only.
 * @see https://datatracker.ietf.org/doc/draft-ietf-oauth-browser-based-apps/ section 6.1 */
import type { HttpAnswer, HttpRequest } from './http.ts'
import { problemAnswer, ProblemError } from './problem.ts'

/** No form and no link of another site can send it, and a script of another site must ask first. */
export const staticHeader = 'x-front-door'

/** The largest body of a form, in bytes. */
export const maxFormBytes = 16_384

const sentHeaders = `authorization, content-type, idempotency-key, ${staticHeader}`
const exposedHeaders = 'retry-after'

/** How long a browser keeps the answer to a preflight, in seconds. */
const preflightS = 600

export interface Route {
  readonly method: 'GET' | 'POST'
  /** `script`: fetched by a page of a listed origin. `navigation`: the browser goes there. */
  readonly by: 'script' | 'navigation'
}

/** Answers a preflight, which has no cookie and no token, before any guard. */
export function answerPreflight(
  request: HttpRequest,
  origins: readonly string[],
  routes: readonly Route[],
): HttpAnswer {
  const origin = request.headers.get('origin')
  const methods = routes.filter(({ by }) => by === 'script').map(({ method }) => method)
  if (origin === undefined || !origins.includes(origin) || methods.length === 0) return problemAnswer(foreign)
  return {
    status: 204,
    headers: {
      ...corsHeaders(request, origins),
      'access-control-allow-methods': methods.join(', '),
      'access-control-allow-headers': sentHeaders,
      'access-control-max-age': String(preflightS),
    },
  }
}

/** @throws ProblemError for a request that a page of a listed origin did not make */
export function guardScript(request: HttpRequest, origins: readonly string[]): void {
  const { headers, method } = request
  const origin = headers.get('origin')
  // A browser names the origin of every POST.
  const isListed = origin === undefined ? method === 'GET' : origins.includes(origin)
  if (!isListed || headers.get('sec-fetch-site') === 'cross-site') throw new ProblemError(foreign)
  if (headers.get(staticHeader) !== '1') {
    const detail = `Send the header ${staticHeader}: 1 with every request.`
    throw new ProblemError({ status: 403, code: 'header_missing', detail, language: 'en' })
  }
}

/** For answers to listed origins; no header for any other. */
export function corsHeaders(request: HttpRequest, origins: readonly string[]): Record<string, string> {
  const origin = request.headers.get('origin')
  if (origin === undefined || !origins.includes(origin)) return { vary: 'origin' }
  return {
    vary: 'origin',
    'access-control-allow-origin': origin,
    'access-control-allow-credentials': 'true',
    'access-control-expose-headers': exposedHeaders,
  }
}

const foreign = {
  status: 403,
  code: 'origin_not_allowed',
  detail: 'Pages of this origin may not ask here.',
  language: 'en',
} as const
