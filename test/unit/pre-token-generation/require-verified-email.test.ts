import { expect, test } from 'vitest'
import { requireVerifiedEmail } from '../../../triggers/pre-token-generation/claims/require-verified-email.ts'
import { ask } from './ask.ts'
import { withAttributes } from './run-sources.ts'

test.each([
  [{ email: 'a@example.com', email_verified: 'true' }, 'allowed'],
  [{ email: 'a@example.com', email_verified: true }, 'allowed'],
  [{ email: 'a@example.com', email_verified: 'True' }, 'allowed'],
  [{ email: 'a@example.com', email_verified: 'false' }, 'email_not_verified'],
  [{ email: 'a@example.com', email_verified: 'yes' }, 'email_not_verified'],
  [{ email: 'a@example.com' }, 'email_not_verified'],
  [{ email: '', email_verified: 'true' }, 'email_not_verified'],
  [{ email_verified: 'true' }, 'email_not_verified'],
])('of a user with %j a verified address is required: %s', async (attributes, answer) => {
  expect(await ask(requireVerifiedEmail(), withAttributes(attributes))).toBe(answer)
})
