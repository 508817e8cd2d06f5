/** The Lambda authorizer of API Gateway: HTTP APIs in both payload versions and both answers, REST APIs in both kinds.
 *
 * API Gateway remembers an answer by its identity sources alone. So the decision depends on nothing else: the token, and,
 * where routes have needs of their own, the route. A policy covers the whole stage, since the next call may be another.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html */
import {
  isObject,
  own,
  ownText,
  type RawObject,
  readStrings,
} from '@cognito-trigger-suite/triggers/internal/core/json'
import type { Parsed } from '@cognito-trigger-suite/triggers/internal/core/parsed'
import type { Runtime } from '@cognito-trigger-suite/triggers/internal/core/run'
import { callers } from '../callers.ts'
import { type Call, type CallerEvent, type CallerHandler, createCallerHandler } from '../shared/handler.ts'
import { type AnyNeeds, refusal, requireNeeds } from '../shared/judge.ts'
import { type Authorized, type Guard, reportOf } from './authorize.ts'
import { flatten, subjectOf } from './claims.ts'

export interface ApiAuthorizerOptions {
  readonly guard: Guard<object>
  /** The pool, for the report's hash of the user. */
  readonly userPoolId: string
  /** What every route needs, or route → needs, such as `GET /articles/{id}`. A route that is not named is closed, and so is
   * every call whose event does not name the route by which an answer can be remembered: payload version 1.0 of an HTTP
   * API, and a TOKEN authorizer. */
  readonly needs: AnyNeeds | { readonly routes: Readonly<Record<string, AnyNeeds>> }
  /** What the authorizer is configured to take. A REST API takes `iam` only. */
  readonly answer: 'simple' | 'iam'
  /** How long API Gateway remembers an answer, in seconds. A token that ends sooner counts as ended, so that no answer is
   * remembered beyond it. */
  readonly cacheS: number
}

interface AuthorizerEvent extends CallerEvent {
  readonly source: 'http-api' | 'rest-api'
  readonly version: '2.0' | '1.0' | 'REQUEST' | 'TOKEN'
  /** The stage's ARN, ending in a slash. */
  readonly stageArn: string
  readonly token: string | undefined
  /** What the answer is remembered by beside the token: `$context.routeKey` of an HTTP API, `context.httpMethod` and
   * `context.resourcePath` of a REST API. Undefined where the event has no such thing. */
  readonly route: string | undefined
}

export function createApiAuthorizer(options: ApiAuthorizerOptions, runtime: Runtime): CallerHandler<object> {
  const { guard, cacheS } = options
  const needsOf = readNeeds(options.needs)
  const answerOf = async (event: AuthorizerEvent, { clock, deadline }: Call): Promise<Authorized<object>> => {
    const needs = needsOf(event.route)
    if (needs === undefined) return refusal('route_unknown')
    const found = await guard.authorize(event.token, needs, deadline)
    const isEnding = found.allowed && found.expiresAtS * 1_000 < clock.epochMs() + cacheS * 1_000
    return isEnding ? refusal('token_expired') : found
  }
  const handler = createCallerHandler<AuthorizerEvent, object>(
    {
      name: 'guards',
      waitsMs: () => callers['api-authorizer'].waitsMs,
      parse: readAuthorizerEvent,
      async handle(event, call) {
        const found = await answerOf(event, call)
        return {
          answer: render(event, options.answer, found),
          ...reportOf(found, options.userPoolId, runtime),
        }
      },
      // An error is never remembered, and lets nobody in.
      failed(_, failure) {
        throw new TypeError(failure.kind === 'event' ? failure.problem : 'The token could not be checked.')
      },
    },
    runtime,
  )
  return async (input, context) => {
    const answer = await handler(input, context)
    if (answer instanceof Error) throw answer
    return answer
  }
}

