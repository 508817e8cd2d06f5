/** Temporary passwords: how they are drawn, sent again, and expire. */
import type { AdminCreateUserCommandInput } from '@aws-sdk/client-cognito-identity-provider'
import { describe, expect, test } from 'vitest'
import { drawTemporaryPassword } from '../../../local/pool/sign-in/temporary-passwords.ts'
import { checkPassword } from '../../../local/pool/sign-in/passwords.ts'
import { readPoolSettings } from '../../../local/pool/settings/pool-settings.ts'
import {
  codeOf,
  email,
  emailPool,
  enroll,
  goodPassword,
  harness,
  named,
  openEnrolled,
  openPool,
  poolId,
  refusal,
  tryPassword,
} from './pool-harness.ts'

const dayMs = 86_400_000
const temporaryPassword = 'Temporary-Horse-7'

function create(input: Partial<AdminCreateUserCommandInput> = {}) {
  return harness.sdk.adminCreateUser({ ...named, ...input })
}

describe('AdminCreateUser with RESEND', () => {
  test('sends a new password in place of the old one, and starts its time anew', async () => {
    await openPool()
    await create()
    const old = codeOf()
    harness.advance(8 * dayMs)

    const { User } = await create({ MessageAction: 'RESEND' })

    expect(User?.UserStatus).toBe('FORCE_CHANGE_PASSWORD')
    expect(harness.pool.dump().users).toHaveLength(1)
    expect(await refusal(tryPassword(old))).toBe('NotAuthorizedException: Incorrect username or password.')
    await expect(tryPassword(codeOf())).resolves.toMatchObject({
      ChallengeName: 'NEW_PASSWORD_REQUIRED',
    })
  })

  test('takes a password of the administrator', async () => {
    await openPool()
    await create()

    await create({ MessageAction: 'RESEND', TemporaryPassword: temporaryPassword })

    expect(codeOf()).toBe(temporaryPassword)
  })

  test('is refused for somebody who is not there, or has an own password', async () => {
    await openPool()

    const nobody = await refusal(create({ MessageAction: 'RESEND' }))
    await enroll()
    const confirmed = await refusal(create({ MessageAction: 'RESEND' }))

    expect(nobody).toBe('UserNotFoundException: User does not exist.')
    expect(confirmed).toBe(
      `UnsupportedUserStateException: Resend not possible. ${email} status is not FORCE_CHANGE_PASSWORD`,
    )
  })
})

describe('a temporary password', () => {
  test('expires after seven days', async () => {
    await openPool()
    await create()
    harness.advance(7 * dayMs - 1)
    const late = tryPassword(codeOf())
    await expect(late).resolves.toBeDefined()
    harness.advance(1)

    expect(await refusal(tryPassword(codeOf()))).toBe(
      'NotAuthorizedException: Temporary password has expired and must be reset by an administrator.',
    )
  })

  test.each([
    { Policies: { PasswordPolicy: { TemporaryPasswordValidityDays: 1 } } },
    { AdminCreateUserConfig: { UnusedAccountValidityDays: 1 } },
  ])('expires after the days that %j says', async (settings) => {
    await openPool({ pool: { ...emailPool, ...settings } })
    await create()
    harness.advance(dayMs)

    const { UserPool } = await harness.sdk.describeUserPool({ UserPoolId: poolId })

    expect(await refusal(tryPassword(codeOf()))).toContain('Temporary password has expired')
    expect(UserPool?.Policies?.PasswordPolicy?.TemporaryPasswordValidityDays).toBe(1)
  })

  test('set by AdminSetUserPassword expires as well', async () => {
    await openEnrolled()
    await harness.sdk.adminSetUserPassword({ ...named, Password: goodPassword })
    harness.advance(7 * dayMs)

    expect(await refusal(tryPassword(goodPassword))).toContain('Temporary password has expired')
  })

  test('that is drawn keeps to the policy, whatever the random bytes are', () => {
    const policies = [{}, { MinimumLength: 30, RequireSymbols: true }, { MinimumLength: 6 }].map(
      (policy) => readPoolSettings({ Policies: { PasswordPolicy: policy } }).passwordPolicy,
    )
    for (const policy of policies) {
      for (const byte of [0, 1, 127, 255]) {
        const drawn = drawTemporaryPassword(policy, (size) => new Uint8Array(size).fill(byte))

        checkPassword(drawn, policy)
        expect(drawn).toMatch(/[a-z]/)
        expect(drawn).toMatch(/[A-Z]/)
        expect(drawn).toMatch(/\d/)
      }
    }
  })
})
