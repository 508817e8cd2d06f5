import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { leaseMs, PermanentEffectError } from '../../../triggers/domain/effect-record.ts'
import { attributesOf } from '../../../triggers/post-confirmation/effect-definition.ts'
import { definePostConfirmation } from '../../../triggers/post-confirmation/define.ts'
import { defaultGroup } from '../../../triggers/post-confirmation/effects/default-group.ts'
import { postConfirmationTrigger } from '../../../triggers/post-confirmation/trigger.ts'
import { eventFixture } from '../../../triggers/testing/golden-events.ts'
import { createMemoryLedger, type MemoryLedger } from '../../../triggers/testing/memory-ledger.ts'
import { createCall } from '../../../triggers/testing/call.ts'
import { createHarness, type Harness } from '../../../triggers/testing/trigger-harness.ts'
import { createVirtualClock, type VirtualClock } from '../../../triggers/testing/virtual-clock.ts'
import { anEffect } from '../../support/an-effect.ts'

const confirmed = eventFixture('PostConfirmation_ConfirmSignUp')

interface Scene {
  readonly clock: VirtualClock
  readonly ledger: MemoryLedger
  readonly acts: string[]
  readonly harness: Harness
}

function createScene(
  act: (clock: VirtualClock, effect: string) => Promise<void>,
  before?: (clock: VirtualClock, operation: string) => Promise<void>,
  ending: (effect: string) => unknown = () => ({ state: 'done' }),
): Scene {
  const clock = createVirtualClock()
  const acts: string[] = []
  const ledger = createMemoryLedger((operation) => before?.(clock, operation) ?? Promise.resolve())
  const effect = (name: string) =>
    anEffect(name, {
      when: 'inline',
      budgetMs: 1_800,
      async act(_, idempotencyKey) {
        await act(clock, name)
        acts.push(idempotencyKey)
        // As JavaScript would, where nothing is compiled.
        return Object.assign({ ending: { state: 'done' } as const }, { ending: ending(name) }).ending
      },
    })
  const config = definePostConfirmation({ ledger, effects: [effect('first'), effect('second')] })
  return { clock, ledger, acts, harness: createHarness(postConfirmationTrigger(config), { clock }) }
}

const sub = '6a4f2c1e-8d3b-4c5a-9e7f-0b1c2d3e4f5a'
const keys = [`eu-west-1_Example01#${sub}#first`, `eu-west-1_Example01#${sub}#second`]

test('a confirmed sign-up performs each effect once, under its key, and settles the record', async () => {
  const { harness, acts, ledger } = createScene(async () => {})

  const answer = await harness.invoke(confirmed)

  expect(answer).toMatchObject({ kind: 'returned', value: confirmed })
  expect(acts.sort()).toEqual(keys)
  expect(ledger.due.size).toBe(0)
  expect(harness.reports[0]).toMatchObject({ outcome: 'allowed', Deferred: 0 })
})

test('a password reset provisions nothing', async () => {
  const { harness, acts, ledger } = createScene(async () => {})

  await harness.invoke(eventFixture('PostConfirmation_ConfirmForgotPassword'))

  expect(acts).toEqual([])
  expect(ledger.records.size).toBe(0)
})

test('repeats in sequence perform nothing again', async () => {
  const { harness, acts } = createScene(async () => {})

  for (let call = 0; call < 5; call += 1) await harness.invoke(confirmed)

  expect(acts.sort()).toEqual(keys)
})

test('repeats side by side, with any latencies, perform each effect once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.infiniteStream(fc.nat(900)),
      fc.integer({ min: 2, max: 5 }),
      async (latencies, copies) => {
        const latency = (): number => latencies.next().value ?? 0
        const { harness, acts, clock } = createScene(
          (virtual) => virtual.sleep(latency()),
          (virtual) => virtual.sleep(latency()),
        )

        const invocations = Array.from({ length: copies }, (_, copy) =>
          clock.sleep(latency()).then(() => harness.begin(confirmed, { requestId: `copy-${copy}` })),
        )
        await clock.runUntil(Promise.all(invocations))

        expect(new Set(acts).size).toBe(acts.length)
      },
    ),
    { numRuns: 100 },
  )
})

test('a record that is found with our own claims in it was put by us: the answer was lost, the effects are not', async () => {
  const { harness, acts, ledger, clock } = createScene(async () => {})
  await ledger.open(
    {
      key: { pk: `USER#eu-west-1_Example01#${sub}`, sk: 'PROVISIONING' },
      user: { userName: sub, region: 'eu-west-1', source: 'PostConfirmation_ConfirmSignUp' },
      effects: ['first', 'second'].map((name) => ({ name, facts: {}, claim: 'opener' })),
      owner: 'request-1',
      nowMs: clock.epochMs(),
    },
    createCall(),
  )

  await harness.invoke(confirmed, { requestId: 'request-1' })

  expect(acts.sort()).toEqual(keys)
})

