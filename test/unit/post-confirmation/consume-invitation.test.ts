import { describe, expect, test } from 'vitest'
import { PermanentEffectError } from '../../../triggers/domain/effect-record.ts'
import { consumeInvitation } from '../../../triggers/post-confirmation/effects/consume-invitation.ts'
import { perform } from '../../../triggers/testing/perform-effect.ts'
import { redeemedAs, granted } from './redeemed-as.ts'

describe('an invitation', () => {
  test('is consumed under its hash', async () => {
    expect(await perform(consumeInvitation({ invitations: granted }))).toEqual({
      state: 'done',
      result: 'hash',
    })
  })

  test('that nobody had is nothing to consume', async () => {
    const closing = await perform(consumeInvitation({ invitations: redeemedAs({ kind: 'none' }) }))

    expect(closing).toEqual({ state: 'dropped', cause: 'not_invited' })
  })

  test('that others used up fails at once', async () => {
    const invitations = redeemedAs({ kind: 'refused' })

    await expect(perform(consumeInvitation({ invitations }))).rejects.toEqual(
      new PermanentEffectError('invitation_used_up'),
    )
  })
})
