/** What a person reads at the fields of the console's page, before anything is sent and after Cognito refused it. */
import { describe, expect, test } from 'vitest'
import { describeFaults, readFailures } from '../../local/console/page/failure-text.ts'
import { checkFields } from '../../local/console/page/field-check.ts'
import { describeFault, type FieldName } from '../../local/console/page/field-texts.ts'
import { PoolError } from '../../local/pool/errors.ts'
import { request, required } from '../../local/pool/input.ts'
import { attributes, confirmationCode, password, username } from '../../local/pool/members.ts'
import { languages, maxTextLength } from '../../triggers/core/denials.ts'

const parse = request({
  Username: required(username),
  Password: required(password),
  ConfirmationCode: required(confirmationCode),
  UserAttributes: required(attributes),
})

/** The pool's own refusal of a request whose other members are right. */
const refuse = (wrong: object): string => {
  const right = { Username: 'ada@example.com', Password: 'Correct-Horse-9', ConfirmationCode: '123456' }
  try {
    parse({ ...right, UserAttributes: [], ...wrong })
  } catch (error) {
    if (error instanceof PoolError) return error.message
    throw error
  }
  throw new TypeError('The pool refused nothing.')
}

const read = (message: string, names?: readonly string[]) =>
  readFailures('InvalidParameterException', message, { locale: 'en', attributes: names }).map(
    ({ field, text }) => [field, text],
  )

const long = 'x'.repeat(2_049)
const texts = {
  email: 'Please enter your email address',
  emailForm: 'This email address is not valid. Please check it for typing errors',
  password: 'A password has at least two characters, and no space at its start or end',
  code: 'The code has six digits. Please look at the mail again',
  codeMissing: 'Please enter the code from the mail',
  most: (characters: number) => `Please enter at most ${characters} characters`,
}

describe('what the pool refuses by its constraints is a sentence at the field', () => {
  const nameIs = (Value: string) => ({ UserAttributes: [{ Name: 'name', Value }] })
  test.each<[FieldName, object, string]>([
    ['email', { Username: '' }, texts.email],
    ['email', { Username: null }, texts.email],
    ['email', { Username: 'ada lovelace' }, texts.emailForm],
    ['email', { Username: '\u0000\u0007' }, texts.emailForm],
    ['email', { Username: long }, texts.most(128)],
    ['email', { Username: ` ${long}` }, texts.most(128)],
    ['password', { Password: '' }, texts.password],
    ['password', { Password: '   ' }, texts.password],
    ['password', { Password: long }, texts.most(256)],
    ['code', { ConfirmationCode: '' }, texts.codeMissing],
    ['code', { ConfirmationCode: '12 34' }, texts.code],
    ['code', { ConfirmationCode: long }, texts.most(2_048)],
    ['name', nameIs(long), texts.most(2_048)],
    [
      'attributes',
      { UserAttributes: [{ Name: 'a b', Value: '' }] },
      'There are characters here that cannot be used',
    ],
  ])('at the field %s, case %#', (field, wrong, text) => {
    const names = 'UserAttributes' in wrong && field === 'name' ? ['name'] : ['custom']

    expect(read(refuse(wrong), names)).toEqual([[field, text]])
  })

  test('each field has its own, and a field with two broken rules has one', () => {
    const message = refuse({ Username: '', Password: ' ', ConfirmationCode: '' })

    expect(message).toMatch(/^5 validation errors/)
    expect(new Map(read(message).map(([field, text]) => [field, text]))).toEqual(
      new Map([
        ['email', texts.email],
        ['password', texts.password],
        ['code', texts.codeMissing],
      ]),
    )
  })
})

test.each([
  [
    "1 validation error detected: Value '' at 'username' failed to satisfy constraint: Member must have length greater than or equal to 1",
    'email',
    texts.email,
  ],
  ['Invalid email address format.', 'email', texts.emailForm],
  ['Username should be an email.', 'email', texts.emailForm],
  ['Missing required parameter USERNAME', 'email', texts.email],
  ['Missing required parameter NEW_PASSWORD', 'new-password', 'Please enter your password'],
  [
    'Attributes did not conform to the schema: name: The attribute is required',
    'name',
    'Please fill in this field',
  ],
  [
    'Attributes did not conform to the schema: name: String must be no longer than 9 characters',
    'name',
    texts.most(9),
  ],
  [
    'Attributes did not conform to the schema: custom:a: Attribute does not exist in the schema.',
    'attributes',
    'custom:a: Attribute does not exist in the schema.',
  ],
  ['User is already confirmed.', null, 'User is already confirmed.'],
])('%j of Cognito stands at the field %s', (message, field, text) => {
  expect(read(message)).toEqual([[field, text]])
})

test('a broken rule of no field is shown by itself below the form', () => {
  const failures = read(
    "2 validation errors detected: Value at 'clientId' failed to satisfy constraint: Member must not be null; Value at 'password' failed to satisfy constraint: Member must not be null",
  )

  expect(failures).toEqual([
    ['password', 'Please enter your password'],
    [null, "Value at 'clientId' failed to satisfy constraint: Member must not be null"],
  ])
})

test.each<[FieldName, string, string | undefined]>([
  ['email', '', 'missing'],
  ['email', 'ada', 'malformed'],
  ['email', 'ada@example', 'malformed'],
  ['email', 'a da@example.com', 'malformed'],
  ['email', `${long}@example.com`, 'too-long'],
  ['email', 'ada+x@example.com', undefined],
  ['password', '', 'missing'],
  ['password', ' Correct-Horse-9', 'malformed'],
  ['new-password', 'x', 'malformed'],
  ['new-password', long, 'too-long'],
  ['password', 'Correct Horse 9', undefined],
  ['code', '', 'missing'],
  ['code', '12345', 'malformed'],
  ['code', '123456', undefined],
])('the field %s with %j is found %s before it is sent', (field, text, fault) => {
  const found = checkFields([[field, text]])

  expect(found.map((each) => each.fault)).toEqual(fault === undefined ? [] : [fault])
  expect(describeFaults(found, 'en').map(({ tag }) => tag)).toEqual(found.map(() => null))
})

test('every language of the denials has its own texts, as short and without a full stop', () => {
  const faults = (['email', 'password', 'code', 'name'] as const).flatMap((field) => [
    describeInEach({ field, fault: 'missing' }),
    describeInEach({ field, fault: 'malformed' }),
    describeInEach({ field, fault: 'too-long', maxLength: 128 }),
  ])

  for (const inEach of faults) {
    expect(new Set(inEach).size).toBe(languages.length)
    expect(inEach.filter((text) => text.length > maxTextLength || /[.。]$/.test(text))).toEqual([])
  }
  expect(describeFault({ field: 'email', fault: 'missing' }, 'xx')).toBe(texts.email)
})

const describeInEach = (found: Parameters<typeof describeFault>[0]) =>
  languages.map((language) => describeFault(found, language))
