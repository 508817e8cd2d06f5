/** What a trigger is made of, for code that reads a suite or runs it outside Lambda: construct, command line, documents. */
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
  /** User attributes that its options name. */
  readonly reads?: readonly string[]
  /** User attributes on which its refusal depends. */
  readonly refusesBy?: readonly string[]
  readonly mode?: 'enforced' | 'observed'
  readonly fact?: AnyFactStep
}

/** A fact step for any event. */
export type AnyFactStep = Pick<FactStep<never>, 'name' | 'dependency' | 'onFailure'>

export type MemberKind = 'rule' | 'claim source' | 'effect' | 'message'

export interface TriggerTrace extends Traced {
  /** Whether the whole trigger only reports: Cognito goes on as without it. */
  readonly isObserved?: boolean
  /** For pre token generation: the tokens before trimming. */
  readonly weighed?: Weighed
}

/** The definition of any trigger. */
export interface SomeTrigger {
  /** A check for each member of the configuration and for each of its rules, claim sources, effects or messages. */
  readonly parts: Readonly<Record<string, Check>>
  /** Calls `use` with the definition, which must accept that of any trigger. */
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
  /** Its part of a suite; undefined when the suite lacks it. */
  configure(suite: SomeSuite): Config | undefined
  /** A check for each member of the configuration and for each of its rules, claim sources, effects or messages. */
  readonly parts: Checks<Config>
  readonly kind: MemberKind
  create(config: Config): Trigger<Event, object, { readonly name: string }>
  plan(config: Config): Plan
  members(config: Config): readonly Member[]
  /** Decides like the trigger, and records what each member said. Pure. */
  trace(config: Config, event: Event, facts: Facts, nowMs: number): TriggerTrace
  /** Default: it speaks for the sources that it lists. */
  isSpeaking?(member: Member, event: Event): boolean
  /** User attributes that a member's options name. Default: those that it lists. */
  reads?(member: Member): readonly string[]
  /** Groups of the pool that its members name. */
  groups(config: Config): readonly string[]
}

/** The checks of the parts that every configuration has. */
export const commonParts = { trigger: anything, language: anything, texts: optional(anything) }

export function defineTrigger<Config extends Wording, Event extends TriggerEvent, Member extends NamedMember>(
  definition: TriggerDefinition<Config, Event, Member>,
): SomeTrigger {
  return { parts: { ...definition.parts }, apply: (use) => use(definition) }
}
