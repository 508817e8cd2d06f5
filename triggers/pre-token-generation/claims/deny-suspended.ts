/** Refuses tokens to users who are suspended. */
import { accountSuspended, temporarilyUnavailable } from '../../core/denial-catalogue.ts'
import { checkOptions, optional } from '../../core/options/check.ts'
import { type ClaimSource, defineSource, userSources } from '../claim-source.ts'
import { sourceName } from '../options.ts'
import type { PreTokenGenerationEvent } from '../../events/pre-token-generation.ts'
import { sourceOf, type NeededPlace, readFlag, readNeeded } from '../../facts/needed-value.ts'
import { appClientChoice, type ForAppClients } from '../../domain/app-client-choice.ts'
import { neededPlace } from '../../facts/item-options.ts'
import type { ItemFact } from '../../facts/table-fact.ts'

export interface DenySuspendedOptions extends ForAppClients {
  /** Where the flag is, true or false: a user attribute, or an attribute of an item, by default of `ENTITLEMENTS`. */
  readonly from: NeededPlace<PreTokenGenerationEvent>
  /** Tells several of them apart. Default `deny-suspended`. */
  readonly name?: string
}

/** A missing flag does not suspend the user. A flag that cannot be read, or is neither true nor false, denies. */
export function denySuspended(options: DenySuspendedOptions): ClaimSource {
  check: checkOptions<DenySuspendedOptions>('denySuspended', options, {
    from: neededPlace,
    name: optional(sourceName),
    appClients: optional(appClientChoice),
  })
  const { from, ...named } = options
  return defineSource<ItemFact>({
    name: 'deny-suspended',
    sources: userSources,
    ...named,
    claimNames: [],
    ...sourceOf(from, 'ENTITLEMENTS'),
    contribute(input) {
      const read = readNeeded(from, input)
      if (read !== 'unread' && read.value === undefined) return {}
      const isSuspended = read === 'unread' ? undefined : readFlag(read.value)
      if (isSuspended === false) return {}
      return { denial: isSuspended === true ? accountSuspended : temporarilyUnavailable }
    },
  })
}
