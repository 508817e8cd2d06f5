/** Works out which effects are due for a user as the pool lists them, for `reconcile` and for unlisted records. */
import type { NewEntry } from '../ports/effect-ledger.ts'
import { dueEffects, type ProvisioningEvent } from '../post-confirmation/effect-definition.ts'
import type { WorkerConfig } from './config.ts'
import { beforeEffectsSince, whyWithheld } from './effects-since.ts'
import type { PoolUser } from '../ports/record-index.ts'

/** Users that an administrator created, that an import brought, or that another provider signs in, besides those who
 * signed up. */
const provisionedStatuses = new Set([
  'CONFIRMED',
  'FORCE_CHANGE_PASSWORD',
  'RESET_REQUIRED',
  'EXTERNAL_PROVIDER',
])

/** Whether the user may sign in, by the list. The list may lag behind a confirmation. */
export function isConfirmed({ status }: PoolUser): boolean {
  return provisionedStatuses.has(status)
}

/** Whether the worker must provision the user. */
export function isProvisionable(user: PoolUser): boolean {
  return user.isEnabled && isConfirmed(user)
}

export interface PoolUserEffects {
  readonly due: readonly Omit<NewEntry, 'claim'>[]
  /** The names of the effects that would be due without `effectsSince`. */
  readonly withheld: readonly string[]
}

/** Empty for a user who is disabled or was never confirmed. The pool does not say when a user was confirmed. It may
 * have been at any time since the user was created. */
export function effectsOfPoolUser(
  config: Pick<WorkerConfig, 'effects' | 'effectsSinceMs'>,
  user: PoolUser,
  pool: { readonly userPoolId: string; readonly region: string },
  nowMs: number,
): PoolUserEffects {
  if (!isProvisionable(user)) return { due: [], withheld: [] }
  const event: ProvisioningEvent = {
    source: 'Reconcile',
    userPoolId: pool.userPoolId,
    region: pool.region,
    userName: user.userName,
    sub: user.sub,
    userAttributes: new Map([...user.attributes, ['cognito:user_status', user.status]]),
    clientMetadata: new Map(),
    createdAtMs: user.createdAtMs,
  }
  const withheld = new Set(
    config.effects
      .filter((effect) => whyWithheld(config, effect, user.createdAtMs, nowMs) === beforeEffectsSince)
      .map(({ name }) => name),
  )
  const due = dueEffects(config, event, nowMs)
  return {
    due: due
      .filter(({ name }) => !withheld.has(name))
      .map(({ name, facts }) => ({ name, facts, confirmedAtMs: user.createdAtMs })),
    withheld: due.map(({ name }) => name).filter((name) => withheld.has(name)),
  }
}
