/** Works out which effects are due for a user as the pool lists them, for `reconcile` and for unlisted records. */
import type { Effect } from '../core/effect.ts'
import {
  dueEffects,
  type PostConfirmationConfig,
  type ProvisioningEvent,
} from '../post-confirmation/effect-definition.ts'
import type { PoolUser } from './record-index.ts'

/** Whom an administrator created, an import brought, or another provider signs in, besides those who signed up. */
const provisionedStatuses = new Set([
  'CONFIRMED',
  'FORCE_CHANGE_PASSWORD',
  'RESET_REQUIRED',
  'EXTERNAL_PROVIDER',
])

/** Whether the user may sign in, as far as the list tells: it may not have heard of a confirmation yet. */
export function isConfirmed({ status }: PoolUser): boolean {
  return provisionedStatuses.has(status)
}

/** Whether the user is one to be provisioned. */
export function isProvisionable(user: PoolUser): boolean {
  return user.isEnabled && isConfirmed(user)
}

/** None for a user who is disabled or was never confirmed. */
export function effectsOfPoolUser(
  config: Pick<PostConfirmationConfig, 'effects'>,
  user: PoolUser,
  pool: { readonly userPoolId: string; readonly region: string },
  nowMs: number,
): readonly Effect[] {
  if (!isProvisionable(user)) return []
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
  return dueEffects(config, event, nowMs)
}