function readNeeds(
  needs: ApiAuthorizerOptions['needs'],
): (route: string | undefined) => AnyNeeds | undefined {
  if (!('routes' in needs)) {
    requireNeeds(needs)
    return () => needs
  }
  const byRoute = new Map(Object.entries(needs.routes))
  byRoute.forEach(requireNeeds)
  return (route) => byRoute.get(route ?? '')
}

/** An error in place of an answer is thrown: `Unauthorized` is how a REST API is told to answer 401. An HTTP API has no
 * such word, so that it answers 403 there. */
function render(
  { source, stageArn }: AuthorizerEvent,
  answer: ApiAuthorizerOptions['answer'],
  found: Authorized<object>,
): object {
  if (!found.allowed && found.status === 503) return new TypeError(`${found.detail}.`)
  // oxlint-disable-next-line unicorn/throw-new-error -- API Gateway knows the error by this message.
  if (!found.allowed && found.status === 401 && source === 'rest-api') return new Error('Unauthorized')
  const context = found.allowed ? flatten(found, maxContextLength) : { code: found.code }
  if (answer === 'simple') return { isAuthorized: found.allowed, context }
  return {
    principalId: (found.allowed ? subjectOf(found.raw) : undefined) ?? 'nobody',
    policyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Action: 'execute-api:Invoke',
          Effect: found.allowed ? 'Allow' : 'Deny',
          Resource: `${stageArn}*`,
        },
      ],
    },
    context,
  }
}

/** The most characters of claims in the context; API Gateway takes 8 KB with the policy. */
const maxContextLength = 4_096

/** Pure and total; a problem holds no data of the event. */
export function readAuthorizerEvent(input: unknown): Parsed<AuthorizerEvent> {
  const kind = kindOf(input)
  if (!isObject(input) || kind === undefined)
    return { kind: 'malformed', problem: 'The event is none of a Lambda authorizer of API Gateway.' }
  const arn = ownText(input, 'routeArn') ?? ownText(input, 'methodArn') ?? ''
  const [stageArn] = /^arn:[\w-]+:execute-api:[\w-]+:\d*:\w+\/[\w$-]+\//.exec(arn) ?? []
  if (stageArn === undefined)
    return { kind: 'malformed', problem: 'The event has no ARN of a route or a method.' }
  return {
    kind: 'event',
    raw: input,
    event: {
      ...kind,
      stageArn,
      token: readToken(input, kind.version),
      route: readRoute(input, kind.version),
    },
  }
}

function kindOf(input: unknown): Pick<AuthorizerEvent, 'source' | 'version'> | undefined {
  const [type, version] = [own(input, 'type'), own(input, 'version')]
  if (type === 'TOKEN' && version === undefined) return { source: 'rest-api', version: type }
  if (type !== 'REQUEST') return undefined
  if (version === '2.0' || version === '1.0') return { source: 'http-api', version }
  return version === undefined ? { source: 'rest-api', version: type } : undefined
}

function readToken(input: RawObject, version: AuthorizerEvent['version']): string | undefined {
  if (version === 'TOKEN') return ownText(input, 'authorizationToken')
  // A REST API keeps the letters of the client, and shows the last of several in `headers`. Of two tokens none counts.
  const headers = own(input, 'multiValueHeaders') ?? own(input, 'headers')
  const tokens = Object.entries(isObject(headers) ? headers : {}).flatMap(([name, value]) =>
    /^authorization$/i.test(name) ? readStrings(value) : [],
  )
  return tokens.length === 1 ? tokens[0] : undefined
}

function readRoute(input: RawObject, version: AuthorizerEvent['version']): string | undefined {
  if (version === '2.0') return ownText(input, 'routeKey')
  // It has the method of the call, also where the API declares ANY and remembers one answer for every method.
  if (version === '1.0') return undefined
  const [method, resource] = [ownText(input, 'httpMethod'), ownText(input, 'resource')]
  return method === undefined || resource === undefined ? undefined : `${method} ${resource}`
}
