/** The external identity providers of a pool: `AWS::Cognito::UserPoolIdentityProvider` of type OIDC. */
import type { PoolSchema } from '../settings/schema.ts'

export interface IdentityProviderOptions {
  /** At most 32 characters; it begins the user names of the people it signs in. */
  readonly name: string
  readonly type: 'OIDC'
  /** It is on this machine: the pool calls no other host. */
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** Attribute of the pool → claim of the provider; `username` is always the claim `sub`. */
  readonly attributeMapping: { readonly [attribute: string]: string }
  readonly scopes: readonly string[]
  /** What `idp_identifier` may say instead of the name. */
  readonly identifiers?: readonly string[]
}

export type ProviderSettings = Omit<IdentityProviderOptions, 'attributeMapping' | 'identifiers'> & {
  readonly attributeMapping: ReadonlyMap<string, string>
  readonly identifiers: readonly string[]
}

const maxNameLength = 32

/** By name. @throws TypeError with one sentence when Cognito would refuse a provider, or it is not on this machine. */
export function readIdentityProviders(
  options: readonly IdentityProviderOptions[],
  schema: PoolSchema,
): ReadonlyMap<string, ProviderSettings> {
  return new Map(options.map((each) => [each.name, readProvider(each, schema)]))
}

/** Whether the address is on this machine, as everything that the pool calls must be. */
export function isOnThisMachine(address: string | URL): boolean {
  return (
    URL.canParse(String(address)) && ['localhost', '127.0.0.1', '[::1]'].includes(new URL(address).hostname)
  )
}

function readProvider(options: IdentityProviderOptions, schema: PoolSchema): ProviderSettings {
  const { name, issuer, scopes } = options
  if (
    !/^[^_\p{Z}][\p{L}\p{M}\p{S}\p{N}\p{P}]*$/u.test(name) ||
    name.length > maxNameLength ||
    name === 'COGNITO'
  ) {
    throw new TypeError(
      `The identity provider ${name} needs a name of 1 to ${maxNameLength} characters without blanks.`,
    )
  }
  if (!isOnThisMachine(issuer)) {
    throw new TypeError(
      `The issuer of the identity provider ${name} is not on this machine; give it a local provider's.`,
    )
  }
  if (!scopes.includes('openid')) throw new TypeError(`The identity provider ${name} needs the scope openid.`)

  const mapping = new Map(Object.entries(options.attributeMapping))
  const subject = mapping.get('username') ?? 'sub'
  if (subject !== 'sub')
    throw new TypeError(`The identity provider ${name} maps username to ${subject}; Cognito takes sub.`)

  mapping.delete('username')
  const unknown = [...mapping.keys()].find((attribute) => !schema.has(attribute))
  if (unknown !== undefined) {
    throw new TypeError(
      `The identity provider ${name} maps ${unknown}, which is not an attribute of the pool's schema.`,
    )
  }
  return { ...options, attributeMapping: mapping, identifiers: options.identifiers ?? [] }
}
