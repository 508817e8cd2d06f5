/** What a rule of any trigger is: when it speaks, at most one fact, and a pure verdict. */
import type { Denial } from '../denials.ts'
import type { FactStep } from '../step.ts'

export interface Deny {
  readonly kind: 'deny'
  readonly denial: Denial
  /** The cause, only for the report, where the denial's code does not say it. */
  readonly cause?: string
}

/** The smallest pass. A trigger may let its rules say more with it. */
export interface Pass {
  readonly kind: 'pass'
}

/** What a rule says. */
export type RuleVerdict<Passing extends Pass> = Passing | Deny

/** What a rule sees that reads no fact. */
export interface PlainInput<Event> {
  readonly event: Event
  readonly nowMs: number
}

export interface RuleInput<Event, T> extends PlainInput<Event> {
  /** The answer of the rule's fact, or the value of its failure policy; undefined for a rule without a fact. */
  readonly fact: T | undefined
}

interface RuleHead<Event extends { readonly source: string }> {
  /** Unique, kebab-case: the name of its file. */
  readonly name: string
  /** The trigger sources that it speaks for. It is not asked about others. */
  readonly sources: readonly Event['source'][]
  /** Whether its verdict counts, or is only reported. `observe` makes a rule observed. Default `enforced`. */
  readonly mode?: 'enforced' | 'observed'
  /** User attributes that its options name: the synthesis refuses one that the pool does not have. */
  readonly reads?: readonly string[]
  /** User attributes on which its refusal depends. No app client may write them, or its users could let themselves in. */
  readonly refusesBy?: readonly string[]
}

/** A rule whose fact is a `T`. It sees only the event, its own fact and the time. */
export interface TypedRule<
  Event extends { readonly source: string },
  Passing extends Pass,
  T,
> extends RuleHead<Event> {
  /** The fact it needs, with budget and failure policy. Rules that share one step share its answer. */
  readonly fact?: FactStep<Event, T>
  /** Pure, synchronous, total. It is a property, so that a fact of another type than its step's does not compile. */
  readonly decide: (input: RuleInput<Event, T>) => RuleVerdict<Passing>
}

/** Any rule of a trigger. It sees no fact: `hideFact` makes one that does, and checks that the types agree. */
export interface Rule<
  Event extends { readonly source: string },
  Passing extends Pass = Pass,
> extends RuleHead<Event> {
  readonly fact?: FactStep<Event>
  readonly decide: (input: PlainInput<Event>) => RuleVerdict<Passing>
}

/** Any rule as its engine asks it, with the fact of its step. It is a method, since the type of the fact is lost only
 * here. */
export interface AskedRule<
  Event extends { readonly source: string },
  Passing extends Pass,
> extends RuleHead<Event> {
  readonly fact?: FactStep<Event>
  decide(input: PlainInput<Event> & { readonly fact?: unknown }): RuleVerdict<Passing>
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
