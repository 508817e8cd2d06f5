import { describe, expect, test } from 'vitest'
import { provePlan } from '../../../triggers/core/plan.ts'
import { temporarilyUnavailable } from '../../../triggers/core/denial-catalogue.ts'
import type { FactStep } from '../../../triggers/core/step.ts'
import type { PreSignUpEvent } from '../../../triggers/events/pre-sign-up.ts'
import { observe } from '../../../triggers/pre-sign-up/observe.ts'
import { planPreSignUp } from '../../../triggers/pre-sign-up/plan.ts'
import { defineRule, type PreSignUpRule, type Verdict } from '../../../triggers/pre-sign-up/rule.ts'
import { definePreSignUp } from '../../../triggers/pre-sign-up/define.ts'
import { createVirtualClock, type VirtualClock } from '../../../triggers/testing/virtual-clock.ts'
import { ask } from './ask.ts'
import { createPreSignUp } from '../../../triggers/testing/pre-sign-up.ts'

const source = 'PreSignUp_SignUp'
const dependency = { name: 'table' } as const
const denial = { ...temporarilyUnavailable, code: 'refused_by_fact' } as const
const deny: Verdict = { kind: 'deny', denial }

interface RuleOptions {
  readonly takesMs?: number
  readonly budgetMs?: number
  readonly fails?: boolean
  readonly hangs?: boolean
  readonly onFailure?: FactStep<PreSignUpEvent, string>['onFailure']
  readonly verdict?: (fact: string | undefined) => Verdict
  readonly onCall?: (signal: AbortSignal) => void
}

function createRule(clock: VirtualClock, name: string, options: RuleOptions = {}): PreSignUpRule {
  return defineRule<string>({
    name,
    sources: [source],
    fact: {
      name: `${name}-fact`,
      dependency,
      actions: [],
      budgetMs: options.budgetMs ?? 1_000,
      attempts: 1,
      onFailure: options.onFailure ?? { kind: 'deny', denial },
      async run(_, call) {
        call.onAttempt()
        options.onCall?.(call.signal)
        if (options.hangs === true) return new Promise(() => {})
        await clock.sleep(options.takesMs ?? 10)
        if (options.fails === true) throw new RangeError('jane@example.com')
        return 'fresh'
      },
    },
    decide: ({ fact }) => options.verdict?.(fact) ?? { kind: 'pass' },
  })
}

const effectOf = (
  name: string,
  budgetMs: number,
  act: () => Promise<'done' | 'refused'> = async () => 'done',
) => ({
  step: {
    name,
    dependency,
    actions: [],
    budgetMs,
    attempts: 1,
    onFailure: { kind: 'deny', denial },
    run: act,
  } as const,
  refusal: (outcome: 'done' | 'refused') => (outcome === 'refused' ? denial : undefined),
})

/** Observed, with a fact that never comes. */
const watched = (clock: VirtualClock) =>
  observe(createRule(clock, 'watched', { hangs: true, budgetMs: 3_000 }))

async function run(rules: (clock: VirtualClock) => readonly PreSignUpRule[], observeMs?: number) {
  const clock = createVirtualClock()
  const asker = createPreSignUp(rules(clock), { clock, ...(observeMs === undefined ? {} : { observeMs }) })
  const { verdict, report, tookMs } = await asker.ask({})
  return { verdict, tookMs, notes: report['notes'], steps: report['steps'] }
}

describe('an observed rule', () => {
  test('that would deny for a cause says it', async () => {
    const verdict = { ...deny, cause: 'subject_case_unknown' } as const
    const rule = observe({ name: 'closed', sources: [source], decide: () => verdict })

    expect(await run(() => [rule])).toMatchObject({
      notes: { observed: ['closed: deny refused_by_fact, subject_case_unknown'] },
    })
  })

  test('that would deny lets the person in, and its code is in the report', async () => {
    const rule = observe({ name: 'closed', sources: [source], decide: () => deny })

    expect(await run(() => [rule])).toMatchObject({
      verdict: 'pass',
      notes: { observed: ['closed: deny refused_by_fact'] },
    })
  })

  test('applies none of its flags, and performs no effect', async () => {
    const performed: string[] = []
    const rule = observe({
      name: 'keen',
      sources: [source],
      effect: effectOf('write', 100, async () => {
        performed.push('write')
        return 'refused'
      }),
      decide: () => ({
        kind: 'pass',
        response: { autoConfirmUser: true, autoVerifyEmail: false },
        effect: { name: 'write', idempotencyKey: 'k', facts: {} },
      }),
    })

    expect(await run(() => [rule])).toMatchObject({
      verdict: 'pass',
      notes: { observed: ['keen: pass, autoConfirmUser, write'] },
    })
    expect(performed).toEqual([])
    expect(planPreSignUp(definePreSignUp({ rules: [rule] })).phases).toEqual([])
  })

  test('that has a defect harms nobody', async () => {
    const broken = observe({
      name: 'broken',
      sources: [source],
      decide(): never {
        throw new RangeError('jane@example.com')
      },
    })

    expect(await run(() => [broken])).toMatchObject({
      verdict: 'pass',
      notes: { observed: ['broken: defect RangeError'] },
    })
  })

  test('is reported beside a denial of another', async () => {
    const closed: PreSignUpRule = { name: 'closed', sources: [source], decide: () => deny }

    expect(await run((clock) => [closed, watched(clock)])).toMatchObject({
      verdict: 'refused_by_fact',
      notes: { observed: ['watched: not asked'] },
    })
  })

  test('that does not speak for the source is not reported', async () => {
    const rule = observe({ name: 'other', sources: ['PreSignUp_AdminCreateUser'], decide: () => deny })

    expect((await run(() => [rule])).notes).toBeUndefined()
  })
})

