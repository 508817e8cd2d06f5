/** What a rule is, whichever trigger it is for: when it speaks, the one fact it may ask for, and a pure verdict. */
import type { Denial } from '../denials.ts'
import type { FactStep } from '../step.ts'

export interface Deny {
  readonly kind: 'deny'
  readonly denial: Denial
  /** Why, for the report alone, where the denial's code does not say it. */
  readonly cause?: string
}

/** The least that lets somebody pass; a trigger may let its rules say more with it. */
export interface Pass {
  readonly kind: 'pass'
}

/** What a rule says. */
export type RuleVerdict<Passing extends Pass> = Passing | Deny

export interface RuleInput<Event, T> {
  readonly event: Event
  /** The answer of the rule's fact, or what its policy puts in its place; undefined for a rule without a fact. */
  readonly fact: T | undefined
  readonly nowMs: number
}

interface RuleHead<Event extends { readonly source: string }> {
  /** Unique, kebab-case: the name of its file. */
  readonly name: string
  /** The trigger sources that it speaks for. It is not asked about others. */
  readonly sources: readonly Event['source'][]
  /** Whether its verdict counts, or is only reported. `observe` makes a rule observed. Default `enforced`. */
  readonly mode?: 'enforced' | 'observed'
}

/** A rule whose fact is a `T`. It sees the event, its own fact and the time, and nothing else. */
export interface TypedRule<
  Event extends { readonly source: string },
  Passing extends Pass,
  T,
> extends RuleHead<Event> {
  /** The fact it needs, with budget and failure policy. Rules that share one step share its answer. */
  readonly fact?: FactStep<Event, T>
  /** Pure, synchronous, total. A property, so that a fact of another type than its step yields does not compile. */
  readonly decide: (input: RuleInput<Event, T>) => RuleVerdict<Passing>
}

declare const hidden: unique symbol

/** The fact of a rule to those who do not know its type: nobody makes one, and nothing can be read from it. */
export interface HiddenFact {
  readonly [hidden]: never
}

/** Any rule of a trigger. One that reads its fact is made by `hideFact`, which sees that the types agree. */
export interface Rule<
  Event extends { readonly source: string },
  Passing extends Pass = Pass,
> extends RuleHead<Event> {
  readonly fact?: FactStep<Event>
  readonly decide: (input: RuleInput<Event, HiddenFact>) => RuleVerdict<Passing>
}

/** Any rule as its engine asks it, with the fact that was read under the name of its step. A method, since only here the
 * type of the fact is forgotten. */
export interface AskedRule<
  Event extends { readonly source: string },
  Passing extends Pass,
> extends RuleHead<Event> {
  readonly fact?: FactStep<Event>
  decide(input: RuleInput<Event, unknown>): RuleVerdict<Passing>
}

/** The rule itself, as one of its trigger's. */
export function hideFact<Event extends { readonly source: string }, Passing extends Pass, T, Parts>(
  rule: TypedRule<Event, Passing, T> & Parts,
): Rule<Event, Passing> & Parts {
  const asked: AskedRule<Event, Passing> & Parts = rule
  return asked
}

export function isEnforced({ mode }: Pick<RuleHead<{ readonly source: string }>, 'mode'>): boolean {
  return mode !== 'observed'
}
