import { describe, expect, test } from 'vitest'
import { temporarilyUnavailable } from '../../../triggers/core/denial-catalogue.ts'
import type { Json } from '../../../triggers/core/decision.ts'
import type { TableReader } from '../../../triggers/ports/suite-table.ts'
import type { Claim } from '../../../triggers/pre-token-generation/claim.ts'
import { type ClaimSource, userSources } from '../../../triggers/pre-token-generation/claim-source.ts'
import { definePreTokenGeneration } from '../../../triggers/pre-token-generation/define.ts'
import { entitlements } from '../../../triggers/pre-token-generation/claims/entitlements.ts'
import { staticClaims } from '../../../triggers/pre-token-generation/claims/static-claims.ts'
import { permissionsFromGroups } from '../../../triggers/pre-token-generation/claims/permissions-from-groups.ts'
import { preTokenGenerationTrigger } from '../../../triggers/pre-token-generation/trigger.ts'
import { isObject } from '../../../triggers/core/json.ts'
import { eventFixture, readEventFixtures } from '../../../triggers/testing/golden-events.ts'
import { createHarness, type Harness } from '../../../triggers/testing/trigger-harness.ts'

const permissions = permissionsFromGroups({
  groups: { members: ['b:read', 'a:read'], editors: ['a:read', 'c:write'] },
})
const table = (read: TableReader['read']): TableReader => ({ name: 'table', read })
const plan = (read: TableReader['read']): ClaimSource =>
  entitlements({ table: table(read), claims: { plan: 'plan', seats: 'seats' } })
const item = new Map<string, Json>([
  ['plan', 'pro'],
  ['seats', 3],
  ['private', 'never'],
])

function harnessFor(
  claims: readonly ClaimSource[],
  version1Encoding: 'json' | 'space-separated' = 'json',
): Harness {
  return createHarness(preTokenGenerationTrigger(definePreTokenGeneration({ claims, version1Encoding })))
}

async function respondTo(harness: Harness, fixture: string): Promise<unknown> {
  const answer = await harness.invoke(eventFixture(fixture))
  return answer.kind === 'returned' && isObject(answer.value) ? answer.value['response'] : answer
}

describe('one model, three versions', () => {
  const claims = [permissions, plan(async () => item)]

  test('version 1 gets strings in the ID token, and the report names what has no place there', async () => {
    const harness = harnessFor(claims)

    expect(await respondTo(harness, 'TokenGeneration_Authentication.v1')).toEqual({
      claimsOverrideDetails: {
        claimsToAddOrOverride: { permissions: '["a:read","b:read"]', plan: 'pro', seats: '3' },
      },
    })
    expect(harness.reports[0]).toMatchObject({
      notes: { dropped: ['access:permissions', 'access:plan', 'access:seats'] },
    })
  })

  test('version 1 lists can be separated by spaces', async () => {
    expect(
      await respondTo(harnessFor(claims, 'space-separated'), 'TokenGeneration_Authentication.v1'),
    ).toMatchObject({
      claimsOverrideDetails: { claimsToAddOrOverride: { permissions: 'a:read b:read', seats: '3' } },
    })
  })

  test('version 1 lists separated by spaces lose what has a blank, and are never written otherwise', async () => {
    const sources = [
      staticClaims({
        claims: { teams: ['red', 'a b', 'blue'], none: ['c d'], levels: [1, true] },
        target: 'id',
      }),
    ]
    const harness = harnessFor(sources, 'space-separated')

    expect(await respondTo(harness, 'TokenGeneration_Authentication.v1')).toMatchObject({
      claimsOverrideDetails: { claimsToAddOrOverride: { teams: 'red blue', none: '', levels: '1 true' } },
    })
    expect(harness.reports[0]).toMatchObject({ notes: { dropped: ['id:teams', 'id:none'] } })
  })

  test.each(['2', '3'])('version %s gets values as they are, in both tokens', async (version) => {
    const expected = { claimsToAddOrOverride: { permissions: ['a:read', 'b:read'], plan: 'pro', seats: 3 } }

    expect(await respondTo(harnessFor(claims), `TokenGeneration_Authentication.v${version}`)).toEqual({
      claimsAndScopeOverrideDetails: { idTokenGeneration: expected, accessTokenGeneration: expected },
    })
  })

  test('every source of a user gets the same claims, and a machine client none of them', async () => {
    for (const { name } of readEventFixtures('pre-token-generation').filter((fixture) =>
      fixture.name.endsWith('.v3'),
    )) {
      const isMachine = name.includes('ClientCredentials')

      const response = await respondTo(harnessFor(claims), name)

      expect(JSON.stringify(response).includes('a:read'), name).toBe(!isMachine)
      expect(JSON.stringify(response).includes('pro'), name).toBe(!isMachine)
    }
  })
})

