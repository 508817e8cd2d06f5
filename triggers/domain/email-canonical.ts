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
  /** What it was to versions before: mailboxes of its own, or a host like any other. Default: what it is. */
  readonly formerly?: 'apart' | 'unknown'
}

const tagged: Provider = { ignoresDots: false }
const apple: Provider = { ignoresDots: false, sameAs: 'icloud.com', formerly: 'apart' }
const proton: Provider = { ignoresDots: true, sameAs: 'protonmail.com', formerly: 'apart' }
const yandex: Provider = { ignoresDots: false, sameAs: 'yandex.ru', formerly: 'unknown' }

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
  ['me.com', apple],
  ['mac.com', apple],
  ['protonmail.com', { ignoresDots: true }],
  ['protonmail.ch', { ...proton, formerly: 'unknown' }],
  ['proton.me', proton],
  ['pm.me', proton],
  ['yandex.ru', yandex],
  ['yandex.by', yandex],
  ['yandex.com', yandex],
  ['yandex.kz', yandex],
  ['ya.ru', yandex],
  ['fastmail.com', tagged],
])

/** The canonical form of an address; undefined when it is not one address. Equal forms mean one mailbox as far as
 * `same` goes; the form itself is a key, not an address to write to. */
export function canonicalEmail(address: string, same: SameMailbox = {}): string | undefined {
  const read = readEmailAddress(address)
  if (read === undefined) return undefined
  const provider = providers.get(read.domain)
  return `${canonicalLocal(read.local, provider, same)}@${provider?.sameAs ?? read.domain}`
}

/** The other forms that versions before gave to addresses of the same mailbox; none for most addresses. A tag that only
 * somebody else wrote, at a host that was unknown then, cannot be told from here. */
export function formerCanonicalEmails(address: string, same: SameMailbox = {}): readonly string[] {
  const read = readEmailAddress(address)
  const provider = read && providers.get(read.domain)
  if (read === undefined || provider === undefined) return []
  const main = provider.sameAs ?? read.domain
  const local = canonicalLocal(read.local, provider, same)
  const forms = new Set<string>()
  for (const [host, { sameAs = host, formerly }] of providers) {
    if (sameAs !== main || formerly === undefined) continue
    forms.add(`${local}@${host}`)
    if (formerly === 'unknown') forms.add(`${canonicalLocal(read.local, undefined, same)}@${host}`)
  }
  forms.delete(`${local}@${main}`)
  return [...forms]
}

function canonicalLocal(written: string, provider: Provider | undefined, same: SameMailbox): string {
  const { letterCase = true, plusTags = 'known-providers', dots = true } = same
  let local = unquote(written).normalize('NFC')
  if (letterCase) local = local.toLowerCase()
  if (plusTags === 'every-domain' || (plusTags === 'known-providers' && provider !== undefined))
    local = withoutTag(local)
  return dots && provider?.ignoresDots === true ? local.replaceAll('.', '') : local
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
