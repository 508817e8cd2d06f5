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

test('an allow list includes sub-domains when they are asked for', async () => {
  const options = { allow: ['example.com'], subdomains: { allow: true } }

  expect(await verdict(options, 'a@sub.example.com')).toBe('pass')
  expect(await verdict(options, 'a@notexample.com')).toBe('email_domain_not_allowed')
})

describe('a deny list of example.com', () => {
  const deny: EmailDomainsOptions = { deny: ['example.com'] }

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
