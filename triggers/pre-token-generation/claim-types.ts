/** What the claims of a suite hold, for those who read its tokens. It is told while the suite is checked, so that no
 * bundle holds it. */
import type { ClaimName } from './claim.ts'

/** `list` is a list of texts; `json` is anything. */
export const claimTypes = ['string', 'integer', 'number', 'boolean', 'list', 'json'] as const
export type ClaimType = (typeof claimTypes)[number]

/** What is known of one claim. */
export interface ClaimNature {
  readonly type: ClaimType
  /** Whether it takes rights away, so that a reader who cannot read it denies. */
  readonly isRestrictive?: boolean
}

const told = new WeakMap<readonly ClaimName[], ReadonlyMap<string, ClaimNature>>()

/** Says what the claims of a source hold. Write it behind the label `check:`. A claim that is not told of holds anything. */
export function tellNatures(
  claimNames: readonly ClaimName[],
  natures: Readonly<Record<string, ClaimType | ClaimNature>>,
): void {
  const entries = Object.entries(natures).map(
    ([name, nature]) => [name, typeof nature === 'string' ? { type: nature } : nature] as const,
  )
  told.set(claimNames, new Map(entries))
}

/** What a source told of the claim, else what its name declares, else what its fixed value is. */
export function natureOf(claimNames: readonly ClaimName[], claim: ClaimName): ClaimNature {
  const { name, type, value } = typeof claim === 'string' ? { name: claim } : readDeclared(claim)
  return told.get(claimNames)?.get(name) ?? { type: type ?? (value === undefined ? 'json' : typeOf(value)) }
}

interface Declared {
  readonly name: string
  readonly type?: ClaimType
  readonly value?: unknown
}

/** Fixed claims stand for their own names. */
const readDeclared = (claim: Declared): Declared => claim

function typeOf(value: unknown): ClaimType {
  if (Array.isArray(value)) return value.every((entry) => typeof entry === 'string') ? 'list' : 'json'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return typeof value === 'boolean' ? 'boolean' : typeof value === 'string' ? 'string' : 'json'
}
