import { editGroups } from '../../../triggers/pre-token-generation/group-override.ts'
import { describe, expect, test } from 'vitest'
import { staticClaims } from '../../../triggers/pre-token-generation/claims/static-claims.ts'
import { eventWith } from '../../../triggers/testing/golden-events.ts'
import { signIn, tokensOf } from './run-sources.ts'

describe('groups and roles', () => {
  const role = (name: string): string => `arn:aws:iam::123456789012:role/${name}`
  const groupConfiguration = {
    groupsToOverride: ['members'],
    iamRolesToOverride: [role('a'), role('b')],
    preferredRole: role('a'),
  }
  const event = eventWith(signIn, { groupConfiguration })

  test('are left out of the answer when nothing changes', async () => {
    const source = staticClaims({ groups: { addGroups: ['members'], removeGroups: ['strangers'] } })

    expect((await tokensOf([source], event)).groups).toBeUndefined()
  })

  test('are edited on a copy of what the user has', async () => {
    const source = staticClaims({
      groups: { addGroups: ['beta'], addRoles: [role('c')], preferredRole: role('c') },
    })

    expect((await tokensOf([source], event)).groups).toEqual({
      groupsToOverride: ['members', 'beta'],
      iamRolesToOverride: [role('a'), role('b'), role('c')],
      preferredRole: role('c'),
    })
  })

  test('lose the preferred role with its role', async () => {
    const source = staticClaims({ groups: { removeRoles: [role('a')] } })

    expect((await tokensOf([source], event)).groups).toEqual({
      groupsToOverride: ['members'],
      iamRolesToOverride: [role('b')],
    })
  })

  test('never prefer a role that the user does not have', async () => {
    const source = staticClaims({ groups: { preferredRole: role('admin') } })

    expect((await tokensOf([source], event)).groups).toEqual({
      groupsToOverride: ['members'],
      iamRolesToOverride: [role('a'), role('b')],
    })
  })

  test.each([{ addGroups: ['a b'] }, { addGroups: [''] }, { addRoles: ['admin'] }])(
    'refuse %j at load',
    (groups) => {
      expect(() => staticClaims({ groups })).toThrow(TypeError)
    },
  )
})

test('groups and roles can be suppressed, in the token that is named', async () => {
  const source = staticClaims({ suppress: [{ name: 'cognito:groups', target: 'id' }, 'dev:custom:x'] })

  expect(await tokensOf([source])).toMatchObject({
    idSuppressed: ['cognito:groups', 'dev:custom:x'],
    accessSuppressed: ['dev:custom:x'],
  })
})

test('editGroups takes no edit of another name', () => {
  const current = { groups: ['a'], roles: [], preferredRole: undefined }
  const misspelled = { removeGroup: ['a'] }

  expect(() => editGroups(current, { addGroups: ['b'], ...misspelled })).toThrow(
    'editGroups: removeGroup is no edit. It takes addGroups, removeGroups, addRoles, removeRoles, preferredRole',
  )
})
