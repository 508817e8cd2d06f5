/** Asks the Lambda authorizer of a GraphQL API, and keeps its answer for as long as it says.
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html#aws-lambda-authorization */
import { callers } from '@cognito-trigger-suite/callers'
import { isObject, own } from '@cognito-trigger-suite/triggers/internal/core/json'
import { parseJson } from '../../parse-json.ts'
import type { Invoker } from '../invoker.ts'
import type { GraphqlApiModel } from './model.ts'

/** @see https://lambda.101i.de/appsync-authorizer/ for both limits, which are on no page of AWS's own any more. */
const maxTokenLength = 2_048
const maxContextBytes = 5_242_880

export interface Passed {
  readonly resolverContext: Readonly<Record<string, unknown>>
  /** Such as `Mutation.deleteArticle`. */
  readonly deniedFields: ReadonlySet<string>
}

export interface GraphqlRequest {
  readonly query: string
  readonly operationName: string | null
  readonly variables: object
}

interface Asked {
  readonly api: GraphqlApiModel
  readonly token: string
  readonly request: GraphqlRequest
  readonly requestId: string
  readonly headers: Readonly<Record<string, string>>
  readonly traceId: string
}

/** Undefined for whom it does not let in, whatever the reason. A failure is never kept. */
export function createAuthorizer(invoker: Invoker): (asked: Asked) => Promise<Passed | undefined> {
  const kept = new Map<string, { readonly untilMs: number; readonly passed: Passed | undefined }>()
  return async (asked) => {
    const { api, token } = asked
    const { authorizer } = api
    if (authorizer === undefined || token.length > maxTokenLength) return undefined
    if (authorizer.expression?.test(token) === false) return undefined
    const before = kept.get(token)
    if (before !== undefined && before.untilMs > invoker.clock.epochMs()) return before.passed
    const answer = readAnswer(await ask(invoker, authorizer.functionArn, asked), api)
    if (answer === undefined) return undefined
    const { ttlMs = authorizer.ttlMs, passed } = answer
    if (ttlMs > 0) kept.set(token, { untilMs: invoker.clock.epochMs() + ttlMs, passed })
    return passed
  }
}

async function ask(
  { invoke, isAllowed, accountId }: Invoker,
  functionArn: string,
  { api, token, request, requestId, headers, traceId }: Asked,
): Promise<unknown> {
  if (!isAllowed(functionArn, api.arn, 'appsync.amazonaws.com')) return undefined
  const { query: queryString, operationName, variables } = request
  const result = await invoke({
    functionArn,
    payload: {
      authorizationToken: token,
      requestContext: { apiId: api.apiId, accountId, requestId, queryString, operationName, variables },
      requestHeaders: headers,
    },
    abandonAfterMs: callers.appsync.waitsMs,
    traceId,
  })
  return result.kind === 'success' ? parseJson(result.payload) : undefined
}

/** Undefined for a malformed one. */
function readAnswer(
  answer: unknown,
  { arn }: GraphqlApiModel,
): { readonly ttlMs: number | undefined; readonly passed: Passed | undefined } | undefined {
  const isAuthorized = own(answer, 'isAuthorized')
  const context = own(answer, 'resolverContext') ?? {}
  const denied = own(answer, 'deniedFields') ?? []
  const ttlS = own(answer, 'ttlOverride')
  if (typeof isAuthorized !== 'boolean' || !isObject(context) || !Array.isArray(denied)) return undefined
  if (ttlS !== undefined && typeof ttlS !== 'number') return undefined
  if (Buffer.byteLength(JSON.stringify(context)) > maxContextBytes) return undefined
  if (Object.values(context).some((value) => typeof value === 'object')) return undefined
  if (denied.some((field) => typeof field !== 'string')) return undefined
  // In the long form the field of another API does not count.
  const deniedFields = new Set(
    denied.map((field) => String(field).replace(`${arn}/types/`, '').replace('/fields/', '.')),
  )
  const passed = isAuthorized ? { resolverContext: context, deniedFields } : undefined
  return { ttlMs: ttlS === undefined ? undefined : ttlS * 1_000, passed }
}
