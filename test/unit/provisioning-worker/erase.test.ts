/** In which order a user is erased, and what is told of it. */
import { describe, expect, test } from 'vitest'
import { eraseUser, findKept } from '../../../triggers/provisioning-worker/erase.ts'
import type {
  ErasableUsers,
  ErasureTraces,
  MarkedUser,
  Trace,
} from '../../../triggers/ports/erasable-users.ts'
import { createCall } from '../../../triggers/testing/call.ts'
import { createVirtualClock } from '../../../triggers/testing/virtual-clock.ts'

const user = { userPoolId: 'pool', sub: 'sub-1' }
const key = { pk: 'USER#pool#sub-1', sk: 'PROVISIONING' }
const told: ErasureTraces = { userName: 'jane', signUps: ['sign-up'], reservations: ['reservation'] }
const traces: readonly Trace[] = [
  { kind: 'sign-up', key: { pk: 'one', sk: 'SIGN_UP' } },
  { kind: 'sign-up', key: { pk: 'two', sk: 'SIGN_UP' } },
  { kind: 'reservation', key: { pk: 'three', sk: 'RESERVATION' } },
  { kind: 'invitation', key: { pk: 'four', sk: 'INVITATION' }, isOwn: true },
]

function createUsers(marked: MarkedUser, items: readonly string[], found: readonly Trace[]) {
  const clock = createVirtualClock()
  const startMs = clock.epochMs()
  const done: unknown[] = []
  const note = (operation: string, ...given: readonly unknown[]): void => {
    done.push([operation, ...given])
  }
  const users: ErasableUsers = {
    name: 'table',
    async mark(of, nowMs) {
      note('mark', of, nowMs - startMs)
      return marked
    },
    async read(of) {
      note('read', of)
      return marked
    },
    async findTraces(of, traced) {
      note('findTraces', of, traced)
      return found
    },
    async removeTrace(of, trace) {
      note('removeTrace', of, trace)
    },
    async findItems(of) {
      note('findItems', of)
      return items
    },
    async eraseItems(of, erased, nowMs) {
      note('eraseItems', of, erased, nowMs - startMs)
    },
  }
  return { clock, users, done }
}

describe.each([
  ['whose record tells where else to look', told, false, 0],
  ['without a record', undefined, false, 0],
  ['on whose effects somebody works', told, true, 20_000],
] as const)('a user %s', (_, known, isBusy, waitMs) => {
  const marked = { isBusy, ...(known === undefined ? {} : { traces: known }) }

  test('is marked, waited for, and erased from the traces to the record', async () => {
    const { clock, users, done } = createUsers(marked, ['PROFILE', 'PROVISIONING'], traces)

    const erased = await clock.runUntil(eraseUser(users, user, clock, createCall()))

    expect(done).toEqual([
      ['mark', key, 0],
      ['findTraces', user, known],
      ...traces.map((trace) => ['removeTrace', user, trace]),
      ['findItems', key],
      ['eraseItems', key, ['PROFILE', 'PROVISIONING'], waitMs],
    ])
    expect(erased).toEqual({
      kept: { profile: 1, provisioning: 1, 'sign-up': 2, reservation: 1, invitation: 1 },
      waited: isBusy,
    })
  })

  test('is only looked at to tell what is kept', async () => {
    const { users, done } = createUsers(marked, ['PROVISIONING'], traces.slice(0, 1))

    const kept = await findKept(users, user, createCall())

    expect(done).toEqual([
      ['read', key],
      ['findTraces', user, known],
      ['findItems', key],
    ])
    expect(kept).toEqual({ provisioning: 1, 'sign-up': 1 })
  })
})

test.each([
  [[], {}],
  [['PROFILE'], { profile: 1 }],
  [['ENTITLEMENTS'], { entitlements: 1 }],
  [['MEMBERSHIPS'], { memberships: 1 }],
  [['PROVISIONING'], { provisioning: 1 }],
  [['profile', 'jane@example.com', ''], { other: 3 }],
  [['PROFILE', 'NOTE#1', 'NOTE#2'], { profile: 1, other: 2 }],
])('items %j are told as %j, since a sort key of a team may be personal', async (items, kept) => {
  const { users } = createUsers({ isBusy: false }, items, [])

  expect(await findKept(users, user, createCall())).toEqual(kept)
})
