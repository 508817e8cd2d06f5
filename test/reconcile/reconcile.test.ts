/** Which users reconcile provisions, which it leaves alone, and what the worker's stretch of a walk returns. */
import { describe, expect, test } from 'vitest'
import { leaseMs } from '../../triggers/domain/effect-record.ts'
import { definePostConfirmation } from '../../triggers/post-confirmation/define.ts'
import { defineProvisioningWorker } from '../../triggers/provisioning-worker/config.ts'
import type { PoolUser } from '../../triggers/ports/record-index.ts'
import { createWorker } from '../../triggers/provisioning-worker/run.ts'
import { createMemoryLedger } from '../../triggers/testing/memory-ledger.ts'
import { createCall } from '../../triggers/testing/call.ts'
import { createVirtualClock } from '../../triggers/testing/virtual-clock.ts'
import { anEffect } from '../support/an-effect.ts'
import { contextOf, createWorkerRuntime } from '../support/worker-runtime.ts'

const dayMs = 86_400_000

function createScene(users: readonly Partial<PoolUser>[], pageSize = 60) {
  const clock = createVirtualClock()
  const ledger = createMemoryLedger()
  const seen: unknown[] = []
  const effect = anEffect('profile', {
    when: 'inline',
    budgetMs: 1_000,
    remember({ userName, userAttributes, createdAtMs }) {
      seen.push({ userName, status: userAttributes.get('cognito:user_status'), createdAtMs })
      return { email: userAttributes.get('email') ?? '' }
    },
  })
  const all = users.map((user, index): PoolUser => {
    return {
      userName: `user-${index}`,
      sub: `sub-${index}`,
      status: 'CONFIRMED',
      isEnabled: true,
      createdAtMs: clock.epochMs() - dayMs,
      modifiedAtMs: clock.epochMs() - dayMs,
      attributes: new Map([['email', 'jane@example.com']]),
      ...user,
    }
  })
  const config = defineProvisioningWorker({
    postConfirmation: definePostConfirmation({ ledger, effects: [effect] }),
    index: ledger,
    users: {
      name: 'user-pool',
      async listUsers({ token }) {
        const from = Number(token ?? 0)
        const to = from + pageSize
        return { users: all.slice(from, to), nextToken: to < all.length ? String(to) : undefined }
      },
      findUser: async ({ sub }) => all.find((user) => user.sub === sub),
    },
  })
  const lines: string[] = []
  const worker = createWorker(config, createWorkerRuntime(clock, lines))
  const run = (input: unknown, timeoutMs = 60_000): Promise<unknown> => {
    const id = `run-${clock.monotonicMs()}`
    return clock.runUntil(worker(input, contextOf(clock, id, timeoutMs)))
  }
  return { clock, ledger, seen, run, lines }
}

const walk = { kind: 'reconcile', checkpoint: { userPoolId: 'pool' } }
const countsOf = (answer: unknown) => Object(answer).checkpoint.counts

describe('a user without a record', () => {
  test.each(['CONFIRMED', 'FORCE_CHANGE_PASSWORD', 'RESET_REQUIRED', 'EXTERNAL_PROVIDER'])(
    'who is %s is handed to the worker',
    async (status) => {
      const { run, ledger } = createScene([{ status }])

      const answer = await run(walk)

      expect(countsOf(answer)).toMatchObject({ seen: 1, opened: 1 })
      expect([...ledger.records.keys()]).toEqual(['USER#pool#sub-0'])
    },
  )

  test.each([
    ['is not confirmed', { status: 'UNCONFIRMED' }],
    ['has an unknown status', { status: 'COMPROMISED' }],
    ['is disabled', { isEnabled: false }],
  ])('who %s is left alone', async (_, user) => {
    const { run, ledger } = createScene([user])

    const answer = await run(walk)

    expect(countsOf(answer)).toMatchObject({ seen: 1, skipped: 1, opened: 0 })
    expect(ledger.records.size).toBe(0)
  })

  test('who was changed a moment ago is left to their confirmation', async () => {
    const { clock } = createScene([])
    const { run } = createScene([
      { modifiedAtMs: clock.epochMs() - 899_000 },
      { modifiedAtMs: clock.epochMs() - 900_000 },
    ])

    expect(countsOf(await run(walk))).toMatchObject({ skipped: 1, opened: 1 })
  })

  test('is described to effects with status and age', async () => {
    const { run, seen, clock } = createScene([{ status: 'EXTERNAL_PROVIDER' }])

    await run(walk)

    expect(seen).toEqual([
      { userName: 'user-0', status: 'EXTERNAL_PROVIDER', createdAtMs: clock.epochMs() - dayMs },
    ])
  })

  test('is finished by the worker, as any other', async () => {
    const { run, ledger } = createScene([{}])

    await run(walk)
    await run({ kind: 'sweep' })

    expect(ledger.records.get('USER#pool#sub-0')?.entries.get('profile')?.state).toBe('done')
    expect(ledger.due.size).toBe(0)
  })
})