test('what a crashed copy began is taken over when its lease ends, under the same key', async () => {
  let isFirst = true
  const { harness, acts, clock, ledger } = createScene(async (_, effect) => {
    if (effect !== 'second' || !isFirst) return
    isFirst = false
    await new Promise(() => {})
  })
  await harness.invoke(confirmed)
  expect(acts).toEqual([keys[0]])
  expect(ledger.due.size).toBe(1)

  await harness.invoke(confirmed)
  expect(acts).toEqual([keys[0]])
  await clock.runUntil(clock.sleep(leaseMs))
  await harness.invoke(confirmed)

  expect(acts).toEqual(keys)
  expect(ledger.due.size).toBe(0)
})

describe('an error that comes again each time', () => {
  const states = ({ records }: MemoryLedger) =>
    [...records.values()].map(({ entries }) => [...entries].map(([name, { state }]) => [name, state]))

  test.each([
    ['failed', { cause: 'ResourceNotFoundException', isUnreported: true }],
    ['dropped', { cause: 'ResourceNotFoundException' }],
  ] as const)('ends the effect as %s at once, the others as ever', async (state, rest) => {
    const { harness, ledger, clock } = createScene(async (_, effect) => {
      if (effect === 'first') throw new PermanentEffectError('ResourceNotFoundException', state)
    })

    const answer = await harness.invoke(confirmed)

    expect(answer).toMatchObject({ kind: 'returned', value: confirmed })
    const [record] = ledger.records.values()
    expect(states(ledger)).toEqual([
      [
        ['first', state],
        ['second', 'done'],
      ],
    ])
    expect(record?.entries.get('first')).toMatchObject(rest)
    expect(harness.reports[0]).toMatchObject({
      steps: expect.arrayContaining([
        expect.objectContaining({ name: 'first', outcome: 'failed', cause: 'ResourceNotFoundException' }),
      ]),
    })
    // The worker comes at once for a failure, to count it.
    expect([...ledger.due.values()]).toEqual(state === 'failed' ? [clock.epochMs()] : [])
  })

  test.each([
    ['nothing', undefined, 'no_closing'],
    ['its own failure', { state: 'failed', cause: 'x' }, 'x'],
  ])('or an act that ends in %s has the effect failed, reported, and the worker called', async (...given) => {
    const [, ended, cause] = given
    const { harness, ledger, clock } = createScene(
      async () => {},
      undefined,
      (effect) => (effect === 'first' ? ended : { state: 'done' }),
    )

    const answer = await harness.invoke(confirmed)

    expect(answer).toMatchObject({ kind: 'returned', value: confirmed })
    const [record] = ledger.records.values()
    expect(record?.entries.get('first')).toMatchObject({ state: 'failed', cause, isUnreported: true })
    expect(record?.entries.get('second')).toMatchObject({ state: 'done' })
    expect(harness.reports[0]).toMatchObject({
      StepFailed: 1,
      steps: expect.arrayContaining([expect.objectContaining({ name: 'first', outcome: 'failed', cause })]),
    })
    expect([...ledger.due.values()]).toEqual([clock.epochMs()])
  })

  test('is left to the worker when the table does not take it', async () => {
    const { harness, ledger } = createScene(
      () => Promise.reject(new PermanentEffectError('ResourceNotFoundException')),
      (_, operation) => (operation === 'close' ? Promise.reject(new Error('table')) : Promise.resolve()),
    )

    const answer = await harness.invoke(confirmed)

    expect(answer.kind).toBe('returned')
    expect(states(ledger)).toEqual([
      [
        ['first', 'pending'],
        ['second', 'pending'],
      ],
    ])
    expect(ledger.due.size).toBe(1)
  })
})

describe('deferred effects', () => {
  const deferred = (name: string) =>
    anEffect(name, {
      dependency: { name: 'mail' },
      delivery: 'at-least-once',
      remember: (event) => attributesOf(event, ['email', 'missing']),
      act: () => Promise.reject(new Error('only the worker acts')),
    })

  test('are not performed here: the record remembers what they need, and the user is due at once', async () => {
    const clock = createVirtualClock()
    const ledger = createMemoryLedger()
    const config = definePostConfirmation({ ledger, effects: [deferred('mail')] })
    const harness = createHarness(postConfirmationTrigger(config), { clock })

    const answer = await harness.invoke(confirmed)

    expect(answer.kind).toBe('returned')
    expect([...ledger.due.values()]).toEqual([clock.epochMs()])
    expect([...ledger.records.values()].map(({ entries }) => Object.fromEntries(entries))).toEqual([
      {
        mail: {
          state: 'pending',
          freeAtMs: clock.epochMs(),
          attempts: 0,
          notPerformed: 0,
          facts: { email: 'jane@example.com' },
        },
      },
    ])
    expect(harness.reports[0]).toMatchObject({ Deferred: 0, notes: { forWorker: ['mail'] } })
    expect(harness.logLines[0]).not.toContain('jane')
  })

  test('that a later version added to a record that is there are enrolled in it', async () => {
    const ledger = createMemoryLedger()
    const before = definePostConfirmation({ ledger, effects: [deferred('mail')] })
    const after = definePostConfirmation({ ledger, effects: [deferred('mail'), deferred('event')] })
    await createHarness(postConfirmationTrigger(before)).invoke(confirmed)

    await createHarness(postConfirmationTrigger(after)).invoke(confirmed)

    const [record] = ledger.records.values()
    expect([...(record?.entries.keys() ?? [])]).toEqual(['mail', 'event'])
  })

  test('of an erased user are not enrolled any more', async () => {
    const ledger = createMemoryLedger()
    const config = definePostConfirmation({ ledger, effects: [deferred('mail')] })
    ledger.erased.add(`USER#eu-west-1_Example01#${sub}`)

    const answer = await createHarness(postConfirmationTrigger(config)).invoke(confirmed)

    expect(answer.kind).toBe('returned')
    expect(ledger.records.size).toBe(0)
  })
})

