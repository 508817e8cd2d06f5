/** Scopes that follow from the user's permissions, trimmed to what the app client may ask for. */
import type { Json } from '../../core/decision.ts'
import { type ClaimSource, userSources } from '../claim-source.ts'

export interface ScopesFromPermissionsOptions {
  /** Permission → the scopes that it gives. These scopes are then in the hands of this source alone: a scope that was
   * asked for at the managed login and that no permission gives is taken out. */
  readonly scopes: Readonly<Record<string, readonly string[]>>
  /** App client id, or `*` for those that are not named → the most that it may carry. A client that is neither named
   * nor covered by `*` gets none. */
  readonly clients: Readonly<Record<string, readonly string[]>>
  /** The claim with the permissions, set by a source before this one. Default `permissions`. */
  readonly claim?: string
  /** `always`: every token gets all its scopes. `api-sign-in`: a token of the managed login, where the app asks for
   * scopes, gets no more than it asked for. Default `always`. */
  readonly add?: 'always' | 'api-sign-in'
}

/** When the permissions are not known, no scope follows from them. */
export function scopesFromPermissions(options: ScopesFromPermissionsOptions): ClaimSource {
  const { claim = 'permissions', add = 'always' } = options
  const byPermission = new Map(Object.entries(options.scopes))
  const byClient = new Map(Object.entries(options.clients))
  const managed = [...new Set([...byPermission.values()].flat())].sort()
  return {
    name: 'scopes-from-permissions',
    sources: userSources,
    claimNames: [],
    scopeNames: managed,
    contribute({ event, earlier }) {
      const permissions = readNames(earlier('access', claim) ?? earlier('id', claim))
      const earned = new Set(permissions.flatMap((permission) => byPermission.get(permission) ?? []))
      const allowed = new Set(byClient.get(event.clientId ?? '') ?? byClient.get('*') ?? [])
      const granted = managed.filter((scope) => earned.has(scope) && allowed.has(scope))
      const isApiSignIn = event.scopes.every((scope) => scope.startsWith('aws.cognito'))
      return {
        scopesToAdd: granted.filter(
          (scope) => !event.scopes.includes(scope) && (add === 'always' || isApiSignIn),
        ),
        scopesToSuppress: managed.filter((scope) => event.scopes.includes(scope) && !granted.includes(scope)),
      }
    },
  }
}

function readNames(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : []
}
