/** Who may send a mail, as `from` of welcomeMail says it: what this lays down is never refused. Written once more, since
 * `npm create` runs before anything else is installed. */

/** One address in ASCII, with or without a name before it. */
export function isSender(from: string): boolean {
  const [, bracketed, bare = ''] =
    /^(?:(?:[^<>@,;:"]*|"(?=[^"]*\w)[^<>@"\\]*" *)<([^<> ]+)>|([^<> ]+))$/.exec(from) ?? []
  return /^[!-~](?:[ -~]*[!-~])?$/.test(from) && isAddress(bracketed ?? bare)
}

function isAddress(address: string): boolean {
  const at = address.lastIndexOf('@')
  const local = address.slice(0, Math.max(at, 0))
  return address.length <= 254 && local.length <= 64 && isLocalPart(local) && isHost(address.slice(at + 1))
}

/** Dot-atom or quoted string. */
function isLocalPart(local: string): boolean {
  return /^"(?:[^"\\]|\\.)*"$/.test(local) || /^[^"(),:;<>@[\\\].]+(?:\.[^"(),:;<>@[\\\].]+)*$/.test(local)
}

function isHost(host: string): boolean {
  const labels = host.split('.')
  if (host.length > 253 || labels.length < 2 || /^\d+$/.test(labels.at(-1) ?? '')) return false
  return labels.every((label) => /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i.test(label))
}
