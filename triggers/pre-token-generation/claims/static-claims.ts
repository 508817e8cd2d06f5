/** Claims, scopes and groups that are the same for every token. */
import type { Json } from '../../core/decision.ts'
import type { PreTokenGenerationSource } from '../../events/sources.ts'
import { type ClaimName, type ClaimTarget, isNameText, readClaimName, tokensOf } from '../claim.ts'
import { type ClaimSource, type ContributeInput, type Contribution, userSources } from '../claim-source.ts'
import { checkGroupEdit, editGroups, type GroupEdit } from '../group-override.ts'
import { isSuppressible, type Suppressible, type WithoutReserved } from '../reserved-claims.ts'
import { isScope } from '../scopes.ts'

/** What is added and taken away, known when the suite is built. */
export interface FixedClaims<
  Claims,
  Target extends ClaimTarget,
  Names extends readonly ClaimName[] = readonly ClaimName[],
> {
  readonly claims?: Claims & WithoutReserved<Claims, Target>
  /** Default `both`. */
  readonly target?: Target
  /** Claims to take out, such as `phone_number`; `cognito:groups` takes the roles along. */
  readonly suppress?: Names & Suppressible<Names>
  readonly scopesToAdd?: readonly string[]
  readonly scopesToSuppress?: readonly string[]
  readonly groups?: GroupEdit
}

export interface StaticClaimsOptions<
  Claims,
  Target extends ClaimTarget,
  Names extends readonly ClaimName[],
> extends FixedClaims<Claims, Target, Names> {
  /** Default `static-claims`; give each its own when there are several. */
  readonly name?: string
  /** Default all but machine clients. */
  readonly sources?: readonly PreTokenGenerationSource[]
}

/** A reserved claim name does not compile. @throws TypeError when a group or role that is added cannot be, or when a
 * claim or scope to suppress is none that can. */
export function staticClaims<
  const Claims extends Readonly<Record<string, Json>>,
  const Target extends ClaimTarget = 'both',
  const Names extends readonly ClaimName[] = readonly ClaimName[],
>(options: StaticClaimsOptions<Claims, Target, Names>): ClaimSource {
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
  checkSuppressed(suppress, scopesToSuppress)
  const claims = Object.entries(fixed.claims ?? {}).map(([name, value]) => ({ name, value, target }))
  const contribution: Contribution = { claims, claimsToSuppress: suppress, scopesToAdd, scopesToSuppress }
  return {
    claimNames: claims,
    scopeNames: scopesToAdd,
    contribute: ({ groups }: Pick<ContributeInput<unknown>, 'groups'>) =>
      edit === undefined ? contribution : { ...contribution, groups: editGroups(groups, edit) },
  }
}

function checkSuppressed(claims: readonly ClaimName[], scopes: readonly string[]): void {
  for (const { name, target } of claims.map(readClaimName)) {
    if (!isNameText(name)) throw new TypeError('suppress: a claim name has 1 to 256 characters')
    if (tokensOf(target).some((token) => !isSuppressible(token, name)))
      throw new TypeError(`suppress: the claim ${name} is reserved, in both tokens or in one of them`)
  }
  for (const scope of scopes)
    if (!isScope(scope)) throw new TypeError(`scopesToSuppress: '${scope}' is no scope: no blanks`)
}
