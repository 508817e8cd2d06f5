/** Reads a pre token generation response as a table: what each token gets, from whom, and how many bytes it takes. */
import { isObject, own, type RawObject, readStrings } from '../../triggers/events/envelope.ts'

export type TokenName = 'id' | 'access'

export interface TokenRow {
  readonly token: TokenName
  readonly kind: 'claim' | 'suppressed claim' | 'scope' | 'suppressed scope' | 'groups'
  readonly name: string
  readonly value: unknown
  /** Of the member in the token's JSON, the comma included; 0 for what is taken away. */
  readonly bytes: number
  /** The claim source that had the last word on it. */
  readonly from: string | undefined
}

export interface TokenTotal {
  readonly token: TokenName
  /** JSON that the suite adds. */
  readonly bytes: number
  /** The same in the encoded token: base64url writes three bytes as four characters. */
  readonly encodedBytes: number
}

/** One row, before it is known whose it is. */
export type UnclaimedRow = Omit<TokenRow, 'from'>

/** What a response does to the tokens. Version 1 has one container for the ID token, versions 2 and 3 have one for each. */
export function readRows(response: object): readonly UnclaimedRow[] {
  const fields: RawObject = { ...response }
  const version1 = readObject(fields, 'claimsOverrideDetails')
  const later = readObject(fields, 'claimsAndScopeOverrideDetails')
  return [
    ...readToken('id', version1),
    ...readToken('id', readObject(later, 'idTokenGeneration')),
    ...readToken('access', readObject(later, 'accessTokenGeneration')),
    ...[version1, later].flatMap(readGroups),
  ]
}

/** Names each row's claim source: the last that added it or changed it. */
export function claimRows(
  rows: readonly UnclaimedRow[],
  additions: readonly { readonly name: string; readonly rows: readonly UnclaimedRow[] }[],
): readonly TokenRow[] {
  const origins = new Map(
    additions.flatMap((addition) => addition.rows.map((row) => [keyOf(row), addition.name] as const)),
  )
  return rows.map((row) => ({ ...row, from: origins.get(keyOf(row)) }))
}

/** The rows of `after` that `before` has not, or has otherwise. */
export function addedRows(
  before: readonly UnclaimedRow[],
  after: readonly UnclaimedRow[],
): readonly UnclaimedRow[] {
  const known = new Set(before.map((row) => JSON.stringify(row)))
  return after.filter((row) => !known.has(JSON.stringify(row)))
}

export function totalTokens(rows: readonly TokenRow[]): readonly TokenTotal[] {
  return (['id', 'access'] as const).map((token) => {
    const bytes = rows.filter((row) => row.token === token).reduce((sum, row) => sum + row.bytes, 0)
    return { token, bytes, encodedBytes: Math.ceil((bytes * 4) / 3) }
  })
}

function keyOf({ token, kind, name }: UnclaimedRow): string {
  return JSON.stringify([token, kind, name])
}

function readToken(token: TokenName, generation: RawObject): readonly UnclaimedRow[] {
  const claims = Object.entries(readObject(generation, 'claimsToAddOrOverride'))
  return [
    ...claims.map(([name, value]): UnclaimedRow => ({
      token,
      kind: 'claim',
      name,
      value,
      bytes: sizeOf(name, value),
    })),
    ...readStrings(own(generation, 'claimsToSuppress')).map((name): UnclaimedRow => ({
      token,
      kind: 'suppressed claim',
      name,
      value: undefined,
      bytes: 0,
    })),
    ...readStrings(own(generation, 'scopesToAdd')).map(
      // A scope stands in one string with the others, a space between them.
      (name): UnclaimedRow => ({
        token,
        kind: 'scope',
        name,
        value: undefined,
        bytes: Buffer.byteLength(name) + 1,
      }),
    ),
    ...readStrings(own(generation, 'scopesToSuppress')).map((name): UnclaimedRow => ({
      token,
      kind: 'suppressed scope',
      name,
      value: undefined,
      bytes: 0,
    })),
  ]
}

/** A group override replaces `cognito:groups` in both tokens. */
function readGroups(details: RawObject): readonly UnclaimedRow[] {
  const override = own(details, 'groupOverrideDetails')
  if (!isObject(override)) return []
  const value = readStrings(own(override, 'groupsToOverride'))
  const name = 'cognito:groups'
  return (['id', 'access'] as const).map((token) => ({
    token,
    kind: 'groups',
    name,
    value,
    bytes: sizeOf(name, value),
  }))
}

function sizeOf(name: string, value: unknown): number {
  return Buffer.byteLength(`${JSON.stringify(name)}:${JSON.stringify(value) ?? ''},`)
}

function readObject(object: RawObject, key: string): RawObject {
  const value = own(object, key)
  return isObject(value) ? value : {}
}
