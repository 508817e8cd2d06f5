/** Users confirmed before a moment are sent nothing again, however they come to the worker; all else is done for them. */
import { describe, expect, test } from 'vitest'
import { NotPerformedError } from '../../triggers/domain/effect-record.ts'
import type { Delivery } from '../../triggers/domain/delivery.ts'
import { definePostConfirmation } from '../../triggers/post-confirmation/define.ts'
import { defineProvisioningWorker } from '../../triggers/provisioning-worker/config.ts'
import { withEffectsSince } from '../../triggers/provisioning-worker/effects-since.ts'
import { createWorker } from '../../triggers/provisioning-worker/run.ts'
import { createCall } from '../../triggers/testing/call.ts'
import { createMemoryLedger } from '../../triggers/testing/memory-ledger.ts'
import { createVirtualClock } from '../../triggers/testing/virtual-clock.ts'
import { anEffect } from '../support/an-effect.ts'
import { createWorkerRuntime } from '../support/worker-runtime.ts'

const deliveries: readonly Delivery[] = ['idempotent', 'at-least-once', 'at-most-twice', 'at-most-once']
const sends = deliveries.slice(1)
const sinceMs = Date.parse('2026-11-28T12:00:00Z')
const nowMs = sinceMs + 3_600_000
const key = { pk: 'USER#pool#sub-1', sk: 'PROVISIONING' }
const recorded = { userName: 'jane', region: 'eu-west-1' }

/** An effect of each delivery, and a user created at a moment. */
function createScene(createdAtMs: number, effectsSince?: string, environment?: string) {
  const clock = createVirtualClock(nowMs)
  const ledger = createMemoryLedger()
  const acted: string[] = []
  let isFailing = false
  const effects = deliveries.map((delivery) =>
    anEffect(delivery, {
      delivery,
      budgetMs: 1_000,
      act: async () => {
        if (isFailing) throw new NotPerformedError('down')
        acted.push(delivery)
        return { state: 'done' }
      },
    }),
  )
  const user = {
    userName: 'jane',
    sub: 'sub-1',
    status: 'CONFIRMED',
    isEnabled: true,
    attributes: new Map(),
    createdAtMs,
    modifiedAtMs: createdAtMs,
  }
  const config = defineProvisioningWorker({
    postConfirmation: definePostConfirmation({ ledger, effects }),
    index: ledger,
    users: {
      name: 'user-pool',
      listUsers: async () => ({ users: [user], nextToken: undefined }),
      findUser: async () => user,
    },
    reconcile: { minAgeMs: 0 },
    ...(effectsSince === undefined ? {} : { effectsSince }),
  })
  const lines: string[] = []
  const worker = createWorker(withEffectsSince(config, environment), createWorkerRuntime(clock, lines))
  const { effectsSinceMs: _, ...unaware } = config
  const stranger = createWorker(unaware, createWorkerRuntime(clock, []))
  const call = { awsRequestId: 'run', getRemainingTimeInMillis: () => 60_000 }
  const run = (input: unknown): Promise<unknown> => clock.runUntil(worker(input, call))
  /** As somebody who does not know the moment: a command line elsewhere, a worker of before. */
  const runUnaware = (input: unknown): Promise<unknown> => clock.runUntil(stranger(input, call))
  const sweep = async () => {
    await run({ kind: 'sweep' })
    const { steps } = JSON.parse(lines.at(-1) ?? '{}')
    const skipped = Object(steps).filter(({ cause }: { cause?: string }) => cause === 'before_effects_since')
    return {
      acted: acted.toSorted(),
      skipped: skipped.map(({ name, outcome }: Record<string, string>) => `${name} ${outcome}`),
    }
  }
  const open = (openedAtMs: number) =>
    ledger.open(
      {
        key,
        user: { ...recorded, source: 'PostConfirmation_ConfirmSignUp' },
        effects: deliveries.map((name) => ({ name, facts: {}, claim: 'anyone' })),
        owner: 'one',
        nowMs: openedAtMs,
      },
      createCall(),
    )
  return {
    ledger,
    clock,
    lines,
    acted,
    fail: (is: boolean) => void (isFailing = is),
    run,
    runUnaware,
    sweep,
    open,
    entries: () => ledger.records.get(key.pk)?.entries,
  }
}

const since = '2026-11-28T12:00:00Z'
const all = deliveries.toSorted()
const cases = [
  ['created before the moment', sinceMs - 1, ['idempotent'], sends.map((name) => `${name} skipped`)],
  ['created at the moment', sinceMs, all, []],
] as const

