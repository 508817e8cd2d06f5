/** The size of the encoded tokens in bytes: what Cognito puts in, what the suite adds, and a stated margin.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html */
import type { PreTokenGenerationEvent } from '../events/pre-token-generation.ts'
import type { TokenName } from './claim.ts'
import { type ClaimModel, isShown } from './claim-model.ts'
import { isForUser } from './claim-source.ts'

/** One part of a token that the suite controls. */
export interface SizePart {
  /** A claim's or an attribute's name; `scope` for all scopes that are added; `cognito:groups` for groups and roles
   * together. */
  readonly name: string
  /** `attribute`: an attribute of the user that Cognito itself shows in the ID token. */
  readonly kind: 'claim' | 'attribute' | 'scope' | 'groups'
  /** The claim source that set a claim last; `cognito` for everything else. */
  readonly from: string
  readonly isKept: boolean
  /** Its bytes in the token's JSON. */
  readonly jsonBytes: number
  /** Its bytes in the encoded token, rounded up. */
  readonly bytes: number
}

export interface TokenSize {
  readonly token: TokenName
  /** The largest size of the whole encoded token, in bytes: base and parts. The real token is up to one and a half
   * margins shorter. */
  readonly bytes: number
  /** Header, signature, Cognito's own claims, and the margin. */
  readonly baseBytes: number
  readonly jsonBytes: number
  readonly parts: readonly SizePart[]
}

/** For parts that the event does not show: nonce, `at_hash`, device key, `version`, and the scopes of version 1.
 * Encoded bytes, part of every estimate. */
export const marginBytes = 256

/** Header with a key id of 44 characters, RS256 signature of 256 bytes, two dots. */
const envelopeBytes = 92 + 342 + 2

/** The JSON of Cognito's own claims without the parts that differ between tokens: ids of 36 characters, times of 10
 * digits, the fixed part of the issuer, and the names of the claims. */
const fixedJsonBytes = 330

/** Characters of the longest e-mail address: 64, the sign, and 255. A longer text is not an address. */
const maxAddressLength = 320

/** The tokens of the event, from a model that was adapted to its version. */
export function estimateTokenSizes(model: ClaimModel, event: PreTokenGenerationEvent): readonly TokenSize[] {
  const access = estimateTokenSize(model, event, 'access')
  return isForUser(event) ? [estimateTokenSize(model, event, 'id'), access] : [access]
}

export function estimateTokenSize(
  { scopesToAdd, scopesToSuppress, groups: override, ...tokens }: ClaimModel,
  event: PreTokenGenerationEvent,
  token: TokenName,
): TokenSize {
  const { claims, suppressed } = tokens[token]
  const isAccess = token === 'access'
  const { region, userPoolId, userName, clientId = '', userAttributes, scopes } = event
  const own = isAccess ? scopes.filter((scope) => !scopesToSuppress.includes(scope)) : []
  const parts = [...claims].map(([name, { value, from, isKept }]) =>
    describePart('claim', name, JSON.stringify({ [name]: value }), from, isKept),
  )
  const fixed: [string, string][] = []
  for (const [name, value] of isAccess ? [] : userAttributes) {
    if (claims.has(name) || suppressed.has(name)) continue
    else if (isFixed(name, value)) fixed.push([name, value])
    else if (name.startsWith('dev:') || isShown(event, token, name))
      parts.push(describePart('attribute', name, JSON.stringify({ [name]: value })))
  }
  const added = scopesToAdd.filter((scope) => isAccess && !scopes.includes(scope))
  if (added.length > 0) parts.push(describePart('scope', 'scope', added.join(' ')))
  const { groups, roles, preferredRole } = override
  const hasRoles = !isAccess && (roles.length > 0 || preferredRole !== undefined)
  if ((groups.length > 0 || hasRoles) && !suppressed.has('cognito:groups')) {
    parts.push(
      describePart(
        'groups',
        'cognito:groups',
        JSON.stringify({
          'cognito:groups': groups,
          ...(isAccess ? {} : { 'cognito:roles': roles, 'cognito:preferred_role': preferredRole }),
        }),
      ),
    )
  }
  const baseJsonBytes =
    fixedJsonBytes +
    Buffer.byteLength([region, userPoolId, userName, clientId, ...own].join(' ')) +
    Buffer.byteLength(JSON.stringify(Object.fromEntries(fixed)))
  const jsonBytes = parts.reduce((total, part) => total + part.jsonBytes, baseJsonBytes)
  return {
    token,
    bytes: encodedTokenBytes(jsonBytes),
    baseBytes: encodedTokenBytes(baseJsonBytes),
    jsonBytes,
    parts,
  }
}

/** The largest encoded token with a payload of this many bytes. */
export function encodedTokenBytes(jsonBytes: number): number {
  return envelopeBytes + marginBytes + encode(jsonBytes)
}

/** `text` is a scope list, or a JSON object. The object's braces count as the comma between claims. */
function describePart(
  kind: SizePart['kind'],
  name: string,
  text: string,
  from = 'cognito',
  isKept = false,
): SizePart {
  const jsonBytes = Buffer.byteLength(text)
  return { name, kind, from, isKept, jsonBytes, bytes: encode(jsonBytes) }
}

/** Whether an attribute stays in the ID token whatever its size. Cognito does not allow `identities` to be suppressed,
 * and the address with its state names the person. */
function isFixed(name: string, value: string): boolean {
  return (
    name === 'identities' ||
    name === 'email_verified' ||
    name === 'phone_number_verified' ||
    (name === 'email' && value.length <= maxAddressLength)
  )
}

/** Base64url writes three bytes as four characters. */
function encode(bytes: number): number {
  return Math.ceil((bytes * 4) / 3)
}
