/** Refuses tokens to users who did not accept the current terms. */
import { temporarilyUnavailable, termsNotAccepted } from '../../core/denial-catalogue.ts'
import { checkOptions, optional } from '../../core/options/check.ts'
import { list } from '../../core/options/collections.ts'
import { text } from '../../core/options/values.ts'
import { type ClaimSource, defineSource, userSources } from '../claim-source.ts'
import type { PreTokenGenerationEvent } from '../../events/pre-token-generation.ts'
import { sourceOf, type NeededPlace, readNeeded } from '../../facts/needed-value.ts'
import { appClientChoice, type ForAppClients } from '../../domain/app-client-choice.ts'
import { neededPlace } from '../../facts/item-options.ts'
import type { ItemFact } from '../../facts/table-fact.ts'

export interface RequireTermsOptions extends ForAppClients {
  /** Where the accepted version is: a user attribute, or an attribute of an item, by default of `PROFILE`. */
  readonly from: NeededPlace<PreTokenGenerationEvent>
  /** Versions that count as accepted, such as `['2026-05']`. */
  readonly current: readonly string[]
}

/** A version that is not a text counts as not accepted. */
export function requireTerms(options: RequireTermsOptions): ClaimSource {
  check: checkOptions<RequireTermsOptions>('requireTerms', options, {
    from: neededPlace,
    current: list(text('a version')),
    appClients: optional(appClientChoice),
  })
  const { from, current, ...appClients } = options
  return defineSource<ItemFact>({
    name: 'require-terms',
    sources: userSources,
    ...appClients,
    claimNames: [],
    ...sourceOf(from, 'PROFILE'),
    contribute(input) {
      const read = readNeeded(from, input)
      if (read === 'unread') return { denial: temporarilyUnavailable }
      const { value } = read
      return typeof value === 'string' && current.includes(value) ? {} : { denial: termsNotAccepted }
    },
  })
}
