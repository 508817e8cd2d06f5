/** What an app client may do at the OAuth endpoints, read from the template's properties. */
import { isOnThisMachine } from '../federation/identity-providers.ts'
import type { ClientSettings } from '../settings/client-settings.ts'
import { readChoices, readFlag, readTexts } from '../codes/template.ts'

export type OAuthFlow = 'code' | 'implicit' | 'client_credentials'

export interface OAuthClient {
  readonly settings: ClientSettings
  /** Empty unless `AllowedOAuthFlowsUserPoolClient` is set. */
  readonly flows: readonly OAuthFlow[]
  readonly scopes: readonly string[]
  readonly callbackUrls: readonly string[]
  readonly logoutUrls: readonly string[]
  /** `COGNITO` and the names of identity providers. */
  readonly providers: readonly string[]
}

/** The name under which the pool's own users are a provider. */
export const ownProvider = 'COGNITO'

/** @throws TypeError with one sentence when Cognito would refuse these properties. */
export function readOAuthClient(settings: ClientSettings): OAuthClient {
  const { name, properties } = settings
  const isEnabled = readFlag(properties, 'AllowedOAuthFlowsUserPoolClient', false)
  const flows = readChoices(properties, 'AllowedOAuthFlows', ['code', 'implicit', 'client_credentials'])
  if (flows.includes('client_credentials')) {
    if (settings.clientSecret === undefined)
      throw new TypeError(`The app client ${name} has client_credentials but no secret; set GenerateSecret.`)

    if (flows.length > 1) {
      throw new TypeError(
        `The app client ${name} has client_credentials beside another flow; Cognito allows one.`,
      )
    }
  }
  const urls = (property: string): readonly string[] =>
    (readTexts(properties, property) ?? []).map((url) => checkUrl(url, property, name))
  return {
    settings,
    flows: isEnabled ? flows : [],
    scopes: readTexts(properties, 'AllowedOAuthScopes') ?? [],
    callbackUrls: urls('CallbackURLs'),
    logoutUrls: urls('LogoutURLs'),
    providers: readTexts(properties, 'SupportedIdentityProviders') ?? [],
  }
}

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html */
function checkUrl(url: string, property: string, name: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  const isInClear = parsed?.protocol === 'http:' && !isOnThisMachine(parsed)
  if (parsed === undefined || url.includes('#') || isInClear) {
    throw new TypeError(
      `${property} of the app client ${name} must be absolute, without a fragment, and HTTPS unless it is localhost.`,
    )
  }
  return url
}
