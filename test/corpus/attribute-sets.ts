/** Sign-ups with attributes and metadata, by verdict, each with its reason. */
import type { SignUp } from '../../triggers/testing/pre-sign-up.ts'

type Rows<Change> = Readonly<Record<string, readonly (readonly [Change, string])[]>>

/** A form in which everything is as it should be. */
export const form = {
  attributes: {
    email: 'jane@example.com',
    name: 'Jane Doe',
    birthdate: '1990-05-17',
    'custom:plan': 'free',
    'custom:staff_no': 'AB-1234',
  },
  validationData: { terms_version: '2026-01' },
}

/** What is changed in the attributes of the form; an undefined one is left out. */
export const attributeChanges: Rows<Readonly<Record<string, unknown>>> = {
  pass: [
    [{}, 'Everything is as it should be.'],
    [{ name: '\u200b' }, 'A zero-width space is not a blank to Unicode; a pattern would refuse it.'],
    [{ name: 0 }, 'A number is taken as its text.'],
    [{ name: 'x'.repeat(100) }, 'As long as allowed.'],
    [{ name: "O'Hara; DROP TABLE users" }, 'No rule is asked to judge what a name may be.'],
    [{ name: '<script>alert(1)</script>' }, 'Escaping is the business of whoever shows it.'],
    [{ name: '👩\u200d👩\u200d👧\u200d👦'.repeat(9) }, 'Lengths are UTF-16 units: 99 of 100.'],
    [{ 'custom:plan': 'pro' }, 'The other allowed value.'],
    [{ 'custom:plan': undefined }, 'It is not required.'],
    [{ 'custom:plan': '' }, 'Empty is as good as absent, and it is not required.'],
    [{ 'custom:plan': ['free'] }, 'A list is no text, as good as absent, and it is not required.'],
    [{ 'custom:staff_no': undefined }, 'It is not required.'],
    [{ birthdate: '2010-01-01' }, 'Sixteen on this very day.'],
    [{ birthdate: '2009-12-31' }, 'Sixteen since yesterday.'],
    [{ birthdate: '1896-01-01' }, '130 years.'],
    [{ birthdate: '1895-12-31' }, '130 years and a day.'],
    [{ birthdate: '2008-02-29' }, 'A leap day.'],
    [{ 'custom:role': null }, 'null is not there.'],
    [
      { 'custom:Role': 'admin' },
      'Attribute names have letter case, and this one does not exist in the pool.',
    ],
    [{ 'dev:custom:role': 'admin' }, 'Another attribute by name.'],
  ],
  attribute_required: [
    [{ name: undefined }, 'A required attribute is absent.'],
    [{ name: '' }, 'An empty text is as good as absent.'],
    [{ name: '   ' }, 'Blanks are as good as absent.'],
    [{ name: '\u3000\u00a0' }, 'Foreign blanks are blanks.'],
    [{ name: null }, 'null is as good as absent.'],
    [{ name: ['Jane'] }, 'A list is not a text.'],
    [{ name: { first: 'Jane' } }, 'An object is not a text.'],
  ],
  attribute_invalid: [
    [{ name: 'x'.repeat(101) }, 'One character too long.'],
    [{ name: 'x'.repeat(1_000_000) }, 'A million characters are compared by length alone.'],
    [{ name: '👩\u200d👩\u200d👧\u200d👦'.repeat(10) }, 'Lengths are UTF-16 units: 110 of 100.'],
    [{ 'custom:plan': 'Pro' }, 'Values have letter case.'],
    [{ 'custom:plan': 'pro ' }, 'A blank is a character.'],
    [{ 'custom:plan': 'enterprise' }, 'Not an allowed value.'],
    [{ 'custom:plan': '__proto__' }, 'A prototype key is not an allowed value.'],
    [{ 'custom:plan': 'free,pro' }, 'Two values are not one.'],
    [{ 'custom:staff_no': 'AB-12345' }, 'One digit too many.'],
    [{ 'custom:staff_no': 'ab-1234' }, 'The pattern has letter case.'],
    [{ 'custom:staff_no': 'AB-1234\n' }, 'A line break after it is not the end of the text.'],
    [{ 'custom:staff_no': 'x\nAB-1234' }, 'A line of its own is not the whole text.'],
    [{ 'custom:staff_no': 'AB-١٢٣٤' }, 'Other digits are not the pattern’s digits.'],
    [{ 'custom:staff_no': 'АВ-1234' }, 'Cyrillic letters are not the pattern’s letters.'],
    [{ 'custom:staff_no': 'AB-1234'.repeat(40) }, 'Too long to be matched at all.'],
  ],
  birthdate_required: [
    [{ birthdate: undefined }, 'A minimum age needs a date.'],
    [{ birthdate: '' }, 'An empty date is none.'],
  ],
  too_young: [
    [{ birthdate: '2010-01-02' }, 'Sixteen tomorrow.'],
    [{ birthdate: '2010-02-01' }, 'Sixteen next month.'],
    [{ birthdate: '2026-01-01' }, 'Born today.'],
  ],
  birthdate_invalid: [
    [{ birthdate: '2009-02-29' }, 'A leap day that never was.'],
    [{ birthdate: '1990-02-30' }, 'A day that never is.'],
    [{ birthdate: '1990-06-31' }, 'A short month.'],
    [{ birthdate: '1990-13-01' }, 'A thirteenth month.'],
    [{ birthdate: '1990-00-01' }, 'A month 0.'],
    [{ birthdate: '1990-01-00' }, 'A day 0.'],
    [{ birthdate: '01/05/1990' }, 'Another order.'],
    [{ birthdate: '1990-5-1' }, 'Months have two digits.'],
    [{ birthdate: '1990' }, 'A year alone gives no age.'],
    [{ birthdate: '0000-05-17' }, 'A hidden year gives no age.'],
    [{ birthdate: '-1990-05-17' }, 'A year before the common era.'],
    [{ birthdate: '+01990-05-17' }, 'A long year.'],
    [{ birthdate: '2026-01-02' }, 'Not born yet.'],
    [{ birthdate: '1895-01-01' }, '131 years is a typing error.'],
    [{ birthdate: '0099-05-05' }, 'The calendar would read 1999.'],
    [{ birthdate: '9999-12-31' }, 'Not born for long.'],
    [{ birthdate: '1800-01-01' }, 'Older than anybody.'],
    [{ birthdate: '1990-05-17T00:00:00' }, 'A time is not a date.'],
    [{ birthdate: '1990-05-17 ' }, 'A blank after it.'],
    [{ birthdate: '١٩٩٠-٠٥-١٧' }, 'Other digits.'],
    [{ birthdate: '1990‐05‐17' }, 'Another hyphen.'],
    [{ birthdate: 19_900_517 }, 'A number is not a date.'],
    [{ birthdate: 'NaN-NaN-NaN' }, 'What a broken form sends.'],
  ],
  attribute_not_accepted: [
    [{ 'custom:role': 'admin' }, 'Nobody brings their own role.'],
    [{ 'custom:role': '' }, 'Not even an empty one.'],
    [{ name: '', 'custom:role': 'admin' }, 'What is not accepted is said first.'],
  ],
}

