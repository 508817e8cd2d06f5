/** One account per address: who holds the canonical form of an address, until when, and the port that reads it. */
import { sha256 } from '../core/sha256.ts'
import { type SameMailbox, canonicalEmail, formerCanonicalEmails } from './email-canonical.ts'
import type { TableItem, TableKey } from './table-item.ts'

/** A reservation in the table: `holder`, and `expiresAtS` until the sign-up is confirmed.
 *
 * Pre sign-up writes it with an expiry. Confirmation makes it permanent: it sets `sub` and removes `expiresAtS`, on
 * the condition that no reservation exists or that `holder` is the same. Deleting the user deletes it. */
export interface EmailReservation {
  readonly key: TableKey
  /** A hash of the holder. It is equal for all tries of one sign-up. */
  readonly holder: string
  /** The hash that earlier versions wrote: of the address with its letter case. This version only compares it. */
  readonly formerHolder?: string
  /** The keys under which earlier versions, which knew fewer mailbox hosts, wrote the reservation. This version only
   * reads them. */
  readonly formerKeys?: readonly TableKey[]
}

/** What identifies the holder: the address, in any letter case, or the user name. */
export type ReservationHolder = 'address' | 'user-name'

/** The user that a reservation is for, as both triggers see them. */
export interface ReservingUser {
  readonly userPoolId: string
  readonly userName: string
  readonly email: string
}

/** The reservation of a user's address; undefined when the text is not one address.
 *
 * `address`, the default, is for a pool that itself allows one account per address in any letter case: e-mail is the
 * user name or an alias, and the pool is not case-sensitive. Every repeat with the same address, in any letter case
 * and under any user name, is the same holder. The pool decides between them. `user-name` is for a pool where e-mail
 * is a plain attribute. Callers choose user names there, and Cognito's own repeats carry the same one. */
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

/** Whether the item is a reservation of the same holder. */
export function isHeldBy(
  { holder, formerHolder = holder }: EmailReservation,
  item: TableItem | undefined,
): boolean {
  const heldBy = item?.get('holder')
  return heldBy === holder || heldBy === formerHolder
}

const reservationSortKey = 'RESERVATION'

/** The former keys as one fact of an effect. Facts are texts. */
export function writeFormerKeys(keys: readonly TableKey[]): string {
  return keys.map(({ pk }) => pk).join(' ')
}

/** Reads what `writeFormerKeys` wrote. */
export function readFormerKeys(text: string): readonly TableKey[] {
  return text === '' ? [] : text.split(' ').map((pk) => ({ pk, sk: reservationSortKey }))
}
