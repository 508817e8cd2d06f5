import { askPreSignUp } from '@cognito-trigger-suite/triggers/testing/pre-sign-up'
import { expect, test } from 'vitest'
import { personalAddresses } from '../triggers/rules/personal-addresses.ts'

test.each([
  ['jane@example.com', 'pass'],
  ['Sales@example.com', 'shared_address'],
  ['salesman@example.com', 'pass'],
])('an address such as %s gives %s', async (email, verdict) => {
  const asked = await askPreSignUp(personalAddresses, { attributes: { email } })

  expect(asked.verdict).toBe(verdict)
})
