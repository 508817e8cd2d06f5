import { expect, test } from 'vitest'
import { personalAddresses } from '../triggers/rules/personal-addresses.ts'

test('placeholder', () => {
  expect(personalAddresses.name).toBe('personal-addresses')
})
