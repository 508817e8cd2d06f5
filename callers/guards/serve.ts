/** The guards on Lambda: an authorizer of API Gateway or of AppSync, as the construct configured it. */
import { setting } from '@cognito-trigger-suite/triggers/internal/adapters/setting'
import { readJson } from '@cognito-trigger-suite/triggers/internal/core/json'
import { lambdaRuntime } from '@cognito-trigger-suite/triggers/internal/core/lambda-runtime'
import { checkOptions, optional, required } from '@cognito-trigger-suite/triggers/internal/core/options/check'
import { list, record } from '@cognito-trigger-suite/triggers/internal/core/options/collections'
import { oneOf, text, whole } from '@cognito-trigger-suite/triggers/internal/core/options/values'
import { suggest } from '@cognito-trigger-suite/triggers/internal/core/options/nearest'
import { refuse } from '@cognito-trigger-suite/triggers/internal/core/options/refuse'
import type { Runtime } from '@cognito-trigger-suite/triggers/internal/core/run'
import type { CallerHandler } from '../shared/handler.ts'
import { createApiAuthorizer } from './api-authorizer.ts'
import { createAppSyncAuthorizer } from './appsync-authorizer.ts'
import { type AnyNeeds, requireNeeds, type Rights, rightsChecks } from '../shared/judge.ts'
import { createGuard } from './authorize.ts'
import { usualClaims } from './claims.ts'

/** What the variable `GUARD` holds as JSON. */
export interface GuardSetting extends Rights {
  readonly door: 'http-api-simple' | 'http-api-iam' | 'rest-api' | 'appsync'
  /** What every call needs. */
  readonly needs?: AnyNeeds
  /** API Gateway, instead of `needs`: route → needs. */
  readonly routes?: Readonly<Record<string, AnyNeeds>>
  /** AppSync: needs of fields beyond `needs`. */
  readonly fields?: Readonly<Record<string, AnyNeeds>>
  /** How long the door remembers an answer, in seconds, at most an hour. Default 0. */
  readonly cacheS?: number
  /** What an access token's `aud` may be besides its app client. Default none. */
  readonly audiences?: readonly string[]
}

/** Reads the setting, as the construct does when the app is synthesized.
 * @throws TypeError that names what is wrong */
export function requireSetting(value: unknown): GuardSetting {
  const needs = required('what a token must carry', requireNeeds)
  checkOptions<GuardSetting>('guard', value, {
    door: oneOf(['http-api-simple', 'http-api-iam', 'rest-api', 'appsync']),
    needs: optional(needs),
    routes: optional(record(needs, route, 1)),
    fields: optional(record(needs, text('a field such as Mutation.deleteArticle', isField))),
    cacheS: optional(whole(0, 3_600)),
    audiences: optional(list(text('a name'))),
    ...rightsChecks,
  })
  const given: GuardSetting = JSON.parse(JSON.stringify(value))
  const { door, routes, fields } = given
  if ((given.needs === undefined) === (routes === undefined))
    throw new TypeError('guard: needs or routes must say what a token must carry, one of them and not both')
  if (routes !== undefined && door === 'appsync')
    throw new TypeError('guard: routes are for API Gateway: AppSync has fields')
  if (fields !== undefined && door !== 'appsync')
    throw new TypeError('guard: fields are for AppSync: API Gateway has routes')
  const wide = Object.keys(routes ?? {}).find((each) => /^(ANY|\$default)/.test(each))
  if (door === 'rest-api' && wide !== undefined)
    throw new TypeError(`guard: routes: ${wide} never comes: a REST API tells each call's own method`)
  return given
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'ANY']
const aRoute = 'a route such as GET /articles/{id}, or $default'
const route = required(aRoute, (value, at) => {
  const [, method = '', path] = /^(\S*) ?(\/\S*)$/.exec(String(value)) ?? []
  if (value === '$default' || (methods.includes(method) && value === `${method} ${path}`)) return
  refuse(at, aRoute, value, true, suggest(method.toUpperCase(), methods))
})

const isField = (field: string): boolean => /^\w+\.\w+$/.test(field)

/** @throws TypeError that names the variable, and what is wrong with it */
export async function serve(runtime: Runtime = lambdaRuntime()): Promise<CallerHandler<object>> {
  const userPoolId = setting('USER_POOL_ID', 'give the function the id of the user pool')
  const clients = setting(
    'CLIENT_IDS',
    "give the function the app clients, such as 'id1,id2', or '*' for all",
  )
  const given = requireSetting(
    readJson(setting('GUARD', 'give the function what tokens must carry, as JSON')),
  )
  const { door, needs = [], routes, fields = {}, cacheS = 0, claims = usualClaims, ...rest } = given
  const guard = createGuard(
    { ...rest, userPoolId, clientIds: clients === '*' ? null : clients.split(','), use: 'access', claims },
    runtime,
  )
  await guard.open()
  const shared = { guard, userPoolId, cacheS }
  if (door === 'appsync') return createAppSyncAuthorizer({ ...shared, needs, fields }, runtime)
  const answer = door === 'http-api-simple' ? 'simple' : 'iam'
  return createApiAuthorizer({ ...shared, answer, needs: routes === undefined ? needs : { routes } }, runtime)
}
