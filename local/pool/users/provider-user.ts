/** `ProviderUserIdentifierType`: how the operations for linked identities name a person. */
import type { Pool } from '../context.ts'
import { invalidParameter, resourceNotFound, userNotFound } from '../errors.ts'
import { optional, structure, text } from '../input.ts'
import { demandValue } from '../parameters.ts'
import { subjectAttribute, type ExternalIdentity } from './linked-identities.ts'
import type { User } from './users.ts'

export const providerUser = structure({
  ProviderName: optional(text({ min: 1, max: 32, pattern: /^[\p{L}\p{M}\p{S}\p{N}\p{P}\p{Z}]+$/u })),
  ProviderAttributeName: optional(text({ max: 131_072 })),
  ProviderAttributeValue: optional(text({ max: 131_072 })),
})

export type ProviderUser = ReturnType<typeof providerUser>

/** AWS's name for the users of the pool itself. */
export const nativeProvider = 'Cognito'

const socialProviders = new Set(['Facebook', 'Google', 'LoginWithAmazon', 'SignInWithApple'])

/** @throws PoolError `UserNotFoundException`, also for a user of a provider. */
export function demandNativeUser(pool: Pool, { ProviderAttributeValue: name }: ProviderUser): User {
  const user = pool.users.find(demandValue(name, 'ProviderAttributeValue'))
  if (user === undefined || user.status === 'EXTERNAL_PROVIDER') throw userNotFound()
  return user
}

/**
 * The identity at a provider of the pool, whose name counts with its case. The attribute is the pool's, which the
 * provider's mapping turns into the claim that tells the person.
 * @throws PoolError `InvalidParameterException`, `ResourceNotFoundException`.
 */
export function readIdentity(pool: Pool, named: ProviderUser): ExternalIdentity {
  const providerName = demandValue(named.ProviderName, 'ProviderName')
  const attribute = demandValue(named.ProviderAttributeName, 'ProviderAttributeName')
  const value = demandValue(named.ProviderAttributeValue, 'ProviderAttributeValue')
  const provider = pool.identityProviders?.get(providerName)
  if (pool.identityProviders !== undefined && provider === undefined)
    throw resourceNotFound(`Identity provider ${providerName} does not exist.`)

  if (attribute === subjectAttribute) return { providerName, attributeName: subjectAttribute, value }
  if (socialProviders.has(providerName))
    throw invalidParameter(`ProviderAttributeName must be ${subjectAttribute} for ${providerName}.`)

  const claim = provider === undefined ? attribute : provider.attributeMapping.get(attribute)
  if (claim === undefined)
    throw invalidParameter(`ProviderAttributeName ${attribute} is not mapped for ${providerName}.`)

  return { providerName, attributeName: claim, value }
}

/** As the `identities` attribute shows it. */
export function readProviderType(pool: Pool, providerName: string): string {
  if (socialProviders.has(providerName)) return providerName
  return pool.identityProviders?.get(providerName)?.type ?? 'OIDC'
}