describe('a user with a record', () => {
  const keyOf = (sub: string) => ({ pk: `USER#pool#${sub}`, sk: 'PROVISIONING' })

  test('that is finished, under way, failed or erased is counted as such and not touched', async () => {
    const { run, ledger, clock } = createScene([{}, {}, {}, {}])
    const open = (sub: string) =>
      ledger.open(
        {
          key: keyOf(sub),
          user: { userName: sub, region: 'r', source: 's' },
          effects: [{ name: 'profile', facts: {}, claim: 'opener' }],
          owner: 'one',
          nowMs: clock.epochMs(),
        },
        createCall(),
      )
    const close = (sub: string, closing: Parameters<typeof ledger.close>[1]) =>
      ledger.close(
        { key: keyOf(sub), effect: 'profile', owner: 'one', nowMs: clock.epochMs() },
        closing,
        createCall(),
      )
    for (const sub of ['sub-0', 'sub-1', 'sub-2']) await open(sub)
    await close('sub-0', { state: 'done' })
    await close('sub-2', { state: 'failed', cause: 'X' })
    ledger.erased.add(keyOf('sub-3').pk)

    const answer = await run(walk)

    expect(countsOf(answer)).toEqual({
      seen: 4,
      provisioned: 1,
      underWay: 1,
      failed: 1,
      erased: 1,
      opened: 0,
      woken: 0,
      skipped: 0,
      broken: 0,
    })
  })

  test('with a failed effect beside one that is still tried counts as failed', async () => {
    const { run, ledger, clock } = createScene([{}])
    const key = keyOf('sub-0')
    await ledger.open(
      {
        key,
        user: { userName: 'user-0', region: 'r', source: 's' },
        effects: ['profile', 'mail'].map((name) => ({ name, facts: {}, claim: 'opener' })),
        owner: 'one',
        nowMs: clock.epochMs(),
      },
      createCall(),
    )
    const claim = { key, effect: 'profile', owner: 'one', nowMs: clock.epochMs() }
    await ledger.close(claim, { state: 'failed', cause: 'X' }, createCall())

    expect(countsOf(await run(walk))).toMatchObject({ seen: 1, failed: 1, underWay: 0 })
  })

  test('that the index has lost is put back on it', async () => {
    const { run, ledger, clock } = createScene([{}])
    await ledger.open(
      {
        key: keyOf('sub-0'),
        user: { userName: 'user-0', region: 'r', source: 's' },
        effects: [{ name: 'profile', facts: {}, claim: 'opener' }],
        owner: 'dead',
        nowMs: clock.epochMs(),
      },
      createCall(),
    )
    ledger.due.clear()
    await clock.runUntil(clock.sleep(leaseMs + 600_001))

    const answer = await run(walk)

    expect(countsOf(answer)).toMatchObject({ woken: 1 })
    expect(ledger.due.size).toBe(1)
  })
})

test('a stretch ends in time and says where the next one begins', async () => {
  const users = Array.from({ length: 1_000 }, () => ({}))
  const { run, ledger, lines, clock } = createScene(users, 60)
  const startedAtMs = clock.monotonicMs()

  const first = await run({ ...walk, owner: 'execution-1' })
  const tookMs = clock.monotonicMs() - startedAtMs
  let answer: unknown = first
  for (let stretch = 0; stretch < 10 && Object(answer).checkpoint.isDone === false; stretch += 1)
    answer = await run({ ...Object(answer), owner: 'execution-1' })

  expect(tookMs).toBeLessThan(60_000)
  expect(Object(first).checkpoint).toMatchObject({ isDone: false, nextToken: expect.any(String) })
  expect(Object(answer).checkpoint).toMatchObject({ isDone: true, counts: { seen: 1_000, opened: 1_000 } })
  expect(ledger.records.size).toBe(1_000)
  // A token may name a user.
  expect(lines.join('')).not.toContain('nextToken')
})
