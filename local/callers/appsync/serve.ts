/** Stands in for a GraphQL API of AppSync: its Lambda authorizer judges each request, and direct Lambda resolvers answer.
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html */
import { randomUUID } from 'node:crypto'
import { findUnknownFields } from '@cognito-trigger-suite/callers/internal/guards/schema-fields'
import { isObject, own, ownText } from '@cognito-trigger-suite/triggers/internal/core/json'
import type { Served } from '../../listen.ts'
import { parseJson } from '../../parse-json.ts'
import { TemplateError } from '../../template/template-error.ts'
import {
  type DoorAnswer,
  type DoorRequest,
  groupHeaders,
  type Headers,
  openDoor,
  withForwarded,
} from '../door.ts'
import type { Invoker } from '../invoker.ts'
import { createAuthorizer, type GraphqlRequest } from './authorizer.ts'
import { executeQuery } from './execute.ts'
import type { GraphqlApiModel } from './model.ts'

/** Of the body. */
const maxBodyBytes = 1_048_576
const waitsMs = 30_000

/** Any page may ask: the token says who does. */
const cors: Headers = [
  ['access-control-allow-origin', '*'],
  ['access-control-allow-headers', '*,authorization'],
  ['access-control-allow-methods', 'POST'],
]

function json(status: number, body: object): DoorAnswer {
  return {
    status,
    headers: [['content-type', 'application/json;charset=UTF-8'], ...cors],
    body: JSON.stringify(body),
  }
}

function problem(status: number, errorType: string, message: string): DoorAnswer {
  return json(status, { errors: [{ errorType, message }] })
}

const unauthorized = problem(401, 'UnauthorizedException', 'You are not authorized to make this call.')
const noToken = problem(401, 'UnauthorizedException', 'Valid authorization header not provided.')
const malformed = problem(400, 'MalformedHttpRequestException', 'Unable to parse GraphQL query.')

/** `current` is the API as the template has it now; undefined once it is gone.
 * @throws TemplateError when the guard names a field that the schema does not have */
export function serveGraphqlApi(
  current: () => GraphqlApiModel | undefined,
  invoker: Invoker,
  port: number,
): Promise<Served> {
  const { guardFields = [], schema = '' } = current() ?? {}
  const [mistake] = findUnknownFields(guardFields, schema)
  if (mistake !== undefined) throw new TemplateError(mistake)
  const authorize = createAuthorizer(invoker)

  async function answer(asked: DoorRequest): Promise<DoorAnswer> {
    const api = current()
    if (api === undefined || asked.path !== '/graphql') return problem(404, 'NotFound', 'Ask for /graphql.')
    if (asked.method === 'OPTIONS') return json(200, {})
    const given = groupHeaders(withForwarded(asked))
    const [token = '', ...others] = given.get('authorization') ?? []
    if (token === '' || others.length > 0) return noToken
    const request = asked.method === 'POST' ? readRequest(asked.body.toString()) : undefined
    if (request === undefined) return malformed
    const headers = Object.fromEntries([...given].map(([name, values]) => [name, values.join(',')]))
    const common = { api, request, headers, traceId: asked.traceId }
    const passed = await authorize({ ...common, token, requestId: randomUUID() })
    if (passed === undefined) return unauthorized
    return json(200, await executeQuery({ ...common, ...passed }, invoker))
  }

  return openDoor({
    port,
    clock: invoker.clock,
    maxBodyBytes,
    refuse: () => undefined,
    tooLarge: problem(413, 'RequestEntityTooLargeException', 'The request is too large.'),
    failed: problem(500, 'InternalFailure', 'An internal failure occurred.'),
    onExchange: (exchange) => invoker.onExchange(`AppSync ${current()?.name ?? ''}`, exchange, waitsMs),
    answer,
  })
}

function readRequest(body: string): GraphqlRequest | undefined {
  const value = parseJson(body)
  const query = ownText(value, 'query')
  const operationName = own(value, 'operationName') ?? null
  const variables = own(value, 'variables') ?? {}
  if (query === undefined || query === '' || !isObject(variables)) return undefined
  if (operationName !== null && typeof operationName !== 'string') return undefined
  return { query, operationName, variables }
}
