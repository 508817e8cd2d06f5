/** What a trigger is made of, for those who read a suite or run it outside of Lambda: construct, command line, documents. */
import { type Check, type Checks, optional } from './core/options/check.ts'
import { anything } from './core/options/values.ts'
import type { Wording } from './core/denials.ts'
import type { Plan } from './core/plan.ts'
import type { Facts, Trigger, TriggerEvent } from './core/run.ts'
import type { FactStep } from './core/step.ts'
import type { Traced } from './core/trace.ts'
import type { Weighed } from './pre-token-generation/weigh-tokens.ts'
import type { SomeSuite } from './suite-parts.ts'

/** A rule, claim source, effect or message. */
export interface NamedMember {
  readonly name: string
  readonly sources: readonly string[]
  /** User attributes by which it refuses. */
  readonly refusesBy?: readonly string[]
  readonly mode?: 'enforced' | 'observed'
  readonly fact?: AnyFactStep
}

/** A fact step, whatever event it reads. */
export type AnyFactStep = Pick<FactStep<never>, 'name' | 'dependency' | 'onFailure'>

export type MemberKind = 'rule' | 'claim source' | 'effect' | 'message'

export interface TriggerTrace extends Traced {
  /** Of pre token generation: the tokens before anything is left out of them. */
  readonly weighed?: Weighed
}

/** The definition of a trigger, whichever it is. */
export interface SomeTrigger {
  /** A check for each member of its configuration, and for theirs. */
  readonly parts: Readonly<Record<string, Check>>
  /** Hands the definition to `use`, which takes that of any trigger. */
  apply<Result>(
    use: <Config extends Wording, Event extends TriggerEvent, Member extends NamedMember>(
      definition: TriggerDefinition<Config, Event, Member>,
    ) => Result,
  ): Result
}

export interface TriggerDefinition<
  Config extends Wording,
  Event extends TriggerEvent,
  Member extends NamedMember,
> {
  /** Its part of a suite; undefined when the suite has none. */
  configure(suite: SomeSuite): Config | undefined
  /** A check for each member of its configuration, and for theirs. */
  readonly parts: Checks<Config>
  readonly kind: MemberKind
  create(config: Config): Trigger<Event, object, { readonly name: string }>
  plan(config: Config): Plan
  members(config: Config): readonly Member[]
  /** Decides as the trigger does, and says what each member said on the way. Pure. */
  trace(
    config: Config,
    event: Event,
    facts: Facts,
    nowMs: number,
  ): Traced & {
    /** Of pre token generation: the tokens before anything is left out of them. */
    readonly weighed?: Weighed
  }
  /** Default: it speaks for the sources that it names. */
  isSpeaking?(member: Member, event: Event): boolean
  /** Groups of the pool that its members name. */
  groups(config: Config): readonly string[]
}

/** The checks of what every configuration has. */
export const wordingParts = { language: anything, texts: optional(anything) }

export function defineTrigger<Config extends Wording, Event extends TriggerEvent, Member extends NamedMember>(
  definition: TriggerDefinition<Config, Event, Member>,
): SomeTrigger {
  return { parts: { ...definition.parts }, apply: (use) => use(definition) }
}
