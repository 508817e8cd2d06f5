/** External OpenID Connect providers through which people sign in to the pool. */
import { SecretValue, Token } from 'aws-cdk-lib/core'
import { CfnUserPoolIdentityProvider } from 'aws-cdk-lib/aws-cognito'
import type { UserPool } from 'aws-cdk-lib/aws-cognito'

import { attributeName } from '@cognito-trigger-suite/triggers/internal/core/options/attribute-name'
import {
  type Check,
  isPlain,
  optional,
  required,
  type RequiredCheck,
  shape,
} from '@cognito-trigger-suite/triggers/internal/core/options/check'
import { list, record } from '@cognito-trigger-suite/triggers/internal/core/options/collections'
import { suggest } from '@cognito-trigger-suite/triggers/internal/core/options/nearest'
import { refuseBecause } from '@cognito-trigger-suite/triggers/internal/core/options/refuse'
import { text } from '@cognito-trigger-suite/triggers/internal/core/options/values'
import { tenant } from './custom-attributes.ts'
import { readWebAddress } from './text-checks.ts'
import { standardAttributes } from './writable-attributes.ts'

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
   * Attribute of the pool → claim of the provider. The app clients must be able to write each attribute. `email` must be
   * among them.
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

const defaultMapping = { email: 'email', email_verified: 'email_verified', name: 'name' }

/** Proofs that Cognito itself writes, so that no client's list can hold them. */
const proofs: ReadonlySet<string> = new Set(['email_verified', 'phone_number_verified'])

/** What an entry of the mapping may name besides attributes of the team's own. */
const mappable: ReadonlySet<string> = new Set(['username', ...standardAttributes, ...proofs])

type Given = Readonly<Record<string, unknown>>

/** One scope an entry. @see https://www.rfc-editor.org/rfc/rfc6749#section-3.3 */
const scopeNames = list(text('a scope without blanks', (scope) => /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(scope)))

const scopes = required(scopeNames.allowed, (value, at) => {
  scopeNames.test(value, at)
  if (Array.isArray(value) && !value.some((scope) => scope === 'openid' || Token.isUnresolved(scope)))
    refuseBecause(at, "must hold 'openid', without which the provider gives no ID token")
})

/** `own` are the attributes that the team declares. */
export function identityProviders(own: Given): Check {
  const providers = list(
    shape<OidcProvider>({
      name: text('a name'),
      issuer: text('an address'),
      clientId: text('an id'),
      clientSecretName: text(),
      attributes: optional(mapping(own)),
      scopes: optional(scopes),
    }),
    0,
  )
  return {
    ...providers,
    test(value, at) {
      providers.test(value, at)
      const names = Array.isArray(value) ? value.map(({ name }) => String(name)) : []
      for (const [index, name] of names.entries()) {
        const other = names.slice(0, index).find((each) => idOf(each) === idOf(name))
        if (other === name) refuseBecause(at, `holds '${name}' twice: take one out`)
        if (other !== undefined) {
          refuseBecause(
            at,
            `holds '${other}' and '${name}', which both are '${idOf(name)}' in the stack: give one of them another name`,
          )
        }
      }
    },
  }
}

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-specifying-attribute-mapping.html */
function mapping(own: Given): RequiredCheck {
  const claims = record(text('a claim'), mappedAttribute(own))
  return required(claims.allowed, (value, at) => {
    claims.test(value, at)
    if (isPlain(value) && !Object.hasOwn(value, 'email')) {
      refuseBecause(
        at,
        "must hold 'email', which the pool requires: every sign-in by the provider would fail",
      )
    }
  })
}

/** Cognito writes what is mapped at each sign-in. */
function mappedAttribute(own: Given): Check {
  return required(attributeName.allowed, (value, at) => {
    const name = String(value)
    if (mappable.has(name)) return
    attributeName.test(value, at)
    if (name === tenant)
      refuseBecause(at, `is ${name}, which no provider may write: it decides whose data a token opens`)
    if (!/^(custom|dev):/.test(name))
      refuseBecause(at, `is ${name}, which Cognito itself writes: leave it out`)
    if (!Object.hasOwn(own, name)) {
      const hint = suggest(name, Object.keys(own)) || ': declare it in customAttributes'
      refuseBecause(at, `is ${name}, which the pool does not have${hint}`)
    }
    const declared = own[name]
    if (isPlain(declared) && declared['mutable'] === false)
      refuseBecause(at, `is ${name}, which is not mutable: each later sign-in of its people would fail`)
  })
}

/** The id in the stack. It must not change, since CloudFormation would make the provider again. */
function idOf(name: string): string {
  return `Provider${name.replaceAll(/[^A-Za-z0-9]/g, '')}`
}

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
  const { name, issuer, attributes = defaultMapping } = provider
  requireName(name)
  requireIssuer(name, issuer)
  const unwritable = Object.keys(attributes).find(
    (attribute) =>
      attribute !== 'username' && !proofs.has(attribute) && !writableAttributes.includes(attribute),
  )
  if (unwritable !== undefined) {
    throw new TypeError(
      `Identity provider ${name} maps ${unwritable}, which no app client may write, so that every sign-in by it would fail: add ${unwritable} to writableAttributes.`,
    )
  }
  return new CfnUserPoolIdentityProvider(pool, idOf(name), {
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

/** Cognito adds `/.well-known/openid-configuration`.
 * @see https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig */
function requireIssuer(name: string, issuer: string): void {
  if (Token.isUnresolved(issuer)) return
  if (readWebAddress(issuer)?.protocol !== 'https:' || /\?|\/\.well-known\//.test(issuer)) {
    throw new TypeError(
      `The issuer of identity provider ${name} is not an https address, or has a query or /.well-known/ in it: correct it.`,
    )
  }
}

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateIdentityProvider.html */
function requireName(name: string): void {
  // Its id in the stack is made of it.
  if (Token.isUnresolved(name))
    throw new TypeError('The name of an identity provider is a token: write the name itself.')
  if (!/^[^_\p{Z}\p{C}][\p{L}\p{M}\p{S}\p{N}\p{P}][^_\p{Z}\p{C}]{1,30}$/u.test(name) || name === 'COGNITO') {
    throw new TypeError(
      `Identity provider ${JSON.stringify(name)} needs a name of 3 to 32 characters without blanks and without _ after the second: choose another.`,
    )
  }
}