describe('the fact of an observed rule', () => {
  test('is used like any other', async () => {
    const verdict = (fact: string | undefined): Verdict => (fact === 'fresh' ? deny : { kind: 'pass' })

    expect(await run((clock) => [observe(createRule(clock, 'watched', { verdict }))])).toMatchObject({
      verdict: 'pass',
      notes: { observed: ['watched: deny refused_by_fact'] },
    })
  })

  test.each<[string, RuleOptions, string]>([
    ['fails and would deny', { fails: true }, 'watched: deny refused_by_fact, its fact failed'],
    [
      'fails and would go on',
      {
        fails: true,
        onFailure: { kind: 'use', value: 'old' },
        verdict: (fact) => (fact === 'old' ? { kind: 'pass', response: { autoConfirmUser: true } } : deny),
      },
      'watched: pass, autoConfirmUser, its fact failed',
    ],
    [
      'passes its own budget',
      { hangs: true, budgetMs: 50 },
      'watched: deny refused_by_fact, its fact failed',
    ],
    ['takes longer than is waited', { hangs: true }, 'watched: not asked'],
  ])('that %s is reported as that', async (_, options, expected) => {
    expect(await run((clock) => [observe(createRule(clock, 'watched', options))])).toMatchObject({
      verdict: 'pass',
      notes: { observed: [expected] },
    })
  })

  test('holds an answer back by 100 ms at most, after the last fact that counts', async () => {
    expect(await run((clock) => [watched(clock)])).toMatchObject({ tookMs: 100 })
    expect(await run((clock) => [createRule(clock, 'real', { takesMs: 400 }), watched(clock)])).toMatchObject(
      { tookMs: 500 },
    )
    expect(
      await run((clock) => [createRule(clock, 'real', { takesMs: 400 }), watched(clock)], 0),
    ).toMatchObject({ tookMs: 400 })
    expect(
      await run((clock) => [createRule(clock, 'real', { takesMs: 400 }), watched(clock)], 250),
    ).toMatchObject({ tookMs: 650 })
  })

  test('holds nothing back when it is there first', async () => {
    expect(
      await run((clock) => [
        createRule(clock, 'real', { takesMs: 400 }),
        observe(createRule(clock, 'watched', { takesMs: 300 })),
      ]),
    ).toMatchObject({ tookMs: 400, notes: { observed: ['watched: pass'] } })
  })

  test('is waited for 100 ms after a fact that counts has hung, failed or thrown', async () => {
    const real = (clock: VirtualClock, options: RuleOptions) =>
      createRule(clock, 'real', { onFailure: { kind: 'use', value: 'old' }, ...options })

    expect(await run((clock) => [real(clock, { hangs: true, budgetMs: 700 }), watched(clock)])).toMatchObject(
      { tookMs: 800 },
    )
    expect(await run((clock) => [real(clock, { fails: true, takesMs: 300 }), watched(clock)])).toMatchObject({
      tookMs: 400,
    })
  })

  test('is aborted when nobody waits for it any more', async () => {
    const seen: AbortSignal[] = []
    await run((clock) => [
      observe(createRule(clock, 'watched', { hangs: true, onCall: (signal) => seen.push(signal) })),
    ])

    expect(seen[0]?.aborted).toBe(true)
  })

  test('leaves the effects the time that they may need', async () => {
    const effect = (clock: VirtualClock): PreSignUpRule => ({
      name: 'writer',
      sources: [source],
      effect: effectOf('write', 3_000, () => clock.sleep(3_000 - 1).then(() => 'done' as const)),
      decide: () => ({ kind: 'pass', effect: { name: 'write', idempotencyKey: 'k', facts: {} } }),
    })
    const clock = createVirtualClock()
    const rules = [createRule(clock, 'real', { takesMs: 750 }), watched(clock), effect(clock)]

    // 3,800 ms are left, 3,000 of them for the write: 50 for the observer.
    expect(await createPreSignUp(rules, { clock, observeMs: 500 }).ask({})).toMatchObject({
      verdict: 'pass',
      tookMs: 3_799,
    })
  })

  test('that a rule that counts asks for too is asked for once, and counts', async () => {
    const clock = createVirtualClock()
    const rule = createRule(clock, 'real', { takesMs: 400, fails: true })
    const { verdict, report } = await createPreSignUp([rule, observe({ ...rule, name: 'watched' })], {
      clock,
    }).ask({})

    expect(verdict).toBe('refused_by_fact')
    expect(report).toMatchObject({
      notes: { observed: ['watched: deny refused_by_fact, its fact failed'] },
      steps: [{ name: 'real-fact', attempts: 1, outcome: 'failed' }],
    })
  })

  test('that a rule that counts reads too is used by the observer as it is', async () => {
    const verdict = (fact: string | undefined): Verdict => (fact === 'fresh' ? { kind: 'pass' } : deny)

    expect(
      await run((clock) => {
        const rule = createRule(clock, 'real', { verdict })
        return [rule, observe({ ...rule, name: 'watched' })]
      }),
    ).toMatchObject({ verdict: 'pass', notes: { observed: ['watched: pass'] } })
  })

  test('that the effects leave less time than its budget is not asked to the end', async () => {
    const writer: PreSignUpRule = {
      name: 'writer',
      sources: [source],
      effect: effectOf('write', 3_700),
      decide: () => ({ kind: 'pass', effect: { name: 'write', idempotencyKey: 'k', facts: {} } }),
    }

    expect(await run((clock) => [writer, watched(clock)], 1_000)).toMatchObject({
      tookMs: 100,
      notes: { observed: ['watched: not asked'] },
    })
  })

  test('is told how much of its time is left', async () => {
    const seen: number[] = []
    await run((clock) => {
      const rule = createRule(clock, 'watched', { budgetMs: 60 })
      const { fact } = rule
      if (fact === undefined) return []
      return [
        observe({
          ...rule,
          fact: {
            ...fact,
            async run(_, call) {
              seen.push(call.remainingMs())
              await clock.sleep(20)
              seen.push(call.remainingMs())
              return 'fresh'
            },
          },
        }),
      ]
    })

    expect(seen).toEqual([60, 40])
  })

  test('that two observers share is asked for once', async () => {
    const { notes, steps } = await run((clock) => {
      const rule = createRule(clock, 'one')
      return [observe(rule), observe({ ...rule, name: 'two' })]
    })

    expect(notes).toEqual({ observed: ['one: pass', 'two: pass'] })
    expect(steps).toHaveLength(1)
  })
})

