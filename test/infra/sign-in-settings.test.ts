/** Settings of how people sign in, how long that lasts, and how the suite is run. */
import { FeaturePlan } from 'aws-cdk-lib/aws-cognito'
import { expect, test } from 'vitest'

import { readPoolSettings } from '../../infra/pool-checks.ts'
import type { PoolSettings } from '../../infra/pool-props.ts'
import { findAll, findOnly, synthesizeSuite } from './synthesize-suite.ts'

const ses = { fromEmail: 'hello@acme.example', sesRegion: 'eu-west-1' }
const writableAttributes = ['email', 'phone_number', 'preferred_username'] as const

test.each<[PoolSettings, object]>([
  [{ selfSignUp: false }, { AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } }],
  [
    { passwordPolicy: { minLength: 8, requireDigits: true, temporaryDays: 3 } },
    {
      Policies: {
        PasswordPolicy: {
          MinimumLength: 8,
          RequireLowercase: false,
          RequireNumbers: true,
          RequireSymbols: false,
          RequireUppercase: false,
          TemporaryPasswordValidityDays: 3,
        },
      },
    },
  ],
  [
    { signInBy: ['phone'], writableAttributes },
    {
      UsernameAttributes: ['phone_number'],
      AutoVerifiedAttributes: ['email', 'phone_number'],
      AccountRecoverySetting: {
        RecoveryMechanisms: [
          { Name: 'verified_email', Priority: 1 },
          { Name: 'verified_phone_number', Priority: 2 },
        ],
      },
      SmsConfiguration: expect.anything(),
    },
  ],
  [{ signInBy: ['email', 'phone'], writableAttributes }, { UsernameAttributes: ['email', 'phone_number'] }],
  [
    { signInBy: ['username', 'email', 'preferred_username'], writableAttributes },
    { AliasAttributes: ['email', 'preferred_username'], AutoVerifiedAttributes: ['email'] },
  ],
  [{ signInBy: ['username'] }, { AutoVerifiedAttributes: ['email'] }],
  [{ mfa: { mode: 'off' } }, { MfaConfiguration: 'OFF' }],
  [{ mfa: { mode: 'required' } }, { MfaConfiguration: 'ON', EnabledMfas: ['SOFTWARE_TOKEN_MFA'] }],
  [
    { mfa: { mode: 'optional', factors: ['sms', 'email'] }, ses, writableAttributes },
    { MfaConfiguration: 'OPTIONAL', EnabledMfas: ['SMS_MFA', 'EMAIL_OTP'] },
  ],
])('%j is what the pool gets', (settings, properties) => {
  const pool = findOnly(synthesizeSuite(settings).template, 'AWS::Cognito::UserPool').Properties

  expect(pool).toMatchObject(properties)
  if (settings.signInBy?.includes('username') === true) expect(pool).not.toHaveProperty('UsernameAttributes')
})

test('token lifetimes are those of each client, in minutes', () => {
  const { template } = synthesizeSuite({
    tokenLifetimes: {
      public: { accessMinutes: 5, idMinutes: 10, refreshHours: 24 },
      machine: { accessMinutes: 1_440 },
    },
  })
  const [open, confidential, machine] = findAll(template, 'AWS::Cognito::UserPoolClient')

  expect(open?.Properties).toMatchObject({
    AccessTokenValidity: 5,
    IdTokenValidity: 10,
    RefreshTokenValidity: 1_440,
    TokenValidityUnits: { AccessToken: 'minutes', IdToken: 'minutes', RefreshToken: 'minutes' },
  })
  expect(confidential?.Properties).not.toHaveProperty('TokenValidityUnits')
  expect(machine?.Properties).toMatchObject({
    AccessTokenValidity: 1_440,
    TokenValidityUnits: { AccessToken: 'minutes' },
  })
})

test('a domain of the team stands beside the one with the prefix, and the output says where DNS must point', () => {
  const certificateArn = 'arn:aws:acm:us-east-1:123456789012:certificate/0a1b'
  const { template } = synthesizeSuite({ customDomain: { name: 'auth.acme.example', certificateArn } })
  const domains = findAll(template, 'AWS::Cognito::UserPoolDomain').map(({ Properties }) => Properties)

  expect(domains).toHaveLength(2)
  expect(domains).toContainEqual(
    expect.objectContaining({
      Domain: 'auth.acme.example',
      CustomDomainConfig: { CertificateArn: certificateArn },
      ManagedLoginVersion: 2,
    }),
  )
  expect(template.findOutputs('CustomDomainTarget')).not.toEqual({})
})

