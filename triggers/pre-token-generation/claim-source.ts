/** What a claim source is: one fact at most, and the claims, scopes and groups that follow from it. */
import type { Decision, Json } from '../core/decision.ts'
import type { Denial, Wording } from '../core/denials.ts'
import type { Facts, Notes, Trigger } from '../core/run.ts'
import type { EffectStep, FactStep } from '../core/step.ts'
import { type AppClientChoice, isMeant } from '../domain/app-client-choice.ts'
import type {
  PreTokenGenerationEvent,
  PreTokenGenerationVersion,
  UnknownTokenSource,
} from '../events/pre-token-generation.ts'
import { type PreTokenGenerationSource, preTokenGenerationSources } from '../events/sources.ts'
import type { Claim, ClaimName, TokenName } from './claim.ts'
import type { GroupOverride } from './group-override.ts'
import type { SizeBudget } from './size-budget.ts'

/** What one source adds. A claim of a later source overrides one of the same name. Suppressing a scope wins over
 * adding it. */
export interface Contribution {
  /** Refuses the token, and with it the sign-in or the refresh. All contributions are then dropped. The first source
   * that refuses counts, in their order. */
  readonly denial?: Denial
  readonly claims?: readonly Claim[]
  /** Claims to remove from a token. The user's attributes are among them. */
  readonly claimsToSuppress?: readonly ClaimName[]
  /** Claims whose value could not be read. Values from Cognito and from earlier sources are left out too, so that a
   * failure never shows a value that the source would have overridden. */
  readonly claimsToWithhold?: readonly ClaimName[]
  readonly scopesToAdd?: readonly string[]
  readonly scopesToSuppress?: readonly string[]
  /** All groups and roles that the user has afterwards, from `editGroups`. */
  readonly groups?: GroupOverride
  /** Names of values that could not be used, for the report. */
  readonly dropped?: readonly string[]
  /** Whether values came from memory because the table did not answer, for the report. */
  readonly isLastKnown?: boolean
  /** Whether the source's effect is to be performed. */
  readonly isEffectDue?: boolean
}

/** A fact of a claim source. Sources that share the step object share the read. */
export interface ClaimFact<T = unknown> extends FactStep<PreTokenGenerationEvent, T> {
  /** The value that replaces an unreadable fact, if the sandbox remembers one within its declared age. */
  readonly lastKnown?: (event: PreTokenGenerationEvent) => T | undefined
}

/** What a source sees that reads no fact. */
export interface PlainInput {
  readonly event: PreTokenGenerationEvent
  readonly nowMs: number
  /** A claim that earlier sources gave to a token. */
  readonly earlier: (token: TokenName, name: string) => Json | undefined
  /** Groups and roles after the earlier sources. */
  readonly groups: GroupOverride
}

export interface ContributeInput<T> extends PlainInput {
  readonly fact: T | undefined
}

interface ClaimSourceParts {
  /** Unique, kebab-case. */
  readonly name: string
  /** The trigger sources that it applies to. */
  readonly sources: readonly PreTokenGenerationSource[]
  /** The app clients for whose tokens it speaks, and always for one that the event does not name. Default all. */
  readonly appClients?: AppClientChoice
  /** Claims that it may set, checked against the reserved ones when the configuration is loaded. */
  readonly claimNames: readonly ClaimName[]
  /** Scopes that it may add, checked when the configuration is loaded. */
  readonly scopeNames?: readonly string[]
  /** Groups that it uses: the stack creates them. */
  readonly groupNames?: readonly string[]
  /** User attributes that its options name: the synthesis refuses one that the pool does not have. */
  readonly reads?: readonly string[]
  /** User attributes on which its refusal depends. No app client may write them, or its users could let themselves in. */
  readonly refusesBy?: readonly string[]
  /** Performed after the decision, when `contribute` says that it is due. It never changes the token. */
  readonly effect?: EffectStep<PreTokenGenerationEvent>
  /** Set by `observe`: it reports what the source would have done. It then contributes nothing. */
  readonly observed?: (tokens: ObservedTokens) => string
}

/** A claim source whose fact is a `T`. */
export interface TypedClaimSource<T> extends ClaimSourceParts {
  /** The fact it needs. Its failure denies, or leaves fewer claims, never more rights. */
  readonly fact?: ClaimFact<T>
  /** Pure, synchronous, total. It is a property, so that a fact of another type than its step's does not compile. */
  readonly contribute: (input: ContributeInput<T>) => Contribution
}

/** Any claim source. It sees no fact: `defineSource` makes one that does. */
export interface ClaimSource extends ClaimSourceParts {
  readonly fact?: ClaimFact
  readonly contribute: (input: PlainInput) => Contribution
}

/** Any claim source as the trigger asks it. It is a method, since the type of the fact is lost only here. */
export interface AskedClaimSource extends ClaimSourceParts {
  readonly fact?: ClaimFact
  contribute(input: PlainInput & { readonly fact?: unknown }): Contribution
}

/** The source itself. A fact of another type than `fact` yields does not compile. */
export function defineSource<T>(source: TypedClaimSource<T>): ClaimSource {
  const asked: AskedClaimSource = source
  return asked
}

/** How an observed source finds out what it would have done. */
export interface ObservedTokens {
  readonly facts: Facts
  /** The decision that is carried out: without observed sources. */
  readonly decided: ObservedDecision
  /** All sources that speak for the event, in order. */
  readonly speaking: readonly ClaimSource[]
  /** The decision with these sources and facts. Pure. */
  decide(sources: readonly ClaimSource[], facts: Facts): ObservedDecision
}

type ObservedDecision = Decision<object, { readonly name: string }> & Notes

/** Every source with a signed-in person: all except machine clients. */
export const userSources: readonly PreTokenGenerationSource[] = preTokenGenerationSources.filter(
  (source) => source !== 'TokenGeneration_ClientCredentials',
)

/** Whether the token is for a person. */
export function isForUser({ source }: PreTokenGenerationEvent): boolean {
  return source !== 'TokenGeneration_ClientCredentials'
}

/** Whether the source counts, and is not only observed. */
export function isEnforced({ observed }: Pick<ClaimSource, 'observed'>): boolean {
  return observed === undefined
}

/** Whether the source speaks for the event: for its trigger source and for its app client. */
export function isSpeaking(
  { sources, appClients }: Pick<ClaimSource, 'sources' | 'appClients'>,
  { source, clientId }: PreTokenGenerationEvent,
): boolean {
  return sources.includes(source) && isMeant(appClients, clientId)
}

/** How lists are written where only strings are allowed, in event version 1. Objects are JSON text. */
export type StringEncoding = 'json' | 'space-separated'

export interface PreTokenGenerationConfig extends Wording {
  readonly trigger: 'pre-token-generation'
  readonly claims: readonly ClaimSource[]
  readonly version1Encoding: StringEncoding
  readonly expectedVersion: PreTokenGenerationVersion | undefined
  readonly adminScope: 'keep' | 'remove'
  readonly size: SizeBudget
  readonly unknownSource: UnknownTokenSource
  /** Set by `observeTokens`: the trigger that only reports. */
  readonly observed?: (trigger: TokenTrigger) => TokenTrigger
}

export type TokenTrigger = Trigger<PreTokenGenerationEvent, object, { readonly name: string }>
