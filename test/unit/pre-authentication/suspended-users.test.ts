import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Json } from '../../../triggers/core/decision.ts'
import { planPreAuthentication } from '../../../triggers/pre-authentication/rule.ts'
import { suspendedUsers } from '../../../triggers/pre-authentication/rules/suspended-users.ts'
import { eventFixture, eventWith } from '../../../triggers/testing/golden-events.ts'
import { isPlainlyOff } from '../pre-token-generation/needed-value-cases.ts'
import { type FakeTable, fakeTable } from '../../../triggers/testing/table.ts'
import { ask, clientId, harnessOf, signIn, stranger, withAttributes } from './ask.ts'

const from = (table: FakeTable) => ({ table, itemAttribute: 'suspended' })

test('a flag in an item lets somebody in only where it is plainly off', async () => {
  const value = fc.oneof(
    fc.constantFrom<Json | undefined>(undefined, true, false, 'true', 'False', 'no', 0, 1, null),
    fc.jsonValue().map((given): Json => JSON.parse(JSON.stringify(given))),
  )
  await fc.assert(
    fc.asyncProperty(value, async (suspended) => {
      const table = fakeTable(suspended === undefined ? {} : { ENTITLEMENTS: { suspended } })
      const answer = await ask(suspendedUsers({ from: from(table) }))

      expect(answer === 'allowed').toBe(isPlainlyOff(suspended))
    }),
    { seed: 7, numRuns: 200 },
  )
})

test.each([
  [{ 'custom:suspended': 'True' }, 'account_suspended'],
  [{ 'custom:suspended': 'yes' }, 'temporarily_unavailable'],
  [{ 'custom:suspended': 'false' }, 'allowed'],
  [{}, 'allowed'],
])('of the user attributes %j the answer is %s', async (attributes, answer) => {
  const rule = suspendedUsers({ from: { userAttribute: 'custom:suspended' } })

  expect(await ask(rule, withAttributes(attributes))).toBe(answer)
  expect(rule.refusesBy).toEqual(['custom:suspended'])
})

test.each(['down', 'hanging'] as const)(
  'nobody signs in while the table is %s, and the plan says so',
  async (state) => {
    const table = fakeTable()
    table.state = state
    const rule = suspendedUsers({ from: from(table) })
    const [step] = planPreAuthentication({ rules: [rule], observeMs: 0 }).phases.flatMap(({ steps }) => steps)

    expect(await ask(rule)).toBe('temporarily_unavailable')
    expect(step?.onFailure).toMatchObject({ kind: 'deny', denial: { code: 'temporarily_unavailable' } })
  },
)

test('what the sandbox remembers does not count', async () => {
  const table = fakeTable({ ENTITLEMENTS: { suspended: false } })
  const memory = { lastKnownMaxAgeMs: 60_000, clock: { epochMs: () => 0 } }
  const harness = harnessOf([suspendedUsers({ from: { ...from(table), ...memory } })])

  expect((await harness.invoke(eventFixture(signIn))).kind).toBe('returned')
  table.state = 'down'
  expect((await harness.invoke(eventFixture(signIn))).kind).toBe('threw')
})

test('a user whose item cannot be told is not one without an item', async () => {
  const event = eventWith(signIn, { userAttributes: { email: 'a@example.com' }, userNotFound: true })

  expect(await ask(suspendedUsers({ from: from(fakeTable()) }), event)).toBe('temporarily_unavailable')
})

test('an item is read for somebody who does not exist too, and says nothing', async () => {
  const table = fakeTable({ ENTITLEMENTS: { suspended: true } })

  expect(await ask(suspendedUsers({ from: from(table) }), stranger)).toBe('allowed')
  expect(table.reads).toEqual([expect.stringMatching(/^USER#eu-west-1_Example01#nobody-/)])
})

test('only sign-ins through the app clients that are meant are refused', async () => {
  const table = fakeTable({ ENTITLEMENTS: { suspended: true } })

  expect(await ask(suspendedUsers({ from: from(table), appClients: { except: [clientId] } }))).toBe('allowed')
  expect(table.reads).toEqual([])
  expect(await ask(suspendedUsers({ from: from(table), appClients: { only: [clientId] } }))).toBe(
    'account_suspended',
  )
})
