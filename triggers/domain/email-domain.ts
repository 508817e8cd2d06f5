/** Splits an e-mail address into its local part and its canonical domain, or finds that it is not an address. */

/** The longest address, in characters. @see https://www.rfc-editor.org/errata/eid1690 */
const maxAddressLength = 254
/** The longest local part and domain. @see https://www.rfc-editor.org/rfc/rfc5321#section-4.5.3.1 */
const maxLocalLength = 64
const maxDomainLength = 253

const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/

/** The two sides of the last `@`. */
export interface EmailAddress {
  /** As it was written, quotes included. */
  readonly local: string
  readonly domain: string
}

/** The lower-case ASCII domain after the last `@`, without a trailing dot. International names become `xn--` labels
 * (UTS 46). Undefined when the local part is missing, or the host name has fewer than two labels.
 * @see https://www.unicode.org/reports/tr46/ */
export function readEmailDomain(address: string | undefined): string | undefined {
  return address === undefined ? undefined : readEmailAddress(address)?.domain
}

/** Whether SES takes the address: it takes ASCII alone, with `xn--` labels.
 * @see https://docs.aws.amazon.com/ses/latest/dg/send-email-formatted.html */
export function isAsciiAddress(address: string): boolean {
  return /^[\x21-\x7e]*[^.]$/.test(address) && readEmailDomain(address) !== undefined
}

/** The address with its domain in the form of `readEmailDomain`; undefined when it is not one address. */
export function readEmailAddress(address: string): EmailAddress | undefined {
  if (address.length > maxAddressLength) return undefined
  const at = address.lastIndexOf('@')
  const local = address.slice(0, Math.max(at, 0))
  if (!isLocalPart(local)) return undefined
  const domain = canonicalHost(address.slice(at + 1))
  return domain === undefined ? undefined : { local, domain }
}

/** The domain and its parents with at least two labels, longest first. */
export function domainAndParents(domain: string): readonly string[] {
  const labels = domain.split('.')
  return labels.slice(0, -1).map((_, index) => labels.slice(index).join('.'))
}

/** Dot-atom or quoted string; no control character and no space outside of quotes. */
function isLocalPart(local: string): boolean {
  if (local.length > maxLocalLength) return false
  if (/^"(?:[^"\\\p{Cc}]|\\[\x20-\x7e])*"$/u.test(local)) return true
  return /^[^\s\p{Cc}"(),:;<>@[\\\].]+(?:\.[^\s\p{Cc}"(),:;<>@[\\\].]+)*$/u.test(local)
}

function canonicalHost(host: string): string | undefined {
  const bare = host.endsWith('.') ? host.slice(0, -1) : host
  const ascii = /^[\x21-\x7e]*$/.test(bare) ? bare.toLowerCase() : toAscii(bare)
  if (ascii === undefined || ascii.length > maxDomainLength) return undefined
  const labels = ascii.split('.')
  // A numeric last label is an IPv4 address in another spelling, never a public mail domain.
  if (labels.length < 2 || /^\d+$/.test(labels.at(-1) ?? '')) return undefined
  return labels.every((part) => label.test(part)) ? ascii : undefined
}

/** The URL parser is the platform's UTS 46 implementation. Characters that would end the host, or that the parser would
 * drop, are refused first: no mail server has such a name. The two joiners may be part of a name. */
function toAscii(host: string): string | undefined {
  if (/[\s/?#@:\\%[\]\p{Cc}]|(?![\u200c\u200d])\p{DI}/u.test(host)) return undefined
  const parsed = URL.parse(`http://${host}`)
  if (parsed === null) return undefined
  return parsed.hostname.endsWith('.') ? parsed.hostname.slice(0, -1) : parsed.hostname
}
