import { describe, expect, test } from 'vitest'
import { attributes, type AttributesOptions } from '../../../triggers/pre-sign-up/rules/attributes.ts'
import { ask } from './ask.ts'
import { type SignUp } from '../../../triggers/testing/pre-sign-up.ts'

/** The virtual clock stands on 2026-01-01. */
const verdict = (options: AttributesOptions, question: SignUp): Promise<string> =>
  ask([attributes(options)], question)

describe('a check', () => {
  test.each<[AttributesOptions['check'], SignUp['attributes'], string]>([
    [{ name: { required: true } }, { name: 'Jane' }, 'pass'],
    [{ name: { required: true } }, {}, 'attribute_required'],
    [{ name: { required: true } }, { name: '' }, 'attribute_required'],
    [{ name: { required: true } }, { name: ' \t\u00a0' }, 'attribute_required'],
    [{ name: { maxLength: 4 } }, {}, 'pass'],
    [{ name: { maxLength: 4 } }, { name: 'Jane' }, 'pass'],
    [{ name: { maxLength: 4 } }, { name: 'Janet' }, 'attribute_invalid'],
    [{ name: { required: false, maxLength: 2_048 } }, { name: 'x'.repeat(2_048) }, 'pass'],
    [{ name: { maxLength: 2_048 } }, { name: 'x'.repeat(2_049) }, 'attribute_invalid'],
    [{ 'custom:plan': { oneOf: ['free', 'pro'] } }, { 'custom:plan': 'pro' }, 'pass'],
    [{ 'custom:plan': { oneOf: ['free', 'pro'] } }, { 'custom:plan': 'Pro' }, 'attribute_invalid'],
    [{ 'custom:plan': { oneOf: ['free', 'pro'] } }, { 'custom:plan': 'toString' }, 'attribute_invalid'],
    [{ 'custom:plan': { oneOf: ['free', 'pro'] } }, {}, 'pass'],
    [{ 'custom:no': { pattern: /^[0-9]{4}$/ } }, { 'custom:no': '0042' }, 'pass'],
    [{ 'custom:no': { pattern: /^[0-9]{4}$/ } }, { 'custom:no': '00423' }, 'attribute_invalid'],
    [{ 'custom:no': { pattern: /^[0-9]{4}$/ } }, { 'custom:no': '0042\n' }, 'attribute_invalid'],
    [{ 'custom:no': { pattern: /^x+$/ } }, { 'custom:no': 'x'.repeat(128) }, 'pass'],
    [{ 'custom:no': { pattern: /^x+$/ } }, { 'custom:no': 'x'.repeat(129) }, 'attribute_invalid'],
    [{ 'custom:no': { pattern: /^x+$/, maxLength: 256 } }, { 'custom:no': 'x'.repeat(256) }, 'pass'],
    [{ name: { required: true }, family_name: { required: true } }, { name: 'Jane' }, 'attribute_required'],
    [{ 'custom:constructor': { required: true } }, {}, 'attribute_required'],
  ])('%j answers %j with %s', async (check, given, expected) => {
    expect(await verdict({ check: check ?? {} }, { attributes: given ?? {} })).toBe(expected)
  })

  test('answers the same however often it is asked', async () => {
    const rule = attributes({ check: { name: { pattern: /^[A-Z][a-z]*$/u } } })

    for (const name of ['Jane', 'Jane', 'Joe'])
      expect(await ask([rule], { attributes: { name } })).toBe('pass')
  })
})

describe('an attribute that is not accepted', () => {
  test.each([
    [{ 'custom:role': 'admin' }, 'attribute_not_accepted'],
    [{ 'custom:role': '' }, 'attribute_not_accepted'],
    [{ 'custom:roles': 'admin' }, 'pass'],
    [{}, 'pass'],
  ])('%j gives %s', async (given, expected) => {
    expect(await verdict({ notAccepted: ['custom:role'] }, { attributes: given })).toBe(expected)
  })
})

describe('terms', () => {
  test.each<[SignUp, string]>([
    [{ attributes: { 'custom:terms': '2026-01' } }, 'pass'],
    [{ attributes: { 'custom:terms': '2024' } }, 'terms_not_accepted'],
    [{ validationData: { terms_version: '2026-01' } }, 'terms_not_accepted'],
  ])('in an attribute, %j gives %s', async (question, expected) => {
    expect(await verdict({ terms: { versions: ['2026-01'], attribute: 'custom:terms' } }, question)).toBe(
      expected,
    )
  })
})

test.each([
  ['PreSignUp_SignUp', 'attribute_required'],
  ['PreSignUp_ExternalProvider', 'pass'],
  ['PreSignUp_AdminCreateUser', 'pass'],
] as const)('%s is answered with %s by default', async (source, expected) => {
  expect(await verdict({ check: { nickname: { required: true } } }, { source })).toBe(expected)
})

test('the sources that are given are spoken for', async () => {
  const options = { notAccepted: ['custom:role'], sources: ['PreSignUp_AdminCreateUser'] } as const
  const question = { source: 'PreSignUp_AdminCreateUser', attributes: { 'custom:role': 'x' } } as const

  expect(await verdict(options, question)).toBe('attribute_not_accepted')
})

test.each<[AttributesOptions, string]>([
  [{}, 'attributes: give at least one check, or remove the rule'],
  [{ check: {} }, 'attributes: check is empty'],
  [
    { check: { name: { maxLength: 0 } } },
    'attributes: check.name.maxLength must be a whole number from 1 to 2048, not 0',
  ],
  [{ check: { name: {} } }, 'attributes: check.name checks nothing: give required: true, maxLength, pattern'],
  [{ check: { email: { required: true }, name: { required: false } } }, 'check.name checks nothing'],
  [{ check: { name: { maxLength: 2_049 } } }, 'maxLength must be'],
  [{ check: { name: { maxLength: 1.5 } } }, 'maxLength must be'],
  [
    { check: { name: { pattern: /^a$/, maxLength: 257 } } },
    'maxLength must be a whole number from 1 to 256, not 257',
  ],
  [{ check: { name: { oneOf: [] } } }, 'attributes: check.name.oneOf is empty'],
  [{ check: { name: { pattern: /a/ } } }, 'attributes: name: the pattern is not anchored'],
  [{ minimumAge: 0 }, 'attributes: minimumAge must be a whole number from 1 to 130, not 0'],
  [{ minimumAge: 131 }, 'minimumAge must be'],
  [{ minimumAge: 17.5 }, 'minimumAge must be'],
  [{ terms: { versions: [] } }, 'attributes: terms.versions is empty'],
])('the options %j are refused', (options, message) => {
  expect(() => attributes(options)).toThrow(TypeError)
  expect(() => attributes(options)).toThrow(message)
})

test('the limits themselves are taken', () => {
  expect(() =>
    attributes({ check: { name: { maxLength: 1 }, nickname: { maxLength: 2_048 } } }),
  ).not.toThrow()
  expect(() => attributes({ check: { name: { pattern: /^a$/, maxLength: 256 } } })).not.toThrow()
  expect(() => attributes({ minimumAge: 1 })).not.toThrow()
  expect(() => attributes({ minimumAge: 130 })).not.toThrow()
})
