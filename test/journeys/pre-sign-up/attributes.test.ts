import { beforeAll, expect, test } from 'vitest'
import { endAfterAll } from '../../support/end-after-all.ts'
import { denial, type Journey, startJourney } from '../journey.ts'

const adult = { name: 'Jane', birthdate: '1990-02-28' }
const terms = { terms_version: '2026-01' }

let journey: Journey
const keep = endAfterAll()
beforeAll(async () => {
  const writableAttributes = ['email', 'name', 'locale', 'birthdate']
  journey = await startJourney(keep, 'attributes', { pool: { writableAttributes } })
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
  ['no terms', adult, {}, 'terms_not_accepted'],
  ['old terms', adult, { terms_version: '2025-01' }, 'terms_not_accepted'],
])('%s is refused', async (_, attributes, validationData, code) => {
  const call = journey.signUp('refused@example.com', { attributes, validationData })

  await expect(call).rejects.toMatchObject(denial(code))
})

test('an attribute that the app may not write does not get as far as the rule', async () => {
  const attributes = { ...adult, 'custom:tenant': 'acme' }

  await expect(
    journey.signUp('mallory@example.com', { attributes, validationData: terms }),
  ).rejects.toMatchObject({ name: 'NotAuthorizedException' })
})
