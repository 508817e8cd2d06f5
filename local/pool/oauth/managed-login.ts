/** What the OAuth endpoints and the managed login pages share. */
import { drawUuid } from '../chance.ts'
import type { Context, Pool } from '../context.ts'
import type { IdentityProviderOptions, ProviderSettings } from '../federation/identity-providers.ts'
import { createBrowsers, type Browsers } from '../pages/browsers.ts'
import { createAuthorizationCodes, type AuthorizationCodes } from './authorization-codes.ts'
import { readOAuthClient, ownProvider, type OAuthClient } from './oauth-client.ts'
import { systemScopes } from './scopes.ts'

/** Switches for behaviour that is unknown, or on which reports about AWS differ. The default is what users report most. */
export interface ManagedLoginSwitches {
  /**
   * When pre token generation runs for a code grant. At sign-in a failure is shown on the page or told to the app's
   * callback; at the token endpoint it is `invalid_grant`. Default `sign-in`.
   */
  readonly preTokenAt: 'sign-in' | 'token-endpoint'
  /**
   * The result of a federated sign-in whose pre sign-up trigger linked the identity. Users saw it fail once with
   * `Already found an entry for username`; others saw it succeed. Default `fails`.
   * @see https://github.com/aws-amplify/amplify-js/issues/9976
   * @see https://github.com/aws-amplify/amplify-cli/issues/12874
   */
  readonly linkingSignIn: 'fails' | 'succeeds'
  /**
   * How the provider's name stands in a federated user name; users saw it in lower case too. Default `as-named`.
   * @see https://github.com/aws-amplify/amplify-flutter/issues/1716
   */
  readonly providerInUserName: 'as-named' | 'lower-case'
  /**
   * Whether `autoVerifyEmail` and `autoVerifyPhone` act on a federated user. Default `ignored`.
   * @see https://github.com/aws-amplify/amplify-js/issues/5117
   */
  readonly federatedAutoVerify: 'ignored' | 'applied'
}

export interface ManagedLoginOptions {
  readonly identityProviders?: readonly IdentityProviderOptions[]
  /** Resource servers with their scopes' full names, such as `api/read`; without them scopes are not checked. */
  readonly resourceServers?: readonly { readonly identifier: string; readonly scopes: readonly string[] }[]
  readonly managedLogin?: Partial<ManagedLoginSwitches>
}

export interface ManagedLogin {
  readonly pool: Pool
  readonly clients: ReadonlyMap<string, OAuthClient>
  readonly providers: ReadonlyMap<string, ProviderSettings>
  readonly codes: AuthorizationCodes
  readonly browsers: Browsers
  readonly switches: ManagedLoginSwitches
}

/** @throws TypeError with one sentence when Cognito would refuse what a client or a provider has set. */
export function createManagedLogin(pool: Pool, options: ManagedLoginOptions): ManagedLogin {
  const clients = [...pool.clients.values()].map(readOAuthClient)
  if (pool.identityProviders !== undefined) checkProviders(clients, pool.identityProviders)
  if (options.resourceServers !== undefined) {
    checkScopes(
      clients,
      new Set([...systemScopes, ...options.resourceServers.flatMap(({ scopes }) => scopes)]),
    )
  }
  return {
    pool,
    clients: new Map(clients.map((client) => [client.settings.clientId, client])),
    providers: pool.identityProviders ?? new Map(),
    codes: createAuthorizationCodes(pool.random, pool.clock),
    browsers: createBrowsers(pool.random, pool.clock),
    switches: {
      preTokenAt: 'sign-in',
      linkingSignIn: 'fails',
      providerInUserName: 'as-named',
      federatedAutoVerify: 'ignored',
      ...options.managedLogin,
    },
  }
}

/** What triggers and operations use for one request; `path` identifies the caller. */
export function makeContext(login: ManagedLogin, path: string): Context {
  return { ...login.pool, operation: path, operationId: drawUuid(login.pool.random) }
}

function checkProviders(clients: readonly OAuthClient[], providers: ReadonlyMap<string, unknown>): void {
  for (const { settings, providers: names } of clients) {
    const unknown = names.find((name) => name !== ownProvider && !providers.has(name))
    if (unknown !== undefined) {
      throw new TypeError(
        `The app client ${settings.name} supports ${unknown}, but the pool has no such identity provider.`,
      )
    }
  }
}

function checkScopes(clients: readonly OAuthClient[], known: ReadonlySet<string>): void {
  for (const { settings, scopes } of clients) {
    const unknown = scopes.find((scope) => !known.has(scope))
    if (unknown !== undefined) {
      throw new TypeError(
        `The app client ${settings.name} has the scope ${unknown}, which no resource server defines.`,
      )
    }
  }
}
