/** The one model of claims and scopes that is rendered for every event version. */
import type { Json } from '../core/decision.ts'
import type { Contribution } from './claim-source.ts'
import { isGrantableScope, isReservedClaim, simpleIdClaims } from './reserved-claims.ts'

export interface ClaimModel {
  readonly id: ReadonlyMap<string, Json>
  readonly access: ReadonlyMap<string, Json>
  readonly scopesToAdd: readonly string[]
  readonly scopesToSuppress: readonly string[]
  /** Names of claims and scopes that Cognito would refuse, left out. */
  readonly dropped: readonly string[]
}

/** Merges in order: a later claim of the same name wins, a suppressed scope is not added. What Cognito would refuse is
 * dropped by name, so that one bad value from a table never locks people out. */
export function mergeContributions(contributions: readonly Contribution[]): ClaimModel {
  const id = new Map<string, Json>()
  const access = new Map<string, Json>()
  const dropped = new Set<string>()
  for (const { name, value, target } of contributions.flatMap(({ claims }) => claims ?? [])) {
    if (target !== 'access') {
      if (
        isReservedClaim('id', name) ||
        !isClaimValue(value) ||
        (simpleIdClaims.has(name) && isComplex(value))
      )
        dropped.add(`id:${name}`)
      else id.set(name, value)
    }
    if (target !== 'id') {
      if (isReservedClaim('access', name) || !isClaimValue(value)) dropped.add(`access:${name}`)
      else access.set(name, value)
    }
  }
  const scopesToSuppress = new Set(
    contributions.flatMap((contribution) => contribution.scopesToSuppress ?? []),
  )
  const scopesToAdd = new Set<string>()
  for (const scope of contributions.flatMap((contribution) => contribution.scopesToAdd ?? [])) {
    if (!isGrantableScope(scope)) dropped.add('scope')
    else if (!scopesToSuppress.has(scope)) scopesToAdd.add(scope)
  }
  return {
    id,
    access,
    scopesToAdd: [...scopesToAdd],
    scopesToSuppress: [...scopesToSuppress],
    dropped: [...dropped],
  }
}

/** What Cognito takes as a claim: a string, a finite number, a boolean, a list of those, or an object. */
function isClaimValue(value: Json): boolean {
  if (value === null) return false
  if (Array.isArray(value))
    return value.every((entry) => entry !== null && !isComplex(entry) && isClaimValue(entry))
  return typeof value !== 'number' || Number.isFinite(value)
}

function isComplex(value: Json): boolean {
  return typeof value === 'object' && value !== null
}
