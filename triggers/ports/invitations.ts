/** The port through which an invitation is redeemed: once for each user, however often they are provisioned. */
import type { Call, Dependency } from '../core/step.ts'
import type { TableKey } from '../domain/table-item.ts'

/** What an invitation grants. */
export interface Grants {
  readonly groups: readonly string[]
  readonly tenant?: string
}

export type Redeemed =
  /** The user signed up without one. */
  | { readonly kind: 'none' }
  /** The use is this user's, taken now or before. `invitation` is the hash of its code. */
  | { readonly kind: 'redeemed'; readonly invitation: string; readonly grants: Grants }
  /** A person signed up under the same name and address without it. Only the time at which the user was created can
   * decide. */
  | { readonly kind: 'contested' }
  /** The invitation is gone, has expired, or is used up. */
  | { readonly kind: 'refused' }

export interface InvitedUser {
  readonly userPoolId: string
  readonly sub: string
  /** The record of the invitation that the user signed up with. */
  readonly record: TableKey
  /** When the user was created, in epoch milliseconds; undefined when unknown. */
  readonly createdAtMs?: number
}

export interface Invitations extends Dependency {
  readonly name: 'table'
  /** Takes one use of the invitation that the user signed up with, unless the user has taken it already. */
  redeem(user: InvitedUser, nowMs: number, call: Call): Promise<Redeemed>
}

/** The key of the user's memberships. */
export interface Memberships extends Dependency {
  readonly name: 'table'
  /** Adds the tenant to the user's item. An existing membership stays unchanged. */
  join(
    key: TableKey,
    membership: { readonly tenant: string; readonly roles: readonly string[]; readonly sinceMs: number },
    call: Call,
  ): Promise<void>
}

/** What IAM must allow for `join`. */
export const joinActions = ['dynamodb:PutItem'] as const

/** What IAM must allow for `redeem`. */
export const redeemActions = ['dynamodb:GetItem', 'dynamodb:UpdateItem'] as const
