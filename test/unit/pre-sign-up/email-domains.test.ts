import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { emailDomains, type EmailDomainsOptions } from '../../../triggers/pre-sign-up/rules/email-domains.ts'
import { ask } from './ask.ts'
import { definePreSignUp } from '../../../triggers/pre-sign-up/define.ts'
import { preSignUpTrigger } from '../../../triggers/pre-sign-up/trigger.ts'
import { eventWith } from '../../../triggers/testing/golden-events.ts'
import { createHarness } from '../../../triggers/testing/trigger-harness.ts'

/** The code of the denial, or `pass`. */
async function verdict(
  options: EmailDomainsOptions,
  email: unknown,
  source = 'PreSignUp_SignUp',
): Promise<string> {
  const harness = createHarness(preSignUpTrigger(definePreSignUp({ rules: [emailDomains(options)] })))
  const answer = await harness.invoke(eventWith(source, { userAttributes: { email } }))
  return answer.kind === 'returned' ? 'pass' : (/^\[(\w+)\]/.exec(answer.message)?.[1] ?? answer.message)
}

describe('an allow list of example.com', () => {
  const allow: EmailDomainsOptions = { allow: ['example.com', 'xn--bcher-kva.example'] }

  test.each<[unknown, string, string]>([
    ['a@example.com', 'pass', 'the domain itself'],
    ['a@EXAMPLE.Com', 'pass', 'host names have no case'],
    ['a@example.com.', 'pass', 'a trailing dot is the same host'],
    ['"a@evil.com"@example.com', 'pass', 'the last @ counts; the first is in quotes'],
    ['a+tag@example.com', 'pass', 'tags are part of the local part'],
    ['a@bücher.example', 'pass', 'a Unicode domain is its xn-- form'],
    ['a@BÜCHER.example', 'pass', 'UTS 46 folds case'],
    ['a@xn--bcher-kva.example', 'pass', 'the xn-- form itself'],
    ['a@evil-example.com', 'email_domain_not_allowed', 'a suffix is not a domain'],
    ['a@example.com.evil.com', 'email_domain_not_allowed', 'a prefix is not a domain'],
    ['a@sub.example.com', 'email_domain_not_allowed', 'sub-domains are an explicit choice'],
    ['a@example.com@evil.com', 'email_invalid', 'an @ outside of quotes'],
    ['a@exаmple.com', 'email_domain_not_allowed', 'a Cyrillic look-alike is another domain'],
    ['example.com', 'email_invalid', 'no @'],
    ['@example.com', 'email_invalid', 'no local part'],
    ['a@', 'email_invalid', 'no domain'],
    ['a@example', 'email_invalid', 'a single label'],
    ['a@[127.0.0.1]', 'email_invalid', 'an address literal'],
    ['a@127.0.0.1', 'email_invalid', 'an address'],
    ['a@example..com', 'email_invalid', 'an empty label'],
    ['a@-example.com', 'email_invalid', 'a label that starts with a hyphen'],
    ['a b@example.com', 'email_invalid', 'a space outside of quotes'],
    ['a@example.com\n', 'email_invalid', 'a line break'],
    ['a\u0000@example.com', 'email_invalid', 'a NUL'],
    ['a@example.com\u0000', 'email_invalid', 'a NUL at the end'],
    ['a@\u001fexample.com', 'email_invalid', 'a control character before the domain'],
    ['a@example.com\u0085', 'email_invalid', 'a control character of Latin 1'],
    ['a@exam\u00adple.com', 'email_invalid', 'a hyphen that is not seen'],
    ['a@exam\u200bple.com', 'email_invalid', 'a blank that is not seen'],
    ['a@example.com\ufeff', 'email_invalid', 'a byte order mark'],
    ['a@example.com\ufe0f', 'email_invalid', 'a variation selector'],
    ['.a@example.com', 'email_invalid', 'a leading dot'],
    [`${'a'.repeat(65)}@example.com`, 'email_invalid', 'a local part of 65'],
    [`a@${'b'.repeat(64)}.com`, 'email_invalid', 'a label of 64'],
    [`a@${'b.'.repeat(126)}com`, 'email_invalid', 'an address over 254'],
    ['', 'email_required', 'empty'],
    [undefined, 'email_required', 'absent'],
    [null, 'email_required', 'null'],
    [{ a: 1 }, 'email_required', 'not a text'],
  ])('%j gives %s: %s', async (email, expected) => {
    expect(await verdict(allow, email)).toBe(expected)
  })

  test('includes sub-domains when they are asked for', async () => {
    const options = { ...allow, subdomains: { allow: true } }

    expect(await verdict(options, 'a@sub.example.com')).toBe('pass')
    expect(await verdict(options, 'a@notexample.com')).toBe('email_domain_not_allowed')
  })
})

