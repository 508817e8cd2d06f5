/** One account per address: who holds the canonical form of an address, until when, and the port that asks. */
import { sha256 } from '../core/sha256.ts'
import { type SameMailbox, canonicalEmail, formerCanonicalEmails } from './email-canonical.ts'
import type { TableItem, TableKey } from './table-item.ts'

/** A reservation as it stands in the table: `holder`, and `expiresAtS` until the sign-up is confirmed.
 *
 * Pre sign-up writes it with an expiry. When the user is confirmed it becomes permanent: set `sub`, remove
 * `expiresAtS`, on the condition that there is none or that `holder` is the same. Deleting the user deletes it. */
export interface EmailReservation {
  readonly key: TableKey
  /** A hash of whom the reservation is for: equal over all tries of one sign-up. */
  readonly holder: string
  /** How versions before hashed them: by the address as it was written, letter case and all. Never written any more. */
  readonly formerHolder?: string
  /** Where versions before wrote it, whose table of mailbox hosts was shorter: looked up, and never written any more. */
  readonly formerKeys?: readonly TableKey[]
}

/** Whose account the reservation is: the address's own, in any letter case, or one user name's. */
export type ReservationHolder = 'address' | 'user-name'

/** The user that a reservation is for, as both triggers see them. */
export interface ReservingUser {
  readonly userPoolId: string
  readonly userName: string
  readonly email: string
}

/** The reservation of a user's address; undefined when it is not one address.
 *
 * `address`, the default: for a pool that itself allows one account per address in any letter case (e-mail is the user name or an alias,
 * and the pool is not case-sensitive). Any
 * repeat with the same address, in any letter case, is the same holder, under whatever user name, and the pool settles it.
 * `user-name`: for a pool where e-mail is a plain attribute. Callers choose user names there, so that Cognito's own
 * repeats carry the same one. */
export function emailReservation(
  user: ReservingUser,
  holder: ReservationHolder | undefined,
  same: SameMailbox | undefined,
): Required<EmailReservation> | undefined {
  const canonical = canonicalEmail(user.email, same)
  if (canonical === undefined) return undefined
  const keyOf = (form: string): TableKey => ({
    pk: `EMAIL#${sha256(user.userPoolId, form)}`,
    sk: reservationSortKey,
  })
  const byName = sha256('user-name', user.userName)
  const byAddress = (address: string): string =>
    holder === 'user-name' ? byName : sha256('address', address)
  return {
    key: keyOf(canonical),
    holder: byAddress(user.email.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase())),
    formerHolder: byAddress(user.email),
    formerKeys: formerCanonicalEmails(user.email, same).map(keyOf),
  }
}

/** Whether the item is a reservation for the same holder. */
export function isHeldBy(
  { holder, formerHolder = holder }: EmailReservation,
  item: TableItem | undefined,
): boolean {
  const heldBy = item?.get('holder')
  return heldBy === holder || heldBy === formerHolder
}

const reservationSortKey = 'RESERVATION'

/** Former keys as one fact of an effect, whose facts are texts. */
export function writeFormerKeys(keys: readonly TableKey[]): string {
  return keys.map(({ pk }) => pk).join(' ')
}

/** What `writeFormerKeys` wrote. */
export function readFormerKeys(text: string): readonly TableKey[] {
  return text === '' ? [] : text.split(' ').map((pk) => ({ pk, sk: reservationSortKey }))
}