describe.each(cases)('a user without a record who was %s', (_, createdAtMs, acted, skipped) => {
  test('and is handed over at a token', async () => {
    const { ledger, sweep } = createScene(createdAtMs, since)
    await ledger.handOver({ key, user: recorded, nowMs }, createCall())

    expect(await sweep()).toEqual({ acted, skipped })
    expect(ledger.due.size).toBe(0)
  })

  test('and is found by reconcile', async () => {
    const { run, sweep } = createScene(createdAtMs, since)

    const { checkpoint } = Object(
      await run({ kind: 'reconcile', checkpoint: { userPoolId: 'pool', withheld: { other: 2 } } }),
    )

    const withheld = skipped.map((step) => [step.split(' ')[0], 1])
    expect(checkpoint).toMatchObject({ counts: { opened: 1 } })
    expect(checkpoint.withheld).toEqual({ other: 2, ...Object.fromEntries(withheld) })
    expect((await sweep()).acted).toEqual(acted)
  })

  test('and is found by a reconcile that does not know of the moment', async () => {
    const { runUnaware, sweep, entries } = createScene(createdAtMs, since)

    await runUnaware({ kind: 'reconcile', checkpoint: { userPoolId: 'pool' } })

    expect([...(entries()?.keys() ?? [])]).toEqual(deliveries)
    expect(await sweep()).toEqual({ acted, skipped })
  })

  test('and is listed by a worker that does not know of the moment and performs nothing', async () => {
    const { ledger, clock, runUnaware, sweep, entries, fail } = createScene(createdAtMs, since)
    await ledger.handOver({ key, user: recorded, nowMs }, createCall())
    fail(true)
    await runUnaware({ kind: 'sweep' })
    fail(false)
    await clock.runUntil(clock.sleep(86_400_000))

    expect([...(entries()?.keys() ?? [])]).toEqual(deliveries)
    expect((await sweep()).acted).toEqual(acted)
  })
})

test.each([
  ['before the moment', sinceMs - 1, ['idempotent'], sends.map((name) => `${name} skipped`)],
  ['at the moment', sinceMs, all, []],
] as const)('effects that are open in a record of %s', async (_, openedAtMs, acted, skipped) => {
  const { sweep, open, entries } = createScene(sinceMs - 86_400_000, since)
  await open(openedAtMs)

  const swept = await sweep()

  expect(swept.acted).toEqual(acted)
  expect(swept.skipped.toSorted()).toEqual([...skipped].sort())
  const states = sends.map((name) => entries()?.get(name)?.state)
  expect(new Set(states)).toEqual(new Set([skipped.length > 0 ? 'dropped' : 'done']))
})

test('a record whose age cannot be read counts as one of before', async () => {
  const { ledger, sweep, open } = createScene(sinceMs, since)
  await open(nowMs)
  const { openedAtMs: _, ...record } = ledger.records.get(key.pk) ?? {
    user: { ...recorded, source: '' },
    entries: new Map(),
  }
  ledger.records.set(key.pk, record)

  expect((await sweep()).acted).toEqual(['idempotent'])
})

test('what is listed with a confirmation of now is sent, into a record of before', async () => {
  const { ledger, sweep } = createScene(0, since)
  await ledger.handOver({ key, user: recorded, nowMs: 0 }, createCall())
  await ledger.enroll(key, { name: 'at-least-once', facts: {}, confirmedAtMs: sinceMs }, 0, createCall())

  expect((await sweep()).acted).toEqual(['at-least-once', 'idempotent'])
})

test('an effect whose record of an earlier version does not say when its user was confirmed is not sent', async () => {
  const { ledger, sweep } = createScene(sinceMs, since)
  const effects = deliveries.map((name) => ({ name, facts: {}, claim: 'anyone' as const }))
  const opening = { key, user: { ...recorded, source: 'Reconcile' }, effects, owner: 'one', nowMs }
  await ledger.open(opening, createCall())

  expect((await sweep()).acted).toEqual(['idempotent'])
})

test('a moment in the future loses nothing: a withheld effect has failed, and is done after a replay', async () => {
  const scene = createScene(sinceMs, undefined, '2999-01-01T00:00:00Z')
  await scene.ledger.handOver({ key, user: recorded, nowMs }, createCall())

  const { acted } = await scene.sweep()
  const failed = sends.map((name) => scene.entries()?.get(name))
  const { EffectFailed, level } = JSON.parse(scene.lines.at(-1) ?? '{}')
  for (const name of sends) await scene.ledger.reopen(key, name, 0, nowMs, createCall())
  await scene.runUnaware({ kind: 'sweep' })

  expect(acted).toEqual(['idempotent'])
  expect(failed).toEqual(
    sends.map(() => expect.objectContaining({ state: 'failed', cause: 'effects_since_in_future' })),
  )
  expect([EffectFailed, level]).toEqual([sends.length, 'ERROR'])
  expect(scene.acted.toSorted()).toEqual(all)
})

test('without a moment everything is done', async () => {
  const { ledger, sweep } = createScene(0)
  await ledger.handOver({ key, user: recorded, nowMs }, createCall())

  expect((await sweep()).acted).toEqual(all)
})

test.each([
  ['the suite alone', since, undefined],
  ['the environment alone', undefined, since],
  ['the suite, later than the environment', since, '2020-01-01T00:00:00Z'],
  ['the environment, later than the suite', '2020-01-01T00:00:00Z', since],
])('the moment is of %s', async (_, effectsSince, environment) => {
  const { ledger, sweep } = createScene(sinceMs - 1, effectsSince, environment)
  await ledger.handOver({ key, user: recorded, nowMs }, createCall())

  expect((await sweep()).acted).toEqual(['idempotent'])
})

test.each(['', 'yesterday', '2026-11-28', '2026-11-28T12:00:00+01:00'])(
  'no worker begins with %j in its environment',
  (environment) => {
    expect(() => createScene(0, undefined, environment)).toThrow(
      'EFFECTS_SINCE is not a moment in UTC, such as 2026-11-28T12:00:00Z',
    )
  },
)
