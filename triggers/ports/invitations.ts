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
  /** Now, or before: it is this user's. `invitation` is the hash of its code. */
  | { readonly kind: 'redeemed'; readonly invitation: string; readonly grants: Grants }
  /** Somebody signed up under the same name and address without it: only when the user was created can tell. */
  | { readonly kind: 'contested' }
  /** It is gone, has expired, or others were faster and used it up. */
  | { readonly kind: 'refused' }

export interface InvitedUser {
  readonly userPoolId: string
  readonly sub: string
  /** Where it stands which invitation they signed up with. */
  readonly record: TableKey
  /** When the user was created, in epoch milliseconds, where that is known. */
  readonly createdAtMs?: number
}

export interface Invitations extends Dependency {
  readonly name: 'table'
  /** Takes one use of the invitation that the user signed up with, unless the user has it already. */
  redeem(user: InvitedUser, nowMs: number, call: Call): Promise<Redeemed>
}

/** Where it stands which tenants a user belongs to. */
export interface Memberships extends Dependency {
  readonly name: 'table'
  /** Adds the tenant to the user's item; a membership that is there is left as it is. */
  join(
    key: TableKey,
    membership: { readonly tenant: string; readonly roles: readonly string[]; readonly sinceMs: number },
    call: Call,
  ): Promise<void>
}
