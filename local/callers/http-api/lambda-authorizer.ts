/** Asks a Lambda authorizer, and keeps its answer as an HTTP API does.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html */
import { isObject, own, ownText, readStrings } from '@cognito-trigger-suite/triggers/internal/core/json'
import { callers } from '@cognito-trigger-suite/callers'
import { matchesPattern } from '../../template/match-pattern.ts'
import { parseJson } from '../../parse-json.ts'
import { groupHeaders } from '../door.ts'
import type { Invoker } from '../invoker.ts'
import { message, serverError } from './answer.ts'
import { authorizerEvent, type Authorized, invokedArn, type Passage } from './event.ts'
import type { DoorAnswer } from '../door.ts'
import type { LambdaAuthorizerModel } from './model.ts'

export type Verdict =
  | { readonly kind: 'passes'; readonly authorized?: Authorized }
  | { readonly kind: 'refused'; readonly answer: DoorAnswer }

export const unauthorized: Verdict = { kind: 'refused', answer: message(401, 'Unauthorized') }
export const forbidden: Verdict = { kind: 'refused', answer: message(403, 'Forbidden') }
const broken: Verdict = { kind: 'refused', answer: serverError }

export type AskAuthorizer = (passage: Passage, model: LambdaAuthorizerModel) => Promise<Verdict>

/** Answers are kept by the identity sources alone: a simple one then holds for every route, a policy is judged again for
 * each. A malformed answer is never kept. */
export function createLambdaAuthorizers(invoker: Invoker): AskAuthorizer {
  const kept = new Map<string, { readonly untilMs: number; readonly judge: Judge }>()

  return async (passage, model) => {
    const identity = model.identitySources.map((source) => readIdentity(passage, source))
    if (identity.includes(undefined)) return unauthorized
    const given = identity.filter((value) => value !== undefined)
    const key = JSON.stringify([model.id, passage.stage.name, given])
    const isKept = model.ttlMs > 0 && given.length > 0
    const now = invoker.clock.epochMs()
    const before = isKept ? kept.get(key) : undefined
    if (before !== undefined && before.untilMs > now) return before.judge(passage)
    const judge = await ask(invoker, passage, model, given)
    if (judge === undefined) return broken
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
): Promise<Judge | undefined> {
  const sourceArn = `arn:aws:execute-api:${region}:${accountId}:${passage.api.apiId}/authorizers/${id}`
  if (!isAllowed(functionArn, sourceArn, 'apigateway.amazonaws.com')) return undefined
  const result = await invoke({
    functionArn,
    payload: authorizerEvent(passage, payload, identity),
    abandonAfterMs: callers['api-authorizer'].waitsMs,
    traceId: passage.request.traceId,
  })
  if (result.kind !== 'success') return undefined
  if (Buffer.byteLength(result.payload) > callers['api-authorizer'].answerBytes) return undefined
  const answer = parseJson(result.payload)
  return isSimple ? readSimple(answer) : readPolicy(answer)
}

function readSimple(answer: unknown): Judge | undefined {
  const isAuthorized = own(answer, 'isAuthorized')
  const context = own(answer, 'context') ?? {}
  if (typeof isAuthorized !== 'boolean' || !isObject(context)) return undefined
  return () => (isAuthorized ? { kind: 'passes', authorized: { kind: 'lambda', context } } : forbidden)
}

function readPolicy(answer: unknown): Judge | undefined {
  const principalId = ownText(answer, 'principalId')
  const context = own(answer, 'context') ?? {}
  const statements = own(own(answer, 'policyDocument'), 'Statement')
  if (principalId === undefined || !isObject(context) || !Array.isArray(statements)) return undefined
  return (passage) => {
    const arn = invokedArn(passage)
    const effects = statements
      .filter(
        (statement) =>
          isAbout(statement, 'Action', 'execute-api:Invoke') && isAbout(statement, 'Resource', arn),
      )
      .map((statement) => ownText(statement, 'Effect'))
    return effects.includes('Allow') && effects.every((effect) => effect === 'Allow')
      ? { kind: 'passes', authorized: { kind: 'lambda', principalId, context } }
      : forbidden
  }
}

function isAbout(statement: unknown, key: 'Action' | 'Resource', text: string): boolean {
  const letterCase = key === 'Action' ? 'ignore-case' : 'exact'
  return readStrings(own(statement, key)).some((pattern) => matchesPattern(pattern, text, letterCase))
}

/** Undefined when it is missing or empty. */
export function readIdentity(passage: Passage, source: string): string | undefined {
  const [, from = '', name = ''] =
    /^\$(request\.header|request\.querystring|context|stageVariables)\.(.+)$/.exec(source) ?? []
  return readFrom(passage, from, name) || undefined
}

function readFrom(passage: Passage, from: string, name: string): string | undefined {
  const { request, stage, route, path, requestId } = passage
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
        ['path', path],
        ['httpMethod', request.method],
        ['stage', stage.name],
        ['requestId', requestId],
        ['identity.sourceIp', request.clientIp],
      ]).get(name)
  }
}
