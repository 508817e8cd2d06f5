/** Writes triggers/pre-sign-up/disposable-domains.ts from the npm package with the list. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import blocklist from 'disposable-email-domains-js/dist/dict/disposable_email_blocklist.json' with { type: 'json' }
import { readEmailDomain } from '../triggers/domain/email-domain.ts'

export const disposableDomainsFile = join(
  import.meta.dirname,
  '../triggers/pre-sign-up/disposable-domains.ts',
)

/** The package's domains in the form of `readEmailDomain`, sorted.
 * @throws Error when an entry is not a host name. */
export function readDisposableDomains(): readonly string[] {
  const domains = blocklist.map((entry) => readEmailDomain(`x@${entry}`))
  const unreadable = domains.indexOf(undefined)
  if (unreadable !== -1)
    throw new Error(`disposable-email-domains-js holds '${blocklist[unreadable]}', which is no host name`)
  return [...new Set(domains.filter((domain) => domain !== undefined))].sort()
}

/** The module's text: one line for each last label, so that it is searched without parsing at start. */
export function renderDisposableDomains(): string {
  const names = new Map<string, string[]>()
  for (const domain of readDisposableDomains()) {
    const dot = domain.lastIndexOf('.')
    const label = domain.slice(dot + 1)
    names.set(label, [...(names.get(label) ?? []), domain.slice(0, dot)])
  }
  const text = [...names].map(([label, list]) => `\n${label}:,${list.join(',')},`).join('')
  return [
    '/** Domains of disposable mailboxes, made by scripts/disposable-domains.ts from the npm package',
    ' * disposable-email-domains-js (CC0). A line for each last label: its name, and the names before it. */',
    'export const disposableDomains =',
    `  '${text.replaceAll('\n', '\\n')}'`,
    '',
  ].join('\n')
}

if (import.meta.main) await writeFile(disposableDomainsFile, renderDisposableDomains())