describe('the plan', () => {
  test('counts the wait for observers after the slowest fact that counts', () => {
    const clock = createVirtualClock()
    const config = definePreSignUp({
      rules: [
        createRule(clock, 'real', { budgetMs: 800 }),
        observe(createRule(clock, 'watched', { budgetMs: 2_000 })),
        observe(createRule(clock, 'brief', { budgetMs: 30 })),
      ],
    })

    expect(provePlan(planPreSignUp(config)).arithmetic).toBe(
      'pre-sign-up: real-fact 800 + watched-fact 100 = 900 ms <= 3800 ms (function timeout 4000 - reserve 200)',
    )
  })

  test('has each effect of a rule that counts as a phase of its own', () => {
    const writer = (name: string): PreSignUpRule => ({
      name,
      sources: [source],
      effect: effectOf(`${name}-effect`, 500),
      decide: () => ({ kind: 'pass' }),
    })
    const clock = createVirtualClock()
    const config = definePreSignUp({
      rules: [
        createRule(clock, 'real', { budgetMs: 800 }),
        writer('one'),
        writer('two'),
        observe(writer('three')),
      ],
    })

    expect(
      planPreSignUp(config).phases.map(({ stage, steps }) => [stage, steps.map(({ name }) => name)]),
    ).toEqual([
      ['gather', ['real-fact']],
      ['perform', ['one-effect']],
      ['perform', ['two-effect']],
    ])
    expect(provePlan(planPreSignUp(config)).totalMs).toBe(1_800)
  })

  test('refuses two steps of one name', () => {
    const clock = createVirtualClock()
    const rules = [createRule(clock, 'one'), { ...createRule(clock, 'one'), name: 'two' }]

    expect(() => definePreSignUp({ rules })).toThrow('pre-sign-up step one-fact: the name is used twice')
  })

  test.each([-1, 1_001, 0.5])('refuses an observeMs of %s', (observeMs) => {
    expect(() => definePreSignUp({ rules: [], observeMs })).toThrow(
      `definePreSignUp: observeMs must be a whole number from 0 to 1000, not ${observeMs}`,
    )
  })

  test.each([0, 1_000])('takes an observeMs of %s', (observeMs) => {
    expect(definePreSignUp({ rules: [], observeMs }).observeMs).toBe(observeMs)
  })
})

test('a rule speaks for at least one source', () => {
  expect(() => definePreSignUp({ rules: [{ name: 'mute', sources: [], decide: () => deny }] })).toThrow(
    'definePreSignUp: rules[0].sources is empty: it must be a list with at least one entry',
  )
})

test('rules without facts are asked first, and the first denial of each kind wins', async () => {
  const clock = createVirtualClock()
  const code = (name: string): Verdict => ({ kind: 'deny', denial: { ...denial, code: name } })
  const slow = createRule(clock, 'slow', { verdict: () => code('slow') })
  const first: PreSignUpRule = { name: 'first', sources: [source], decide: () => code('first') }
  const second: PreSignUpRule = { name: 'second', sources: [source], decide: () => code('second') }

  expect(await ask([slow, first, second], {})).toBe('first')
})
