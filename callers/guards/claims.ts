/** Reads the claims of a token, or of a door that has verified it: each by its type, whatever form it came in. */
import {
  type ClaimType,
  claimTypes,
} from '@cognito-trigger-suite/triggers/internal/pre-token-generation/claim'
import { own, ownText, type RawObject, readJson } from '@cognito-trigger-suite/triggers/internal/core/json'

/** A flag that takes rights away, and counts as true when it cannot be read: all of them (`restrictive`, for which a guard
 * refuses everything), or some (`partial`, which the code behind the guard looks at). */
type Restriction = 'restrictive' | 'partial'

/** Claim → what it holds, as `cts claims types` prints it. */
export type ClaimTypes = Readonly<Record<string, ClaimType | Restriction>>

export const readableTypes: readonly string[] = [...claimTypes, 'restrictive', 'partial']

interface Values {
  readonly string: string
  readonly integer: number
  readonly number: number
  readonly boolean: boolean
  readonly list: readonly string[]
  readonly json: unknown
  readonly restrictive: boolean
  readonly partial: boolean
}

/** The claims as they are read. Any may be missing: the person may have none, or the token had no room. */
export type ClaimsOf<Types extends ClaimTypes> = {
  readonly [Name in keyof Types]?: Values[Types[Name]]
}

/** What a suite's tokens usually carry. */
export const usualClaims = {
  sub: 'string',
  client_id: 'string',
  username: 'string',
  'cognito:groups': 'list',
  permissions: 'list',
  tenant: 'string',
  plan: 'string',
  suspended: 'restrictive',
} as const satisfies ClaimTypes

/** The readable claims. One of another type than its own is left out, as if the token had none; one that takes rights away
 * is then true. */
export function readClaims<Types extends ClaimTypes>(raw: unknown, types: Types): ClaimsOf<Types> {
  const read = Object.entries(types).flatMap(([name, type]) => {
    const value = readValue(own(raw, name), type)
    return value === undefined ? [] : [[name, value] as const]
  })
  // Each value was read by the type that stands beside its name.
  const claims: object = Object.fromEntries(read)
  return claims
}

/** undefined when the claim is missing, or holds something else. */
function readValue(value: unknown, type: ClaimTypes[string]): unknown {
  switch (type) {
    case 'string':
      return typeof value === 'string' ? value : undefined
    case 'integer':
    case 'number':
      return readNumber(value, type === 'integer')
    case 'boolean':
      return readFlag(value)
    case 'restrictive':
    case 'partial':
      return value === undefined ? undefined : (readFlag(value) ?? true)
    case 'list':
      return readList(value)
    case 'json':
      return value
  }
}

function readNumber(value: unknown, isWhole: boolean): number | undefined {
  const number = typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value
  if (typeof number !== 'number' || !Number.isFinite(number)) return undefined
  return isWhole && !Number.isSafeInteger(number) ? undefined : number
}

/** True or false, also as text. */
export function readFlag(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value
  return value === 'true' || value === 'false' ? value === 'true' : undefined
}

/** A list of texts. Where only text is allowed it stands as JSON (event version 1), as `[a b]` (JWT authorizer of an HTTP
 * API), with blanks between (`scope`), or as its one entry (Cognito authorizer of a REST API). */
export function readList(value: unknown): readonly string[] | undefined {
  const list = typeof value === 'string' ? splitText(value.trim()) : value
  const isList = Array.isArray(list) && list.every((entry) => typeof entry === 'string')
  return isList ? list : undefined
}

function splitText(text: string): unknown {
  if (!text.startsWith('[')) return text.split(/\s+/).filter((entry) => entry !== '')
  const json = readJson(text)
  if (json !== undefined) return json
  // Quotes belong to JSON that cannot be read.
  return text.endsWith(']') && !text.includes('"') ? splitText(text.slice(1, -1).trim()) : undefined
}

/** Whose token it is: the person, or the machine's app client. */
export function subjectOf(claims: RawObject): string | undefined {
  return ownText(claims, 'sub') ?? ownText(claims, 'client_id')
}

/** Claims where only texts, numbers and booleans fit: lists and objects as JSON, to be read by `readClaims`. `token_use` is
 * there for `judge`. Those that do not fit into the length are left out, the last first, flags last of all, since some take
 * rights away; `claims_truncated` says so. `claims` is a reserved name. */
export function flatten(
  { claims, raw }: { readonly claims: object; readonly raw: RawObject },
  maxLength: number,
): Readonly<Record<string, string | number | boolean>> {
  const flat: Record<string, string | number | boolean> = {}
  let length = 0
  const all = Object.entries<unknown>({ token_use: own(raw, 'token_use'), ...claims })
  const [flags, others] = [true, false].map((isFlag) =>
    all.filter(([, value]) => (typeof value === 'boolean') === isFlag),
  )
  for (const [name, value] of [...(flags ?? []), ...(others ?? [])]) {
    if (name === 'claims' || value === null) continue
    const written = isScalar(value) ? value : JSON.stringify(value)
    length += name.length + String(written).length
    if (length > maxLength) return { ...flat, claims_truncated: true }
    flat[name] = written
  }
  return flat
}

function isScalar(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value)
}
