/** What a claim source is: one fact at most, and the claims, scopes and groups that follow from it. */
import type { Json } from '../core/decision.ts'
import type { Language } from '../core/denials.ts'
import { checkPlan } from '../core/plan.ts'
import type { FactStep } from '../core/step.ts'
import type { PreTokenGenerationEvent } from '../events/pre-token-generation.ts'
import { type PreTokenGenerationSource, preTokenGenerationSources } from '../events/sources.ts'
import { planPreTokenGeneration } from './plan.ts'
import { isReservedClaim } from './reserved-claims.ts'

/** The token that a claim goes into. A pool of event version 1 has no say over the access token. */
export type ClaimTarget = 'id' | 'access' | 'both'

export interface Claim {
  readonly name: string
  readonly value: Json
  readonly target: ClaimTarget
}

/** What one source adds. Claims of later sources override claims of the same name; suppression wins over addition. */
export interface Contribution {
  readonly claims?: readonly Claim[]
  readonly scopesToAdd?: readonly string[]
  readonly scopesToSuppress?: readonly string[]
}

export interface ClaimSource<T = unknown> {
  /** Unique, kebab-case. */
  readonly name: string
  /** The trigger sources it speaks for. */
  readonly sources: readonly PreTokenGenerationSource[]
  /** The fact it needs. On failure it may stand for fewer claims, never for more. */
  readonly fact?: FactStep<PreTokenGenerationEvent, T>
  /** Claim names that it may set, checked against the reserved ones when the configuration is loaded. */
  readonly claimNames: readonly string[]
  /** Pure, synchronous, total. */
  contribute(input: {
    readonly event: PreTokenGenerationEvent
    readonly fact: T | undefined
    readonly nowMs: number
  }): Contribution
}

/** How lists and objects are written where only strings fit, in event version 1. */
export type StringEncoding = 'json' | 'space-separated'

export interface PreTokenGenerationConfig {
  readonly claims: readonly ClaimSource[]
  readonly version1Encoding: StringEncoding
  readonly language: Language
}

/** Every source at which a person is signed in: all but machine clients. */
export const userSources: readonly PreTokenGenerationSource[] = preTokenGenerationSources.filter(
  (source) => source !== 'TokenGeneration_ClientCredentials',
)

/** Checks and completes the configuration of pre token generation.
 * @throws TypeError that names the source and what is wrong with it. */
export function definePreTokenGeneration(options: {
  /** Claim sources, in order. */
  readonly claims: readonly ClaimSource[]
  /** How version 1 events, which carry strings only, get lists of strings. Objects are always JSON text. Default `json`. */
  readonly version1Encoding?: StringEncoding
  /** The language of denials when the person's is not known. Default `en`. */
  readonly language?: Language
}): PreTokenGenerationConfig {
  const config = {
    claims: options.claims,
    version1Encoding: options.version1Encoding ?? 'json',
    language: options.language ?? 'en',
  }
  const names = new Set<string>()
  for (const source of config.claims) {
    if (names.has(source.name))
      throw new TypeError(`claim source ${source.name} is configured twice: merge the two`)
    names.add(source.name)
    for (const claim of source.claimNames) checkClaimName(source.name, claim)
  }
  checkPlan(planPreTokenGeneration(config))
  return config
}

function checkClaimName(source: string, claim: string): void {
  if (claim === '') throw new TypeError(`claim source ${source}: a claim name is empty`)
  if (isReservedClaim('id', claim) || isReservedClaim('access', claim))
    throw new TypeError(`claim source ${source}: Cognito reserves the claim ${claim}, choose another name`)
}
