import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { temporarilyUnavailable } from '../../../triggers/core/denial-catalogue.ts'
import { returnReserveMs } from '../../../triggers/core/deadline.ts'
import type { Facts, Trigger } from '../../../triggers/core/run.ts'
import {
  type EffectStep,
  type FactStep,
  leastUsefulMs,
  performEffect,
  readFact,
} from '../../../triggers/core/step.ts'
import { parsePreSignUp, type PreSignUpEvent } from '../../../triggers/events/pre-sign-up.ts'
import { eventFixture } from '../../../triggers/testing/golden-events.ts'
import { createHarness } from '../../../triggers/testing/trigger-harness.ts'
import { createVirtualClock, type VirtualClock } from '../../../triggers/testing/virtual-clock.ts'
import { runs } from '../../support/run-counts.ts'

/** What a dependency does: answer or fail after a while, fail at once, throw before its first await, or never end. */
type Behaviour =
  | { readonly kind: 'answer' | 'fail'; readonly afterMs: number }
  | { readonly kind: 'throw' }
  | { readonly kind: 'hang' }

const behaviour: fc.Arbitrary<Behaviour> = fc.oneof(
  fc.record({ kind: fc.constantFrom('answer' as const, 'fail' as const), afterMs: fc.nat(12_000) }),
  fc.constant({ kind: 'throw' as const }),
  fc.constant({ kind: 'hang' as const }),
)

const policy = fc.oneof(
  fc.constant({ kind: 'deny', denial: temporarilyUnavailable } as const),
  fc.constant({ kind: 'use', value: 'fallback' } as const),
)

const dependency = { name: 'table' } as const

function act(clock: VirtualClock, does: Behaviour): Promise<string> {
  switch (does.kind) {
    case 'answer':
      return clock.sleep(does.afterMs).then(() => 'fresh')
    case 'fail':
      return clock.sleep(does.afterMs).then(() => Promise.reject(new Error('jane@example.com is down')))
    case 'throw':
      throw new Error('jane@example.com')
    case 'hang':
      return new Promise(() => {})
  }
}

