/** The claims of ID and access tokens: Cognito's own, then what the pre token generation trigger asked for. */
import {
  unrecognizable,
  type ClaimValue,
  type TokenOverride,
} from '@cognito-trigger-suite/triggers/testing/claim-overrides'
import type { ClientSettings } from '../settings/client-settings.ts'
import type {
  GroupClaims,
  PreTokenResponse,
} from '@cognito-trigger-suite/triggers/testing/pre-token-response'
import { claimGroups, type Group } from '../users/groups.ts'
import { claimIdentities } from '../users/linked-identities.ts'
import { isInScope } from '../oauth/scopes.ts'
import type { Session } from '../sign-in/sessions.ts'
import type { User } from '../users/users.ts'

export interface Claims {
  readonly [name: string]: ClaimValue
}
export interface TokenClaims {
  readonly id: Claims
  readonly access: Claims
}

export interface TokenSubject {
  readonly user: User
  readonly groups: readonly Group[]
  readonly client: ClientSettings
  readonly session: Session
  readonly issuer: string
  readonly issuedAtMs: number
  readonly drawJti: () => string
}

type Entries = readonly (readonly [string, ClaimValue | undefined])[]

/** Claims and scopes of both tokens together. @see https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html */
const maxClaimsAndScopes = 5_000

/** Of a trigger that changes nothing. */
export const noOverride: PreTokenResponse = {
  id: { add: new Map(), suppress: new Set() },
  access: { add: new Map(), suppress: new Set() },
  scopesToAdd: [],
  scopesToSuppress: [],
  groups: undefined,
}

/** @throws UnrecognizableOutput when the override makes more claims and scopes than Cognito allows. */
export function buildClaims(subject: TokenSubject, override: PreTokenResponse = noOverride): TokenClaims {
  const groups = override.groups ?? claimGroups(subject.groups)
  const scopes = mergeScopes(subject.session.scopes, override)
  const id = mergeClaims(listIdClaims(subject, groups), override.id)
  const access = mergeClaims(listAccessClaims(subject, groups, scopes), override.access)
  const count = Object.keys(id).length + Object.keys(access).length + scopes.length
  if (count > maxClaimsAndScopes)
    throw unrecognizable('response', `makes ${count} claims and scopes; Cognito allows ${maxClaimsAndScopes}`)

  return { id, access }
}

function listIdClaims(subject: TokenSubject, groups: GroupClaims): Entries {
  const { user, client } = subject
  return [
    ...listAttributes(subject),
    ['cognito:username', user.username],
    ...listGroups(groups),
    ['cognito:roles', groups.roles.length === 0 ? undefined : groups.roles],
    ['cognito:preferred_role', groups.preferredRole],
    ['aud', client.clientId],
    ...listCommon(subject, 'id', client.idValidityS),
  ]
}

function listAccessClaims(subject: TokenSubject, groups: GroupClaims, scopes: readonly string[]): Entries {
  const { user, client } = subject
  return [
    ...listGroups(groups),
    ['client_id', client.clientId],
    ['username', user.username],
    ['scope', scopes.length === 0 ? undefined : scopes.join(' ')],
    ...listCommon(subject, 'access', client.accessValidityS),
  ]
}

function listCommon(subject: TokenSubject, tokenUse: 'id' | 'access', validityS: number): Entries {
  const { session, client, user } = subject
  const issuedAtS = Math.floor(subject.issuedAtMs / 1_000)
  return [
    ['sub', user.sub],
    ['iss', subject.issuer],
    ['token_use', tokenUse],
    ['auth_time', Math.floor(session.authTimeMs / 1_000)],
    ['iat', issuedAtS],
    ['exp', issuedAtS + validityS],
    ['jti', subject.drawJti()],
    ['event_id', session.eventId],
    ['origin_jti', client.canRevoke ? session.originJti : undefined],
  ]
}

function listGroups(groups: GroupClaims): Entries {
  return [['cognito:groups', groups.groups.length === 0 ? undefined : groups.groups]]
}

function listAttributes({ user, client, session }: TokenSubject): Entries {
  return [...user.attributes]
    .filter(([name]) => name === 'identities' || (canRead(client, name) && isInScope(name, session.scopes)))
    .map(([name, value]) => {
      if (name === 'identities') return [name, claimIdentities(value)]
      if (name === 'email_verified' || name === 'phone_number_verified')
        return [name, value.toLowerCase() === 'true']
      return [name, name === 'address' ? { formatted: value } : value]
    })
}

/** Whether the client sees the attribute in ID tokens and in GetUser. */
export function canRead(client: ClientSettings, attribute: string): boolean {
  return client.readAttributes === undefined || client.readAttributes.includes(attribute)
}

/** The scopes of a token once the trigger has changed them. */
export function mergeScopes(
  scopes: readonly string[],
  override: Pick<PreTokenResponse, 'scopesToAdd' | 'scopesToSuppress'>,
): readonly string[] {
  const suppressed = new Set(override.scopesToSuppress)
  return [...new Set([...scopes, ...override.scopesToAdd])].filter((scope) => !suppressed.has(scope))
}

/** The claims of a token once the trigger has changed them. */
export function mergeClaims(own: Entries, override: TokenOverride): Claims {
  const isSuppressed = (name: string): boolean =>
    override.suppress.has(name) ||
    // Suppressing the groups suppresses what comes from them.
    ((name === 'cognito:roles' || name === 'cognito:preferred_role') &&
      override.suppress.has('cognito:groups'))
  const kept = [...own, ...override.add].flatMap(([name, value]): [string, ClaimValue][] =>
    value === undefined || isSuppressed(name) ? [] : [[name, value]],
  )
  return Object.fromEntries(kept)
}
