import { describe, expect, test } from 'vitest'
import { canonicalEmail } from '../../triggers/domain/email-canonical.ts'
import type { PreSignUpRule } from '../../triggers/pre-sign-up/rule.ts'
import { attributes } from '../../triggers/pre-sign-up/rules/attributes.ts'
import { callers } from '../../triggers/pre-sign-up/rules/callers.ts'
import { disposableEmail } from '../../triggers/pre-sign-up/rules/disposable-email.ts'
import { emailDomains } from '../../triggers/pre-sign-up/rules/email-domains.ts'
import type { SignUp } from '../../triggers/testing/pre-sign-up.ts'
import { ask } from '../unit/pre-sign-up/ask.ts'
import { addresses, notTexts } from './addresses.ts'
import { attributeChanges, callersOfAll, form, metadataChanges } from './attribute-sets.ts'
import { otherMailbox, sameMailbox } from './same-mailbox.ts'

/** The rules that the addresses are grouped by. */
const policies: Readonly<Record<string, PreSignUpRule>> = {
  'allow example.com': emailDomains({ allow: ['example.com', 'xn--bcher-kva.example'] }),
  'allow example.com and its sub-domains': emailDomains({
    allow: ['example.com'],
    subdomains: { allow: true },
  }),
  'deny blocked.example': emailDomains({ deny: ['blocked.example'] }),
  'no disposable addresses': disposableEmail({ except: ['spared.mailinator.com'], also: ['added.example'] }),
}
/** The clock stands on 2026-01-01. */
const wholeForm = attributes({
  notAccepted: ['custom:role'],
  check: {
    name: { required: true, maxLength: 100 },
    'custom:plan': { oneOf: ['free', 'pro'] },
    'custom:staff_no': { pattern: /^[A-Z]{2}-[0-9]{4}$/ },
  },
  minimumAge: 16,
  terms: { versions: ['2025-06', '2026-01'] },
})
const someCallers = callers({
  apps: ['web'],
  providers: ['Google', 'Okta_EU'],
  otherProviders: ['Google_Legacy'],
})

describe.each(Object.entries(policies))('%s', (policy, rule) => {
  const rows = [
    ...Object.entries(addresses[policy] ?? {}).flatMap(([verdict, emails]) =>
      Object.entries(emails).map(([email, why]) => [email, verdict, why] as const),
    ),
    ...notTexts.flatMap(([value, of, verdict, why]) =>
      of === policy ? [[value, verdict, why] as const] : [],
    ),
  ]

  test.each(rows.map((row) => [shorten(row[0]), ...row] as const))(
    '%s is %#',
    async (_, email, verdict, why) => {
      expect(await ask([rule], { attributes: { email } }), why).toBe(verdict)
    },
  )

  test('has addresses', () => {
    expect(rows.length).toBeGreaterThan(10)
  })
})

/** Every row as it is asked, with its name. */
function questions<Change>(
  rows: Readonly<Record<string, readonly (readonly [Change, string])[]>>,
  make: (change: Change) => SignUp,
) {
  return Object.entries(rows).flatMap(([verdict, changes]) =>
    changes.map(([change, why]) => [shorten(change), make(change), verdict, why] as const),
  )
}

describe('attribute sets', () => {
  const given = ({ attributes: changed, ...others }: SignUp): SignUp => ({
    ...form,
    ...others,
    attributes: Object.fromEntries(
      Object.entries({ ...form.attributes, ...changed }).filter(([, value]) => value !== undefined),
    ),
  })

  test.each([
    ...questions(attributeChanges, (changed) => given({ attributes: changed })),
    ...questions(metadataChanges, given),
  ])('a form with %s is %#', async (_, question, verdict, why) => {
    expect(await ask([wholeForm], question), why).toBe(verdict)
  })

  test.each(questions(callersOfAll, (question) => question))(
    '%s is %#',
    async (_, question, verdict, why) => {
      expect(await ask([someCallers], question), why).toBe(verdict)
    },
  )
})

describe('two addresses', () => {
  const isSame = ([one, other, , switches = {}]: (typeof sameMailbox)[number]): boolean =>
    canonicalEmail(one, switches) !== undefined &&
    canonicalEmail(one, switches) === canonicalEmail(other, switches)

  test.each(sameMailbox.map((row) => [row] as const))('of one mailbox: %j', (row) => {
    expect(isSame(row)).toBe(true)
  })

  test.each(otherMailbox.map((row) => [row] as const))('of two mailboxes: %j', (row) => {
    expect(isSame(row)).toBe(false)
  })
})

function shorten(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined'
  return text.length > 80 ? `${text.slice(0, 77)}...` : text
}