describe('a handler, whatever its dependencies do', () => {
  const facts = fc.array(
    fc.record({ does: behaviour, onFailure: policy, budgetMs: fc.integer({ min: 1, max: 4_000 }) }),
    {
      maxLength: 6,
    },
  )
  const effects = fc.array(fc.record({ does: behaviour, budgetMs: fc.integer({ min: 1, max: 4_000 }) }), {
    maxLength: 4,
  })

  test('settles within its deadline, and each failure ends in exactly its declared policy', async () => {
    await fc.assert(
      fc.asyncProperty(
        facts,
        effects,
        fc.integer({ min: 0, max: 6_000 }),
        async (factSpecs, effectSpecs, remainingMs) => {
          const clock = createVirtualClock()
          const seen: Facts[] = []
          const trigger: Trigger<PreSignUpEvent, { autoConfirmUser: boolean }, number> = {
            name: 'pre-sign-up',
            language: 'en',
            parse: parsePreSignUp,
            facts: () =>
              factSpecs.map(({ does, onFailure, budgetMs }, index): FactStep<PreSignUpEvent, string> => ({
                name: `fact-${index}`,
                dependency,
                actions: [],
                budgetMs,
                attempts: 1,
                onFailure,
                run: () => act(clock, does),
              })),
            decide: (_, given) => {
              seen.push(given)
              const missing = [...given.values()].find((fact) => fact.kind === 'missing')
              return missing === undefined
                ? {
                    kind: 'allow',
                    response: { autoConfirmUser: true },
                    effects: effectSpecs.map((_spec, index) => index),
                  }
                : { kind: 'deny', denial: missing.denial, by: 'test' }
            },
            perform: (_, due, { deadline }) =>
              Promise.all(
                due.map((index) => {
                  const spec = effectSpecs[index]
                  const step: EffectStep<undefined> = {
                    name: `effect-${index}`,
                    dependency,
                    actions: [],
                    budgetMs: spec?.budgetMs ?? 1,
                    attempts: 1,
                    onFailure: { kind: 'defer' },
                    run: () => act(clock, spec?.does ?? { kind: 'hang' }).then(() => 'performed' as const),
                  }
                  return performEffect(step, undefined, clock, deadline)
                }),
              ),
            onDefect: () => 'deny',
          }
          const harness = createHarness(trigger, { clock })
          const startedAtMs = clock.epochMs()

          const answer = await harness.invoke(eventFixture('PreSignUp_SignUp'), { remainingMs })

          const limitMs = Math.max(0, Math.min(5_000, remainingMs) - returnReserveMs)
          expect(answer.tookMs).toBeLessThanOrEqual(limitMs)
          expect(seen).toHaveLength(1)
          const fates = factSpecs.map(({ does, onFailure, budgetMs }, index) => {
            const allowedMs = Math.min(budgetMs, limitMs)
            const isKnown = allowedMs >= leastUsefulMs && does.kind === 'answer' && does.afterMs < allowedMs
            const fact = seen[0]?.get(`fact-${index}`)
            // At the very millisecond of the limit either order of the two timers is right.
            if (does.kind === 'answer' && does.afterMs === allowedMs) return fact?.kind === 'missing'
            if (isKnown) expect(fact).toEqual({ kind: 'known', value: 'fresh' })
            else if (onFailure.kind === 'use') expect(fact).toEqual({ kind: 'known', value: 'fallback' })
            else expect(fact).toEqual({ kind: 'missing', denial: onFailure.denial })
            return fact?.kind === 'missing'
          })
          if (fates.includes(true))
            expect(answer.kind === 'threw' && answer.message).toContain('[temporarily_unavailable]')
          else expect(answer.kind).toBe('returned')

          expect(harness.logLines).toHaveLength(1)
          expect(harness.logLines[0]).not.toContain('jane@example.com')
          // As Lambda's own metrics, the report has the time of the start.
          expect(harness.reports[0]).toHaveProperty('_aws.Timestamp', startedAtMs)
        },
      ),
      { numRuns: runs({ few: 60, full: 300 }) },
    )
  })
})

test('a result that comes after the limit changes neither the fact nor the report', async () => {
  const clock = createVirtualClock()
  const late = Promise.withResolvers<string>()
  const step: FactStep<undefined, string> = {
    name: 'late',
    dependency,
    actions: [],
    budgetMs: 50,
    attempts: 1,
    onFailure: { kind: 'use', value: 'fallback' },
    run(_, call) {
      call.onAttempt()
      return late.promise.finally(() => call.onAttempt())
    },
  }
  const deadline = { startedAtMs: 0, endsAtMs: 1_000, remainingMs: () => 1_000 - clock.monotonicMs() }

  const read = await clock.runUntil(readFact(step, undefined, clock, deadline))
  late.resolve('late')
  await late.promise

  expect(read.fact).toEqual({ kind: 'known', value: 'fallback' })
  expect(read.report).toMatchObject({ outcome: 'timeout', policy: 'use', durationMs: 50, attempts: 1 })
})

test('no step starts when too little time is left to finish', async () => {
  const clock = createVirtualClock()
  let isStarted = false
  const step: FactStep<undefined, string> = {
    name: 'tight',
    dependency,
    actions: [],
    budgetMs: 500,
    attempts: 1,
    onFailure: { kind: 'deny', denial: temporarilyUnavailable },
    run() {
      isStarted = true
      return Promise.resolve('')
    },
  }
  const deadline = { startedAtMs: 0, endsAtMs: 1, remainingMs: () => leastUsefulMs - 1 }

  const read = await readFact(step, undefined, clock, deadline)

  expect(isStarted).toBe(false)
  expect(read.report).toMatchObject({ outcome: 'skipped', policy: 'deny', attempts: 0 })
})
