/** Claims from the user's entitlements item in the table. */
import { checkOptions, optional, shape } from '../../core/options/check.ts'
import { either, record } from '../../core/options/collections.ts'
import { flag, text } from '../../core/options/values.ts'
import type { ClaimTarget } from '../claim.ts'
import { type ClaimSource, userSources } from '../claim-source.ts'
import { claimNameText, claimTarget, itemChecks } from '../options.ts'
import type { WithoutReserved } from '../reserved-claims.ts'
import { attributesOf, type ItemFact, type ItemOptions, readItemOptions } from '../table-fact.ts'

/** The attribute of the item, or the attribute with more to say of it. */
export type EntitlementMapping =
  | string
  | {
      readonly attribute: string
      /** Whether the claim may come from memory when the table does not answer, for `lastKnownMaxAgeMs` of the fact.
       * What was taken from a user since then is still granted: never for a claim that authorises. Default false. */
      readonly isLastKnownAllowed?: boolean
    }

export type EntitlementsOptions<Claims, Target extends ClaimTarget> = ItemOptions & {
  /** Claim name → attribute of the item. */
  readonly claims: Claims & WithoutReserved<Claims, Target>
  /** Default `both`. */
  readonly target?: Target
}

/** When the item, or an attribute of it, cannot be read, the claims are left out, whatever earlier sources say of them:
 * fewer claims, never more. An attribute that is not there leaves the claim to them. */
export function entitlements<
  const Claims extends Readonly<Record<string, EntitlementMapping>>,
  const Target extends ClaimTarget = 'both',
>(options: EntitlementsOptions<Claims, Target>): ClaimSource<ItemFact> {
  check: checkOptions<EntitlementsOptions<object, ClaimTarget>>('entitlements', options, (given) => ({
    ...itemChecks(given),
    claims: record(
      either({ text: text('an attribute of the item'), object: itemAttribute() }),
      claimNameText,
    ),
    target: optional(claimTarget),
  }))
  const target: ClaimTarget = options.target ?? 'both'
  const mappings = Object.entries<EntitlementMapping>(options.claims).map(([name, mapping]) => {
    const { attribute, isLastKnownAllowed = false } =
      typeof mapping === 'string' ? { attribute: mapping } : mapping
    return { name, target, attribute, isLastKnownAllowed }
  })
  return {
    name: 'entitlements',
    sources: userSources,
    claimNames: mappings,
    fact: readItemOptions(options, 'ENTITLEMENTS'),
    contribute({ fact }) {
      const known = mappings.map((mapping) => ({
        ...mapping,
        item: attributesOf(fact, mapping.isLastKnownAllowed),
      }))
      return {
        claims: known.flatMap(({ name, attribute, item }) => {
          const value = item?.get(attribute)
          return value === undefined ? [] : [{ name, value, target }]
        }),
        claimsToWithhold: known.filter(({ item }) => item === undefined),
        isLastKnown: fact !== undefined && 'kind' in fact,
      }
    },
  }
}

function itemAttribute() {
  return shape<Exclude<EntitlementMapping, string>>({
    attribute: text('an attribute of the item'),
    isLastKnownAllowed: optional(flag),
  })
}
