/** Each admin write of the worker keeps to the rate, whatever effect makes it. */
import { expect, test } from 'vitest'
import type { EffectDefinition } from '../../triggers/post-confirmation/effect-definition.ts'
import { definePostConfirmation } from '../../triggers/post-confirmation/define.ts'
import { invitedGroups } from '../../triggers/post-confirmation/effects/invited-groups.ts'
import { defineProvisioningWorker } from '../../triggers/provisioning-worker/config.ts'
import { createWorker } from '../../triggers/provisioning-worker/run.ts'
import { createMemoryLedger } from '../../triggers/testing/memory-ledger.ts'
import { createCall } from '../../triggers/testing/call.ts'
import { createVirtualClock, type VirtualClock } from '../../triggers/testing/virtual-clock.ts'
import { busiestSecond } from './fake-pool.ts'
import { anEffect } from '../support/an-effect.ts'
import { contextOf, createWorkerRuntime } from '../support/worker-runtime.ts'

const groups = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
const keyOf = (ordinal: number) => ({ pk: `USER#pool#sub-${ordinal}`, sk: 'PROVISIONING' })

interface SceneOptions {
  readonly adminWritesPerSecond: number
  readonly users: number
  /** Requests that each write takes: the SDK repeats what was throttled. */
  readonly attempts?: number
  readonly effect?: (
    add: (group: string, call: Parameters<EffectDefinition['act']>[3]) => Promise<void>,
  ) => EffectDefinition
}

async function createScene({ adminWritesPerSecond, users, attempts = 1, effect }: SceneOptions) {
  const clock: VirtualClock = createVirtualClock()
  const ledger = createMemoryLedger()
  const sentAtMs: number[] = []
  const claimedAtMs: number[] = []
  const add = async (_: string, call: Parameters<EffectDefinition['act']>[3]): Promise<void> => {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      call.onAttempt()
      sentAtMs.push(clock.monotonicMs())
      await clock.sleep(20)
    }
  }
  const definition =
    effect?.(add) ??
    invitedGroups({
      invitations: {
        name: 'table',
        async redeem(_, __, call) {
          call.onAttempt()
          return { kind: 'redeemed', invitation: 'hash', grants: { groups } }
        },
      },
      directory: { name: 'user-pool', addUserToGroup: ({ group }, call) => add(group, call) },
      allowed: groups,
    })
  const claim: typeof ledger.claim = (wanted, ...rest) => {
    claimedAtMs.push(wanted.nowMs - clock.epochMs())
    return ledger.claim(wanted, ...rest)
  }
  const config = defineProvisioningWorker({
    postConfirmation: definePostConfirmation({ ledger: { ...ledger, claim }, effects: [definition] }),
    index: ledger,
    users: {
      name: 'user-pool',
      listUsers: async () => ({ users: [], nextToken: undefined }),
      findUser: async () => undefined,
    },
    adminWritesPerSecond,
  })
  const lines: string[] = []
  const worker = createWorker(config, createWorkerRuntime(clock, lines))
  for (let ordinal = 0; ordinal < users; ordinal += 1) {
    await ledger.open(
      {
        key: keyOf(ordinal),
        user: { userName: `user-${ordinal}`, region: 'eu-west-1', source: 'Reconcile' },
        effects: [{ name: definition.name, facts: {}, claim: 'anyone' }],
        owner: 'opener',
        nowMs: clock.epochMs(),
      },
      createCall(),
    )
  }
  const sweep = async (): Promise<void> => {
    await clock.runUntil(worker({ kind: 'sweep' }, contextOf(clock)))
  }
  const entry = (ordinal: number) => ledger.records.get(keyOf(ordinal).pk)?.entries.get(definition.name)
  return { clock, ledger, sentAtMs, claimedAtMs, lines, sweep, entry }
}

test('an effect with eight groups takes eight turns, and is done within its budget', async () => {
  const { sentAtMs, sweep, entry } = await createScene({ adminWritesPerSecond: 5, users: 1 })

  await sweep()

  expect(sentAtMs).toEqual([0, 200, 400, 600, 800, 1_000, 1_200, 1_400])
  expect(entry(0)).toMatchObject({ state: 'done', attempts: 1 })
})

test('several users share the rate of their copy, and everybody is finished in the end', async () => {
  const { clock, ledger, sentAtMs, sweep } = await createScene({ adminWritesPerSecond: 5, users: 10 })

  for (let minute = 0; minute < 15 && ledger.due.size > 0; minute += 1) {
    await sweep()
    await clock.runUntil(clock.sleep(60_000))
  }

  expect([ledger.due.size, ledger.failed.size]).toEqual([0, 0])
  expect(sentAtMs.length).toBeGreaterThanOrEqual(10 * groups.length)
  expect(busiestSecond(sentAtMs)).toBeLessThanOrEqual(5)
})

test('a write whose turn would come after the budget is not sent: the effect is given back and says why', async () => {
  const { sentAtMs, sweep, entry } = await createScene({ adminWritesPerSecond: 1, users: 1 })

  await sweep()

  expect(sentAtMs).toEqual([0, 1_000, 2_000, 3_000])
  expect(entry(0)).toMatchObject({ state: 'pending', cause: 'no_turn', attempts: 1 })
})

test('what the SDK repeats counts: the next write waits for it too', async () => {
  const { sentAtMs, sweep, entry } = await createScene({ adminWritesPerSecond: 10, users: 1, attempts: 2 })

  await sweep()

  expect(entry(0)).toMatchObject({ state: 'done' })
  expect(sentAtMs).toHaveLength(2 * groups.length)
  expect(sentAtMs.at(-1)).toBeGreaterThanOrEqual((2 * groups.length - 2) * 100)
})

test('an effect that does not say what it writes through pays for all its writes before the next effect', async () => {
  const { sentAtMs, sweep } = await createScene({
    adminWritesPerSecond: 5,
    users: 2,
    effect: (add) =>
      anEffect('own-groups', {
        dependency: { name: 'user-pool' },
        async act(_, __, ___, call) {
          for (const group of ['a', 'b', 'c']) await add(group, call)
          return { state: 'done' }
        },
      }),
  })

  await sweep()

  // The second had its turn already when the first sent more than it had asked for.
  expect(sentAtMs).toEqual([0, 20, 40, 200, 220, 240])
})

test('an effect whose turn comes too late for the run is not begun, and stays due', async () => {
  const { sentAtMs, ledger, sweep, entry, lines } = await createScene({
    adminWritesPerSecond: 0.02,
    users: 2,
  })

  await sweep()

  expect(sentAtMs).toHaveLength(1)
  expect([entry(0), entry(1)]).toContainEqual({
    state: 'pending',
    freeAtMs: expect.any(Number),
    attempts: 0,
    notPerformed: 0,
    facts: {},
  })
  expect(ledger.due.size).toBe(2)
  expect(lines.join('')).toContain('"cause":"no_turn"')
})

test('the lease counts from the claim, not from before the wait for a turn', async () => {
  const { claimedAtMs, sweep } = await createScene({ adminWritesPerSecond: 0.2, users: 3 })

  await sweep()

  expect(claimedAtMs).toEqual([0, 0, 0])
})
