/** Groups: making, listing, joining and leaving. */
import { beforeEach, describe, expect, test } from 'vitest'
import { enroll, harness, named, openPool, poolId, refusal } from './pool-harness.ts'

const UserPoolId = poolId
const GroupName = 'staff'

beforeEach(async () => {
  await openPool({
    options: {
      groups: [
        { name: 'members', properties: { GroupName: 'members', Precedence: '7', Description: 'All' } },
      ],
    },
  })
})

describe('a group', () => {
  test('of the template is there from the start', async () => {
    const { Group } = await harness.sdk.getGroup({ UserPoolId, GroupName: 'members' })

    expect(Group).toMatchObject({ GroupName: 'members', UserPoolId, Precedence: 7, Description: 'All' })
  })

  test('is made once', async () => {
    const { Group } = await harness.sdk.createGroup({ UserPoolId, GroupName, Precedence: 0 })

    const again = await refusal(harness.sdk.createGroup({ UserPoolId, GroupName }))

    expect(Group).toMatchObject({ GroupName, Precedence: 0, CreationDate: new Date(harness.nowMs()) })
    expect(again).toBe('GroupExistsException: A group with the name already exists.')
  })

  test('leaves its users alone when it is deleted', async () => {
    await enroll()
    await harness.sdk.adminAddUserToGroup({ ...named, GroupName: 'members' })

    await harness.sdk.deleteGroup({ UserPoolId, GroupName: 'members' })

    expect(harness.pool.dump()).toMatchObject({ groups: [], users: [{ groups: [] }] })
    expect(await refusal(harness.sdk.getGroup({ UserPoolId, GroupName: 'members' }))).toBe(
      'ResourceNotFoundException: Group not found.',
    )
  })

  test('is listed page by page', async () => {
    await harness.sdk.createGroup({ UserPoolId, GroupName })

    const first = await harness.sdk.listGroups({ UserPoolId, Limit: 1 })
    const second = await harness.sdk.listGroups({ UserPoolId, Limit: 1, NextToken: first.NextToken })

    expect([first, second].map(({ Groups }) => Groups?.map((group) => group.GroupName))).toEqual([
      ['members'],
      ['staff'],
    ])
    expect(second.NextToken).toBeUndefined()
  })
})

describe('a user', () => {
  const join = (name = GroupName): Promise<unknown> =>
    harness.sdk.adminAddUserToGroup({ ...named, GroupName: name })

  beforeEach(async () => {
    await enroll()
    await harness.sdk.createGroup({ UserPoolId, GroupName })
  })

  test('joins twice without harm, is listed, and leaves', async () => {
    await join()
    await join()
    const mine = await harness.sdk.adminListGroupsForUser(named)
    const members = await harness.sdk.listUsersInGroup({ UserPoolId, GroupName })

    await harness.sdk.adminRemoveUserFromGroup({ ...named, GroupName })

    expect(mine.Groups?.map((group) => group.GroupName)).toEqual([GroupName])
    expect(members.Users).toMatchObject([{ UserStatus: 'CONFIRMED', Enabled: true }])
    expect((await harness.sdk.listUsersInGroup({ UserPoolId, GroupName })).Users).toEqual([])
  })

  test('has the strongest group first', async () => {
    await join()
    await join('members')

    const { Groups } = await harness.sdk.adminListGroupsForUser(named)

    expect(Groups?.map((group) => group.GroupName)).toEqual(['members', 'staff'])
  })

  test('leaves every group when deleted', async () => {
    await join()

    await harness.sdk.adminDeleteUser(named)

    expect((await harness.sdk.listUsersInGroup({ UserPoolId, GroupName })).Users).toEqual([])
  })

  test('cannot join a group that is not there, nor a stranger one that is', async () => {
    const group = await refusal(join('nobody'))
    const stranger = await refusal(
      harness.sdk.adminAddUserToGroup({ UserPoolId, Username: 'nobody@example.com', GroupName }),
    )

    expect(group).toBe('ResourceNotFoundException: Group not found.')
    expect(stranger).toBe('UserNotFoundException: User does not exist.')
  })
})