describe('the confirmation never fails', () => {
  test.each([
    ['the ledger is down', () => Promise.reject(new Error('jane@example.com')), undefined],
    ['the ledger hangs', () => new Promise<void>(() => {}), undefined],
    ['effects fail', undefined, () => Promise.reject(new Error('jane@example.com'))],
    ['effects hang', undefined, () => new Promise<void>(() => {})],
  ] as const)(
    'when %s: it answers in time with the event as it came, and what is left is deferred',
    async (_, before, act) => {
      const { harness, acts } = createScene(act ?? (async () => {}), before)

      const answer = await harness.invoke(confirmed)

      expect(answer).toMatchObject({ kind: 'returned', value: confirmed })
      expect(answer.tookMs).toBeLessThanOrEqual(3_800)
      expect(acts).toEqual([])
      expect(harness.reports[0]).toMatchObject({ outcome: 'allowed' })
      expect(harness.reports[0]?.['Deferred']).toBeGreaterThan(0)
      expect(harness.logLines[0]).not.toContain('jane')
    },
  )

  test('when the event has no sub: nothing is performed and the report says which effects', async () => {
    const { harness, acts } = createScene(async () => {})

    const answer = await harness.invoke({ ...confirmed, request: { userAttributes: {} } })

    expect(answer.kind).toBe('returned')
    expect(acts).toEqual([])
    expect(harness.reports[0]).toMatchObject({ notes: { withoutSub: ['first', 'second'] } })
  })

  test.each(['', 'a#b', '#'])(
    'when the sub is %j, of which no key can be made: as without one',
    async (strange) => {
      const { harness, acts, ledger } = createScene(async () => {})

      const answer = await harness.invoke({ ...confirmed, request: { userAttributes: { sub: strange } } })

      expect(answer.kind).toBe('returned')
      expect([acts, ledger.records.size]).toEqual([[], 0])
      expect(harness.reports[0]).toMatchObject({ notes: { withoutSub: ['first', 'second'] } })
    },
  )

  test('when the source is one that AWS added later', async () => {
    const { harness } = createScene(async () => {})
    const event = { ...confirmed, triggerSource: 'PostConfirmation_SomethingNew' }

    const answer = await harness.invoke(event)

    expect(answer).toMatchObject({ kind: 'returned', value: event })
    expect(harness.reports[0]).toMatchObject({ outcome: 'failed', Failed: 1 })
  })
})

describe('configuration', () => {
  const directory = { name: 'user-pool', addUserToGroup: async () => {} } as const

  test('two effects that call the user pool are refused', () => {
    const effects = [
      defaultGroup({ directory, group: 'members' }),
      { ...defaultGroup({ directory, group: 'others' }), name: 'other-group' },
    ]

    expect(() => definePostConfirmation({ ledger: createMemoryLedger(), effects })).toThrow(
      'post-confirmation effects default-group, other-group: at most one may call the user pool inline',
    )
  })

  test('two default groups have names of their own', () => {
    const effects = [
      defaultGroup({ directory, group: 'members' }),
      defaultGroup({ directory, group: 'others', name: 'other-group', when: 'deferred' }),
    ]

    const config = definePostConfirmation({ ledger: createMemoryLedger(), effects })

    expect(config.effects.map(({ name }) => name)).toEqual(['default-group', 'other-group'])
  })

  test.each(['', 'Other', 'a b', '-a', 'a#b', 'a'.repeat(65)])('the effect name %j is refused', (name) => {
    expect(() => defaultGroup({ directory, group: 'members', name })).toThrow('defaultGroup: name must be')
  })

  test.each(['', 'with space', 'x'.repeat(129)])('the group name %j is refused', (group) => {
    expect(() => defaultGroup({ directory, group })).toThrow('defaultGroup: group must be')
  })
})
