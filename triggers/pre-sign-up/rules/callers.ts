/** Which callers may create a user: app clients, administrators, identity providers. */
import { callerNotAllowed, providerNotAllowed } from '../../core/denial-catalogue.ts'
import { checkOptions, optional } from '../../core/options/check.ts'
import { list } from '../../core/options/collections.ts'
import { appClientId } from '../../core/options/app-client-id.ts'
import { preSignUpSourceList } from '../../events/source-lists.ts'
import { type PreSignUpSource, preSignUpSources } from '../../events/sources.ts'
import { checkDistinctProviders, providerList, readProvider } from '../../domain/provider-name.ts'
import type { PreSignUpRule } from '../rule.ts'

export interface CallersOptions {
  /** The sources that may create users. Default: all three. */
  readonly sources?: readonly PreSignUpSource[]
  /** The ids of the app clients through which people, federated ones too, may sign up. Default: all. */
  readonly apps?: readonly string[]
  /** The identity providers whose users may sign up. Default: all. */
  readonly providers?: readonly string[]
  /** The pool's other providers. Without them a user of one whose name begins with an allowed name and `_` would count
   * as the allowed provider's. Default: none. */
  readonly otherProviders?: readonly string[]
}

/** Speaks for every source.
 * @throws TypeError when nothing is limited, a list is empty, or a provider is named twice. */
export function callers(options: CallersOptions): PreSignUpRule {
  check: checkOptions<CallersOptions>('callers', options, {
    sources: optional(preSignUpSourceList),
    apps: optional(list(appClientId)),
    providers: optional(providerList()),
    otherProviders: optional(providerList()),
  })
  const { sources = preSignUpSources, apps, providers = [], otherProviders = [] } = options
  check: if (options.sources === undefined && apps === undefined && options.providers === undefined)
    throw new TypeError('callers: limit sources, apps or providers, or remove the rule')
  const known = [...providers, ...otherProviders]
  check: checkDistinctProviders('callers', known)

  return {
    name: 'callers',
    sources: preSignUpSources,
    decide({ event }) {
      const isFederated = event.source === 'PreSignUp_ExternalProvider'
      if (!sources.includes(event.source))
        return { kind: 'deny', denial: isFederated ? providerNotAllowed : callerNotAllowed }
      // An administrator's call comes through no app client.
      const isThroughApp = event.source !== 'PreSignUp_AdminCreateUser'
      if (isThroughApp && apps !== undefined && !apps.some((app) => app === event.clientId))
        return { kind: 'deny', denial: callerNotAllowed }
      if (!isFederated || options.providers === undefined) return { kind: 'pass' }
      const provider = readProvider(event.userName, known)?.provider
      return providers.some((each) => each === provider)
        ? { kind: 'pass' }
        : { kind: 'deny', denial: providerNotAllowed }
    },
  }
}
