import { describe, expect, test } from 'vitest'
import { permissionsFromGroups } from '../../../triggers/pre-token-generation/claims/permissions-from-groups.ts'
import { scopesFromPermissions } from '../../../triggers/pre-token-generation/claims/scopes-from-permissions.ts'
import { staticClaims } from '../../../triggers/pre-token-generation/claims/static-claims.ts'
import { tenant } from '../../../triggers/pre-token-generation/claims/tenant.ts'
import { eventWith } from '../../../triggers/testing/golden-events.ts'
import { harnessOf, signIn, tokensOf } from './run-sources.ts'
import { fakeTable } from '../../../triggers/testing/table.ts'

describe('scopes from permissions', () => {
  const permissions = permissionsFromGroups({ groups: { members: ['read', 'write'] } })
  const scopes = { read: ['api/read'], write: ['api/write'], delete: ['api/delete'] }
  const clientId = '1example23456789abcdefghijk'

  test('are trimmed to what the app client may carry', async () => {
    const source = scopesFromPermissions({
      scopes,
      clients: { [clientId]: ['api/read'], '*': ['api/write'] },
    })

    expect((await tokensOf([permissions, source])).scopesToAdd).toEqual(['api/read'])
  })

  test('go to no app client that is not named', async () => {
    const source = scopesFromPermissions({ scopes, clients: { other: ['api/read'] } })

    expect((await tokensOf([permissions, source])).scopesToAdd).toBeUndefined()
  })

  test('that were asked for and not earned are taken out', async () => {
    const source = scopesFromPermissions({ scopes, clients: { '*': ['api/read', 'api/delete'] } })
    const event = eventWith('TokenGeneration_HostedAuth.v2', { scopes: ['openid', 'api/read', 'api/delete'] })

    expect(await tokensOf([permissions, source], event)).toMatchObject({
      scopesToAdd: undefined,
      scopesToSuppress: ['api/delete', 'api/write'],
    })
  })

  test('are in the hands of this source alone, whatever others add before or after', async () => {
    const generous = (name: string) =>
      staticClaims({ name, scopesToAdd: ['api/read', 'api/write', 'api/delete', 'other/read'] })
    const source = scopesFromPermissions({ scopes, clients: { '*': ['api/read', 'api/delete'] } })

    expect(await tokensOf([permissions, generous('before'), source, generous('after')])).toMatchObject({
      scopesToAdd: ['api/read', 'other/read'],
      scopesToSuppress: ['api/delete', 'api/write'],
    })
  })

  test.each([
    [['aws.cognito.signin.user.admin'], ['api/read', 'api/write']],
    [['aws.cognito.signin.user.admin', 'openid'], undefined],
  ])('are added to an API client that was given %j, and to no managed login', async (given, added) => {
    const add = { apiClients: [clientId] }
    const source = scopesFromPermissions({ scopes, clients: { '*': ['api/read', 'api/write'] }, add })
    const event = eventWith('TokenGeneration_RefreshTokens.v2', { scopes: given })

    expect((await tokensOf([permissions, source], event)).scopesToAdd).toEqual(added)
  })

  test('are taken out however many there are', async () => {
    const many = Array.from({ length: 1_200 }, (_, index) => `api/${index}`)
    const source = scopesFromPermissions({ scopes: { delete: many }, clients: { '*': many } })

    const { scopesToAdd, scopesToSuppress } = await tokensOf([
      permissions,
      staticClaims({ scopesToAdd: ['api/1199'] }),
      source,
    ])

    expect(scopesToAdd).toBeUndefined()
    expect(scopesToSuppress).toHaveLength(1_200)
  })

  describe('that were not asked for', () => {
    const admin = 'aws.cognito.signin.user.admin'
    const source = scopesFromPermissions({
      scopes,
      clients: { '*': ['api/read'] },
      add: { apiClients: [clientId] },
    })

    test.each([
      ['an API sign-in', 'TokenGeneration_Authentication', clientId, [admin], ['api/read']],
      ['its refresh', 'TokenGeneration_RefreshTokens', clientId, [admin], ['api/read']],
      ['a sign-in at another client', 'TokenGeneration_Authentication', 'other', [admin], undefined],
      ['a refresh at another client', 'TokenGeneration_RefreshTokens', 'other', [admin], undefined],
      ['a managed login of the admin scope', 'TokenGeneration_HostedAuth', clientId, [admin], undefined],
      ['a managed login', 'TokenGeneration_HostedAuth', clientId, ['openid', admin], undefined],
      ['a managed login by another name', 'TokenGeneration_Authentication', clientId, ['openid'], undefined],
    ] as const)('by %s follow the list of API clients', async (_, triggerSource, client, asked, added) => {
      const event = {
        ...eventWith(signIn, { scopes: asked }),
        triggerSource,
        callerContext: { clientId: client },
      }

      const generous = staticClaims({ scopesToAdd: ['api/read', 'api/write'] })

      expect((await tokensOf([permissions, generous, source], event)).scopesToAdd).toEqual(added)
    })
  })

  test.each([
    ['is not a member of any tenant', { MEMBERSHIPS: {} }, 'up'],
    ['cannot be looked up', { MEMBERSHIPS: { tenants: { acme: { roles: ['reader'] } } } }, 'down'],
  ] as const)('do not follow from what the ID token says of a user who %s', async (_, items, state) => {
    const table = fakeTable(items)
    table.state = state
    const sources = [
      permissions,
      tenant({
        table,
        target: 'access',
        permissions: { reader: ['read'] },
        permissionsClaim: 'permissions',
      }),
      scopesFromPermissions({ scopes, clients: { '*': ['api/read', 'api/write'] } }),
    ]

    const { id, access, scopesToAdd } = await tokensOf(sources)

    expect({ id, access, scopesToAdd }).toEqual({
      id: { permissions: ['read', 'write'] },
      access: {},
      scopesToAdd: undefined,
    })
  })

  test('follow from the ID token when that is declared, and then from it alone', async () => {
    const clients = { '*': ['api/read', 'api/write'] }
    const sources = [
      permissionsFromGroups({ groups: { members: ['read'] }, target: 'id' }),
      staticClaims({ claims: { permissions: ['write'] }, target: 'access' }),
    ]

    const ofId = await tokensOf([...sources, scopesFromPermissions({ scopes, clients, token: 'id' })])
    const ofAccess = await tokensOf([...sources, scopesFromPermissions({ scopes, clients })])

    expect(ofId.scopesToAdd).toEqual(['api/read'])
    expect(ofAccess.scopesToAdd).toEqual(['api/write'])
  })

  test.each(['aws.cognito.signin.user.admin', 'a b', ''])('refuse the scope %j at load', (scope) => {
    expect(() => harnessOf([scopesFromPermissions({ scopes: { read: [scope] }, clients: {} })])).toThrow(
      /must be a scope that can be added/,
    )
  })
})
