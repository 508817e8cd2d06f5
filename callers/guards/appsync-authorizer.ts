/** The Lambda authorizer of AppSync. An answer is remembered for as long as it says itself, and never beyond the token.
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html#aws-lambda-authorization */
import { isObject, own, ownText } from '@cognito-trigger-suite/triggers/internal/core/json'
import type { Parsed } from '@cognito-trigger-suite/triggers/internal/core/parsed'
import type { Runtime } from '@cognito-trigger-suite/triggers/internal/core/run'
import { callers } from '../callers.ts'
import { type CallerEvent, type CallerHandler, createCallerHandler } from '../shared/handler.ts'
import { type AnyNeeds, requireNeeds } from '../shared/judge.ts'
import { type Authorized, type Guard, reportOf } from './authorize.ts'
import { flatten } from './claims.ts'

export interface AppSyncAuthorizerOptions {
  readonly guard: Guard<object>
  /** The pool, for the report's hash of the user. */
  readonly userPoolId: string
  readonly needs: AnyNeeds
  /** Needs of single fields beyond that, such as `Mutation.deleteArticle`. A field whose needs are not met is denied. */
  readonly fields?: Readonly<Record<string, AnyNeeds>>
  /** How long AppSync may remember an answer, in seconds. */
  readonly cacheS: number
}

export interface AppSyncAnswer {
  readonly isAuthorized: boolean
  /** All values are texts; lists and objects are JSON. */
  readonly resolverContext?: Readonly<Record<string, string>>
  readonly deniedFields?: readonly string[]
  /** Always given: AppSync's own default is not the same in all of its documents. */
  readonly ttlOverride: number
}

interface AuthorizerEvent extends CallerEvent {
  readonly token: string
}

/** AppSync takes up to 5 MB of context. Resolvers need far less. */
const maxContextLength = 16_384

export function createAppSyncAuthorizer(
  options: AppSyncAuthorizerOptions,
  runtime: Runtime,
): CallerHandler<AppSyncAnswer> {
  const { guard, needs, fields = {} } = options
  ;[needs, ...Object.values(fields)].forEach(requireNeeds)
  const render = (found: Authorized<object>, nowS: number): AppSyncAnswer => {
    if (!found.allowed) return denied
    const denies = Object.entries(fields).filter(([, each]) => guard.judge(found.raw, each) !== undefined)
    const flat = Object.entries(flatten(found, maxContextLength))
    return {
      isAuthorized: true,
      resolverContext: Object.fromEntries(flat.map(([name, value]) => [name, String(value)])),
      deniedFields: denies.map(([field]) => field),
      ttlOverride: Math.max(0, Math.min(options.cacheS, Math.floor(found.expiresAtS - nowS))),
    }
  }
  return createCallerHandler<AuthorizerEvent, AppSyncAnswer>(
    {
      name: 'guards',
      waitsMs: () => callers.appsync.waitsMs,
      parse: readAppSyncEvent,
      async handle({ token }, { clock, deadline }) {
        const found = await guard.authorize(token, needs, deadline)
        const answer = render(found, clock.epochMs() / 1_000)
        return { answer, ...reportOf(found, options.userPoolId, runtime) }
      },
      // What a person sees is the same for an error, and this is not remembered.
      failed: () => denied,
    },
    runtime,
  )
}

const denied: AppSyncAnswer = { isAuthorized: false, ttlOverride: 0 }

/** Pure and total; a problem holds no data of the event. */
function readAppSyncEvent(input: unknown): Parsed<AuthorizerEvent> {
  const token = ownText(input, 'authorizationToken')
  const apiId = ownText(own(input, 'requestContext'), 'apiId')
  if (!isObject(input) || token === undefined || apiId === undefined)
    return { kind: 'malformed', problem: 'The event is none of a Lambda authorizer of AppSync.' }
  // AppSync numbers no versions.
  return { kind: 'event', raw: input, event: { source: 'appsync', version: '1', token } }
}
