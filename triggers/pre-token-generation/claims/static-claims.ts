/** Claims, scopes and groups that are the same for every token. */
import type { Json } from '../../core/decision.ts'
import type { PreTokenGenerationSource } from '../../events/sources.ts'
import type { ClaimName, ClaimTarget } from '../claim.ts'
import { type ClaimSource, type ContributeInput, type Contribution, userSources } from '../claim-source.ts'
import { checkGroupEdit, editGroups, type GroupEdit } from '../group-override.ts'
import type { WithoutReserved } from '../reserved-claims.ts'

/** What is added and taken away, known when the suite is built. */
export interface FixedClaims<Claims, Target extends ClaimTarget> {
  readonly claims?: Claims & WithoutReserved<Claims, Target>
  /** Default `both`. */
  readonly target?: Target
  /** Claims to take out, such as `phone_number`. */
  readonly suppress?: readonly ClaimName[]
  readonly scopesToAdd?: readonly string[]
  readonly scopesToSuppress?: readonly string[]
  readonly groups?: GroupEdit
}

export interface StaticClaimsOptions<Claims, Target extends ClaimTarget> extends FixedClaims<Claims, Target> {
  /** Default `static-claims`; give each its own when there are several. */
  readonly name?: string
  /** Default all but machine clients. */
  readonly sources?: readonly PreTokenGenerationSource[]
}

/** A reserved claim name does not compile. @throws TypeError when a group or role that is added cannot be. */
export function staticClaims<
  const Claims extends Readonly<Record<string, Json>>,
  const Target extends ClaimTarget = 'both',
>(options: StaticClaimsOptions<Claims, Target>): ClaimSource {
  return {
    name: options.name ?? 'static-claims',
    sources: options.sources ?? userSources,
    ...readFixed(options),
  }
}

/** What fixed claims declare, and what they contribute to every token. */
export function readFixed(
  fixed: FixedClaims<Readonly<Record<string, Json>>, ClaimTarget>,
): Required<Pick<ClaimSource, 'claimNames' | 'scopeNames' | 'contribute'>> {
  const { target = 'both', suppress = [], scopesToAdd = [], scopesToSuppress = [], groups: edit } = fixed
  if (edit !== undefined) checkGroupEdit(edit)
  const claims = Object.entries(fixed.claims ?? {}).map(([name, value]) => ({ name, value, target }))
  const contribution: Contribution = { claims, claimsToSuppress: suppress, scopesToAdd, scopesToSuppress }
  return {
    claimNames: claims,
    scopeNames: scopesToAdd,
    contribute: ({ groups }: Pick<ContributeInput<unknown>, 'groups'>) =>
      edit === undefined ? contribution : { ...contribution, groups: editGroups(groups, edit) },
  }
}
