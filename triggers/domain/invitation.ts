/** Invitations: the code's hash, the item in the table, who may use it, and what it grants. */
import type { Json } from '../core/decision.ts'
import { invitationExpired, invitationForOtherAddress, invitationInvalid } from '../core/denial-catalogue.ts'
import type { Denial } from '../core/denials.ts'
import { sha256 } from '../core/sha256.ts'
import { exactEmail } from './email-canonical.ts'
import { readEmailDomain } from './email-domain.ts'
import type { TableItem, TableKey } from './table-item.ts'

/** The key under which the code arrives: in validation data at sign-up, else in client metadata. */
export const invitationField = 'invitation'

/** Codes have 128 random bits or more, so that the code cannot be guessed from a plain hash. The limit leaves room for
 * a link. */
export const maxInvitationCodeLength = 256

/** The item under `INVITE#<hash>`. Attributes of these names; absent ones are left out. */
export interface Invitation {
  readonly usesLeft: number
  /** Epoch seconds; the table's time-to-live attribute. Absent: it does not expire. */
  readonly expiresAtS?: number
  /** Only this address, in any letter case. */
  readonly email?: string
  /** Only addresses of this domain, not of its sub-domains. */
  readonly domain?: string
  readonly groups: readonly string[]
  readonly tenant?: string
}

/** How long the record of a sign-up is kept for its confirmation, in seconds: 90 days. */
export const invitationRecordTtlS = 7_776_000

/** The longest time from the record of a sign-up to the creation of its account, in milliseconds. Cognito calls the
 * trigger three times, for five seconds each, and the clocks differ. */
const longestToAccountMs = 60_000

/** Whether a record that is not redeemed belongs to this account. It does not when it has lapsed (the table may remove it
 * later), or when the account was created later under the same name. `contested`: only the account's age can decide. */
export function isRecordOfSignUp(
  record: TableItem,
  { createdAtMs, nowMs }: { readonly createdAtMs: number | undefined; readonly nowMs: number },
): boolean | 'contested' {
  const expiresAtS = record.get('expiresAtS')
  if (typeof expiresAtS !== 'number' || expiresAtS * 1_000 <= nowMs) return false
  const contestedAtMs = record.get('contestedAtMs')
  if (createdAtMs === undefined) return contestedAtMs === undefined ? true : 'contested'
  // A time that cannot be read counts as before the account was created.
  const isContested = contestedAtMs !== undefined && !(Number(contestedAtMs) > createdAtMs)
  return !isContested && createdAtMs <= (expiresAtS - invitationRecordTtlS) * 1_000 + longestToAccountMs
}

/** What `checkInvitation` needs to know of the person. */
export interface Invitee {
  readonly email: string | undefined
  readonly nowMs: number
}

/** The hash of a code and its pool. The same code in two pools is two invitations. */
export function hashInvitationCode(userPoolId: string, code: string): string {
  return sha256('invitation', userPoolId, code)
}

export function invitationKey(hash: string): TableKey {
  return { pk: `INVITE#${hash}`, sk: 'INVITATION' }
}

/** Where post confirmation finds the invitation that a person signed up with. The address is part of the key: a sign-up
 * with the same user name and another address has a record of its own. */
export function invitationRecordKey(user: {
  readonly userPoolId: string
  readonly userName: string
  readonly email: string | undefined
}): TableKey {
  const address = sha256('sign-up-address', exactEmail(user.email) ?? '')
  return { pk: signUpKey(user.userPoolId, user.userName), sk: `INVITATION#${address}` }
}

/** The partition of everything that is kept of sign-ups under one user name. */
export function signUpKey(userPoolId: string, userName: string): string {
  return `SIGNUP#${userPoolId}#${userName}`
}

/** The code of a request: from validation data, else from client metadata. Undefined when both lack it. */
export function readInvitationCode(...maps: readonly ReadonlyMap<string, string>[]): string | undefined {
  const code = maps
    .map((map) => map.get(invitationField)?.trim())
    .find((value) => value !== undefined && value !== '')
  // One character more than allowed makes the code unknown, and bounds what is hashed.
  return code?.slice(0, maxInvitationCodeLength + 1)
}

/** The invitation in an item; undefined when the item cannot be relied on. */
export function readInvitation(item: TableItem | undefined): Invitation | undefined {
  if (item === undefined) return undefined
  const usesLeft = item.get('usesLeft')
  const expiresAtS = item.get('expiresAtS')
  const email = item.get('email')
  const domain = item.get('domain')
  const groups = item.get('groups')
  const tenant = item.get('tenant')
  if (typeof usesLeft !== 'number') return undefined
  if (!isOptional(expiresAtS, 'number') || !isOptional(tenant, 'string')) return undefined
  // A binding that cannot be read must not count as no binding.
  if (!isOptional(email, 'string') || !isOptional(domain, 'string')) return undefined
  if (groups !== undefined && !isTextList(groups)) return undefined
  return {
    usesLeft,
    groups: groups ?? [],
    ...(typeof expiresAtS === 'number' ? { expiresAtS } : {}),
    ...(typeof email === 'string' ? { email } : {}),
    ...(typeof domain === 'string' ? { domain } : {}),
    ...(typeof tenant === 'string' ? { tenant } : {}),
  }
}

/** Why an invitation does not let a person in; undefined when it does. */
export function checkInvitation(invitation: Invitation | undefined, invitee: Invitee): Denial | undefined {
  if (invitation === undefined || invitation.usesLeft < 1) return invitationInvalid
  const { expiresAtS } = invitation
  if (expiresAtS !== undefined && expiresAtS * 1_000 <= invitee.nowMs) return invitationExpired
  return isForAddress(invitation, invitee.email) ? undefined : invitationForOtherAddress
}

/** Whether the invitation was made out to exactly this address. A person who has its code then received it at that
 * address. */
export function isMadeOutTo(invitation: Invitation | undefined, email: string | undefined): boolean {
  const wanted = exactEmail(invitation?.email)
  return wanted !== undefined && wanted === exactEmail(email)
}

function isForAddress(invitation: Invitation, email: string | undefined): boolean {
  if (invitation.email !== undefined && !isMadeOutTo(invitation, email)) return false
  if (invitation.domain === undefined) return true
  const wanted = readEmailDomain(`x@${invitation.domain}`)
  return wanted !== undefined && wanted === readEmailDomain(email)
}

function isOptional(value: Json | undefined, type: 'number' | 'string'): boolean {
  return value === undefined || typeof value === type
}

function isTextList(value: Json): value is readonly string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string')
}
