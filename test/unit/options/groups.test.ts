/** A member that names a group declares it, so that the stack creates it. */
import { afterEach, expect, test, vi } from 'vitest'
import { groupName } from '../../../triggers/core/options/group-name.ts'
import { observe } from '../../../triggers/pre-token-generation/observe.ts'
import { postConfirmationRows } from './post-confirmation.ts'
import { importFactory } from './factories.ts'
import { preTokenGenerationRows } from './pre-token-generation.ts'

const rows = { ...preTokenGenerationRows, ...postConfirmationRows }
/** Members, and not what is made of them. */
const members = Object.entries(rows).filter(([name]) => /\/(claims|effects)\//.test(name))
const naming = new Set<string>()

afterEach(() => vi.restoreAllMocks())

test.each(members)('%s says of which groups it is', async (name, sets) => {
  const make = await importFactory(name)
  for (const { options } of sets) {
    const check = vi.spyOn(groupName, 'test')
    const made = Object(Reflect.apply(make, undefined, [options]))
    const named = new Set(check.mock.calls.map(([value]) => value))
    check.mockRestore()

    if (named.size > 0) naming.add(name.replace(/.*#/, ''))
    expect(new Set([...(made.groups ?? []), ...(made.groupNames ?? [])])).toEqual(named)
    if ('claimNames' in made) expect(observe(made).groupNames ?? []).toEqual(made.groupNames ?? [])
  }
})

test('members that name groups are among them', () => {
  expect([...naming].sort()).toEqual([
    'appClientClaims',
    'defaultGroup',
    'invitedGroups',
    'maintenance',
    'permissionsFromGroups',
    'staticClaims',
  ])
})
