import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as catalogue from '../../../triggers/core/denial-catalogue.ts'
import { emailDomains } from '../../../triggers/pre-sign-up/rules/email-domains.ts'
import { definePreSignUp } from '../../../triggers/pre-sign-up/define.ts'
import { preSignUpTrigger } from '../../../triggers/pre-sign-up/trigger.ts'
import { eventWith } from '../../../triggers/testing/golden-events.ts'
import { createHarness } from '../../../triggers/testing/trigger-harness.ts'
import {
  findLanguage,
  type Denial,
  DenialError,
  formatDenial,
  languages,
  maxTextLength,
  type Wording,
} from '../../../triggers/core/denials.ts'

const denials: readonly Denial[] = Object.values(catalogue)

describe.each(denials)('denial $code', ({ code, texts, reason }) => {
  test.each(languages)('has a text in %s that fits a form field and ends without a full stop', (language) => {
    const { [language]: text = '' } = texts

    expect(text.trim()).toBe(text)
    expect(text.length).toBeGreaterThan(5)
    expect(text.length).toBeLessThanOrEqual(maxTextLength)
    expect(text).not.toMatch(/[.。!]$/)
  })

  test('has a text of its own in every language', () => {
    expect(new Set(Object.values(texts)).size).toBe(languages.length)
    expect(texts.ja).toMatch(/[\u3040-\u30ff]/)
    for (const language of ['en', 'de', 'fr', 'es', 'pt'] as const)
      expect(texts[language]).toMatch(/^[\p{Script=Latin}\p{P}\p{Zs}]+$/u)
  })

  test('keeps its reason for the log', () => {
    expect(reason.length).toBeGreaterThan(10)
    expect(Object.values(texts)).not.toContain(reason)
  })

  test('names no system', () => {
    for (const text of Object.values(texts))
      expect(text).not.toMatch(/lambda|cognito|dynamo|trigger|\baws\b|\btable\b|exception|null|undefined/i)
  })

  test('has a permanent snake_case code', () => {
    expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/)
  })
})

test('a denial leaves as one message with its code in brackets, and no stack', () => {
  const error = new DenialError(catalogue.emailRequired, [], { language: 'en' })

  expect(error.message).toBe('[email_required] Please enter an email address')
  expect(error.message).toBe(formatDenial(catalogue.emailRequired, ['nl'], { language: 'en' }))
  expect(error.stack).toBe(`Denial: ${error.message}`)
})

test('every code and every reason is there once', () => {
  expect(new Set(denials.map(({ code }) => code)).size).toBe(denials.length)
  expect(new Set(denials.map(({ reason }) => reason)).size).toBe(denials.length)
})

describe('findLanguage', () => {
  test.each([
    [['de-AT'], 'de'],
    [['pt_BR'], 'pt'],
    [['FR'], 'fr'],
    [['nl', 'ja-JP'], 'ja'],
    [[undefined, 'es'], 'es'],
    [['nl'], 'en'],
    [['toString', '__proto__', ''], 'en'],
    [[], 'en'],
  ] as const)('%j gives %s', (locales, expected) => {
    expect(findLanguage(locales, languages) ?? 'en').toBe(expected)
  })

  test('any text gives a language of the catalogue', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (locales) => {
        expect(languages).toContain(findLanguage(locales, languages) ?? 'en')
      }),
    )
  })
})

/** Apps are built on these: a code may be added, and none may go or change. */
const permanentCodes: readonly (typeof catalogue)[keyof typeof catalogue]['code'][] = [
  'account_suspended',
  'attribute_invalid',
  'attribute_not_accepted',
  'attribute_required',
  'birthdate_invalid',
  'birthdate_required',
  'caller_not_allowed',
  'email_disposable',
  'email_domain_no_longer_allowed',
  'email_domain_not_allowed',
  'email_invalid',
  'email_not_verified',
  'email_required',
  'email_unavailable',
  'human_check_failed',
  'human_check_required',
  'invitation_expired',
  'invitation_for_other_address',
  'invitation_invalid',
  'invitation_required',
  'link_not_possible',
  'linked_try_again',
  'provider_not_allowed',
  'sign_up_closed',
  'temporarily_unavailable',
  'terms_not_accepted',
  'token_too_large',
  'too_young',
  'under_maintenance',
]

test('no code that was ever shipped is missing', () => {
  expect(denials.map(({ code }) => code).toSorted()).toEqual(expect.arrayContaining([...permanentCodes]))
})

