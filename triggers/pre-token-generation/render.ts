/** Renders the claim model into the response of the event's version.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html */
import type { Json } from '../core/decision.ts'
import type { PreTokenGenerationEvent } from '../events/pre-token-generation.ts'
import type { ClaimModel, TokenModel } from './claim-model.ts'
import { isForUser, type StringEncoding } from './claim-source.ts'
import type { GroupOverride } from './group-override.ts'

type Claims = Readonly<Record<string, Json>>

interface TokenGeneration {
  readonly claimsToAddOrOverride: Claims
  readonly claimsToSuppress?: readonly string[]
}

interface AccessTokenGeneration extends TokenGeneration {
  readonly scopesToAdd?: readonly string[]
  readonly scopesToSuppress?: readonly string[]
}

/** Left out unless it changes something: an empty override would remove all groups. */
interface Groups {
  readonly groupOverrideDetails?: {
    readonly groupsToOverride: readonly string[]
    readonly iamRolesToOverride: readonly string[]
    readonly preferredRole?: string
  }
}

/** Version 1: strings, and the ID token only. */
interface Version1Response {
  readonly claimsOverrideDetails: TokenGeneration & Groups
}

/** Versions 2 and 3. A machine client gets no ID token. */
interface Version2Response {
  readonly claimsAndScopeOverrideDetails: Groups & {
    readonly idTokenGeneration?: TokenGeneration
    readonly accessTokenGeneration: AccessTokenGeneration
  }
}

export type PreTokenGenerationResponse = Version1Response | Version2Response

const nothing: TokenModel = { claims: new Map(), suppressed: new Set() }

/** The model within the event's version, and the names that the version cannot carry. */
export function adaptToVersion(
  model: ClaimModel,
  event: PreTokenGenerationEvent,
  version1Encoding: StringEncoding,
): { readonly model: ClaimModel; readonly left: readonly string[] } {
  if (event.version !== '1') return { model: isForUser(event) ? model : { ...model, id: nothing }, left: [] }

  const { id, access, scopesToAdd, scopesToSuppress } = model
  const encoded = [...id.claims].map(
    ([name, claim]) => [name, claim, encodeAsString(claim.value, version1Encoding)] as const,
  )
  const strings = new Map(encoded.map(([name, claim, { text }]) => [name, { ...claim, value: text }]))
  return {
    model: {
      ...model,
      id: { ...id, claims: strings },
      access: nothing,
      scopesToAdd: [],
      scopesToSuppress: [],
    },
    left: [
      ...encoded.flatMap(([name, , { isWhole }]) => (isWhole ? [] : [`id:${name}`])),
      ...[...access.claims.keys(), ...access.suppressed].map((name) => `access:${name}`),
      ...[...scopesToAdd, ...scopesToSuppress].slice(0, 1).map(() => 'scope'),
    ],
  }
}

/** The response, from a model that was adapted to the event's version. */
export function renderClaims(
  { id, access, scopesToAdd, scopesToSuppress, groups }: ClaimModel,
  event: PreTokenGenerationEvent,
): PreTokenGenerationResponse {
  const override = isForUser(event) ? renderGroups(groups, event) : {}
  switch (event.version) {
    case '1':
      return { claimsOverrideDetails: { ...renderToken(id), ...override } }
    case '2':
    case '3':
      return {
        claimsAndScopeOverrideDetails: {
          ...(isForUser(event) ? { idTokenGeneration: renderToken(id) } : {}),
          accessTokenGeneration: {
            ...renderToken(access),
            ...(scopesToAdd.length > 0 ? { scopesToAdd } : {}),
            ...(scopesToSuppress.length > 0 ? { scopesToSuppress } : {}),
          },
          ...override,
        },
      }
  }
}

function renderToken({ claims, suppressed }: TokenModel): TokenGeneration {
  return {
    claimsToAddOrOverride: Object.fromEntries([...claims].map(([name, { value }]) => [name, value])),
    ...(suppressed.size > 0 ? { claimsToSuppress: [...suppressed] } : {}),
  }
}

function renderGroups(wanted: GroupOverride, event: PreTokenGenerationEvent): Groups {
  const { groups, roles, preferredRole } = wanted
  if (
    JSON.stringify([groups, roles, preferredRole]) ===
    JSON.stringify([event.groups, event.iamRoles, event.preferredRole])
  )
    return {}
  return {
    groupOverrideDetails: {
      groupsToOverride: groups,
      iamRolesToOverride: roles,
      ...(preferredRole === undefined ? {} : { preferredRole }),
    },
  }
}

/** The encoding does not depend on the entries, so that every user's list is written in the same way. An entry that a
 * space-separated list cannot hold is left out. */
function encodeAsString(
  value: Json,
  encoding: StringEncoding,
): { readonly text: string; readonly isWhole: boolean } {
  if (typeof value === 'string') return { text: value, isWhole: true }
  if (encoding === 'json' || !Array.isArray(value)) return { text: JSON.stringify(value), isWhole: true }
  const entries = value.map(String)
  const held = entries.filter((entry) => /^\S+$/.test(entry))
  return { text: held.join(' '), isWhole: held.length === entries.length }
}
