/** CORS of an HTTP API: it answers preflights that no route takes, and puts its own headers into answers of functions.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html */
import {
  type JsonObject,
  readField,
  readList,
  readObject,
  readOptionalString,
} from '../../template/fields.ts'
import { type DoorAnswer, type DoorRequest, groupHeaders, type Headers } from '../door.ts'

export interface CorsModel {
  /** Whole origins; `*`, `https://*` and `http://*` stand for all, and for all of a scheme. */
  readonly origins: readonly string[]
  /** Name → value of what every answer has. */
  readonly headers: Headers
  /** The same, of preflights alone. */
  readonly preflightHeaders: Headers
}

/** Undefined without a configuration. */
export function readCors(api: JsonObject, logicalId: string): CorsModel | undefined {
  if (readField(api, 'CorsConfiguration') === undefined) return undefined
  const where = `${logicalId}.CorsConfiguration`
  const cors = readObject(api, 'CorsConfiguration', logicalId)
  const list = (key: string, name: string): Headers => {
    const values = readList(cors, key, where).map(String)
    return values.length === 0 ? [] : [[`access-control-${name}`, values.join(',')]]
  }
  const maxAge = readOptionalString(cors, 'MaxAge', where)
  const allowsCredentials = String(readField(cors, 'AllowCredentials')) === 'true'
  return {
    origins: readList(cors, 'AllowOrigins', where).map(String),
    headers: [
      ...(allowsCredentials ? ([['access-control-allow-credentials', 'true']] as const) : []),
      ...list('ExposeHeaders', 'expose-headers'),
    ],
    preflightHeaders: [
      ...list('AllowMethods', 'allow-methods'),
      ...list('AllowHeaders', 'allow-headers'),
      ...(maxAge === undefined ? [] : ([['access-control-max-age', maxAge]] as const)),
    ],
  }
}

/** Undefined for a request that is none. */
export function answerPreflight(cors: CorsModel, request: DoorRequest): DoorAnswer | undefined {
  const asks = groupHeaders(request.headers).has('access-control-request-method')
  if (request.method !== 'OPTIONS' || !asks || originOf(request) === undefined) return undefined
  const headers = headersFor(cors, request)
  return {
    status: 204,
    headers: headers.length === 0 ? [] : [...headers, ...cors.preflightHeaders],
    body: '',
  }
}

/** What the function itself says of CORS does not count. */
export function withCors(cors: CorsModel, request: DoorRequest, answer: DoorAnswer): DoorAnswer {
  const others = answer.headers.filter(([name]) => !name.toLowerCase().startsWith('access-control-'))
  return { ...answer, headers: [...others, ...headersFor(cors, request)] }
}

function originOf({ headers }: DoorRequest): string | undefined {
  return groupHeaders(headers).get('origin')?.[0]
}

/** None for an origin that is not allowed. */
function headersFor({ origins, headers }: CorsModel, request: DoorRequest): Headers {
  const origin = originOf(request)
  if (origin === undefined) return []
  if (origins.includes('*')) return [['access-control-allow-origin', '*'], ...headers]
  const scheme = `${origin.split('://')[0]}://*`
  return origins.includes(origin) || origins.includes(scheme)
    ? [['access-control-allow-origin', origin], ...headers]
    : []
}
