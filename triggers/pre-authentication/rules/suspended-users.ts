/** Refuses sign-ins of users who are suspended. */
import { accountSuspended, temporarilyUnavailable } from '../../core/denial-catalogue.ts'
import { checkOptions, optional } from '../../core/options/check.ts'
import { ruleName } from '../../core/rule/options.ts'
import { type AppClientChoice, appClientChoice } from '../../domain/app-client-choice.ts'
import type { PreAuthenticationEvent } from '../../events/pre-authentication.ts'
import { preAuthenticationSources } from '../../events/sources.ts'
import { neededPlace } from '../../facts/item-options.ts'
import { type NeededPlace, readFlag, readNeeded, sourceOf } from '../../facts/needed-value.ts'
import type { ItemFact } from '../../facts/table-fact.ts'
import { defineRule, type PreAuthenticationRule } from '../rule.ts'

export interface SuspendedUsersOptions {
  /** Where the flag is, true or false: a user attribute, or an attribute of an item, by default of `ENTITLEMENTS`. */
  readonly from: NeededPlace<PreAuthenticationEvent>
  /** Tells several of them apart. Default `suspended-users`. */
  readonly name?: string
  /** The app clients whose sign-ins are refused. Default all. */
  readonly appClients?: AppClientChoice
}

/** A missing flag does not suspend the user. A flag that cannot be read, or is neither true nor false, denies. */
export function suspendedUsers(options: SuspendedUsersOptions): PreAuthenticationRule {
  check: checkOptions<SuspendedUsersOptions>('suspendedUsers', options, {
    from: neededPlace,
    name: optional(ruleName),
    appClients: optional(appClientChoice),
  })
  const { from, ...named } = options
  return defineRule<ItemFact>({
    name: 'suspended-users',
    sources: preAuthenticationSources,
    ...named,
    isAboutUser: true,
    ...sourceOf(from, 'ENTITLEMENTS'),
    decide(input) {
      const read = readNeeded(from, input)
      if (read !== 'unread' && read.value === undefined) return { kind: 'pass' }
      const isSuspended = read === 'unread' ? undefined : readFlag(read.value)
      if (isSuspended === false) return { kind: 'pass' }
      return { kind: 'deny', denial: isSuspended === true ? accountSuspended : temporarilyUnavailable }
    },
  })
}
