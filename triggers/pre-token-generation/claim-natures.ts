/** What the claims of a suite hold, for those who read its tokens. It is told while the suite is checked, so that no
 * bundle holds it. */
import type { ClaimName, ClaimType } from './claim.ts'

/** What is known of one claim. */
export interface ClaimNature {
  readonly type: ClaimType
  /** The rights that it takes away while it is true, or cannot be read. */
  readonly takes: 'all' | 'some' | 'none'
}

type Natures = Readonly<Record<string, ClaimType | ClaimNature>>

const told = new WeakMap<readonly ClaimName[], ReadonlyMap<string, ClaimType | ClaimNature>>()

/** Says what the claims of a source hold. Write it behind the label `check:`. */
export function tellNatures(claimNames: readonly ClaimName[], natures: Natures): void {
  told.set(claimNames, new Map(Object.entries(natures)))
}

/** What a source told of the claim, else what its name declares, else what its fixed value is. */
export function natureOf(claimNames: readonly ClaimName[], claim: ClaimName): ClaimNature {
  const named = typeof claim === 'string' ? { name: claim, type: undefined } : claim
  // Fixed claims stand for their own names.
  const fixed = 'value' in named ? typeOf(named.value) : 'json'
  const nature = told.get(claimNames)?.get(named.name) ?? named.type ?? fixed
  return typeof nature === 'string' ? { type: nature, takes: 'none' } : nature
}

/** What fixed claims hold; `json` for one that differs. */
export function naturesOf(claims: readonly (readonly [name: string, value: unknown])[]): Natures {
  const natures = new Map<string, ClaimType>()
  for (const [name, value] of claims)
    natures.set(name, mergeTypes(natures.get(name) ?? typeOf(value), typeOf(value)))
  return Object.fromEntries(natures)
}

/** The type that holds both. */
export function mergeTypes(one: ClaimType, other: ClaimType): ClaimType {
  if (one === other) return one
  const isNumber = [one, other].every((type) => type === 'integer' || type === 'number')
  return isNumber ? 'number' : 'json'
}

function typeOf(value: unknown): ClaimType {
  if (Array.isArray(value)) return value.every((entry) => typeof entry === 'string') ? 'list' : 'json'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return typeof value === 'boolean' ? 'boolean' : typeof value === 'string' ? 'string' : 'json'
}