/** What is changed in its metadata. */
export const metadataChanges: Rows<SignUp> = {
  pass: [
    [{ validationData: { terms_version: '2025-06' } }, 'The other version that is in force.'],
    [{ validationData: null, clientMetadata: { terms_version: '2026-01' } }, 'Client metadata will do.'],
  ],
  terms_not_accepted: [
    [{ validationData: null }, 'No version was accepted.'],
    [{ validationData: { terms_version: '' } }, 'An empty version.'],
    [{ validationData: { terms_version: '2020-01' } }, 'An old version.'],
    [{ validationData: { terms_version: 'latest' } }, 'A version that does not exist.'],
    [{ validationData: { terms_version: true } }, 'A yes is not a version.'],
    [{ validationData: { Terms_Version: '2026-01' } }, 'Letter case of the key.'],
    [
      { attributes: { terms_version: '2026-01' }, validationData: null },
      'An attribute of the name is not the field.',
    ],
    [
      { validationData: { terms_version: 'x' }, clientMetadata: { terms_version: '2026-01' } },
      'Validation data comes first, even when it is wrong.',
    ],
    [
      { validationData: { ['__proto__']: { terms_version: '2026-01' } } },
      'A prototype key is not the field.',
    ],
  ],
}

const byProvider = (userName: string): SignUp => ({
  source: 'PreSignUp_ExternalProvider',
  clientId: 'web',
  userName,
})

/** Who signs up, and from where. */
export const callersOfAll: Rows<SignUp> = {
  pass: [
    [{ clientId: 'web' }, 'The app that may.'],
    [
      { source: 'PreSignUp_AdminCreateUser', clientId: 'CLIENT_ID_NOT_APPLICABLE' },
      'An administrator has no app.',
    ],
    [byProvider('Google_1'), 'A provider that may.'],
    [byProvider('google_1'), 'In the letter case that events carry.'],
    [byProvider('GOOGLE_1'), 'In capitals.'],
    [byProvider('Okta_EU_00u1_x'), 'A name and an id with underscores.'],
    [byProvider('okta_eu_1'), 'Such a name in another letter case.'],
    [
      { clientId: 'web', userName: 'Google_1' },
      'A native user may be called so; the rule looks at the source.',
    ],
  ],
  caller_not_allowed: [
    [{ clientId: 'WEB' }, 'Ids have letter case.'],
    [{ clientId: 'other' }, 'Another app.'],
    [{ clientId: '' }, 'An empty id.'],
    [{ clientId: null }, 'No id.'],
    [{ ...byProvider('Google_1'), clientId: 'other' }, 'A provider that may, through an app that may not.'],
  ],
  provider_not_allowed: [
    [byProvider('Okta_US_1'), 'A provider with the same beginning.'],
    [byProvider('Okta_1'), 'The beginning alone.'],
    [byProvider('Google_Legacy_1'), 'The third provider of the pool begins like an allowed one.'],
    [byProvider('Google_'), 'An id is missing.'],
    [byProvider('_1'), 'A name is missing.'],
    [byProvider('Google'), 'No separator.'],
    [byProvider(''), 'Nothing at all.'],
    [byProvider('GoogleX1'), 'A letter in place of the separator.'],
    [byProvider('Google_legacy_1'), 'The third provider in the letter case that events carry.'],
    [byProvider('Google-1'), 'Another separator.'],
    [byProvider(' Google_1'), 'A blank before it.'],
    [byProvider('Gооgle_1'), 'Cyrillic letters.'],
    [byProvider('constructor_1'), 'A prototype key is no provider.'],
  ],
}
