/** Maps the claims of an identity provider to attributes of the pool. */
import {
  checkChangedAttributes,
  checkNewAttributes,
  listMissing,
  type Attributes,
} from '../users/attributes.ts'
import type { ClientSettings } from '../settings/client-settings.ts'
import { invalidParameter, notAuthorized } from '../errors.ts'
import type { PoolSchema } from '../settings/schema.ts'
import type { ProviderSettings } from './identity-providers.ts'

/** Claims as text: AWS stores `true` as "true", and a value that is not a single one as JSON. */
export function readClaims(claims: ReadonlyMap<string, unknown>): ReadonlyMap<string, string> {
  return new Map(
    [...claims].flatMap(([name, value]): [string, string][] => {
      if (value === undefined || value === null) return []
      return [[name, typeof value === 'string' ? value : JSON.stringify(value)]]
    }),
  )
}

/**
 * The mapped attributes. An address that comes without a mapped `..._verified` is unverified, at each sign-in.
 * @see https://github.com/aws-amplify/amplify-js/issues/7300
 */
export function mapAttributes(claims: ReadonlyMap<string, string>, provider: ProviderSettings): Attributes {
  const mapped = [...provider.attributeMapping].flatMap(([attribute, claim]): [string, string][] => {
    const value = claims.get(claim)
    return value === undefined || value === '' ? [] : [[attribute, value]]
  })
  const names = new Set(mapped.map(([name]) => name))
  const unproven = (['email', 'phone_number'] as const)
    .filter((name) => names.has(name))
    .map((name): [string, string] => [`${name}_verified`, 'false'])
  const proofs = new Set(['email_verified', 'phone_number_verified'])
  // A missing proof of an address says nothing.
  const backed = mapped.filter(([name]) => !proofs.has(name) || names.has(name.replace('_verified', '')))
  return new Map([...unproven, ...backed])
}

/** @throws PoolError when Cognito could not make a user of these attributes. */
export function checkFirstAttributes(
  attributes: Attributes,
  schema: PoolSchema,
  client: ClientSettings,
): void {
  checkWritable(attributes, client)
  const missing = listMissing(attributes, schema)
  if (missing.length > 0) throw invalidParameter(`attributes required: [${missing.join(', ')}]`)
  checkNewAttributes(attributes, schema)
}

/**
 * Every mapped attribute is written at each sign-in, also when it did not change. An immutable one therefore breaks
 * later sign-ins.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-specifying-attribute-mapping.html
 * @throws PoolError when one of them may not be written.
 */
export function checkLaterAttributes(
  attributes: Attributes,
  schema: PoolSchema,
  client: ClientSettings,
): void {
  checkWritable(attributes, client)
  checkChangedAttributes(attributes, schema)
}

function checkWritable(attributes: Attributes, { writeAttributes }: ClientSettings): void {
  // The two proofs cannot be in a client's list at all.
  const refused = [...attributes.keys()].some(
    (name) => !name.endsWith('_verified') && writeAttributes?.includes(name) === false,
  )
  if (refused) throw notAuthorized('A client attempted to write unauthorized attribute')
}
