/** The claims that a suite puts into each token, and what they hold. */
import { type TokenName, readClaimName, tokensOf } from './claim.ts'
import type { PreTokenGenerationConfig } from './claim-source.ts'
import { type ClaimNature, mergeTypes, natureOf } from './claim-natures.ts'

export interface SuiteClaim extends ClaimNature {
  /** The claim sources that may set it. */
  readonly from: readonly string[]
}

export interface SuiteClaims extends Readonly<Record<TokenName, ReadonlyMap<string, SuiteClaim>>> {
  /** Whether the ID token carries every claim as text, as event version 1 does. */
  readonly isTextOnly: boolean
}

/** The claims by token, in the order of their sources. One that two sources fill differently holds what both need. */
export function collectClaims({
  claims,
  expectedVersion,
}: Pick<PreTokenGenerationConfig, 'claims' | 'expectedVersion'>): SuiteClaims {
  const tokens = { id: new Map<string, SuiteClaim>(), access: new Map<string, SuiteClaim>() }
  const isTextOnly = expectedVersion === '1'
  for (const { name: source, claimNames } of claims) {
    for (const claim of claimNames) {
      const { name, target } = readClaimName(claim)
      const { type, takes } = natureOf(claimNames, claim)
      for (const token of tokensOf(target)) {
        // Event version 1 changes no access token.
        if (isTextOnly && token === 'access') continue
        const known = tokens[token].get(name)
        tokens[token].set(name, {
          type: known === undefined ? type : mergeTypes(known.type, type),
          takes: (['all', 'some'] as const).find((each) => each === takes || each === known?.takes) ?? 'none',
          from: [...new Set([...(known?.from ?? []), source])],
        })
      }
    }
  }
  return { ...tokens, isTextOnly }
}
