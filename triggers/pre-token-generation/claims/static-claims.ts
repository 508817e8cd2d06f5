/** Claims, scopes and groups that are the same for every token. */
import type { Json } from '../../core/decision.ts'
import { checkOptions, optional } from '../../core/options/check.ts'
import { preTokenGenerationSourceList } from '../../events/source-lists.ts'
import type { PreTokenGenerationSource } from '../../events/sources.ts'
import { type ClaimSource, type ContributeInput, type Contribution, userSources } from '../claim-source.ts'
import { type ClaimName, type ClaimTarget, readClaimName, tokensOf } from '../claim.ts'
import type { FixedClaims } from '../fixed-claims.ts'
import { editGroups } from '../group-override.ts'
import { fixedClaims, sourceName } from '../options.ts'
import { isSuppressible } from '../reserved-claims.ts'

export interface StaticClaimsOptions<
  Claims,
  Target extends ClaimTarget,
  Names extends readonly ClaimName[],
> extends FixedClaims<Claims, Target, Names> {
  /** Default `static-claims`. Give several sources different names. */
  readonly name?: string
  /** Default all except machine clients. */
  readonly sources?: readonly PreTokenGenerationSource[]
}

/** A reserved claim name does not compile. @throws TypeError when a group or role cannot be added, or a claim or scope
 * cannot be suppressed. */
export function staticClaims<
  const Claims extends Readonly<Record<string, Json>>,
  const Target extends ClaimTarget = 'both',
  const Names extends readonly ClaimName[] = readonly ClaimName[],
>(options: StaticClaimsOptions<Claims, Target, Names>): ClaimSource {
  check: checkOptions<StaticClaimsOptions<unknown, ClaimTarget, readonly ClaimName[]>>(
    'staticClaims',
    options,
    {
      ...fixedClaims,
      name: optional(sourceName),
      sources: optional(preTokenGenerationSourceList),
    },
  )
  return {
    name: options.name ?? 'static-claims',
    sources: options.sources ?? userSources,
    ...readFixed('staticClaims', options),
  }
}

/** What fixed claims declare, and what they add to every token. */
export function readFixed(
  member: string,
  fixed: FixedClaims<Readonly<Record<string, Json>>, ClaimTarget>,
): Required<Pick<ClaimSource, 'claimNames' | 'scopeNames' | 'groupNames' | 'contribute'>> {
  const { target = 'both', suppress = [], scopesToAdd = [], scopesToSuppress = [], groups: edit } = fixed
  check: checkSuppressed(member, suppress)
  const claims = Object.entries(fixed.claims ?? {}).map(([name, value]) => ({ name, value, target }))
  const contribution: Contribution = { claims, claimsToSuppress: suppress, scopesToAdd, scopesToSuppress }
  return {
    claimNames: claims,
    scopeNames: scopesToAdd,
    groupNames: edit?.addGroups ?? [],
    contribute: ({ groups }: Pick<ContributeInput<unknown>, 'groups'>) =>
      edit === undefined ? contribution : { ...contribution, groups: editGroups(groups, edit) },
  }
}

function checkSuppressed(member: string, claims: readonly ClaimName[]): void {
  for (const { name, target } of claims.map(readClaimName)) {
    if (tokensOf(target).some((token) => !isSuppressible(token, name))) {
      throw new TypeError(
        `${member}: suppress: the claim ${name} is reserved, in both tokens or in one of them`,
      )
    }
  }
}
