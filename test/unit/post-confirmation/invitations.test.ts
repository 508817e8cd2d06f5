import { expect, test } from 'vitest'
import { NotPerformedError } from '../../../triggers/domain/effect-record.ts'
import { consumeInvitation } from '../../../triggers/post-confirmation/effects/consume-invitation.ts'
import type { ProvisionedUser } from '../../../triggers/post-confirmation/effect-definition.ts'
import type { InvitedUser, Redeemed } from '../../../triggers/ports/invitations.ts'
import { redeemInvitation, rememberSignUp } from '../../../triggers/post-confirmation/redeem-invitation.ts'
import { createCall } from '../../../triggers/testing/call.ts'
import { eventOf, nowMs } from '../../../triggers/testing/perform-effect.ts'
import { granted } from './redeemed-as.ts'

/** A table in which an invitation is contested, and gives what `told` says once it is known when the user was created. */
function contested(told: Redeemed) {
  const asked: InvitedUser[] = []
  const redeem = async (user: InvitedUser): Promise<Redeemed> => {
    asked.push(user)
    return user.createdAtMs === undefined ? { kind: 'contested' } : told
  }
  return { invitations: { name: 'table', redeem } as const, asked }
}

function userOf(findCreatedAtMs?: ProvisionedUser['findCreatedAtMs'], event = eventOf()): ProvisionedUser {
  const { userPoolId, region, userName, sub, source } = event
  const facts = rememberSignUp(event)
  return { userPoolId, region, userName, sub, source, facts, ...(findCreatedAtMs && { findCreatedAtMs }) }
}

test.each<Redeemed>([{ kind: 'none' }, await granted.redeem(), { kind: 'refused' }])(
  'an invitation that is contested is redeemed by when the user was created: %j',
  async (told) => {
    const { invitations, asked } = contested(told)

    expect(
      await redeemInvitation(
        invitations,
        userOf(async () => 7),
        nowMs,
        createCall(),
      ),
    ).toEqual(told)
    expect(asked.map(({ createdAtMs }) => createdAtMs)).toEqual([undefined, 7])
  },
)

test.each([
  ['by a confirmation, which leaves it to the worker', undefined],
  ['for a user whom the pool does not list yet', async () => undefined],
])('an invitation that is contested is not redeemed %s', async (_, find) => {
  const { invitations, asked } = contested(await granted.redeem())
  const effect = consumeInvitation({ invitations })

  await expect(effect.act(userOf(find), 'key', nowMs, createCall())).rejects.toEqual(
    new NotPerformedError('invitation_contested'),
  )
  expect(asked).toHaveLength(1)
})

test('the pool is not asked where the table knows, or the event told when the user was created', async () => {
  const never = async (): Promise<number> => expect.fail('asked')
  const reconciled = eventOf({}, { source: 'Reconcile', createdAtMs: 9 })
  const { invitations, asked } = contested({ kind: 'none' })

  expect(await redeemInvitation(granted, userOf(never), nowMs, createCall())).toMatchObject({
    kind: 'redeemed',
  })
  await redeemInvitation(invitations, userOf(never, reconciled), nowMs, createCall())
  expect(asked).toMatchObject([{ createdAtMs: 9 }])
})