test.each([
  'bücher.example',
  'auth.acme.example.',
  'Auth.acme.example',
  'acme',
  '-auth.acme.example',
  'auth..example',
  'auth.acme.1',
  `${'a'.repeat(52)}.acme.example`,
  'login.amazoncognito.com',
  'a.auth.eu-west-1.amazoncognito.com',
  'a.s3.amazonaws.com',
  'd1.cloudfront.net',
])('managed login does not stand at %j', (name) => {
  const certificateArn = 'arn:aws:acm:us-east-1:123456789012:certificate/0a1b'

  expect(() => readPoolSettings({ customDomain: { name, certificateArn } })).toThrow(
    /customDomain\.name must be a domain of yours of 63 characters at most, in lower case and ASCII, such as auth\.example\.com, not /,
  )
})

test.each(['xn--bcher-kva.example', 'amazoncognito.com.acme.example', `${'a'.repeat(50)}.acme.example`])(
  'managed login may stand at %s',
  (name) => {
    const certificateArn = 'arn:aws:acm:us-east-1:123456789012:certificate/0a1b'

    expect(readPoolSettings({ customDomain: { name, certificateArn } })).toBeDefined()
  },
)

test.each([
  ['Acme', 'Acme'],
  ['Acme & Co', 'Acme & Co'],
  ['Acme, Inc.', '"Acme, Inc."'],
  ['Acme Inc.', '"Acme Inc."'],
  ['a@b.example', '"a@b.example"'],
  ['The "Acme", Inc.', '"The \\"Acme\\", Inc."'],
  ['"Acme, Inc."', '"Acme, Inc."'],
  ['Bücher, Acme', '=?UTF-8?B?QsO8Y2hlciwgQWNtZQ==?='],
])('mail from %j names one sender', (fromName, phrase) => {
  const { template } = synthesizeSuite({ ses: { ...ses, fromName } })

  expect(findOnly(template, 'AWS::Cognito::UserPool').Properties['EmailConfiguration']).toMatchObject({
    From: `${phrase} <hello@acme.example>`,
  })
})

test('each function has its memory, and the others have 512 MB', () => {
  const memoryMb = { 'pre-sign-up': 1_024, 'provisioning-worker': 256, rehearsal: 1_769 }
  const { template } = synthesizeSuite({ memoryMb }, 'prod')
  const sizes = findAll(template, 'AWS::Lambda::Function').map(
    ({ Properties }) =>
      `${String(Properties['Description']).split(' ')[0]} ${String(Properties['MemorySize'])}`,
  )

  expect(sizes.sort()).toEqual(['Asks 1769', 'Cognito 1024', 'Cognito 512', 'Cognito 512', 'Finishes 256'])
  expect(() => synthesizeSuite({ memoryMb: { 'custom-message': 1_024 } })).toThrow(
    new TypeError(
      'memoryMb is for custom-message, which is no function of the suite: take it out, or configure the trigger in triggers/suite.ts.',
    ),
  )
})

test('every alarm sends to the topic, beside the actions of the props', () => {
  const alarmTopicArn = 'arn:aws:sns:eu-west-1:123456789012:alarms'
  const alarmActions = [{ bind: () => ({ alarmActionArn: 'own' }) }]
  const { template } = synthesizeSuite({ alarmTopicArn, alarmActions }, 'prod')
  const actions = findAll(template, 'AWS::CloudWatch::Alarm').map(
    ({ Properties }) => Properties['AlarmActions'],
  )

  expect(actions.length).toBeGreaterThan(20)
  expect(actions).toEqual(actions.map(() => ['own', alarmTopicArn]))
})

