/** Groups become permissions: one claim with what all the groups of the user allow. */
import { type ClaimSource, type ClaimTarget, userSources } from '../claim-source.ts'

export interface PermissionsFromGroupsOptions {
  /** What each group allows. A group that is not named allows nothing. */
  readonly groups: Readonly<Record<string, readonly string[]>>
  /** Default `permissions`. */
  readonly claim?: string
  /** Default `both`. */
  readonly target?: ClaimTarget
}

/** The claim is a sorted list without repeats, empty for a user without groups. */
export function permissionsFromGroups(options: PermissionsFromGroupsOptions): ClaimSource {
  const byGroup = new Map(Object.entries(options.groups))
  const name = options.claim ?? 'permissions'
  const target = options.target ?? 'both'
  return {
    name: 'permissions-from-groups',
    sources: userSources,
    claimNames: [name],
    contribute({ event }) {
      const permissions = new Set(event.groups.flatMap((group) => byGroup.get(group) ?? []))
      return { claims: [{ name, value: [...permissions].sort(), target }] }
    },
  }
}
