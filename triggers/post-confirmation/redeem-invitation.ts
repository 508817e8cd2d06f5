/** How the effects redeem the invitation that a user signed up with. */
import type { Call } from '../core/step.ts'
import { type EffectFacts, NotPerformedError } from '../domain/effect-record.ts'
import { invitationRecordKey, signUpKey } from '../domain/invitation.ts'
import type { Invitations, InvitedUser, Redeemed } from '../ports/invitations.ts'
import type { ProvisionedUser, ProvisioningEvent } from './effect-definition.ts'

/** What an effect of an invited user remembers: where the record is, when the user was created, and no address. */
export function rememberSignUp(event: ProvisioningEvent): EffectFacts {
  const email = event.userAttributes.get('email')
  const { createdAtMs } = event
  return {
    signUp: invitationRecordKey({ ...event, email }).sk,
    ...(createdAtMs === undefined ? {} : { createdAtMs: String(createdAtMs) }),
  }
}

/** Redeems for the user of an effect. When others signed up under the same name, the pool must say when the user was
 * created. A confirmation cannot ask, and leaves it to the worker. */
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

/** The user in the port's form. */
export function invitedUser({ userPoolId, userName, sub, facts }: ProvisionedUser): InvitedUser {
  const { signUp = '', createdAtMs } = facts
  return {
    userPoolId,
    sub,
    record: { pk: signUpKey(userPoolId, userName), sk: signUp },
    ...(createdAtMs === undefined ? {} : { createdAtMs: Number(createdAtMs) }),
  }
}
