import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { canonicalEmail, type SameMailbox } from '../../triggers/domain/email-canonical.ts'
import { isObject, type RawObject } from '../../triggers/core/json.ts'
import type { PreSignUpRule } from '../../triggers/pre-sign-up/rule.ts'
import { attributes } from '../../triggers/pre-sign-up/rules/attributes.ts'
import { callers } from '../../triggers/pre-sign-up/rules/callers.ts'
import { disposableEmail } from '../../triggers/pre-sign-up/rules/disposable-email.ts'
import { emailDomains } from '../../triggers/pre-sign-up/rules/email-domains.ts'
import { ask } from '../unit/pre-sign-up/ask.ts'

/** The rules that the rows of the corpus name. The clock stands on 2026-01-01. */
const policies: ReadonlyMap<string, PreSignUpRule> = new Map<string, PreSignUpRule>([
  ['allow example.com', emailDomains({ allow: ['example.com', 'xn--bcher-kva.example'] })],
  [
    'allow example.com and its sub-domains',
    emailDomains({ allow: ['example.com'], subdomains: { allow: true } }),
  ],
  ['deny blocked.example', emailDomains({ deny: ['blocked.example'] })],
  [
    'no disposable addresses',
    disposableEmail({ except: ['spared.mailinator.com'], also: ['added.example'] }),
  ],
  [
    'a form with every check',
    attributes({
      notAccepted: ['custom:role'],
      check: {
        name: { required: true, maxLength: 100 },
        'custom:plan': { oneOf: ['free', 'pro'] },
        'custom:staff_no': { pattern: /^[A-Z]{2}-[0-9]{4}$/ },
      },
      minimumAge: 16,
      terms: { versions: ['2025-06', '2026-01'] },
    }),
  ],
  [
    'one app, and Google and Okta_EU of three providers',
    callers({ apps: ['web'], providers: ['Google', 'Okta_EU'], otherProviders: ['Google_Legacy'] }),
  ],
])

const addresses = readRows('addresses.json')
const attributeSets = readRows('attribute-sets.json')
const sameMailbox = readRows('same-mailbox.json')

test('the corpus has 300 rows and more, each with its reason, none twice', () => {
  const rows = [...addresses, ...attributeSets, ...sameMailbox]

  expect(rows.length).toBeGreaterThanOrEqual(300)
  expect(new Set(rows.map((row) => JSON.stringify({ ...row, why: '' }))).size).toBe(rows.length)
  expect(rows.filter(({ why }) => typeof why !== 'string' || !/^.{5,}\.$/.test(why))).toEqual([])
})

describe('addresses', () => {
  test.each(addresses.map((row) => [row['policy'], shorten(row['email']), row['verdict'], row['why'], row]))(
    '%s: %s is answered with %s. %s',
    async (policy, _, verdict, __, row) => {
      expect(await ask([ruleOf(policy)], { attributes: { email: Object(row)['email'] } })).toBe(verdict)
    },
  )
})

describe('attribute sets', () => {
  test.each(
    attributeSets.map((row) => [row['policy'], shorten(row['request']), row['verdict'], row['why'], row]),
  )('%s: %s is answered with %s. %s', async (policy, _, verdict, __, row) => {
    expect(await ask([ruleOf(policy)], Object(row)['request'])).toBe(verdict)
  })
})

describe('two addresses of one mailbox', () => {
  test.each(
    sameMailbox.map((row) => [shorten(row['one']), shorten(row['other']), row['same'], row['why'], row]),
  )('%s and %s: %s. %s', (_, __, same, ___, row) => {
    const switches: SameMailbox = Object(row)['switches'] ?? {}
    const one = canonicalEmail(String(Object(row)['one']), switches)
    const other = canonicalEmail(String(Object(row)['other']), switches)

    expect(one !== undefined && one === other).toBe(same)
  })
})

function ruleOf(policy: unknown): PreSignUpRule {
  const rule = policies.get(String(policy))
  if (rule === undefined)
    throw new Error(`the corpus names the policy '${String(policy)}', which does not exist`)
  return rule
}

function readRows(file: string): readonly RawObject[] {
  const rows: unknown = JSON.parse(readFileSync(join(import.meta.dirname, file), 'utf8'))
  if (!Array.isArray(rows)) throw new Error(`${file} is not a list`)
  return rows.filter(isObject)
}

function shorten(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined'
  return text.length > 80 ? `${text.slice(0, 77)}...` : text
}
