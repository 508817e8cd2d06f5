/** Reads a pre token generation response as a table: each token's content, the source of each part, its bytes, and what
 * the size budget leaves out. */
import {
  isObject,
  own,
  type RawObject,
  readStrings,
} from '@cognito-trigger-suite/triggers/internal/core/json'
import { truncatedClaim } from '@cognito-trigger-suite/triggers/internal/pre-token-generation/reserved-claims'
import type {
  Weighed,
  WeighedPart,
  WeighedToken,
} from '@cognito-trigger-suite/triggers/internal/pre-token-generation/weigh-tokens'

export type TokenName = 'id' | 'access'

export interface TokenRow {
  readonly token: TokenName
  /** `attribute`: an attribute of the user that Cognito itself puts into the ID token. */
  readonly kind: 'claim' | 'attribute' | 'suppressed claim' | 'scope' | 'suppressed scope' | 'groups'
  readonly name: string
  readonly value: unknown
  /** The size of the member in the token's JSON with its comma, for groups with their roles; 0 for a removed member. */
  readonly bytes: number
  /** The claim source that decided last; `cognito` for what is there without a claim source. */
  readonly from: string | undefined
  /** The order in which the budget leaves members out, lowest first: 0 to 100, -1 for an attribute that is not named,
   * `kept` for never. Undefined for a member without size. */
  readonly priority: WeighedPart['priority'] | undefined
  /** Whether the budget leaves it out. Where the budget denies instead: whether trimming would leave it out. */
  readonly isCut: boolean
}

export interface TokenTotal extends Pick<
  WeighedToken,
  'token' | 'tokenBytes' | 'fittedBytes' | 'budgetBytes' | 'fate'
> {
  /** The JSON that the suite adds, without what the budget leaves out. */
  readonly bytes: number
  /** Its size in the encoded token: base64url writes three bytes as four characters. */
  readonly encodedBytes: number
}

export interface TokenTable {
  readonly rows: readonly TokenRow[]
  readonly totals: readonly TokenTotal[]
}

/** One row, before its source is known. */
export type UnclaimedRow = Omit<TokenRow, 'from' | 'priority' | 'isCut'>

/** The effect of a response on the tokens. Version 1 has one container for the ID token; versions 2 and 3 have one for
 * each token. */
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

/** The table of the tokens before trimming. `additions` are what each claim source added or changed. */
export function tabulateTokens(
  { response, tokens }: Weighed,
  additions: ReadonlyMap<string, readonly UnclaimedRow[]>,
): TokenTable {
  const origins = new Map(
    [...additions].flatMap(([name, added]) => added.map((row) => [keyOf(row), name] as const)),
  )
  const rows = readRows(response)
  const tables = tokens.map((token) => {
    const added = [
      ...rows
        .filter((row) => row.token === token.token)
        .map((row) => describeRow(row, token, origins.get(keyOf(row)))),
      ...markRows(token),
    ]
    const others = token.parts.filter(
      ({ kind, name }) =>
        (kind === 'attribute' || kind === 'groups') &&
        !added.some((row) => row.kind === kind && row.name === name),
    )
    const bytes = added.reduce(
      (sum, row) => (row.isCut && token.fate !== 'denied' ? sum : sum + row.bytes),
      0,
    )
    return { rows: [...added, ...others.map((part) => toOwnRow(part, token))], total: totalOf(token, bytes) }
  })
  return { rows: tables.flatMap((table) => table.rows), totals: tables.map(({ total }) => total) }
}

/** The rows of `after` that are missing in `before` or differ there. */
export function addedRows(
  before: readonly UnclaimedRow[],
  after: readonly UnclaimedRow[],
): readonly UnclaimedRow[] {
  const known = new Set(before.map((row) => JSON.stringify(row)))
  return after.filter((row) => !known.has(JSON.stringify(row)))
}

/** These parts of scopes and groups stand for the whole. */
function describeRow(row: UnclaimedRow, { parts }: WeighedToken, origin: string | undefined): TokenRow {
  const part = parts.find(({ kind, name }) => kind === row.kind && (kind !== 'claim' || name === row.name))
  return {
    ...row,
    bytes: row.kind === 'groups' ? (part?.jsonBytes ?? 0) : row.bytes,
    from: part?.kind === 'claim' ? part.from : origin,
    priority: part?.priority,
    isCut: part?.isCut ?? false,
  }
}

function markRows({ token, mark: value }: WeighedToken): readonly TokenRow[] {
  if (value === undefined) return []
  const name = truncatedClaim
  const bytes = sizeOf(name, value)
  return [{ token, kind: 'claim', name, value, bytes, from: 'size budget', priority: 'kept', isCut: false }]
}

/** What the token holds without the suite. */
function toOwnRow(
  { kind, name, value, jsonBytes, priority, isCut }: WeighedPart,
  of: WeighedToken,
): TokenRow {
  const bytes = kind === 'groups' ? jsonBytes : sizeOf(name, value)
  return { token: of.token, kind, name, value, bytes, from: 'cognito', priority, isCut }
}

function totalOf(
  { token, tokenBytes, fittedBytes, budgetBytes, fate }: WeighedToken,
  bytes: number,
): TokenTotal {
  const encodedBytes = Math.ceil((bytes * 4) / 3)
  return { token, bytes, encodedBytes, tokenBytes, fittedBytes, budgetBytes, fate }
}

function keyOf({ token, kind, name }: UnclaimedRow): string {
  return JSON.stringify([token, kind, name])
}

function readToken(token: TokenName, generation: RawObject): readonly UnclaimedRow[] {
  const claims = Object.entries(readObject(generation, 'claimsToAddOrOverride'))
  const named = (member: string, kind: TokenRow['kind'], bytesOf: (name: string) => number = () => 0) =>
    readStrings(own(generation, member)).map((name) => ({
      token,
      kind,
      name,
      value: undefined,
      bytes: bytesOf(name),
    }))
  return [
    ...claims.map(([name, value]) => ({
      token,
      kind: 'claim' as const,
      name,
      value,
      bytes: sizeOf(name, value),
    })),
    ...named('claimsToSuppress', 'suppressed claim'),
    // Scopes stand in one string, separated by spaces.
    ...named('scopesToAdd', 'scope', (name) => Buffer.byteLength(name) + 1),
    ...named('scopesToSuppress', 'suppressed scope'),
  ]
}

/** A group override replaces `cognito:groups` in both tokens. */
function readGroups(details: RawObject): readonly UnclaimedRow[] {
  const override = own(details, 'groupOverrideDetails')
  if (!isObject(override)) return []
  const value = readStrings(own(override, 'groupsToOverride'))
  const name = 'cognito:groups'
  const bytes = sizeOf(name, value)
  return (['id', 'access'] as const).map((token) => ({ token, kind: 'groups', name, value, bytes }))
}

function sizeOf(name: string, value: unknown): number {
  return Buffer.byteLength(`${JSON.stringify(name)}:${JSON.stringify(value) ?? ''},`)
}

function readObject(object: RawObject, key: string): RawObject {
  const value = own(object, key)
  return isObject(value) ? value : {}
}
