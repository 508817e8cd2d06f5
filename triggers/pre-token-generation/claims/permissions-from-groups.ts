/** Groups become permissions, directly or through roles: one claim with all that the user's groups allow. */
import { checkOptions, optional } from '../../core/options/check.ts'
import { groupName } from '../../core/options/group-name.ts'
import { type ClaimTarget, nameClaims } from '../claim.ts'
import { type ClaimSource, userSources } from '../claim-source.ts'
import { tellNatures } from '../claim-natures.ts'
import { claimNameText, claimTarget, permissionLists } from '../options.ts'
import type { FreeName } from '../reserved-claims.ts'

export interface PermissionsFromGroupsOptions<
  Name extends string = string,
  RolesName extends string = string,
  Target extends ClaimTarget = ClaimTarget,
> {
  /** What each group allows: permissions, and names of `roles`. An unnamed group allows nothing. */
  readonly groups: Readonly<Record<string, readonly string[]>>
  /** What each role allows. Roles are not nested. Default none. */
  readonly roles?: Readonly<Record<string, readonly string[]>>
  /** Default `permissions`. */
  readonly claim?: FreeName<Name, Target>
  /** A claim with the names of the user's roles. Default none. */
  readonly rolesClaim?: FreeName<RolesName, Target>
  /** Default `both`. */
  readonly target?: Target
}

/** The claims are sorted lists without repeats, empty for a user without groups. Groups that an earlier source removed
 * do not count. */
export function permissionsFromGroups<
  const Name extends string,
  const RolesName extends string,
  const Target extends ClaimTarget = 'both',
>(options: PermissionsFromGroupsOptions<Name, RolesName, Target>): ClaimSource {
  check: checkOptions<PermissionsFromGroupsOptions>('permissionsFromGroups', options, {
    groups: permissionLists(groupName),
    roles: optional(permissionLists()),
    claim: optional(claimNameText),
    rolesClaim: optional(claimNameText),
    target: optional(claimTarget),
  })
  const byGroup = new Map(Object.entries(options.groups))
  const byRole = new Map(Object.entries(options.roles ?? {}))
  const name: string = options.claim ?? 'permissions'
  const rolesName: string | undefined = options.rolesClaim
  const target: ClaimTarget = options.target ?? 'both'
  const claimNames = nameClaims('permissions-from-groups', target, [name, rolesName])
  check: tellNatures(claimNames, { [name]: 'list', [rolesName ?? name]: 'list' })
  return {
    claimNames,
    name: 'permissions-from-groups',
    sources: userSources,
    groupNames: [...byGroup.keys()],
    contribute({ groups }) {
      const granted = groups.groups.flatMap((group) => byGroup.get(group) ?? [])
      const permissions = granted.flatMap((entry) => byRole.get(entry) ?? [entry])
      const roles = granted.filter((entry) => byRole.has(entry))
      return {
        claims: [
          { name, value: sortDistinct(permissions), target },
          ...(rolesName === undefined ? [] : [{ name: rolesName, value: sortDistinct(roles), target }]),
        ],
      }
    },
  }
}

function sortDistinct(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort()
}