describe('the text of a denial', () => {
  const own: Denial = { code: 'no_pets', texts: { it: 'Niente animali' }, reason: 'a rule of the team' }
  const texts = {
    it: { email_required: 'Inserisci un indirizzo e-mail' },
    en: { email_required: 'We need your email address' },
  }
  const say = (denial: Denial, locales: readonly string[], wording: Wording): string =>
    formatDenial(denial, locales, wording)

  test.each([
    [['it-IT'], 'en', 'Inserisci un indirizzo e-mail'],
    [['nl'], 'it', 'Inserisci un indirizzo e-mail'],
    [['en-GB'], 'it', 'We need your email address'],
    [['de'], 'it', 'Bitte geben Sie eine E-Mail-Adresse an'],
    [['nl', 'fr'], 'it', 'Veuillez saisir une adresse e-mail'],
    [['constructor', '__proto__', ''], 'en', 'We need your email address'],
  ])('for %j in a suite that speaks %s is %s', (locales, language, expected) => {
    expect(say(catalogue.emailRequired, locales, { language, texts })).toBe(`[email_required] ${expected}`)
  })

  test('falls back to the suite’s language, then to English, where a language leaves it out', () => {
    expect(say(catalogue.tooYoung, ['it'], { language: 'de', texts })).toContain('Mindestalter')
    expect(say(catalogue.tooYoung, ['it'], { language: 'it', texts })).toContain('You have not reached')
  })

  test('of the team’s own in one language is that one for everybody', () => {
    for (const locale of ['it', 'de', 'ja', ''])
      expect(say(own, [locale], { language: 'en' })).toBe('[no_pets] Niente animali')
  })
})

describe('texts of the suite', () => {
  const make = (wording: object) => definePreSignUp({ rules: [], ...wording })

  test.each([
    [{ language: 'it' }, "language must be 'en', 'de', 'fr', 'es', 'pt' or 'ja', not 'it'"],
    [{ language: 'itt', texts: { it: {} } }, "did you mean 'it'?"],
    [{ texts: { Italian: {} } }, 'a language of two or three lower-case letters'],
    [{ texts: { it: { email_requird: 'Inserisci' } } }, 'email_required'],
    [{ texts: { it: { email_required: 'Inserisci un indirizzo.' } } }, 'without a full stop'],
    [{ texts: { it: { email_required: 'x'.repeat(121) } } }, 'a text of 1 to 120 characters'],
    [{ texts: { it: { email_required: ' ' } } }, 'a text of 1 to 120 characters'],
    [{ texts: { it: { email_required: 'a\nb' } } }, 'in one line'],
    [{ texts: { it: { email_required: 'a\ud800b' } } }, 'in one line'],
    [{ texts: { it: { email_required: 'Hello {{name}}' } } }, 'without placeholders'],
    [{ texts: { it: { email_required: 'Hello {name}' } } }, 'without placeholders'],
    [{ texts: { it: { email_required: 'Hello ${name}, hi' } } }, 'without placeholders'],
    [{ texts: { it: { email_required: 7 } } }, 'a text of 1 to 120 characters'],
  ])('%j are refused', (wording, message) => {
    expect(() => make(wording)).toThrow(TypeError)
    expect(() => make(wording)).toThrow(message)
  })

  test.each(['\u0000', '\u0085', '\u2028', '\u2029', '\u202e', '\u2066', '\ufeff', '\ufffe', '\r', '\u001b'])(
    'with %j are refused, and so are a denial of the team’s own and its reason',
    (mark) => {
      const rule = emailDomains({ deny: ['blocked.example'] })
      const fact = {
        name: 'pets',
        dependency: { name: 'webhook' },
        actions: [],
        budgetMs: 100,
        attempts: 1,
        run: async () => 1,
      } as const
      const own = (text: string, reason: string) => ({
        ...rule,
        fact: {
          ...fact,
          onFailure: { kind: 'deny', denial: { code: 'no_pets', texts: { en: text }, reason } } as const,
        },
      })

      expect(() => make({ texts: { it: { email_required: `a${mark}b` } } })).toThrow('in one line')
      expect(() => make({ rules: [own(`a${mark}b`, 'a rule')] })).toThrow('in one line')
      expect(() => make({ rules: [own('No pets', `a${mark}b`)] })).toThrow('in one line')
      expect(make({ rules: [own('No pets', 'a rule')] }).rules.length).toBe(1)
    },
  )

  test.each(['E‑Mail‑Adresse – “bitte”', 'می‌خواهم', '家族👨‍👩‍👧', 'it costs $5 (50 %)'])('may be %s', (text) => {
    expect(make({ texts: { it: { email_required: text } } }).rules).toEqual([])
  })

  test('reach the person through the trigger, in a language that the catalogue does not speak', async () => {
    const harness = createHarness(
      preSignUpTrigger(
        definePreSignUp({
          rules: [emailDomains({ deny: ['blocked.example'] })],
          language: 'it',
          texts: { it: { email_required: 'Inserisci un indirizzo e-mail' } },
        }),
      ),
    )

    const answer = await harness.invoke(eventWith('PreSignUp_SignUp', { userAttributes: { locale: 'nl' } }))

    expect(answer).toMatchObject({ message: '[email_required] Inserisci un indirizzo e-mail' })
  })
})
