import { describe, expect, test } from 'vitest'
import { permissionsFromGroups } from '../../../triggers/pre-token-generation/claims/permissions-from-groups.ts'
import { staticClaims } from '../../../triggers/pre-token-generation/claims/static-claims.ts'
import { eventWith } from '../../../triggers/testing/golden-events.ts'
import { signIn, tokensOf } from './run-sources.ts'

describe('permissions from groups', () => {
  test('follow from roles, and a group that is not named allows nothing', async () => {
    const source = permissionsFromGroups({
      groups: { members: ['reader', 'own:write'] },
      roles: { reader: ['b', 'a'] },
      rolesClaim: 'roles',
    })
    const groupConfiguration = { groupsToOverride: ['members', 'toString', 'strangers'] }

    const { access } = await tokensOf([source], eventWith(signIn, { groupConfiguration }))

    expect(access).toEqual({ permissions: ['a', 'b', 'own:write'], roles: ['reader'] })
  })

  test('do not count a group that an earlier source took away', async () => {
    const sources = [
      staticClaims({ groups: { removeGroups: ['members'] } }),
      permissionsFromGroups({ groups: { members: ['read'] } }),
    ]

    const { access, groups } = await tokensOf(sources)

    expect(access).toEqual({ permissions: [] })
    expect(groups).toEqual({ groupsToOverride: [], iamRolesToOverride: [] })
  })
})
