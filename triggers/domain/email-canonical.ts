/** One form for all the ways to write an address that reach the same mailbox. */
import { readEmailAddress } from './email-domain.ts'

/** What counts as the same address. The switches are independent. */
export interface SameMailbox {
  /** `Jane@` and `jane@`. No large provider tells them apart. Default true. */
  readonly letterCase?: boolean
  /** Whether `jane+news@` and `jane@` are the same: at the providers that are known to deliver both to one mailbox, at
   * every domain, or never. `every-domain` also covers companies whose mail a known provider carries. It merges two
   * people where a `+` is part of a name. Default `known-providers`. */
  readonly plusTags?: 'known-providers' | 'every-domain' | 'never'
  /** `j.a.ne@` and `jane@` at the providers that ignore dots. Default true. */
  readonly dots?: boolean
}

interface Provider {
  readonly ignoresDots: boolean
  /** The host whose mailboxes these are. */
  readonly sameAs?: string
  /** How earlier versions treated the host: its mailboxes were its own, or the host was unknown. Default: as now. */
  readonly formerly?: 'apart' | 'unknown'
}

const tagged: Provider = { ignoresDots: false }
const apple: Provider = { ignoresDots: false, sameAs: 'icloud.com', formerly: 'apart' }
const proton: Provider = { ignoresDots: true, sameAs: 'protonmail.com', formerly: 'apart' }
const yandex: Provider = { ignoresDots: false, sameAs: 'yandex.ru', formerly: 'unknown' }

/** The one table of providers that deliver `name+tag` to `name`.
 * @see https://support.google.com/mail/answer/7436150 Gmail: dots, and googlemail.com
 * @see https://support.microsoft.com/office/ms-outlook-plus-addressing Outlook: tags
 * @see https://proton.me/support/creating-aliases Proton: tags and dots; hyphens and underscores too, which this
 * project leaves alone; a name belongs to one account at all of its hosts
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

/** The other canonical forms that earlier versions gave to addresses of the same mailbox. Most addresses have no other
 * form. Earlier versions kept the tag at a host that they did not know. A form with another person's tag cannot be
 * derived from this address. */
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

/** The form that ignores only the case of A to Z, quotes and the spelling of the domain. Two addresses with equal forms
 * are one address to every provider. Other letters stay apart even when they look or fold alike, such as the Kelvin
 * sign and `k`. Undefined when the text is not one address. */
export function exactEmail(address: string | undefined): string | undefined {
  const read = address === undefined ? undefined : readEmailAddress(address)
  if (read === undefined) return undefined
  const local = unquote(read.local).replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase())
  return `${local}@${read.domain}`
}

/** `"jane"@` and `jane@` are one address, since quotes are only a way of writing.
 * @see https://www.rfc-editor.org/rfc/rfc5321#section-4.1.2 */
function unquote(local: string): string {
  return local.startsWith('"') ? local.slice(1, -1).replaceAll(/\\(.)/g, '$1') : local
}

/** A name that starts with `+` has no tag, since nothing would be left of it. */
function withoutTag(local: string): string {
  const plus = local.indexOf('+')
  return plus > 0 ? local.slice(0, plus) : local
}
