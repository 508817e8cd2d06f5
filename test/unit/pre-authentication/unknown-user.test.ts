/** Nothing tells an unknown user from a known one who may sign in: neither answer, nor wait, nor the calls that are made. */
import { expect, test } from 'vitest'
import { observe, type PreAuthenticationRule } from '../../../triggers/pre-authentication/rule.ts'
import { maintenanceMode } from '../../../triggers/pre-authentication/rules/maintenance-mode.ts'
import { signInDomains } from '../../../triggers/pre-authentication/rules/sign-in-domains.ts'
import { suspendedUsers } from '../../../triggers/pre-authentication/rules/suspended-users.ts'
import type { TableReader } from '../../../triggers/ports/suite-table.ts'
import { eventFixture, eventWith } from '../../../triggers/testing/golden-events.ts'
import { createVirtualClock, type VirtualClock } from '../../../triggers/testing/virtual-clock.ts'
import { harnessOf, signIn, stranger } from './ask.ts'

const known = eventFixture(signIn)
const withoutAddress = eventWith(signIn, { userAttributes: { sub: '6a4f2c1e-8d3b-4c5a-9e7f-0b1c2d3e4f5a' } })
const unknown = { ...stranger, userName: 'nobody@example.com' }

type Rules = (table: TableReader) => readonly PreAuthenticationRule[]

const answers = {
  up: () => Promise.resolve(undefined),
  slow: async (clock: VirtualClock) => {
    await clock.sleep(300)
    return undefined
  },
  down: () => Promise.reject(new Error('down')),
  hanging: () => new Promise<never>(() => {}),
}
const states = ['up', 'slow', 'down', 'hanging'] as const
type State = (typeof states)[number]

function tableOf(state: State, clock: VirtualClock): TableReader & { readonly keys: string[] } {
  const keys: string[] = []
  return {
    name: 'table',
    keys,
    read({ pk, sk }, call) {
      call.onAttempt()
      keys.push(`${pk}/${sk}`)
      return answers[state](clock)
    },
  }
}

const suspended: Rules = (table) => [suspendedUsers({ from: { table, itemAttribute: 'suspended' } })]
const listed: Rules = (reader) => [signInDomains({ table: { reader, onFailure: 'deny' } })]
const listedOrLists: Rules = (reader) => [
  signInDomains({
    deny: ['left.example'],
    table: { reader, onFailure: 'use the lists of the configuration alone' },
  }),
]
const all: Rules = (table) => [maintenanceMode({ table }), ...listed(table), ...suspended(table)]

/** All that somebody outside may see of it, or measure. */
async function seenOf(rules: Rules, state: State, event: object) {
  const clock = createVirtualClock()
  const table = tableOf(state, clock)
  const harness = harnessOf(rules(table), {}, clock)
  const { kind, tookMs, ...rest } = await harness.invoke(event)
  const [report] = harness.reports
  return {
    seen: { kind, tookMs, message: 'message' in rest ? rest.message : '' },
    reads: table.keys.map((key) => ({ length: key.length, place: key.replace(/^USER#[^/]+/, 'USER') })),
    keys: table.keys,
    steps: report?.['steps'],
  }
}

const cases = [
  ['a flag that suspends', suspended],
  ['listed domains that deny', listed],
  ['listed domains, or else the lists', listedOrLists],
  ['all of them', all],
  ['all of them, observed', (table: TableReader) => all(table).map(observe)],
] as const

test.each(states.flatMap((state) => cases.map(([name, rules]) => ({ state, name, rules }))))(
  'with $name and a table that is $state',
  async ({ state, rules }) => {
    const one = await seenOf(rules, state, known)
    const other = await seenOf(rules, state, unknown)

    expect(one.keys).not.toEqual([])
    expect({ ...other, keys: [] }).toEqual({ ...one, keys: [] })
  },
)

test.each(states)(
  'where the table that lists domains is %s, a user without an address is not told from an unknown one',
  async (state) => {
    const one = await seenOf(listed, state, withoutAddress)
    const other = await seenOf(listed, state, { ...unknown, userName: 'nobody' })

    expect(other.seen).toEqual(one.seen)
    expect(other.reads).toHaveLength(1)
    expect(other.reads.map(({ length }) => length)).toEqual(one.reads.map(({ length }) => length))
    expect(other.keys).not.toEqual(one.keys)
  },
)

test('the key that is read for an unknown user is one that no user has, and another for each name', async () => {
  const keyOf = async (userName: string) =>
    (await seenOf(suspended, 'up', { ...unknown, userName })).keys.join(' ')

  const key = await keyOf('nobody@example.com')

  expect(key).toMatch(/^USER#eu-west-1_Example01#nobody-[0-9a-f]{29}\/ENTITLEMENTS$/)
  expect(await keyOf('nobody@example.com')).toBe(key)
  expect(await keyOf('somebody@example.com')).not.toBe(key)
})
