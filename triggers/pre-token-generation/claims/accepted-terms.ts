/** Which version of the terms the user accepted, and whether that is a current one. */
import { checkOptions, optional } from '../../core/options/check.ts'
import { list } from '../../core/options/collections.ts'
import { text } from '../../core/options/values.ts'
import { type ClaimTarget, nameClaims } from '../claim.ts'
import { type ClaimSource, defineSource, userSources } from '../claim-source.ts'
import { tellNatures } from '../claim-natures.ts'
import { claimNameText, claimTarget, itemChecks } from '../options.ts'
import type { FreeName } from '../reserved-claims.ts'
import { type ItemOptions, readItemOptions } from '../table-fact.ts'
import { valuePlace } from '../../facts/item-options.ts'
import type { ValuePlace } from '../../facts/needed-value.ts'
import { attributesOf, type ItemFact } from '../../facts/table-fact.ts'

/** Where the accepted version is kept: a user attribute, or an attribute of an item, by default of `PROFILE`. */
export type TermsPlace = ValuePlace<ItemOptions>

export interface AcceptedTermsOptions<
  Name extends string,
  VersionName extends string,
  Target extends ClaimTarget,
> {
  readonly from: TermsPlace
  /** Versions that count as accepted, such as `['2026-05']`. */
  readonly current: readonly string[]
  /** Default `terms_accepted`, a boolean. An API must check that it is true: an unknown state leaves the claim out. */
  readonly claim?: FreeName<Name, Target>
  /** Default `terms_version`. */
  readonly versionClaim?: FreeName<VersionName, Target>
  /** Default `both`. */
  readonly target?: Target
}

/** A version that is not a text counts as not accepted, and is not shown. */
export function acceptedTerms<
  const Name extends string,
  const VersionName extends string,
  const Target extends ClaimTarget = 'both',
>(options: AcceptedTermsOptions<Name, VersionName, Target>): ClaimSource {
  check: checkOptions<AcceptedTermsOptions<string, string, ClaimTarget>>('acceptedTerms', options, {
    from: valuePlace(itemChecks),
    current: list(text('a version')),
    claim: optional(claimNameText),
    versionClaim: optional(claimNameText),
    target: optional(claimTarget),
  })
  const { from, current } = options
  const name: string = options.claim ?? 'terms_accepted'
  const versionName: string = options.versionClaim ?? 'terms_version'
  const target: ClaimTarget = options.target ?? 'both'
  const claimNames = nameClaims('accepted-terms', target, [name, versionName])
  check: tellNatures(claimNames, { [name]: 'boolean', [versionName]: 'string' })
  return defineSource<ItemFact>({
    name: 'accepted-terms',
    sources: userSources,
    claimNames,
    ...('userAttribute' in from
      ? { reads: [from.userAttribute] }
      : { fact: readItemOptions(from, 'PROFILE') }),
    contribute({ event, fact }) {
      const item = attributesOf(fact, false)
      if (!('userAttribute' in from) && item === undefined) return { claimsToWithhold: claimNames }
      const version =
        'userAttribute' in from ? event.userAttributes.get(from.userAttribute) : item?.get(from.itemAttribute)
      const isUnreadable = version !== undefined && typeof version !== 'string'
      return {
        claims: [
          { name, value: typeof version === 'string' && current.includes(version), target },
          ...(typeof version === 'string' ? [{ name: versionName, value: version, target }] : []),
        ],
        ...(isUnreadable
          ? { claimsToWithhold: [{ name: versionName, target }], dropped: [versionName] }
          : {}),
      }
    },
  })
}
