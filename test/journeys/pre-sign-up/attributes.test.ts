import { beforeAll, expect, test } from 'vitest'
import { endAfterAll } from '../../support/end-after-all.ts'
import { denial, type Journey, startJourney } from '../journey.ts'

const adult = { name: 'Jane', birthdate: '1990-02-28' }
const terms = { terms_version: '2026-01' }

let journey: Journey
const keep = endAfterAll()
beforeAll(async () => {
  const customAttributes = {
    'custom:plan': { type: 'String', max: 20 },
    'custom:staff_no': { type: 'String', min: 7, max: 7 },
    'custom:role': { type: 'String', max: 20 },
  }
  const writableAttributes = ['email', 'name', 'locale', 'birthdate', 'custom:plan', 'custom:staff_no']
  journey = await startJourney(keep, 'attributes', { pool: { customAttributes, writableAttributes } })
})

test('a person who brings everything signs up; the accepted terms come in validation data or client metadata', async () => {
  const early = journey.signUp('jane@example.com', { attributes: adult, validationData: terms })
  const late = journey.signUp('joe@example.com', { attributes: adult, clientMetadata: terms })

  await expect(Promise.all([early, late])).resolves.toHaveLength(2)
})

test.each([
  ['no name', { birthdate: adult.birthdate }, terms, 'attribute_required'],
  ['a name that is too long', { ...adult, name: 'x'.repeat(101) }, terms, 'attribute_invalid'],
  ['no birthdate', { name: 'Jane' }, terms, 'birthdate_required'],
  ['a birthdate that is none', { ...adult, birthdate: '1990-02-31' }, terms, 'birthdate_invalid'],
  ['a birthdate of this year', { ...adult, birthdate: '2026-01-01' }, terms, 'too_young'],
  ['a plan that is none', { ...adult, 'custom:plan': 'gold' }, terms, 'attribute_invalid'],
  ['a staff number that is none', { ...adult, 'custom:staff_no': 'AB-12x4' }, terms, 'attribute_invalid'],
  ['no terms', adult, {}, 'terms_not_accepted'],
  ['old terms', adult, { terms_version: '2025-01' }, 'terms_not_accepted'],
])('%s is refused', async (_, attributes, validationData, code) => {
  const call = journey.signUp('refused@example.com', { attributes, validationData })

  await expect(call).rejects.toMatchObject(denial(code))
})

test('attributes of the pool itself are kept, and those against its schema do not get as far as the rule', async () => {
  const own = { 'custom:plan': 'pro', 'custom:staff_no': 'AB-1234' }
  await journey.signUp('own@example.com', { attributes: { ...adult, ...own }, validationData: terms })
  const long = journey.signUp('long@example.com', {
    attributes: { ...adult, 'custom:plan': 'x'.repeat(21), 'custom:staff_no': 'AB-12' },
    validationData: terms,
  })

  await expect(long).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message:
      'Attributes did not conform to the schema: custom:plan: String must be no longer than 20 characters\ncustom:staff_no: String must be at least 7 characters long',
  })
  await expect(journey.attributesOf('own@example.com')).resolves.toMatchObject(own)
})

test.each(['custom:tenant', 'custom:role', 'custom:none'])(
  '%s, which the app may not write, does not get as far as the rule',
  async (name) => {
    const attributes = { ...adult, [name]: 'acme' }

    await expect(
      journey.signUp('mallory@example.com', { attributes, validationData: terms }),
    ).rejects.toMatchObject({ name: 'NotAuthorizedException' })
  },
)
