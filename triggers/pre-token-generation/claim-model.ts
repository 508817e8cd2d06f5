/** The one model of claims, scopes and groups that is rendered for every event version. */
import type { Json } from '../core/decision.ts'
import type { PreTokenGenerationEvent } from '../events/pre-token-generation.ts'
import {
  type ClaimName,
  isClaimValue,
  isComplex,
  isNameText,
  readClaimName,
  type TokenName,
  tokensOf,
} from './claim.ts'
import type { Contribution } from './claim-source.ts'
import type { GroupOverride } from './group-override.ts'
import { isOwnValue, isReservedClaim, isSuppressible, simpleIdClaims } from './reserved-claims.ts'
import { isGrantableScope, isScope } from './scopes.ts'

export interface ModelClaim {
  readonly value: Json
  /** The claim source that had the last word. */
  readonly from: string
  /** Never trimmed to fit the size budget. */
  readonly isKept: boolean
}

/** What one token gets and loses. */
export interface TokenModel {
  readonly claims: ReadonlyMap<string, ModelClaim>
  readonly suppressed: ReadonlySet<string>
}

export interface ClaimModel {
  readonly id: TokenModel
  readonly access: TokenModel
  readonly scopesToAdd: readonly string[]
  readonly scopesToSuppress: readonly string[]
  /** As the tokens will carry them. */
  readonly groups: GroupOverride
  /** Names of claims, scopes and groups that Cognito would refuse, left out. */
  readonly dropped: readonly string[]
}

/** A model in the making. */
export interface ClaimDraft {
  /** Merges: a later claim of the same name wins, a suppressed scope is not added. What Cognito would refuse is dropped
   * by name, so that one bad value from a table never locks people out; the name is then withheld, so that it never
   * shows the value that it was there to override either. */
  add(from: string, contribution: Contribution): void
  readonly earlier: (token: TokenName, name: string) => Json | undefined
  readonly groups: GroupOverride
  finish(): ClaimModel
}

/** Claims of one token, and scopes that are added: with both at this bound the tokens stay well under the 5,000 that
 * Cognito allows. What is suppressed does not count.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html */
const maxNames = 1_000

export function draftClaims(event: PreTokenGenerationEvent): ClaimDraft {
  const id = { claims: new Map<string, ModelClaim>(), suppressed: new Set<string>() }
  const access: typeof id = { claims: new Map(), suppressed: new Set() }
  const tokens = { id, access }
  const scopesToAdd = new Set<string>()
  const scopesToSuppress = new Set<string>()
  const dropped = new Set<string>()
  let groups: GroupOverride = {
    groups: event.groups,
    roles: event.iamRoles,
    preferredRole: event.preferredRole,
  }

  return {
    add(from, contribution) {
      for (const { name, target, value, isKept = false } of contribution.claims ?? []) {
        for (const token of tokensOf(target)) {
          const { claims, suppressed } = tokens[token]
          if (isAcceptable(event, token, name, value) && (claims.size < maxNames || claims.has(name))) {
            claims.set(name, { value, from, isKept })
            suppressed.delete(name)
          } else {
            dropped.add(`${token}:${name}`)
            withhold([{ name, target: token }])
          }
        }
      }
      takeAway(contribution.claimsToSuppress, () => true)
      withhold(contribution.claimsToWithhold)
      addTo(scopesToAdd, contribution.scopesToAdd, isGrantableScope)
      addTo(scopesToSuppress, contribution.scopesToSuppress, isScope)
      if (contribution.groups !== undefined) groups = contribution.groups
      for (const name of contribution.dropped ?? []) dropped.add(name)
    },
    earlier: (token, name) => tokens[token].claims.get(name)?.value,
    get groups() {
      return groups
    },
    finish: () => ({
      id,
      access,
      scopesToAdd: [...scopesToAdd].filter((scope) => !scopesToSuppress.has(scope)),
      scopesToSuppress: [...scopesToSuppress],
      groups,
      dropped: [...dropped],
    }),
  }

  function withhold(names?: readonly ClaimName[]): void {
    takeAway(names, (token, name) => isShown(event, token, name))
  }

  function takeAway(
    names: readonly ClaimName[] = [],
    isSuppressed: (token: TokenName, name: string) => boolean,
  ): void {
    for (const { name, target } of names.map(readClaimName)) {
      for (const token of tokensOf(target)) {
        const { claims, suppressed } = tokens[token]
        claims.delete(name)
        if (!isSuppressed(token, name)) continue
        if (isNameText(name) && isSuppressible(token, name)) suppressed.add(name)
        else dropped.add(`${token}:${name}`)
      }
    }
  }

  function addTo(
    scopes: Set<string>,
    names: readonly string[] = [],
    isValid: (scope: string) => boolean,
  ): void {
    for (const scope of names) {
      if (isValid(scope) && (scopes === scopesToSuppress || scopes.size < maxNames)) scopes.add(scope)
      else dropped.add('scope')
    }
  }
}

/** Whether Cognito would show a claim of that name by itself: an attribute of the user, in the ID token. */
export function isShown(
  { userAttributes }: PreTokenGenerationEvent,
  token: TokenName,
  name: string,
): boolean {
  return token === 'id' && userAttributes.has(name) && !isReservedClaim('id', name)
}

/** Whether Cognito takes the claim. */
export function isAcceptable(
  { clientId }: PreTokenGenerationEvent,
  token: TokenName,
  name: string,
  value: Json,
): boolean {
  if (!isNameText(name) || isReservedClaim(token, name) || !isClaimValue(value)) return false
  if (!isOwnValue(name, value, clientId)) return false
  return token === 'access' || !simpleIdClaims.has(name) || !isComplex(value)
}
