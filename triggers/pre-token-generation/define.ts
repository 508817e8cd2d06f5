/** Defines the configuration of pre token generation. */
import type { Wording } from '../core/denials.ts'
import { checkOptions, optional } from '../core/options/check.ts'
import { list } from '../core/options/collections.ts'
import { oneOf } from '../core/options/values.ts'
import { wording } from '../core/options/wording.ts'
import { checkPlan } from '../core/plan.ts'
import { twiceAdvice } from '../core/rule/options.ts'
import type { PreTokenGenerationVersion, UnknownTokenSource } from '../events/pre-token-generation.ts'
import { checkSharedFacts } from '../facts/shared-facts.ts'
import type { ClaimSource, PreTokenGenerationConfig, StringEncoding } from './claim-source.ts'
import { readClaimName, tokensOf } from './claim.ts'
import { claimSource } from './options.ts'
import { planPreTokenGeneration } from './plan.ts'
import { isReservedClaim } from './reserved-claims.ts'
import { isGrantableScope } from './scopes.ts'
import { type SizeBudgetOptions, readSizeBudget, sizeBudget } from './size-budget.ts'

export interface PreTokenGenerationOptions extends Partial<Wording> {
  /** Claim sources, in order. */
  readonly claims: readonly ClaimSource[]
  /** How version 1 events, which carry only strings, get lists. `space-separated` leaves out, and reports, an entry
   * that contains a blank. Objects are always JSON text. Default `json`. */
  readonly version1Encoding?: StringEncoding
  /** The event version that the pool should send. Every version is answered, and another version is reported. Default any. */
  readonly expectedVersion?: PreTokenGenerationVersion
  /** Whether access tokens keep `aws.cognito.signin.user.admin`. With it an app, or a thief of the token, reads and
   * changes the user's profile at the pool. Default `keep`. */
  readonly adminScope?: 'keep' | 'remove'
  readonly size?: SizeBudgetOptions
  /** What an unknown trigger source of pre token generation counts as: a sign-in, with its claims and refusals, or a
   * denial (`deny`). Default `TokenGeneration_Authentication`. */
  readonly unknownSource?: UnknownTokenSource
}

/** Checks and completes the configuration of pre token generation.
 * @throws TypeError that names the source and what is wrong with it. */
export function definePreTokenGeneration(options: PreTokenGenerationOptions): PreTokenGenerationConfig {
  check: checkOptions<PreTokenGenerationOptions>('definePreTokenGeneration', options, {
    claims: list(claimSource, 0),
    version1Encoding: optional(oneOf(['json', 'space-separated'])),
    expectedVersion: optional(oneOf(['1', '2', '3'])),
    adminScope: optional(oneOf(['keep', 'remove'])),
    size: optional(sizeBudget()),
    ...wording(options),
    unknownSource: optional(oneOf(['deny', 'TokenGeneration_Authentication'])),
  })
  const config = {
    trigger: 'pre-token-generation',
    claims: options.claims,
    version1Encoding: options.version1Encoding ?? 'json',
    expectedVersion: options.expectedVersion,
    adminScope: options.adminScope ?? 'keep',
    size: readSizeBudget(options.size),
    language: options.language ?? 'en',
    texts: options.texts,
    unknownSource: options.unknownSource ?? 'TokenGeneration_Authentication',
  } as const
  check: checkTogether(config)
  return config
}

function checkTogether(config: PreTokenGenerationConfig): void {
  const names = new Set<string>()
  for (const source of config.claims) {
    if (names.has(source.name))
      throw new TypeError(`claim source ${source.name} is configured twice: ${twiceAdvice}`)
    names.add(source.name)
    checkNames(source)
    if (config.expectedVersion === '1') checkPlaces(source)
  }
  checkFacts(config.claims)
  checkPlan(planPreTokenGeneration(config))
}

function checkFacts(sources: readonly ClaimSource[]): void {
  checkSharedFacts(
    sources,
    (fact, one, other) =>
      `claim sources ${one} and ${other}: each has a fact ${fact} of its own, so that the name is used twice: give both the same ` +
      "one as item, such as userItem({ …, onFailure: 'deny' }), read alike in both",
  )
}

function checkPlaces({ name: source, claimNames }: ClaimSource): void {
  for (const { name, target } of claimNames.map(readClaimName)) {
    if (target === 'access') {
      throw new TypeError(
        `claim source ${source}: the claim ${name} is for the access token, in which expectedVersion '1' has no claims: give it the target 'id'`,
      )
    }
  }
}

function checkNames({ name: source, claimNames, scopeNames = [] }: ClaimSource): void {
  for (const { name, target } of claimNames.map(readClaimName)) {
    if (tokensOf(target).some((token) => isReservedClaim(token, name)))
      throw new TypeError(`claim source ${source}: the claim ${name} is reserved, choose another name`)
  }
  for (const scope of scopeNames) {
    if (!isGrantableScope(scope)) {
      throw new TypeError(
        `claim source ${source}: the scope '${scope}' cannot be added: no blanks, and not under aws.cognito`,
      )
    }
  }
}
