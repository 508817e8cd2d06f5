/** ChangePassword: what it needs, and what it refuses. */
import { describe, expect, test } from 'vitest'
import {
  goodPassword,
  harness,
  named,
  openSignedIn,
  openTokens,
  refusal,
  tryPassword,
} from './pool-harness.ts'

const newPassword = 'Another-Horse-8'

describe('ChangePassword', () => {
  function change(AccessToken: string, input: object = {}) {
    return harness.sdk.changePassword({
      AccessToken,
      PreviousPassword: goodPassword,
      ProposedPassword: newPassword,
      ...input,
    })
  }

  test('replaces the password and keeps the session', async () => {
    const AccessToken = await openSignedIn()

    await change(AccessToken)

    expect(await refusal(tryPassword(goodPassword))).toContain('Incorrect username or password.')
    await expect(tryPassword(newPassword)).resolves.toHaveProperty('AuthenticationResult')
    await expect(harness.sdk.getUser({ AccessToken })).resolves.toBeDefined()
  })

  test('refuses a wrong password, a weak one, and somebody whose password is reset', async () => {
    const AccessToken = await openSignedIn()
    const wrong = await refusal(change(AccessToken, { PreviousPassword: 'Wrong-Horse-7' }))
    const weak = await refusal(change(AccessToken, { ProposedPassword: 'weak-weak' }))
    await harness.sdk.adminResetUserPassword(named)
    const reset = await refusal(change(AccessToken))

    expect(wrong).toBe('NotAuthorizedException: Incorrect username or password.')
    expect(weak).toContain('InvalidPasswordException')
    expect(reset).toContain('PasswordResetRequiredException')
  })

  test.each([
    [{ AccessToken: 'a.b.c' }, 'NotAuthorizedException: Invalid Access Token'],
    [{ AccessToken: 'not a token' }, 'InvalidParameterException'],
    [
      { PreviousPassword: undefined },
      'InvalidParameterException: Missing required parameter PreviousPassword',
    ],
    [{ ProposedPassword: ' ' }, 'InvalidParameterException'],
    [{ ProposedPassword: 7 }, 'SerializationException'],
  ])('refuses %j', async (input, expected) => {
    const AccessToken = await openSignedIn()

    expect(await refusal(change(AccessToken, input))).toContain(expected)
  })

  test('needs the scope of the own profile', async () => {
    const { IdToken } = await openTokens()

    expect(await refusal(change(IdToken))).toBe('NotAuthorizedException: Invalid Access Token')
  })
})
