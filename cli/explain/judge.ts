/** A trigger as explain and diff see it: one event and one configuration. */
import type { Decision } from '../../triggers/core/decision.ts'
import type { Wording } from '../../triggers/core/denials.ts'
import type { Facts, Notes, TriggerEvent } from '../../triggers/core/run.ts'
import type { MemberKind } from '../../triggers/definition.ts'
import type { TriggerName } from '../../triggers/registry.ts'
import type { AnyFactStep } from './facts.ts'
import type { Weighed } from './weigh-tokens.ts'

/** A decision of any trigger. */
export type AnyDecision = Decision<object, { readonly name: string }> & Notes

/** One rule, claim source or effect of the configuration. */
export interface Member {
  readonly name: string
  readonly kind: MemberKind
  /** The trigger sources that it applies to. */
  readonly sources: readonly string[]
  readonly isSpeaking: boolean
  readonly facts: readonly AnyFactStep[]
  /** The decision with this member: with a rule or an effect alone; with a claim source after those before it, and
   * without a size budget. */
  decide(facts: Facts, nowMs: number): AnyDecision
}

export interface Judge extends Wording {
  readonly trigger: TriggerName
  readonly event: TriggerEvent
  /** In the order of the configuration. */
  readonly members: readonly Member[]
  /** The facts that the trigger would read for this event. */
  readonly facts: readonly AnyFactStep[]
  /** All facts that the trigger may read. */
  readonly factNames: readonly string[]
  decide(facts: Facts, nowMs: number): AnyDecision
  /** Only for pre token generation. */
  weigh?(facts: Facts, nowMs: number): Weighed | undefined
}
