/** The port through which an invitation is redeemed: once for each user, however often they are provisioned. */
import { type EffectFacts, NotPerformedError } from '../domain/effect-record.ts'
import { invitationRecordKey, signUpKey } from '../domain/invitation.ts'
import type { Call, Dependency } from '../core/step.ts'
import type { TableKey } from './suite-table.ts'
import type { ProvisionedUser, ProvisioningEvent } from '../post-confirmation/effect-definition.ts'

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
  readonly name: 'suite-table'
  /** Takes one use of the invitation that the user signed up with, unless the user has it already. */
  redeem(user: InvitedUser, nowMs: number, call: Call): Promise<Redeemed>
}

/** Where it stands which tenants a user belongs to. */
export interface Memberships extends Dependency {
  readonly name: 'suite-table'
  /** Adds the tenant to the user's item; a membership that is there is left as it is. */
  join(
    key: TableKey,
    membership: { readonly tenant: string; readonly roles: readonly string[]; readonly sinceMs: number },
    call: Call,
  ): Promise<void>
}

/** The action that redeeming takes. */
export const redeemActions = ['dynamodb:GetItem', 'dynamodb:UpdateItem'] as const

/** What an effect of an invited user remembers: where the record is, when the user was created, and no address. */
export function rememberSignUp(event: ProvisioningEvent): EffectFacts {
  const email = event.userAttributes.get('email')
  const { createdAtMs } = event
  return {
    signUp: invitationRecordKey({ ...event, email }).sk,
    ...(createdAtMs === undefined ? {} : { createdAtMs: String(createdAtMs) }),
  }
}

/** Redeems for the user of an effect. Where others signed up under the same name, the pool is asked when the user was created;
 * a confirmation cannot, and leaves it to the worker. */
export async function redeemInvitation(
  invitations: Invitations,
  user: ProvisionedUser,
  nowMs: number,
  call: Call,
): Promise<Exclude<Redeemed, { kind: 'contested' }>> {
  const invited = invitedUser(user)
  const redeemed = await invitations.redeem(invited, nowMs, call)
  if (redeemed.kind !== 'contested') return redeemed
  const createdAtMs = await user.findCreatedAtMs?.(call)
  const again =
    createdAtMs === undefined ? redeemed : await invitations.redeem({ ...invited, createdAtMs }, nowMs, call)
  if (again.kind === 'contested') throw new NotPerformedError('invitation_contested')
  return again
}

/** The user as the port takes them. */
function invitedUser({ userPoolId, userName, sub, facts }: ProvisionedUser): InvitedUser {
  const { signUp = '', createdAtMs } = facts
  return {
    userPoolId,
    sub,
    record: { pk: signUpKey(userPoolId, userName), sk: signUp },
    ...(createdAtMs === undefined ? {} : { createdAtMs: Number(createdAtMs) }),
  }
}
