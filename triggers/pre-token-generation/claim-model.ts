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
  /** The claim source that set it last. */
  readonly from: string
  /** Never trimmed to fit the size budget. */
  readonly isKept: boolean
}

/** What is added to and removed from one token. */
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
  /** Names of claims, scopes and groups that were left out because Cognito would refuse them. */
  readonly dropped: readonly string[]
}

/** Collects the model. */
export interface ClaimDraft {
  /** Merges: a later claim of the same name wins, a suppressed scope is not added. A value that Cognito would refuse is
   * dropped by name, so that one bad value from a table never locks people out. The name is then withheld, so that the
   * token does not show the value that it should have overridden. */
  add(from: string, contribution: Contribution): void
  readonly earlier: (token: TokenName, name: string) => Json | undefined
  readonly groups: GroupOverride
  finish(): ClaimModel
}

/** The most claims of one token, and the most added scopes. With both at this limit the tokens stay well under
 * Cognito's 5,000. Suppressed ones do not count.
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

/** Whether Cognito itself would show a claim of that name: an attribute of the user, in the ID token. */
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
