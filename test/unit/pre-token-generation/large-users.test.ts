import { describe, expect, test } from 'vitest'
import type { RawObject } from '../../../triggers/core/json.ts'
import { entitlements } from '../../../triggers/pre-token-generation/claims/entitlements.ts'
import { permissionsFromGroups } from '../../../triggers/pre-token-generation/claims/permissions-from-groups.ts'
import { findResponseProblems } from '../../support/cognito-token-validator.ts'
import { eventWith } from '../../../triggers/testing/golden-events.ts'
import { manyGroups } from './arbitrary-models.ts'
import { makeTokens } from './make-tokens.ts'
import { harnessOf, read } from './run-sources.ts'
import { fakeTable } from '../../../triggers/testing/table.ts'

const kilobyte = 'x'.repeat(1_000)

describe('500 groups and an entitlements item of 20 KB', () => {
  const table = fakeTable({
    ENTITLEMENTS: {
      plan: 'pro',
      ...Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`limit${index}`, kilobyte])),
    },
  })
  const names = ['plan', ...Array.from({ length: 20 }, (_, index) => `limit${index}`)]
  const sources = [
    permissionsFromGroups({
      groups: Object.fromEntries(manyGroups(500).map((group) => [group, [`${group}:read`]])),
    }),
    entitlements({ table, claims: Object.fromEntries(names.map((name) => [name, name])) }),
  ]
  const groupConfiguration = {
    groupsToOverride: manyGroups(500),
    iamRolesToOverride: [],
    preferredRole: null,
  }

  test.each(['1', '2', '3'])('still make tokens under the budget in version %s', async (version) => {
    const raw: RawObject = eventWith(`TokenGeneration_RefreshTokens.v${version}`, { groupConfiguration })

    const answer = await harnessOf(sources, { size: { priorities: { plan: 90 } } }).invoke(raw)

    const value = answer.kind === 'returned' ? answer.value : {}
    expect(findResponseProblems(raw, value)).toEqual([])
    for (const isRich of [true, false]) {
      const tokens = await makeTokens(raw, read(value, 'response'), isRich)
      expect(tokens.id.length).toBeLessThanOrEqual(4_096)
      expect(tokens.access.length).toBeLessThanOrEqual(4_096)
      expect(tokens.id.length).toBeGreaterThan(2_000)
    }
    expect(JSON.stringify(value)).toContain('"plan":"pro"')
  })
})
