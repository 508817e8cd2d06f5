/** UpdateUserPool, with both answers to what becomes of settings that it leaves out. */
import { describe, expect, test } from 'vitest'
import type { OmittedSettings } from '../../../local/pool/settings/pool-update.ts'
import { arns, harness, openPool, poolId, refusal, signUp } from './pool-harness.ts'

const UserPoolId = poolId
const pool = {
  UserPoolName: 'people',
  UsernameAttributes: ['email'],
  AutoVerifiedAttributes: ['email'],
  Policies: { PasswordPolicy: { MinimumLength: 9 }, SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD'] } },
  LambdaConfig: { CustomMessage: arns.customMessage },
  DeviceConfiguration: { ChallengeRequiredOnNewDevice: true },
  DcrConfiguration: { EnableStatus: 'DISABLED' },
  MfaConfiguration: 'OPTIONAL',
  EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
}

const start = async (omittedSettings: OmittedSettings, more = {}): Promise<void> => {
  await openPool({ pool: { ...pool, ...more }, options: { omittedSettings } })
}

describe('a setting that UpdateUserPool leaves out', () => {
  test('gets its default, unless a document says that it is kept', async () => {
    await start('reset')
    await harness.sdk.updateUserPool({ UserPoolId, AutoVerifiedAttributes: ['email'] })
    const { UserPool } = await harness.sdk.describeUserPool({ UserPoolId })

    expect(UserPool).toMatchObject({
      Name: 'people',
      UsernameAttributes: ['email'],
      AutoVerifiedAttributes: ['email'],
      LambdaConfig: {},
      MfaConfiguration: 'OFF',
      DcrConfiguration: { EnableStatus: 'DISABLED' },
      Policies: { PasswordPolicy: { MinimumLength: 8 } },
    })
    expect(UserPool?.DeviceConfiguration).toBeUndefined()
    expect(UserPool?.Policies?.SignInPolicy).toBeUndefined()
  })

  test('is kept by the other setting of the switch', async () => {
    await start('kept')
    const before = await harness.sdk.describeUserPool({ UserPoolId })
    await harness.sdk.updateUserPool({ UserPoolId, Policies: { PasswordPolicy: { MinimumLength: 12 } } })
    const { UserPool } = await harness.sdk.describeUserPool({ UserPoolId })

    expect(UserPool?.Policies?.PasswordPolicy?.MinimumLength).toBe(12)
    expect({ ...UserPool, Policies: { ...UserPool?.Policies, PasswordPolicy: undefined } }).toEqual({
      ...before.UserPool,
      Policies: { ...before.UserPool?.Policies, PasswordPolicy: undefined },
    })
  })
})

test('a trigger that an update names is called, and the date of the last change moves', async () => {
  await start('reset')
  harness.advance(1_000)
  const { LambdaConfig = {} } = (await harness.sdk.describeUserPool({ UserPoolId })).UserPool ?? {}
  await harness.sdk.updateUserPool({
    UserPoolId,
    LambdaConfig: { ...LambdaConfig, PreSignUp: arns.preSignUp },
  })
  await signUp()
  const { UserPool } = await harness.sdk.describeUserPool({ UserPoolId })

  expect(harness.events.map(({ functionArn }) => functionArn)).toContain(arns.preSignUp)
  expect(UserPool?.LambdaConfig).toEqual({ CustomMessage: arns.customMessage, PreSignUp: arns.preSignUp })
  expect(Number(UserPool?.LastModifiedDate) - Number(UserPool?.CreationDate)).toBe(1_000)
})

test('GetUserPoolMfaConfig shows factors, which no update touches', async () => {
  await start('reset')
  await harness.sdk.updateUserPool({ UserPoolId, MfaConfiguration: 'OPTIONAL' })

  expect(await harness.sdk.getUserPoolMfaConfig({ UserPoolId })).toMatchObject({
    MfaConfiguration: 'OPTIONAL',
    SoftwareTokenMfaConfiguration: { Enabled: true },
  })
})

test.each([
  [{ UserPoolTags: { 'aws:cloudformation:stack-name': 'x' } }, 'UserPoolTaggingException'],
  [
    { VerificationMessageTemplate: { EmailMessage: '{####}', EmailMessageByLink: '{##go##}' } },
    'EmailMessage and EmailMessageByLink cannot both be set.',
  ],
  [
    {
      AdminCreateUserConfig: { UnusedAccountValidityDays: 7 },
      Policies: { PasswordPolicy: { TemporaryPasswordValidityDays: 7 } },
    },
    'Please use TemporaryPasswordValidityDays',
  ],
  [{ MfaConfiguration: 'ON' as const }, 'Cannot turn MFA functionality ON'],
  [
    { UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email' as const] } },
    'must be a subset of AutoVerifiedAttributes',
  ],
  [{ UserPoolTier: 'LITE' as const, AcrConfiguration: {} }, 'FeatureUnavailableInTierException'],
  [
    {
      UserPoolTier: 'LITE' as const,
      LambdaConfig: {
        PreTokenGenerationConfig: { LambdaArn: arns.preToken, LambdaVersion: 'V2_0' as const },
      },
    },
    'LambdaVersion V2_0 needs UserPoolTier',
  ],
])('an update with %o is refused, and changes nothing', async (update, told) => {
  await start('reset')
  const before = await harness.sdk.describeUserPool({ UserPoolId })

  expect(await refusal(harness.sdk.updateUserPool({ UserPoolId, ...update }))).toContain(told)
  const { UserPool } = await harness.sdk.describeUserPool({ UserPoolId })
  expect(UserPool).toEqual(before.UserPool)
})

test('an update lasts until the template says something else of the pool', async () => {
  await start('reset')
  await harness.sdk.updateUserPool({ UserPoolId, LambdaConfig: { PreSignUp: arns.preSignUp } })
  const lambdaConfig = async () => (await harness.sdk.describeUserPool({ UserPoolId })).UserPool?.LambdaConfig

  harness.pool.adopt({ pool, groups: [] })
  expect(await lambdaConfig()).toEqual({ PreSignUp: arns.preSignUp })
  harness.pool.adopt({ pool: { ...pool, DeletionProtection: 'ACTIVE' }, groups: [] })
  expect(await lambdaConfig()).toEqual(pool.LambdaConfig)
})