test.each([
  [{ signInBy: ['phone'] }, "signInBy needs 'phone_number' in writableAttributes: people bring it along"],
  [
    { signInBy: ['mail'] },
    "signInBy[0] must be 'email', 'phone', 'username' or 'preferred_username', not 'mail': did you mean 'email'?",
  ],
  [{ signInBy: ['email', 'email'] }, "signInBy holds 'email' twice: take one out"],
  [
    { signInBy: ['email', 'preferred_username'], writableAttributes },
    "signInBy holds 'preferred_username', an alias of a user name: add 'username'",
  ],
  [
    { signInBy: ['username', 'preferred_username'] },
    "signInBy needs 'preferred_username' in writableAttributes: people bring it along",
  ],
  [
    { mfa: { mode: 'optional', factors: ['sms'] } },
    "mfa.factors needs 'phone_number' in writableAttributes: people bring it along",
  ],
  [{ mfa: { mode: 'optional', factors: ['email'] } }, "mfa.factors holds 'email', which needs ses: set it"],
  [
    { mfa: { mode: 'required', factors: ['email'] }, ses },
    "mfa.factors must hold 'totp' or 'sms' too: who has a code by mail as second factor cannot reset the password by mail",
  ],
  [{ mfa: { mode: 'off', factors: ['totp'] } }, "mfa.factors goes with mode 'optional' and 'required'"],
  [
    { tokenLifetimes: { public: { idMinutes: 120, refreshHours: 1 } } },
    'tokenLifetimes.public.idMinutes is 120, longer than refreshHours, 60 minutes: shorten it',
  ],
  [
    { tokenLifetimes: { machine: { refreshHours: 1 } } },
    'tokenLifetimes.machine.refreshHours is no option. It takes accessMinutes',
  ],
  [
    {
      customDomain: {
        name: 'auth.acme.example',
        certificateArn: 'arn:aws:acm:eu-west-1:123456789012:certificate/0a',
      },
    },
    "customDomain.certificateArn must be the ARN of a certificate in us-east-1, not 'arn:aws:acm:eu-west-1:123456789012:certificate/0a'",
  ],
  [
    { ses: { fromEmail: 'grüße@acme.example' } },
    "ses.fromEmail must be an email address in ASCII, with xn-- for other domains, not 'grüße@acme.example'",
  ],
  [
    { ses: { fromEmail: 'hello@bücher.example' } },
    "ses.fromEmail must be an email address in ASCII, with xn-- for other domains, not 'hello@bücher.example'",
  ],
  [
    { ses: { fromEmail: 'hello@acme.example.' } },
    "ses.fromEmail must be an email address in ASCII, with xn-- for other domains, not 'hello@acme.example.'",
  ],
  [
    { ses: { ...ses, replyTo: 'hélp@acme.example' } },
    "ses.replyTo must be an email address in ASCII, with xn-- for other domains, not 'hélp@acme.example'",
  ],
  [
    { ses: { ...ses, sesVerifiedDomain: 'bücher.example' } },
    "ses.sesVerifiedDomain must be a domain in ASCII, with xn-- for others, not 'bücher.example'",
  ],
  [
    { ses: { ...ses, sesVerifiedDomain: 'other.example' } },
    "ses.sesVerifiedDomain is 'other.example', but fromEmail is at 'acme.example': make them the same",
  ],
  [
    { ses: { ...ses, sesRegion: 'xx-nowhere-9' } },
    "ses.sesRegion must be a Region that the CDK knows, such as eu-west-1, not 'xx-nowhere-9'",
  ],
  [
    { ses: { ...ses, sesRegion: 'eu-wset-1' } },
    "ses.sesRegion must be a Region that the CDK knows, such as eu-west-1, not 'eu-wset-1': did you mean 'eu-west-1'?",
  ],
  [
    { alarmTopicArn: 'arn:aws:sns:xx-nowhere-9:123456789012:alarms' },
    "alarmTopicArn must be the ARN of an SNS topic, not 'arn:aws:sns:xx-nowhere-9:123456789012:alarms'",
  ],
  [
    { memoryMb: { 'pre-signup': 512 } },
    "a name in memoryMb must be 'pre-sign-up', 'pre-authentication', 'pre-token-generation', 'post-confirmation', 'custom-message', 'provisioning-worker' or 'rehearsal', not 'pre-signup': did you mean 'pre-sign-up'?",
  ],
])('%j is refused in one sentence', (settings, sentence) => {
  expect(() => readPoolSettings(settings)).toThrow(new TypeError(`context pool of cdk.json: ${sentence}`))
})

test('a second factor by mail is refused on the plan Lite', () => {
  const build = () =>
    synthesizeSuite({
      featurePlan: FeaturePlan.LITE,
      preTokenGenerationVersion: 'V1_0',
      mfa: { mode: 'optional', factors: ['email'] },
      ses,
    })

  expect(build).toThrow(
    "CognitoTriggerSuite: mfa.factors holds 'email', which needs the plan Essentials or Plus: set featurePlan",
  )
})
