/** Asks a rule with the fact that was read for it. An observed rule never denies. */
import type { Facts } from '../run.ts'
import { causeOf } from '../step.ts'
import { askRule, type PassParts } from './ask.ts'
import type { AskedRule, Pass, RuleVerdict } from './rule.ts'
import { Unread } from './watch-facts.ts'

/** What a trigger's rules may say beside a pass, and how the report of observed rules writes it. */
export interface RuleWords<Passing extends Pass> {
  readonly parts: PassParts<Passing>
  /** Only names, never a value. */
  describe(pass: Passing): readonly string[]
}

export interface RuleQuestion<Event> {
  readonly event: Event
  readonly facts: Facts
  readonly nowMs: number
}

/** What a rule said. */
export type Heard<Passing extends Pass> =
  | {
      readonly kind: 'verdict'
      readonly verdict: RuleVerdict<Passing>
      /** `missing`: the verdict comes from the failure policy of its fact. */
      readonly fact: 'none' | 'known' | 'missing'
    }
  /** Its fact was not waited for. */
  | { readonly kind: 'not-asked' }
  | { readonly kind: 'defect'; readonly cause: string }

/** @throws what the rule throws: a defect denies */
export function hear<Event extends { readonly source: string }, Passing extends Pass>(
  rule: AskedRule<Event, Passing>,
  words: RuleWords<Passing>,
  { event, facts, nowMs }: RuleQuestion<Event>,
): Heard<Passing> {
  const say = (verdict: RuleVerdict<Passing>, state: 'none' | 'known' | 'missing'): Heard<Passing> => {
    return { kind: 'verdict', verdict, fact: state }
  }
  const ask = (value: unknown): RuleVerdict<Passing> =>
    askRule(rule, words.parts, { event, fact: value, nowMs })
  if (rule.fact === undefined) return say(ask(undefined), 'none')
  const fact = facts.get(rule.fact.name)
  if (fact === undefined) return { kind: 'not-asked' }
  if (fact.kind === 'missing') return say({ kind: 'deny', denial: fact.denial }, 'missing')
  if (!(fact.value instanceof Unread)) return say(ask(fact.value), 'known')
  if (!fact.value.isFailed) return { kind: 'not-asked' }
  const policy = rule.fact.onFailure
  return say(policy.kind === 'use' ? ask(policy.value) : policy, 'missing')
}

/** A defect of an observed rule must not deny. */
export function hearObserved<Event extends { readonly source: string }, Passing extends Pass>(
  ...asked: Parameters<typeof hear<Event, Passing>>
): Heard<Passing> {
  try {
    return hear(...asked)
  } catch (error) {
    return { kind: 'defect', cause: causeOf(error) }
  }
}

/** `pass`, `deny <code>`, `pass, <what stands beside it>`, or why the rule has no verdict. */
export function describeHeard<Passing extends Pass>(
  heard: Heard<Passing>,
  words: RuleWords<Passing>,
): string {
  switch (heard.kind) {
    case 'not-asked':
      return 'not asked'
    case 'defect':
      return `defect ${heard.cause}`
    case 'verdict': {
      const { verdict, fact } = heard
      const said =
        verdict.kind === 'deny'
          ? [`deny ${verdict.denial.code}`, ...(verdict.cause === undefined ? [] : [verdict.cause])]
          : ['pass', ...words.describe(verdict)]
      return [...said, ...(fact === 'missing' ? ['its fact failed'] : [])].join(', ')
    }
  }
}
