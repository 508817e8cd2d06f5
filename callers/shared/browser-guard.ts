/** What a backend for a browser lets in: listed origins, a static header on every request of a script, JSON only.
 * @see https://datatracker.ietf.org/doc/draft-ietf-oauth-browser-based-apps/ section 6.1 */
import { isObject, type RawObject, readJson } from '@cognito-trigger-suite/triggers/internal/core/json'
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
export function corsHeaders(
  { headers }: Pick<HttpRequest, 'headers'>,
  origins: readonly string[],
): Record<string, string> {
  const origin = headers.get('origin')
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

/** The longest text of a field, in characters, as Cognito's longest values. */
const maxLength = 2_048

export interface Form {
  /** @throws ProblemError when it is missing or empty */
  text(field: string): string
  optionalText(field: string): string | undefined
  /** A whole number from `least`, by default 0, to `max`. */
  optionalWhole(field: string, max: number, least?: number): number | undefined
  optionalFlag(field: string): boolean
  /** Texts by name, at most 50. */
  texts(field: string): Readonly<Record<string, string>>
}

/** Reads the JSON body of a form. A field that the route does not know is refused, so that a misspelled one is noticed.
 * @throws ProblemError for a body that is no such form */
export function readForm({ headers, body }: HttpRequest, fields: readonly string[]): Form {
  const type = headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase()
  if (type !== 'application/json') throw wrong(415, 'not_json', 'Send the body as application/json.')
  if (Buffer.byteLength(body) > maxFormBytes)
    throw wrong(413, 'too_large', `The body is larger than ${maxFormBytes} bytes.`)
  const value = readJson(body)
  if (!isObject(value)) throw wrong(400, 'not_an_object', 'The body must be a JSON object.')
  if (Object.keys(value).some((name) => !fields.includes(name)))
    throw wrong(400, 'unknown_field', `The body may only have ${fields.join(', ')}.`)
  return formOf(value)
}

function formOf(value: RawObject): Form {
  const read = <T>(field: string, isRight: (given: unknown) => given is T, rule: string): T | undefined => {
    const given = value[field]
    if (given === undefined || isRight(given)) return given
    throw wrong(400, 'field_invalid', `The field ${field} must be ${rule}.`, field)
  }
  const optionalText = (field: string) => read(field, isText, `a text of at most ${maxLength} characters`)
  return {
    optionalText,
    text(field) {
      const text = optionalText(field)
      if (text) return text
      throw wrong(400, 'field_missing', `The field ${field} is missing.`, field)
    },
    optionalWhole: (field, max, least = 0) =>
      read(field, isWhole(least, max), `a whole number from ${least} to ${max}`),
    optionalFlag: (field) => read(field, isFlag, 'true or false') ?? false,
    texts: (field) => read(field, isTexts, 'an object of at most 50 texts') ?? {},
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= maxLength && value.isWellFormed()
}

function isFlag(value: unknown): value is boolean {
  return typeof value === 'boolean'
}

function isWhole(least: number, max: number) {
  return (value: unknown): value is number =>
    Number.isInteger(value) && Number(value) >= least && Number(value) <= max
}

function isTexts(value: unknown): value is Readonly<Record<string, string>> {
  return isObject(value) && Object.keys(value).length <= 50 && Object.values(value).every(isText)
}

function wrong(status: 400 | 413 | 415, code: string, detail: string, field?: string): ProblemError {
  return new ProblemError({ status, code, detail, field, language: 'en' })
}