describe('when the table does not help, there are fewer claims and the sign-in goes on', () => {
  test.each([
    ['there is no item', async () => undefined],
    ['it fails', async () => Promise.reject(new Error('jane@example.com'))],
    ['it hangs', () => new Promise<never>(() => {})],
  ])('%s', async (_, read) => {
    const harness = harnessFor([permissions, plan(read)])

    const answer = await harness.invoke(eventFixture('TokenGeneration_RefreshTokens.v2'))

    expect(answer).toMatchObject({
      kind: 'returned',
      value: {
        response: {
          claimsAndScopeOverrideDetails: {
            idTokenGeneration: { claimsToAddOrOverride: { permissions: ['a:read', 'b:read'] } },
          },
        },
      },
    })
    expect(JSON.stringify(answer)).not.toContain('plan')
    expect(answer.tookMs).toBeLessThanOrEqual(1_000)
  })
})

describe('what Cognito would refuse', () => {
  const source = (
    claims: readonly Claim[],
    scopes: Partial<Record<'scopesToAdd' | 'scopesToSuppress', string[]>> = {},
  ): ClaimSource => ({
    name: 'dynamic',
    sources: userSources,
    claimNames: [],
    contribute: () => ({ claims, ...scopes }),
  })

  test('is dropped by name when it is dynamic', async () => {
    const claims: Claim[] = [
      { name: 'sub', value: 'x', target: 'both' },
      { name: 'cognito:groups', value: ['admins'], target: 'both' },
      { name: 'client_id', value: 'x', target: 'access' },
      { name: 'address', value: { street: 'x' }, target: 'id' },
      { name: 'nothing', value: null, target: 'id' },
      { name: 'nested', value: [[1]], target: 'access' },
      { name: 'infinite', value: Number.POSITIVE_INFINITY, target: 'id' },
      { name: 'good', value: { a: [1, 'b'] }, target: 'both' },
    ]
    const scopes = {
      scopesToAdd: ['a b', 'aws.cognito.signin.user.admin', 'api/read', 'gone', ''],
      scopesToSuppress: ['gone'],
    }
    const harness = harnessFor([source(claims, scopes)])

    expect(await respondTo(harness, 'TokenGeneration_Authentication.v2')).toEqual({
      claimsAndScopeOverrideDetails: {
        idTokenGeneration: { claimsToAddOrOverride: { good: { a: [1, 'b'] } } },
        accessTokenGeneration: {
          claimsToAddOrOverride: { good: { a: [1, 'b'] } },
          scopesToAdd: ['api/read'],
          scopesToSuppress: ['gone'],
        },
      },
    })
    expect(harness.reports[0]?.['notes']).toMatchObject({
      dropped: [
        'id:sub',
        'access:sub',
        'id:cognito:groups',
        'access:cognito:groups',
        'access:client_id',
        'id:address',
        'id:nothing',
        'access:nested',
        'id:infinite',
        'scope',
      ],
    })
  })

  test.each(['sub', 'iss', 'cognito:groups', 'client_id', 'identities', 'dev:x', ''])(
    'the configured claim name %j is refused when the configuration is loaded',
    (claim) => {
      expect(() =>
        definePreTokenGeneration({ claims: [permissionsFromGroups({ groups: {}, claim })] }),
      ).toThrow(TypeError)
    },
  )
})

test('a missing fact that would grant more denies', async () => {
  const strict: ClaimSource = {
    name: 'strict',
    sources: userSources,
    claimNames: [],
    fact: {
      name: 'strict',
      dependency: { name: 'table' },
      actions: [],
      budgetMs: 100,
      attempts: 1,
      onFailure: { kind: 'deny', denial: temporarilyUnavailable },
      run: () => Promise.reject(new Error('down')),
    },
    contribute: () => ({}),
  }

  const answer = await harnessFor([strict]).invoke(eventFixture('TokenGeneration_Authentication.v2'))

  expect(answer.kind === 'threw' && answer.message).toMatch(/^\[temporarily_unavailable\]/)
})
