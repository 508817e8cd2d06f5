/** Scopes that follow from the user's permissions, limited to what the app client may ask for. */
import type { Json } from '../../core/decision.ts'
import { checkOptions, optional, shape } from '../../core/options/check.ts'
import { either, list, record } from '../../core/options/collections.ts'
import { appClientId, appClientIdOrAny } from '../../core/options/app-client-id.ts'
import { oneOf, text } from '../../core/options/values.ts'
import type { PreTokenGenerationEvent } from '../../events/pre-token-generation.ts'
import type { TokenName } from '../claim.ts'
import { type ClaimSource, userSources } from '../claim-source.ts'
import { addedScope, anyScope, claimNameText } from '../options.ts'

export interface ScopesFromPermissionsOptions {
  /** Permission → the scopes that it gives. Only this source decides about these scopes. A scope that no permission
   * gives, that the app client may not carry, or that `add` leaves out is in no token, whether the managed login asked
   * for it or another source adds it. */
  readonly scopes: Readonly<Record<string, readonly string[]>>
  /** App client id, or `*` for unnamed ones → the most that it may carry. An unnamed client without `*` gets no scopes. */
  readonly clients: Readonly<Record<string, readonly string[]>>
  /** The claim with the permissions, set by an earlier source. Default `permissions`. */
  readonly claim?: string
  /** The token whose claim is read, never the other's. Default `access`. */
  readonly token?: TokenName
  /** `always`: every token gets all its scopes. `apiClients`: scopes that were not asked for go only to these app
   * clients, by id, which sign in through the API and have no managed login. A token of another client has only what
   * it asked for. The event cannot tell: a refresh looks the same after either sign-in. Default `always`. */
  readonly add?: 'always' | { readonly apiClients: readonly string[] }
}

/** When the permissions are unknown, no scope follows from them. */
export function scopesFromPermissions(options: ScopesFromPermissionsOptions): ClaimSource {
  check: checkOptions<ScopesFromPermissionsOptions>('scopesFromPermissions', options, {
    scopes: record(list(addedScope, 0), text('a permission')),
    clients: record(list(anyScope, 0), appClientIdOrAny),
    claim: optional(claimNameText),
    token: optional(oneOf(['id', 'access'])),
    add: optional(
      either({
        text: oneOf(['always']),
        object: shape<Exclude<ScopesFromPermissionsOptions['add'], string | undefined>>({
          apiClients: list(appClientId),
        }),
      }),
    ),
  })
  const { claim = 'permissions', token = 'access', add = 'always' } = options
  const byPermission = new Map(Object.entries(options.scopes))
  const byClient = new Map(Object.entries(options.clients))
  const managed = [...new Set([...byPermission.values()].flat())].sort()
  return {
    name: 'scopes-from-permissions',
    sources: userSources,
    claimNames: [],
    scopeNames: managed,
    contribute({ event, earlier }) {
      const permissions = readNames(earlier(token, claim))
      const earned = new Set(permissions.flatMap((permission) => byPermission.get(permission) ?? []))
      const allowed = new Set(byClient.get(event.clientId ?? '') ?? byClient.get('*') ?? [])
      const granted = managed.filter((scope) => earned.has(scope) && allowed.has(scope))
      const isAdded =
        add === 'always' || (add.apiClients.includes(event.clientId ?? '') && isApiSignIn(event))
      const held = granted.filter((scope) => isAdded || event.scopes.includes(scope))
      return {
        scopesToAdd: held.filter((scope) => !event.scopes.includes(scope)),
        scopesToSuppress: managed.filter((scope) => !held.includes(scope)),
      }
    },
  }
}

/** Whether the event shows no sign of a managed login: its source, or a scope that was asked for. */
function isApiSignIn({ source, scopes }: PreTokenGenerationEvent): boolean {
  return source !== 'TokenGeneration_HostedAuth' && scopes.every((scope) => scope.startsWith('aws.cognito'))
}

function readNames(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : []
}
