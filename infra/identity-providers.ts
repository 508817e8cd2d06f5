/** External OpenID Connect providers through which people sign in to the pool. */
import { SecretValue } from 'aws-cdk-lib/core'
import { CfnUserPoolIdentityProvider } from 'aws-cdk-lib/aws-cognito'
import type { UserPool } from 'aws-cdk-lib/aws-cognito'

export interface OidcProvider {
  /**
   * The name in managed login and in rules: 3 to 32 characters without blanks, and `_` at most as the second. It
   * begins the user names of the provider's users, so that a new name makes new users of them.
   */
  readonly name: string
  /** The issuer's address, HTTPS, as in its discovery document. */
  readonly issuer: string
  readonly clientId: string
  /** The name of the secret in Secrets Manager whose text is the client secret. CloudFormation reads it. */
  readonly clientSecretName: string
  /**
   * Attribute of the pool → claim of the provider. The app clients must be able to write each attribute.
   *
   * @default email, email_verified and name from the claims of these names
   */
  readonly attributes?: Readonly<Record<string, string>>
  /**
   * The scopes that the provider is asked for.
   *
   * @default ['openid', 'email', 'profile']
   */
  readonly scopes?: readonly string[]
}

const standardAttributes = { email: 'email', email_verified: 'email_verified', name: 'name' }

/** Proofs that Cognito itself writes, so that no client's list can hold them. */
const proofs: ReadonlySet<string> = new Set(['email_verified', 'phone_number_verified'])

/**
 * Adds a provider to the pool. App clients that support the provider must depend on it.
 *
 * @throws TypeError when Cognito would refuse it, at once or at a person's sign-in
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-oidc-idp.html
 */
export function addIdentityProvider(
  pool: UserPool,
  provider: OidcProvider,
  writableAttributes: readonly string[],
): CfnUserPoolIdentityProvider {
  const { name, issuer, attributes = standardAttributes } = provider
  requireName(name)
  if (URL.parse(issuer)?.protocol !== 'https:')
    throw new TypeError(`The issuer of identity provider ${name} is not an https address: correct it.`)
  const unwritable = Object.keys(attributes).find(
    (attribute) =>
      attribute !== 'username' && !proofs.has(attribute) && !writableAttributes.includes(attribute),
  )
  if (unwritable !== undefined) {
    throw new TypeError(
      `Identity provider ${name} maps ${unwritable}, which no app client may write, so that every sign-in by it would fail: add ${unwritable} to writableAttributes.`,
    )
  }
  return new CfnUserPoolIdentityProvider(pool, `Provider${name.replaceAll(/[^A-Za-z0-9]/g, '')}`, {
    userPoolId: pool.userPoolId,
    providerName: name,
    providerType: 'OIDC',
    providerDetails: {
      oidc_issuer: issuer,
      client_id: provider.clientId,
      client_secret: SecretValue.secretsManager(provider.clientSecretName).unsafeUnwrap(),
      authorize_scopes: (provider.scopes ?? ['openid', 'email', 'profile']).join(' '),
      attributes_request_method: 'GET',
    },
    attributeMapping: { ...attributes },
  })
}

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateIdentityProvider.html */
function requireName(name: string): void {
  if (!/^[^_\p{Z}\p{C}][\p{L}\p{M}\p{S}\p{N}\p{P}][^_\p{Z}\p{C}]{1,30}$/u.test(name) || name === 'COGNITO') {
    throw new TypeError(
      `Identity provider ${JSON.stringify(name)} needs a name of 3 to 32 characters without blanks and without _ after the second: choose another.`,
    )
  }
}
