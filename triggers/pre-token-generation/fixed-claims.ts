/** Claims that are the same for every user. */
import type { ClaimName, ClaimTarget } from './claim.ts'
import type { GroupEdit } from './group-override.ts'
import type { Suppressible, WithoutReserved } from './reserved-claims.ts'

/** What is added and removed, known when the suite is built. */
export interface FixedClaims<
  Claims,
  Target extends ClaimTarget,
  Names extends readonly ClaimName[] = readonly ClaimName[],
> {
  readonly claims?: Claims & WithoutReserved<Claims, Target>
  /** Default `both`. */
  readonly target?: Target
  /** Claims to remove, such as `phone_number`. `cognito:groups` removes the roles too. */
  readonly suppress?: Names & Suppressible<Names>
  readonly scopesToAdd?: readonly string[]
  readonly scopesToSuppress?: readonly string[]
  readonly groups?: GroupEdit
}
