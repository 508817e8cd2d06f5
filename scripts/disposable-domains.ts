/** Writes triggers/pre-sign-up/disposable-domains.ts from the npm package that keeps the list. */
import { readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { readEmailDomain } from '../triggers/core/email-domain.ts'

export const disposableDomainsFile = join(
  import.meta.dirname,
  '../triggers/pre-sign-up/disposable-domains.ts',
)

const source = join(
  dirname(createRequire(import.meta.url).resolve('disposable-email-domains-js')),
  'dict/disposable_email_blocklist.json',
)

/** The package's domains in the form of `readEmailDomain`, sorted.
 * @throws Error when the package no longer holds a list of host names. */
export async function readDisposableDomains(): Promise<readonly string[]> {
  const list: unknown = JSON.parse(await readFile(source, 'utf8'))
  if (!Array.isArray(list))
    throw new Error('disposable-email-domains-js no longer holds a list: read it anew')
  const domains = list.map((entry: unknown) => readEmailDomain(`x@${String(entry)}`))
  const unreadable = domains.indexOf(undefined)
  if (unreadable !== -1)
    throw new Error(`disposable-email-domains-js holds '${String(list[unreadable])}', which is no host name`)
  return [...new Set(domains.filter((domain) => domain !== undefined))].sort()
}

/** The module: one text, a line for each last label, so that it needs no parsing at start and is searched in place. */
export async function renderDisposableDomains(): Promise<string> {
  const names = new Map<string, string[]>()
  for (const domain of await readDisposableDomains()) {
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

if (import.meta.main) await writeFile(disposableDomainsFile, await renderDisposableDomains())
