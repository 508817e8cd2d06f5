/** The tenant that the token is for, and what the user may do there. */
import { checkOptions, optional } from '../../core/options/check.ts'
import { text } from '../../core/options/values.ts'
import { type ClaimTarget, nameClaims } from '../claim.ts'
import { type ClaimSource, defineSource, userSources } from '../claim-source.ts'
import { tellNatures } from '../claim-natures.ts'
import { chooseMembership } from '../../domain/memberships.ts'
import { claimNameText, claimTarget, itemChecks, permissionLists, sourceName } from '../options.ts'
import type { FreeName } from '../reserved-claims.ts'
import { type ItemOptions, readItemOptions } from '../table-fact.ts'
import { attributesOf, type ItemFact } from '../../facts/table-fact.ts'

export type TenantOptions<
  Name extends string,
  RolesName extends string,
  PermissionsName extends string,
  Target extends ClaimTarget,
> = ItemOptions & {
  /** Tells several of them apart, each with an item of its own. Default `tenant`. */
  readonly name?: string
  /** The key of client metadata by which a caller chooses among the user's tenants, or `none`. Default `tenant`.
   * Cognito passes metadata on at answers to challenges and at GetTokensFromRefreshToken, but not at a plain password
   * sign-in. The reliable choice is the active tenant in the table. */
  readonly metadataKey?: string
  /** Default `tenant`. */
  readonly claim?: FreeName<Name, Target>
  /** Default `tenant_roles`. */
  readonly rolesClaim?: FreeName<RolesName, Target>
  /** What each role allows, for a claim with the user's permissions in the tenant. Default none. */
  readonly permissions?: Readonly<Record<string, readonly string[]>>
  /** Default `tenant_permissions`. */
  readonly permissionsClaim?: FreeName<PermissionsName, Target>
  /** Default `both`. */
  readonly target?: Target
}

/** Without the item, or without a membership to choose, these claims are absent. */
export function tenant<
  const Name extends string,
  const RolesName extends string,
  const PermissionsName extends string,
  const Target extends ClaimTarget = 'both',
>(options: TenantOptions<Name, RolesName, PermissionsName, Target>): ClaimSource {
  check: checkOptions<TenantOptions<string, string, string, ClaimTarget>>('tenant', options, (given) => ({
    ...itemChecks(given),
    name: optional(sourceName),
    metadataKey: optional(
      text("a key of client metadata, or 'none'", (key) => key === 'none' || key.toLowerCase() !== 'none'),
    ),
    claim: optional(claimNameText),
    rolesClaim: optional(claimNameText),
    permissions: optional(permissionLists()),
    permissionsClaim: optional(claimNameText),
    target: optional(claimTarget),
  }))
  const { metadataKey = 'tenant' } = options
  const target: ClaimTarget = options.target ?? 'both'
  const byRole = new Map(Object.entries(options.permissions ?? {}))
  const tenantName: string = options.claim ?? 'tenant'
  const rolesName: string = options.rolesClaim ?? 'tenant_roles'
  const permissionsName: string = options.permissionsClaim ?? 'tenant_permissions'
  const claimNames = nameClaims('tenant', target, [
    tenantName,
    rolesName,
    byRole.size > 0 ? permissionsName : undefined,
  ])
  check: tellNatures(claimNames, { [tenantName]: 'string', [rolesName]: 'list', [permissionsName]: 'list' })
  return defineSource<ItemFact>({
    name: options.name ?? 'tenant',
    sources: userSources,
    claimNames,
    fact: readItemOptions(options, 'MEMBERSHIPS'),
    contribute({ event, fact }) {
      const item = attributesOf(fact, false)
      if (item === undefined) return { claimsToWithhold: claimNames }
      const wish = metadataKey === 'none' ? undefined : event.clientMetadata.get(metadataKey)
      const membership = chooseMembership(item, wish)
      // A tenant from another source would be one that the user does not belong to.
      if (membership === undefined) return { claimsToWithhold: claimNames }
      const permissions = new Set(membership.roles.flatMap((role) => byRole.get(role) ?? []))
      return {
        claims: [
          { name: tenantName, value: membership.tenant, target },
          { name: rolesName, value: membership.roles, target },
          ...(byRole.size > 0 ? [{ name: permissionsName, value: [...permissions].sort(), target }] : []),
        ],
      }
    },
  })
}
