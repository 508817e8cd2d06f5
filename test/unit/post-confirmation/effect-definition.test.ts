import { describe, expect, test } from 'vitest'
import { dueEffects, type EffectDefinition } from '../../../triggers/post-confirmation/effect-definition.ts'
import { definePostConfirmation } from '../../../triggers/post-confirmation/define.ts'
import { defaultGroup } from '../../../triggers/post-confirmation/effects/default-group.ts'
import { postConfirmationTrigger } from '../../../triggers/post-confirmation/trigger.ts'
import { eventFixture } from '../../../triggers/testing/golden-events.ts'
import { createMemoryLedger } from '../../../triggers/testing/memory-ledger.ts'
import { createHarness } from '../../../triggers/testing/trigger-harness.ts'
import { eventOf, nowMs } from '../../../triggers/testing/perform-effect.ts'

describe('which effects are due', () => {
  const directory = { name: 'user-pool', addUserToGroup: async () => {} } as const
  const group = defaultGroup({ directory, group: 'members' })
  const effects = [
    group,
    { ...group, name: 'for-resets', sources: ['PostConfirmation_ConfirmForgotPassword'] as const },
  ]

  test.each([
    ['PostConfirmation_ConfirmSignUp', ['default-group']],
    ['PostConfirmation_ConfirmForgotPassword', ['for-resets']],
    ['Reconcile', ['default-group']],
  ] as const)('for %s: %j', (source, names) => {
    expect(dueEffects({ effects }, eventOf({}, { source }), nowMs).map(({ name }) => name)).toEqual(names)
  })
})

test.each([
  ['a promise', Promise.resolve({ name: 'Jane' })],
  ['null', null],
  ['a word', 'name'],
  ['a list', ['name']],
  ['a map', new Map([['name', 'Jane']])],
  ['a number', { age: 7 }],
  ['no value', { name: undefined }],
])('what remembers %s is a defect of the confirmation, which is reported', async (_, given) => {
  const directory = { name: 'user-pool', addUserToGroup: async () => {} } as const
  const group = defaultGroup({ directory, group: 'members' })
  // As JavaScript would, where nothing is compiled.
  const own: EffectDefinition = Object.assign({ ...group }, { remember: () => given })
  const config = definePostConfirmation({ ledger: createMemoryLedger(), effects: [own] })
  const harness = createHarness(postConfirmationTrigger(config))

  const { kind } = await harness.invoke(eventFixture('PostConfirmation_ConfirmSignUp'))

  expect(kind).toBe('returned')
  expect(harness.reports.at(-1)).toMatchObject({ outcome: 'failed', cause: 'no_facts', Failed: 1 })
})

describe('a configuration', () => {
  const directory = { name: 'user-pool', addUserToGroup: async () => {} } as const
  const group = defaultGroup({ directory, group: 'members' })
  const define = (...effects: EffectDefinition[]) =>
    definePostConfirmation({ ledger: createMemoryLedger(), effects })

  test.each([
    [
      'the same effect twice',
      [group, group],
      'effect default-group is configured twice: give each its own name',
    ],
    ['an effect without a source', [{ ...group, sources: [] }], 'effects[0].sources is empty'],
    [
      'at most once inline',
      [{ ...group, delivery: 'at-most-once' as const }],
      "is at-most-once, which takes a claim of its own: give it when: 'deferred'",
    ],
    [
      'more than one attempt at most once',
      [{ ...group, when: 'deferred' as const, delivery: 'at-most-once' as const, attempts: 2 }],
      'effect default-group is at-most-once, so its attempts must be 1, not 2',
    ],
    [
      'a budget over that of a lease',
      [{ ...group, when: 'deferred' as const, budgetMs: 10_001 }],
      'budgetMs must be a whole number from 1 to 10000, not 10001',
    ],
  ])('with %s is refused', (_, effects, sentence) => {
    expect(() => define(...effects)).toThrow(sentence)
  })

  test('may have any number of deferred effects that call the user pool', () => {
    expect(() => define(group, { ...group, name: 'other', when: 'deferred' })).not.toThrow()
  })
})
