import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { denialCodes } from '../../client/denial-codes.ts'
import { languages as clientLanguages, parseDenial } from '../../client/denial.ts'
import * as catalogue from '../../triggers/core/denial-catalogue.ts'
import { formatDenial, languages } from '../../triggers/core/denials.ts'

const denials = Object.values(catalogue)
const anyDenial = fc.constantFrom(...denials)
const anyLanguage = fc.constantFrom(...languages)
const anyTrigger = fc.constantFrom('PreSignUp', 'PreTokenGeneration', 'PostConfirmation', 'PreAuthentication')

/** What Cognito makes of a thrown message. */
function wrap(trigger: string, message: string): string {
  return `${trigger} failed with error ${message}.`
}

test('the client knows the codes and the languages of the catalogue, and no others', () => {
  expect([...denialCodes]).toEqual(denials.map(({ code }) => code).toSorted())
  expect(clientLanguages).toEqual(languages)
})

describe('the denial parser', () => {
  test('reads each denial of the catalogue in each language as it was thrown', () => {
    for (const denial of denials) {
      for (const language of languages) {
        const parsed = parseDenial(
          wrap('PreSignUp', formatDenial(denial, [language], { language: 'en' })),
          undefined,
          language,
        )

        expect(parsed).toMatchObject({ code: denial.code, text: denial.texts[language], language })
      }
    }
  })

  test('reads what Cognito wrapped, whatever the trigger, the number of full stops and the encoding', () => {
    const anyStops = fc.stringMatching(/^[. ]{0,4}$/)
    const encode = fc.constantFrom<(text: string) => string>(
      (text) => text,
      encodeURIComponent,
      (text) => new URLSearchParams({ error_description: text }).toString().replace(/^[^=]*=/, ''),
    )

    fc.assert(
      fc.property(
        anyDenial,
        anyLanguage,
        anyTrigger,
        anyStops,
        encode,
        (denial, language, trigger, stops, form) => {
          const parsed = parseDenial(
            form(wrap(trigger, formatDenial(denial, [language], { language: 'en' }) + stops)),
          )

          expect(parsed).toMatchObject({
            kind: 'denied',
            code: denial.code,
            text: denial.texts[language],
            trigger,
          })
        },
      ),
    )
  })

  test('reads any code and any text that a team may add', () => {
    const anyCode = fc.stringMatching(/^[a-z][a-z0-9_]{0,30}$/)
    const anyText = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 120 })
      .filter((text) => text.length < 200 && !/[.\s]$|^\s/.test(text))

    fc.assert(
      fc.property(anyCode, anyText, anyTrigger, (code, text, trigger) => {
        expect(parseDenial(wrap(trigger, `[${code}] ${text}`))).toMatchObject({ code, text, trigger })
      }),
    )
  })

  test('takes any string for what it is, and never throws', () => {
    expect.hasAssertions()
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 1_000 }), fc.string(), (message, locale) => {
        const parsed = parseDenial(message, undefined, locale)

        expect(message).toContain(parsed?.code ?? '')
      }),
    )
  })

  test.each([
    ['a message without a code', 'PreSignUp failed with error Registration is closed.'],
    ['a bug of a handler', 'PostConfirmation failed with error callback is not a function.'],
    ['a code without a text', 'PreSignUp failed with error [email_invalid] .'],
    ['a code with capitals', 'PreSignUp failed with error [CT:EMAIL] Please use another address.'],
    ['a bracket in the middle of a text', 'User [email_invalid] does not exist.'],
    ['a text that cannot be decoded', '%5Bemail_invalid%5D+%E0%A4%A'],
    ['nothing', ''],
  ])('finds none in %s', (_, message) => {
    // A sequence that cannot be decoded becomes a replacement character, so a text remains.
    expect(parseDenial(message)?.code).toBe(message.startsWith('%5B') ? 'email_invalid' : undefined)
  })

  test('keeps a plus sign of a readable text', () => {
    const parsed = parseDenial(
      'PreSignUp failed with error [phone_number_invalid] Begin with +, as +49 30 1234.',
    )

    expect(parsed).toMatchObject({ text: 'Begin with +, as +49 30 1234', field: 'phone_number' })
  })

  test('keeps what looks escaped in a readable text', () => {
    const parsed = parseDenial('PreSignUp failed with error [email_invalid] Not %5B, nor %26 & co.')

    expect(parsed).toMatchObject({ text: 'Not %5B, nor %26 & co' })
  })

  test.each([
    ' (Service: AWSCognitoIdentityProvider; Status Code: 400; Error Code: UserLambdaValidationException; Request ID: 7c1; Proxy: null)',
    ' (Service: CognitoIdentityProvider, Status Code: 400, Request ID: 7c1)',
    ' (Service: CognitoIdentityProvider, Status Code: 400, Request ID: 7c1) (SDK Attempt Count: 1)',
    ' (Service: CognitoIdentityProvider; Request ID: null).',
  ])('cuts off what the SDK for Java puts behind a text: %s', (suffix) => {
    const message = wrap('PreSignUp', '[email_invalid] Please look (twice)')

    expect(parseDenial(message + suffix)?.text).toBe('Please look (twice)')
  })

  test.each(['Call us (Service: 555-0100)', 'See (Service: a; Status Code: 400) below', 'Look (SDK 1)'])(
    'keeps %j, which is a text of its own',
    (text) => {
      expect(parseDenial(wrap('PreSignUp', `[email_invalid] ${text}`))?.text).toBe(text)
    },
  )

  test('looks at no more of a message than its first 500 characters', () => {
    const before = '[email_invalid] A long row'
    const row = '. '.repeat(5_000)

    expect(parseDenial(`${before}${row}x`)?.text).toBe('A long row')
    expect(parseDenial(`${row}${before}`)).toBeUndefined()
    expect(parseDenial(`${before}${row.slice(0, 400)}x`)?.text).toMatch(/x$/)
  })

  test.each([
    ['email_domain_not_allowed', 'email'],
    ['invitation_expired', 'invitation'],
    ['birthdate_required', 'birthdate'],
    ['terms_not_accepted', 'terms'],
    ['human_check_failed', 'human_check'],
    ['sign_up_closed', undefined],
    ['emailer_broken', undefined],
    ['constructor', undefined],
  ])('says which field %s is about', (code, field) => {
    expect(parseDenial(`[${code}] Please look`)?.field).toBe(field)
  })

  test('lets the app name the fields of its codes', () => {
    const fields = new Map([
      ['too_young', 'birthdate'],
      ['email_invalid', 'contact'],
    ])

    expect(parseDenial('[too_young] Not yet', fields)?.field).toBe('birthdate')
    expect(parseDenial('[email_invalid] Please look', fields)?.field).toBe('contact')
  })

  test.each([
    ['de-AT', 'PreSignUp', 'de'],
    ['PT_br', 'PreSignUp', 'pt'],
    ['it', 'PreSignUp', undefined],
    ['deu', 'PreSignUp', undefined],
    ['', 'PreSignUp', undefined],
    // The locale of a sign-in does not reach pre token generation.
    ['de', 'PreTokenGeneration', undefined],
  ])('knows the language for locale %j from %s', (locale, trigger, language) => {
    expect(parseDenial(wrap(trigger, '[email_invalid] Bitte'), undefined, locale)?.language).toBe(language)
  })
})
