/** What a claim is: its name, its value, and the token that it goes into. */
import type { Json } from '../core/decision.ts'

/** The token that a claim goes into. In a pool with event version 1 the trigger cannot change the access token. */
export type ClaimTarget = 'id' | 'access' | 'both'

/** One of the two tokens that carry claims. */
export type TokenName = 'id' | 'access'

export interface Claim {
  readonly name: string
  readonly value: Json
  readonly target: ClaimTarget
  /** Never trimmed to fit the size budget: for a claim whose absence would be misread. Default false. */
  readonly isKept?: boolean
  /** Whether the token is denied when it cannot carry the whole claim, or when a later source overrides or removes it:
   * for a claim that takes rights away. Default false. */
  readonly isNeeded?: boolean
}

/** What a claim holds: `list` is a list of texts, `json` is anything. */
export const claimTypes = ['string', 'integer', 'number', 'boolean', 'list', 'json'] as const
export type ClaimType = (typeof claimTypes)[number]

/** The name of a claim in one token, or, as a plain string, in both. */
export type ClaimName =
  | string
  | {
      readonly name: string
      readonly target: ClaimTarget
      /** What the claim holds, for those who read the tokens: see `cts claims`. Default `json`, anything. */
      readonly type?: ClaimType
    }

/** The longest name of a claim, in characters. */
const maxNameLength = 256
/** How deep an object may be nested. */
const maxDepth = 16

/** The tokens of a target. */
export function tokensOf(target: ClaimTarget): readonly TokenName[] {
  return target === 'both' ? ['id', 'access'] : [target]
}

/** A name as an object. */
export function readClaimName(name: ClaimName): { readonly name: string; readonly target: ClaimTarget } {
  return typeof name === 'string' ? { name, target: 'both' } : name
}

/** The claims that one source sets, all in the same tokens.
 * @throws TypeError when two of them have the same name. */
export function nameClaims(
  source: string,
  target: ClaimTarget,
  given: readonly (string | undefined)[],
): readonly Exclude<ClaimName, string>[] {
  const names = given.filter((name) => name !== undefined)
  check: if (new Set(names).size < names.length)
    throw new TypeError(`claim source ${source}: a claim is named twice, give each its own name`)
  return names.map((name) => ({ name, target }))
}

/** Whether the text is 1 to 256 characters without half a surrogate pair, which UTF-8 cannot carry. */
export function isNameText(name: string): boolean {
  return name !== '' && name.length <= maxNameLength && name.isWellFormed()
}

/** What Cognito accepts as a claim: a string, a finite number, a boolean, a list of those, or a JSON object. */
export function isClaimValue(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isSimple)
  return isSimple(value) || (isComplex(value) && isJson(value, 1))
}

/** Whether the value is a list or an object. */
export function isComplex(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}

function isSimple(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed()
  return typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))
}

/** Checked at run time too: sources read tables, and a claim that is not JSON locks every user out. */
function isJson(value: unknown, depth: number): boolean {
  if (value === null || isSimple(value)) return true
  if (typeof value !== 'object' || depth > maxDepth) return false
  return Object.entries(value).every(([name, entry]) => name.isWellFormed() && isJson(entry, depth + 1))
}
