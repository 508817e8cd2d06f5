/** Asks a Lambda authorizer, and keeps its answer as API Gateway does.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html */
import { isObject, own, ownText, readStrings } from '@cognito-trigger-suite/triggers/internal/core/json'
import { callers } from '@cognito-trigger-suite/callers'
import { matchesPattern } from '../../template/match-pattern.ts'
import { parseJson } from '../../parse-json.ts'
import { groupHeaders } from '../door.ts'
import type { Invoker } from '../invoker.ts'
import { words } from './answer.ts'
import { authorizerEvent, type Authorized, invokedArn, type Passage } from './event.ts'
import type { DoorAnswer } from '../door.ts'
import type { LambdaAuthorizerModel } from './model.ts'

export type Verdict =
  | { readonly kind: 'passes'; readonly authorized?: Authorized }
  | { readonly kind: 'refused'; readonly answer: DoorAnswer }

export function refuse(answer: DoorAnswer): Verdict {
  return { kind: 'refused', answer }
}

export type AskAuthorizer = (passage: Passage, model: LambdaAuthorizerModel) => Promise<Verdict>

/** Answers are kept by the identity sources alone: a simple one then holds for every route, a policy is judged again for
 * each. A malformed answer is never kept. */
export function createLambdaAuthorizers(invoker: Invoker): AskAuthorizer {
  const kept = new Map<string, { readonly untilMs: number; readonly judge: Judge }>()

  return async (passage, model) => {
    const { unauthorized, authorizerFailed } = words[passage.api.kind]
    const identity = model.identitySources.map((source) => readIdentity(passage, source))
    if (identity.includes(undefined)) return refuse(unauthorized)
    const given = identity.filter((value) => value !== undefined)
    if (model.expression?.test(given[0] ?? '') === false) return refuse(unauthorized)
    const key = JSON.stringify([model.id, passage.stage.name, given])
    const isKept = model.ttlMs > 0 && given.length > 0
    const now = invoker.clock.epochMs()
    const before = isKept ? kept.get(key) : undefined
    if (before !== undefined && before.untilMs > now) return before.judge(passage)
    const judge = await ask(invoker, passage, model, given)
    if (judge === 'unauthorized') return refuse(unauthorized)
    if (judge === undefined) return refuse(authorizerFailed)
    if (isKept) kept.set(key, { untilMs: now + model.ttlMs, judge })
    return judge(passage)
  }
}

type Judge = (passage: Passage) => Verdict

/** Undefined when there is no valid answer. */
async function ask(
  { invoke, isAllowed, region, accountId }: Invoker,
  passage: Passage,
  { id, functionArn, payload, isSimple }: LambdaAuthorizerModel,
  identity: readonly string[],
): Promise<Judge | 'unauthorized' | undefined> {
  const sourceArn = `arn:aws:execute-api:${region}:${accountId}:${passage.api.apiId}/authorizers/${id}`
  if (!isAllowed(functionArn, sourceArn, 'apigateway.amazonaws.com')) return undefined
  const result = await invoke({
    functionArn,
    payload: authorizerEvent(passage, payload, identity),
    abandonAfterMs: callers['api-authorizer'].waitsMs,
    traceId: passage.request.traceId,
  })
  const isRest = passage.api.kind === 'rest-api'
  if (isRest && result.kind === 'function-error' && result.errorMessage === 'Unauthorized')
    return 'unauthorized'
  if (result.kind !== 'success') return undefined
  if (Buffer.byteLength(result.payload) > callers['api-authorizer'].answerBytes) return undefined
  const answer = parseJson(result.payload)
  return isSimple ? readSimple(answer) : readPolicy(answer, isRest)
}

function readSimple(answer: unknown): Judge | undefined {
  const isAuthorized = own(answer, 'isAuthorized')
  const context = own(answer, 'context') ?? {}
  if (typeof isAuthorized !== 'boolean' || !isObject(context)) return undefined
  return ({ api }) =>
    isAuthorized
      ? { kind: 'passes', authorized: { kind: 'lambda', context } }
      : refuse(words[api.kind].denied.byPolicy)
}

function readPolicy(answer: unknown, isRest: boolean): Judge | undefined {
  const principalId = ownText(answer, 'principalId')
  const given = own(answer, 'context') ?? {}
  const statements = own(own(answer, 'policyDocument'), 'Statement')
  if (principalId === undefined || !isObject(given) || !Array.isArray(statements)) return undefined
  const context = isRest ? asTexts(given) : given
  if (context === undefined) return undefined
  return (passage) => {
    const { byPolicy, byNone } = words[passage.api.kind].denied
    const arn = invokedArn(passage)
    const effects = new Set(statements.map((statement) => effectOn(statement, arn)))
    if (effects.has('Deny')) return refuse(byPolicy)
    return effects.has('Allow')
      ? { kind: 'passes', authorized: { kind: 'lambda', principalId, context } }
      : refuse(byNone)
  }
}

/** The context of a REST API arrives as texts; lists, objects and null have no place in it. */
function asTexts(context: object): Readonly<Record<string, string>> | undefined {
  const entries = Object.entries(context)
  return entries.some(([, value]) => typeof value === 'object')
    ? undefined
    : Object.fromEntries(entries.map(([name, value]) => [name, String(value)]))
}

/** A condition, or a field by which a statement is about all but something, cannot be judged here: it lets nobody pass. */
function effectOn(statement: unknown, arn: string): string | undefined {
  if (!isObject(statement)) return 'Deny'
  if (Object.keys(statement).some((key) => !['Sid', 'Effect', 'Action', 'Resource'].includes(key)))
    return 'Deny'
  const isMeant = isAbout(statement, 'Action', 'execute-api:Invoke') && isAbout(statement, 'Resource', arn)
  return isMeant ? ownText(statement, 'Effect') : undefined
}

function isAbout(statement: unknown, key: 'Action' | 'Resource', text: string): boolean {
  const letterCase = key === 'Action' ? 'ignore-case' : 'exact'
  return readStrings(own(statement, key)).some((pattern) => matchesPattern(pattern, text, letterCase))
}

/** Undefined when it is missing or empty. */
export function readIdentity(passage: Passage, source: string): string | undefined {
  const [, from = '', name = ''] =
    /^(?:\$|method\.|)(request\.header|request\.querystring|context|stageVariables)\.(.+)$/.exec(source) ?? []
  return readFrom(passage, from, name) || undefined
}

function readFrom(passage: Passage, from: string, name: string): string | undefined {
  const { api, request, stage, route, path, requestId } = passage
  switch (from) {
    case 'request.header':
      return groupHeaders(request.headers).get(name.toLowerCase())?.join(',')
    case 'request.querystring':
      return new URLSearchParams(request.query).getAll(name).join(',')
    case 'stageVariables':
      return stage.variables[name]
    default:
      return new Map([
        ['routeKey', route.key],
        ['path', api.kind === 'rest-api' ? `/${stage.name}${path}` : path],
        ['resourcePath', route.key.split(' ')[1]],
        ['resourceId', route.resourceId],
        ['httpMethod', request.method],
        ['stage', stage.name],
        ['requestId', requestId],
        ['identity.sourceIp', request.clientIp],
      ]).get(name)
  }
}
