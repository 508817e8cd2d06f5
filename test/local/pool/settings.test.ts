/** What a template may say, and what Cognito would refuse. */
import { createServer } from 'node:http'
import { describe, expect, test } from 'vitest'
import { readClientSettings } from '../../../local/pool/settings/client-settings.ts'
import { listNotSimulated } from '../../../local/pool/not-simulated.ts'
import { readPoolSettings } from '../../../local/pool/settings/pool-settings.ts'
import { startHarness } from './pool-harness.ts'

const client = (properties: object, clientSecret?: string) =>
  readClientSettings({
    clientId: 'client',
    name: 'app',
    properties: { ...properties },
    ...(clientSecret === undefined ? {} : { clientSecret }),
  })

describe('the pool of a template', () => {
  test.each([
    [{ UsernameAttributes: ['email'], AliasAttributes: ['email'] }, 'UsernameAttributes and AliasAttributes'],
    [{ UsernameAttributes: ['nickname'] }, 'UsernameAttributes must be one of email, phone_number'],
    [{ UsernameAttributes: 'email' }, 'UsernameAttributes must be a list'],
    [{ Policies: { PasswordPolicy: { MinimumLength: 5 } } }, 'MinimumLength is 5; Cognito allows 6 to 99'],
    [{ Schema: [{ Name: 'plan', Required: true }] }, 'requires the custom attribute plan'],
    [{ Schema: [{ Name: 'a-name-of-21-characters' }] }, 'longer than 20 characters'],
    [{ Schema: [{}] }, 'has no Name'],
    [{ LambdaConfig: { PreTokenGeneration: 'a', PreTokenGenerationConfig: { LambdaArn: 'b' } } }, 'differ'],
    [
      {
        UserPoolTier: 'LITE',
        LambdaConfig: { PreTokenGenerationConfig: { LambdaArn: 'b', LambdaVersion: 'V2_0' } },
      },
      'needs UserPoolTier ESSENTIALS or PLUS',
    ],
  ])('is refused with %j', (properties, reason) => {
    expect(() => readPoolSettings(properties)).toThrow(reason)
    expect(() => readPoolSettings(properties)).toThrow(TypeError)
  })

  test('has the defaults of Cognito when it says nothing', () => {
    expect(readPoolSettings({})).toMatchObject({
      isCaseSensitive: true,
      isAdminCreateOnly: false,
      tier: 'ESSENTIALS',
      passwordPolicy: {
        minLength: 8,
        needsUppercase: true,
        needsLowercase: true,
        needsNumber: true,
        needsSymbol: true,
      },
    })
  })

  test('may spell numbers and booleans as strings', () => {
    const settings = readPoolSettings({
      UsernameConfiguration: { CaseSensitive: 'false' },
      Policies: { PasswordPolicy: { MinimumLength: '10', RequireNumbers: 'true' } },
    })

    expect(settings).toMatchObject({
      isCaseSensitive: false,
      passwordPolicy: { minLength: 10, needsNumber: true, needsSymbol: false },
    })
  })

  test('tells of settings that are not simulated', () => {
    const settings = listNotSimulated({
      LambdaConfig: { PreSignUp: 'a', PostAuthentication: 'b' },
      MfaConfiguration: 'ON',
      VerificationMessageTemplate: { DefaultEmailOption: 'CONFIRM_WITH_LINK' },
    })

    expect(settings).toEqual([
      'LambdaConfig.PostAuthentication',
      'MfaConfiguration',
      'VerificationMessageTemplate.DefaultEmailOption',
    ])
  })
})

describe('the app client of a template', () => {
  test.each([
    [{ GenerateSecret: true }, 'has GenerateSecret, but no clientSecret was given'],
    [{ ExplicitAuthFlows: ['ALLOW_MAGIC'] }, 'ALLOW_MAGIC, which Cognito does not know'],
    [
      { ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'], RefreshTokenRotation: { Feature: 'ENABLED' } },
      'Cognito allows one of them',
    ],
    [{ TokenValidityUnits: { AccessToken: 'weeks' } }, 'AccessToken must be one of seconds'],
  ])('is refused with %j', (properties, reason) => {
    expect(() => client(properties)).toThrow(reason)
  })

  test('has the defaults of Cognito when it says nothing', () => {
    const settings = client({})

    expect(settings).toMatchObject({
      accessValidityS: 3_600,
      idValidityS: 3_600,
      refreshValidityS: 30 * 86_400,
      hidesUserExistence: false,
      canRevoke: true,
      rotationGraceS: undefined,
    })
    expect([...settings.flows].sort()).toEqual(['CUSTOM_AUTH', 'REFRESH', 'USER_SRP_AUTH'])
  })
})

test('a taken port is refused with its number and what to do', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => other.once('listening', resolve))
  const address = other.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0

  const start = startHarness({ options: { port } })

  await expect(start).rejects.toThrow(new RegExp(`Port ${port} .*--port 0`))
  other.close()
})
