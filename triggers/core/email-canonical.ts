/** One form for all the ways to write an address that reach the same mailbox. */
import { readEmailAddress } from './email-domain.ts'

/** What counts as the same address. Each switch on its own. */
export interface SameMailbox {
  /** `Jane@` and `jane@`. No provider of note tells them apart. Default true. */
  readonly letterCase?: boolean
  /** `jane+news@` and `jane@`: where the provider is known to deliver both to one mailbox, at every domain, or never.
   * At every domain also covers companies whose mail a known provider carries, and merges two people where a `+` is
   * part of a name. Default `known-providers`. */
  readonly plusTags?: 'known-providers' | 'every-domain' | 'never'
  /** `j.a.ne@` and `jane@` at the providers that ignore dots. Default true. */
  readonly dots?: boolean
}

interface Provider {
  readonly ignoresDots: boolean
  /** Another name of the same mailboxes. */
  readonly sameAs?: string
}

const tagged: Provider = { ignoresDots: false }

/** The one table of them: providers that deliver `name+tag` to `name`.
 * @see https://support.google.com/mail/answer/7436150 Gmail: dots, and googlemail.com
 * @see https://support.microsoft.com/office/ms-outlook-plus-addressing Outlook: tags
 * @see https://proton.me/support/creating-aliases Proton: tags, and dots; hyphens and underscores too, which are left as
 * they are; and that a name belongs to one account at all of its hosts
 * @see https://proton.me/support/addresses-and-aliases
 * @see https://support.apple.com/en-us/102525 Apple: a name is one mailbox at icloud.com, me.com and mac.com
 * @see https://yandex.com/support/id/authorization/email.html Yandex: one name at all of its hosts */
const providers: ReadonlyMap<string, Provider> = new Map<string, Provider>([
  ['gmail.com', { ignoresDots: true }],
  ['googlemail.com', { ignoresDots: true, sameAs: 'gmail.com' }],
  ['outlook.com', tagged],
  ['hotmail.com', tagged],
  ['live.com', tagged],
  ['msn.com', tagged],
  ['icloud.com', tagged],
  ['me.com', { ...tagged, sameAs: 'icloud.com' }],
  ['mac.com', { ...tagged, sameAs: 'icloud.com' }],
  ['protonmail.com', { ignoresDots: true }],
  ['protonmail.ch', { ignoresDots: true, sameAs: 'protonmail.com' }],
  ['proton.me', { ignoresDots: true, sameAs: 'protonmail.com' }],
  ['pm.me', { ignoresDots: true, sameAs: 'protonmail.com' }],
  ['yandex.ru', tagged],
  ...['ya.ru', 'yandex.by', 'yandex.com', 'yandex.kz'].map(
    (host) => [host, { ...tagged, sameAs: 'yandex.ru' }] as const,
  ),
  ['fastmail.com', tagged],
])

/** The canonical form of an address; undefined when it is not one address. Equal forms mean one mailbox as far as
 * `same` goes; the form itself is a key, not an address to write to. */
export function canonicalEmail(address: string, same: SameMailbox = {}): string | undefined {
  const read = readEmailAddress(address)
  if (read === undefined) return undefined
  const provider = providers.get(read.domain)
  const { letterCase = true, plusTags = 'known-providers', dots = true } = same

  let local = unquote(read.local).normalize('NFC')
  if (letterCase) local = local.toLowerCase()
  if (plusTags === 'every-domain' || (plusTags === 'known-providers' && provider !== undefined))
    local = withoutTag(local)
  if (dots && provider?.ignoresDots === true) local = local.replaceAll('.', '')
  return `${local}@${provider?.sameAs ?? read.domain}`
}

/** The form in which nothing but the case of A to Z, quotes and the spelling of the domain is put aside: equal forms are
 * one address to every provider. Other letters that look or fold alike, such as the Kelvin sign and `k`, are not.
 * undefined when there is none, or not one. */
export function exactEmail(address: string | undefined): string | undefined {
  const read = address === undefined ? undefined : readEmailAddress(address)
  if (read === undefined) return undefined
  const local = unquote(read.local).replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase())
  return `${local}@${read.domain}`
}

/** `"jane"@` and `jane@` are one address: quotes are a way of writing.
 * @see https://www.rfc-editor.org/rfc/rfc5321#section-4.1.2 */
function unquote(local: string): string {
  return local.startsWith('"') ? local.slice(1, -1).replaceAll(/\\(.)/g, '$1') : local
}

/** A name that starts with `+` has no tag: something must be left. */
function withoutTag(local: string): string {
  const plus = local.indexOf('+')
  return plus > 0 ? local.slice(0, plus) : local
}
