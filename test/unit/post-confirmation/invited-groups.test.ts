import { describe, expect, test } from 'vitest'
import { PermanentEffectError } from '../../../triggers/domain/effect-record.ts'
import { invitedGroups } from '../../../triggers/post-confirmation/effects/invited-groups.ts'
import { perform } from '../../../triggers/testing/perform-effect.ts'
import { redeemedAs, granted } from './redeemed-as.ts'

describe('the groups of an invitation', () => {
  const joining = (invitations: ReturnType<typeof redeemedAs>, allowed: readonly string[]) => {
    const groups: string[] = []
    const addUserToGroup = async ({ group }: { group: string }) => void groups.push(group)
    const directory = { name: 'user-pool', addUserToGroup } as const
    return { closing: perform(invitedGroups({ invitations, directory, allowed })), groups }
  }

  test('are granted as far as they are allowed, and fail for the others so that somebody looks', async () => {
    const { closing, groups } = joining(granted, ['editors'])

    await expect(closing).rejects.toEqual(new PermanentEffectError('group_not_allowed'))
    expect(groups).toEqual(['editors'])
  })

  test('are told when all of them are allowed', async () => {
    const { closing } = joining(granted, ['admins', 'editors', 'others'])

    expect(await closing).toEqual({ state: 'done', result: 'editors admins' })
  })

  test.each([
    ['invitation_used_up', 'refused'],
    ['not_invited', 'none'],
  ] as const)('are none when it is dropped as %s', async (cause, kind) => {
    const { closing, groups } = joining(redeemedAs({ kind }), ['editors'])

    expect(await closing).toEqual({ state: 'dropped', cause })
    expect(groups).toEqual([])
  })
})
