import { expect, test } from 'vitest'
import { defaultGroup } from '../../../triggers/post-confirmation/effects/default-group.ts'
import { eventOf, perform } from '../../../triggers/testing/perform-effect.ts'

test('every new user is added to the group, under the name in the pool', async () => {
  const added: unknown[] = []
  const addUserToGroup = async (request: object) => void added.push(request)
  const directory = { name: 'user-pool', addUserToGroup } as const

  const closing = await perform(
    defaultGroup({ directory, group: 'members' }),
    eventOf({}, { userName: 'Jane D' }),
  )

  expect(closing).toEqual({ state: 'done' })
  expect(added).toEqual([{ userPoolId: 'pool', userName: 'Jane D', group: 'members' }])
})