describe('a deny list of example.com', () => {
  const deny: EmailDomainsOptions = { deny: ['example.com'] }

  test.each([
    ['a@example.com', 'email_domain_not_allowed'],
    ['a@deep.sub.example.com', 'email_domain_not_allowed'],
    ['a@myexample.com', 'pass'],
    ['a@example.org', 'pass'],
  ])('%s gives %s', async (email, expected) => {
    expect(await verdict(deny, email)).toBe(expected)
  })

  test('wins over an allow list', async () => {
    expect(await verdict({ allow: ['example.com'], deny: ['example.com'] }, 'a@example.com')).toBe(
      'email_domain_not_allowed',
    )
  })

  test('spares sub-domains when told so', async () => {
    expect(await verdict({ ...deny, subdomains: { deny: false } }, 'a@sub.example.com')).toBe('pass')
  })

  test('speaks for sign-ups and external providers, not for administrators', async () => {
    expect(await verdict(deny, 'a@example.com', 'PreSignUp_ExternalProvider')).toBe(
      'email_domain_not_allowed',
    )
    expect(await verdict(deny, 'a@example.com', 'PreSignUp_AdminCreateUser')).toBe('pass')
  })

  test.each([undefined, ''])(
    'does not ask for an address when the provider gives none: %j',
    async (email) => {
      const source = 'PreSignUp_ExternalProvider'
      const attributes = { email }

      expect(await ask([emailDomains(deny)], { source, attributes })).toBe('pass')
      expect(await ask([emailDomains(deny)], { attributes })).toBe('email_required')
      expect(await ask([emailDomains({ allow: ['example.com'] })], { source, attributes })).toBe(
        'provider_not_allowed',
      )
    },
  )

  test('denies every letter case and sub-domain of a listed domain', async () => {
    const mixedCase = fc.mixedCase(fc.constant('example.com'))
    const prefix = fc.constantFrom('', 'a.', 'a.b.', 'xn--bcher-kva.')
    await fc.assert(
      fc.asyncProperty(prefix, mixedCase, async (sub, domain) => {
        expect(await verdict(deny, `x@${sub}${domain}`)).toBe('email_domain_not_allowed')
      }),
      { numRuns: 50 },
    )
  })
})

describe('options', () => {
  test.each([
    [{}, 'give allow or deny at least one domain'],
    [{ deny: [] }, 'give allow or deny at least one domain'],
    [{ allow: [] }, 'give allow or deny at least one domain'],
    [
      { allow: ['Example.com'] },
      "allow[0] must be a lower-case ASCII host name such as example.com, not 'Example.com'",
    ],
    [{ deny: ['@example.com'] }, "example.com, not '@example.com'"],
    [{ deny: ['bücher.example'] }, "example.com, not 'bücher.example'"],
    [{ deny: ['example.com.'] }, "example.com, not 'example.com.'"],
    [{ deny: ['localhost'] }, "example.com, not 'localhost'"],
  ] as const)('%j are refused by name and rule', (options, message) => {
    expect(() => emailDomains(options)).toThrow(TypeError)
    expect(() => emailDomains(options)).toThrow(message)
  })

  test('the same rule twice is refused', () => {
    const rule = emailDomains({ deny: ['example.com'] })

    expect(() => definePreSignUp({ rules: [rule, rule] })).toThrow('rule email-domains is configured twice')
  })
})
