/** The function of every guard: it verifies tokens of a pool, and has no rights but to write its log. */
import { Duration } from 'aws-cdk-lib/core'
import type { Construct } from 'constructs'

import { type GuardSetting, requireSetting } from '@cognito-trigger-suite/callers/internal/guards/serve'
import {
  checkOptions,
  type Checks,
  optional,
  valueThat,
} from '@cognito-trigger-suite/triggers/internal/core/options/check'
import { list } from '@cognito-trigger-suite/triggers/internal/core/options/collections'
import { anything, flag } from '@cognito-trigger-suite/triggers/internal/core/options/values'
import { bundleCaller } from './bundle-caller.ts'
import { runChecks } from './operation-checks.ts'
import type { RunSettings } from './operations.ts'
import { textOrToken } from './text-checks.ts'
import { TriggerFunction } from './trigger-function.ts'

/** What a token must carry for an API of API Gateway: give one of them. */
export type ApiGuardNeeds = Pick<GuardSetting, 'needs' | 'routes'>

export interface GuardProps extends RunSettings, Pick<GuardSetting, 'claims' | 'audiences' | 'names'> {
  /** The pool whose access tokens are accepted. */
  readonly userPoolId: string
  /** The app clients whose tokens are accepted. `'any'` accepts every app client of the pool. */
  readonly clientIds: readonly string[] | 'any'
  /**
   * How long an answer is remembered, in whole seconds: by the token, and so never beyond its end, nor for another route
   * where `routes` are given.
   *
   * @default not at all
   */
  readonly cacheTtl?: Duration
  /**
   * Whether the function's log is kept when the stack is deleted.
   *
   * @default true
   */
  readonly retainLogs?: boolean
}

const isId = /^[a-z0-9-]+_\w+$/
const clientId = textOrToken("the id of an app client; 'any' stands in place of the list", (text) =>
  /^(?!any$)[\w+]+$/.test(text),
)
const clientIds = valueThat(
  "a list of ids of app clients, or 'any'",
  (value) => value === 'any' || Array.isArray(value),
)

/** The props that every guard takes. What a token must carry is checked with the setting. */
export const guardChecks: Checks<GuardProps> = {
  ...runChecks,
  userPoolId: textOrToken('the id of a user pool', (text) => isId.test(text)),
  clientIds,
  cacheTtl: optional(
    valueThat(
      'a Duration in whole seconds, at most an hour',
      (value) =>
        value instanceof Duration &&
        !value.isUnresolved() &&
        Number.isInteger(value.toSeconds({ integral: false })),
    ),
  ),
  retainLogs: optional(flag),
  claims: optional(anything),
  audiences: optional(anything),
  names: optional(anything),
}

export const apiGuardChecks: Checks<GuardProps & ApiGuardNeeds> = {
  ...guardChecks,
  needs: optional(anything),
  routes: optional(anything),
}

/** Authorizers have ten seconds.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const timeoutS = 10

/** Makes the function. @throws TypeError that names what is wrong with the setting */
export function addGuardFunction(
  scope: Construct,
  door: GuardSetting['door'],
  props: GuardProps & Pick<GuardSetting, 'needs' | 'routes' | 'fields'>,
): TriggerFunction {
  const { userPoolId, clientIds: clients, cacheTtl, retainLogs = true, ...own } = props
  if (clients !== 'any')
    checkOptions<{ clientIds: unknown }>('guard', { clientIds: clients }, { clientIds: list(clientId) })
  const given = { door, ...own, cacheS: cacheTtl?.toSeconds() }
  const setting = requireSetting(
    Object.fromEntries(
      Object.entries(given).filter(([name, value]) => value !== undefined && !Object.hasOwn(runChecks, name)),
    ),
  )
  return new TriggerFunction(scope, 'Guard', {
    trigger: 'guards',
    description: `Guard of an API: tokens are verified, and judged for ${setting.door}`,
    codeDirectory: bundleCaller(scope, { caller: 'guards' }),
    retainLogs,
    timeoutS,
    environment: {
      USER_POOL_ID: userPoolId,
      CLIENT_IDS: clients === 'any' ? '*' : clients.join(','),
      GUARD: JSON.stringify(setting),
    },
  })
}
