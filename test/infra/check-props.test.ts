/** The props of the construct and the settings of cdk.json, walked as the options of the triggers are. */
import { Duration } from 'aws-cdk-lib'
import { FeaturePlan } from 'aws-cdk-lib/aws-cognito'
import { RetentionDays } from 'aws-cdk-lib/aws-logs'
import { expect, test } from 'vitest'

import { ENABLE_DIFF_NO_FAIL_CONTEXT } from 'aws-cdk-lib/cx-api'
import { checkSuiteProps, checkTriggersProps } from '../../infra/check-props.ts'
import { requirePastMoments } from '../../infra/accept-suite.ts'
import { readSuitePlans } from '../../triggers/build/suite-plans.ts'
import { definePreTokenGeneration } from '../../triggers/pre-token-generation/define.ts'
import { denySuspended } from '../../triggers/pre-token-generation/claims/deny-suspended.ts'
import { requireTerms } from '../../triggers/pre-token-generation/claims/require-terms.ts'
import { observe } from '../../triggers/pre-token-generation/observe.ts'
import * as shippedSuite from '../suites/shipped.ts'
import { readContext } from '../../infra/context.ts'
import { readPoolSettings } from '../../infra/pool-checks.ts'
import { adapter, leaf, names } from '../unit/options/marks.ts'
import { walk } from '../unit/options/walk.ts'
import { shippedPlans, synthesizeSuite } from './synthesize-suite.ts'

const settings = {
  callbackUrls: ['https://app.example.com/callback'],
  logoutUrls: ['myapp://signed-out'],
  customAttributes: names({
    'custom:plan': { type: 'String', mutable: false, min: 1, max: 20 },
    'custom:since': { type: 'DateTime' },
  }),
  writableAttributes: ['email', 'name', 'phone_number', 'preferred_username'],
  signInBy: ['username', 'email', 'phone', 'preferred_username'],
  mfa: { mode: 'optional', factors: ['totp', 'sms', 'email'] },
  selfSignUp: false,
  passwordPolicy: {
    minLength: 8,
    requireLowercase: true,
    requireUppercase: true,
    requireDigits: true,
    requireSymbols: true,
    temporaryDays: 1,
  },
  tokenLifetimes: {
    public: { accessMinutes: 5, idMinutes: 5, refreshHours: 1 },
    confidential: { accessMinutes: 5, idMinutes: 5, refreshHours: 1 },
    machine: { accessMinutes: 5 },
  },
  customDomain: {
    name: 'auth.acme.example',
    certificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/0a1b-2c3d',
  },
  memoryMb: { 'pre-sign-up': 1_024, rehearsal: 256 },
  alarmTopicArn: 'arn:aws:sns:eu-west-1:123456789012:alarms',
  logRetention: 90,
  reserveWorkerConcurrency: false,
  provisionedConcurrency: { 'pre-sign-up': 2 },
  encryptionKeyArn: 'arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d',
  tracing: true,
  vpc: { subnetIds: ['subnet-0a1b2c3d', 'subnet-1a1b2c3d'], securityGroupIds: ['sg-0a1b2c3d'] },
  featurePlan: 'PLUS',
  threatProtection: 'audit',
  webAclArn: 'arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/people/0a1b-2c3d',
  rollout: 'canary',
  rolloutStep: { percent: 20, minutes: 15 },
  rollbackAt: { calls: 3, percent: 5 },
  preTokenGenerationVersion: 'V2_0',
  ses: {
    fromEmail: 'hello@acme.example',
    fromName: 'Acme',
    replyTo: 'help@acme.example',
    configurationSetName: 'acme-mail',
    sesRegion: 'eu-west-1',
    sesVerifiedDomain: 'acme.example',
  },
  identityProviders: [
    {
      name: 'Acme',
      issuer: 'https://id.acme.example',
      clientId: 'suite',
      clientSecretName: 'acme-client-secret',
      attributes: names({ email: 'mail' }),
      scopes: ['openid'],
    },
  ],
}
const provider = ['name', 'issuer', 'clientId', 'clientSecretName'].map(
  (name) => `identityProviders[].${name}`,
)
const needed = [
  'ses.fromEmail',
  ...provider,
  ...['plan', 'since'].map((name) => `customAttributes.custom:${name}.type`),
  'mfa.mode',
  'vpc.subnetIds',
  'vpc.securityGroupIds',
  'customDomain.name',
  'customDomain.certificateArn',
  // What signInBy and mfa of the set rest on.
  'writableAttributes',
  'ses',
]
const open = [...provider, 'ses.fromName', 'identityProviders[].attributes.email']
const cased = [
  'callbackUrls[]',
  'logoutUrls[]',
  'ses.fromEmail',
  'ses.replyTo',
  'ses.configurationSetName',
  'ses.sesVerifiedDomain',
]

test('no setting of cdk.json is taken when it is wrong', () => {
  const set = {
    options: settings,
    required: needed,
    open,
    cased,
    isOptional: true,
  } as const

  expect(walk('context pool', readPoolSettings, [set]).findings).toEqual([])
})

test('no prop of the construct is taken when it is wrong', () => {
  const options = {
    ...settings,
    suite: 'triggers/suite.ts',
    bundleDirectory: 'dist/triggers',
    retainData: true,
    featurePlan: FeaturePlan.PLUS,
    omitSchema: true,
    domainPrefix: 'acme',
    logRetention: RetentionDays.ONE_WEEK,
    reconcileEvery: leaf(Duration.hours(1)),
    effectsSince: '2026-11-28T12:00:00Z',
    reserveWorkerConcurrency: true,
    alarmActions: [adapter(undefined, 'bind')],
  }
  const set = {
    options,
    required: needed,
    open: [...open, 'suite', 'bundleDirectory'],
    cased,
    takesUndefined: true,
  } as const

  expect(walk('CognitoTriggerSuite', checkSuiteProps, [set]).findings).toEqual([])
})

test('no prop of the construct for a pool of a team is taken when it is wrong', () => {
  const options = {
    suite: 'triggers/suite.ts',
    retainData: true,
    preTokenGenerationVersion: settings.preTokenGenerationVersion,
    memoryMb: settings.memoryMb,
    alarmTopicArn: settings.alarmTopicArn,
    pool: 'arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_a1B2c3D4e',
    watchSlots: true,
    clientIds: ['1example23456789'],
    allowWrite: ['custom:team'],
    slots: { 'pre-sign-up': 'keep' },
  }
  const set = {
    options,
    required: ['pool'],
    open: ['suite', 'allowWrite[]'],
    cased: ['pool', 'clientIds[]'],
    takesUndefined: true,
  } as const

  expect(walk('CognitoTriggers', checkTriggersProps, [set]).findings).toEqual([])
})

test.each([
  [{ rollout: 'all-at-once', rolloutStep: { percent: 20 } }, 'rolloutStep does nothing beside'],
  [{ rollout: 'all-at-once', rollbackAt: { calls: 3 } }, 'rollbackAt does nothing beside'],
  [{ rolloutStep: { percent: 1, minutes: 2_880 } }, 'a linear rollout of 285120 minutes'],
  [{ rolloutStep: { minutes: 321 } }, 'a linear rollout of 2889 minutes'],
])('a rollout of %j is refused', (given, sentence) => {
  expect(() => readPoolSettings(given)).toThrow(sentence)
})

test.each([
  { rolloutStep: { minutes: 320 } },
  { rollout: 'canary', rolloutStep: { percent: 1, minutes: 2_880 } },
])('a rollout of %j is taken', (given) => {
  expect(readPoolSettings(given)).toEqual(given)
})

test('a prop of the stack that is nearly one of ours is refused, and those of CDK are taken', () => {
  const build = (props: object) => synthesizeSuite({ ...props })

  expect(() => build({ retainDate: true })).toThrow(
    'CognitoTriggerSuite: retainDate is no option: did you mean retainData?',
  )
})

const known =
  'The app reads stage, pool, bundleDirectory, effectsSince, disposable, omitSchema, bundleBytes, suiteFile, ignoreAlarms or release, and leaves what begins with own: to you.'

test.each([
  [{ stge: 'prod' }, `Context stge is not known: did you mean stage? ${known}`],
  [{ region: 'eu-west-1' }, `Context region is not known. ${known}`],
  [
    { effectsSince: '2026-11-28' },
    "Context effectsSince is a moment in UTC, such as 2026-11-28T12:00:00Z, not '2026-11-28'.",
  ],
  [{ 'suite:stage': 'production' }, `Context suite:stage is not known: did you mean stage? ${known}`],
  [
    { '@acme/suite:stge': 'production' },
    `Context @acme/suite:stge is not known: did you mean stage? ${known}`,
  ],
  [{ 'aws:stage': 'production' }, `Context aws:stage is not known: did you mean stage? ${known}`],
  [{ 'stage:': 'production' }, `Context stage: is not known. ${known}`],
  [{ effectsSince: '' }, 'Context effectsSince is a text that is not empty.'],
  [
    { disposable: 'true' },
    'Context disposable is the name of a stage, or a list of names: pass -c disposable=dev.',
  ],
  [
    { stage: 'demo', omitSchema: true },
    'Context omitSchema is the name of a stage, or a list of names: pass -c omitSchema=demo.',
  ],
  [
    { 'pool.callbackUrls': 'https://a.example' },
    'Context pool.callbackUrls is not read: the settings of the pool stand in cdk.json, as an object under context pool.',
  ],
])('the context %j is refused in one sentence', (context, sentence) => {
  expect(() => readContext(context)).toThrow(new TypeError(sentence))
})

test.each([
  ['prop', '2062-11-28T12:00:00Z', {}, 'effectsSince'],
  [
    'suite',
    undefined,
    { effectsSinceMs: Date.parse('2062-11-28T12:00:00Z') },
    'effectsSince of defineProvisioningWorker',
  ],
])(
  'a moment of the %s in the future is refused, and one of now is taken',
  (_, effectsSince, given, where) => {
    const plans = { ...shippedPlans(), ...given }
    const atMs = Date.parse('2062-11-28T12:00:00Z')

    expect(() => requirePastMoments({ effectsSince }, plans, atMs - 1)).toThrow(
      new TypeError(
        `${where} is 2062-11-28T12:00:00.000Z, which is in the future: no user would be sent a mail, webhook or event. Name a moment up to now.`,
      ),
    )
    expect(() => requirePastMoments({ effectsSince }, plans, atMs)).not.toThrow()
    expect(() => synthesizeSuite({ effectsSince, plans })).toThrow('in the future')
  },
)

test.each([
  ['demo', { stage: 'demo', disposable: true }],
  [['demo', 'load'], { stage: 'demo', disposable: true }],
  ['dem', { stage: 'demo' }],
  [[], { stage: 'demo' }],
])('a stage may be thrown away where %j is named so', (disposable, read) => {
  expect(readContext({ stage: 'demo', disposable, 'own:vpc': 'vpc-1' })).toEqual(read)
})

test('settings of the pool are read from the JSON text of the command line', () => {
  expect(readPoolSettings('{"selfSignUp":false}')).toEqual({ selfSignUp: false })
  expect(() => readPoolSettings('{selfSignUp:false}')).toThrow(
    new TypeError(`Context pool is no JSON: pass an object, such as -c pool='{"selfSignUp":false}'.`),
  )
})

test('what the CDK keeps in the context is left alone', () => {
  const context = {
    stage: 'dev',
    '@aws-cdk/core:checkSecretUsage': true,
    'availability-zones:account=1:region=eu-west-1': ['eu-west-1a'],
    'cli-telemetry': false,
    'aws:cdk:enable-path-metadata': true,
    'aws:cdk:bundling-stacks': ['**'],
    'vpc-provider:account=1:filter.isDefault=true:region=eu-west-1': {},
    'hosted-zone:account=1:domainName=a.example:region=eu-west-1': {},
    'ssm:account=1:parameterName=/a:region=eu-west-1': 'a',
    [ENABLE_DIFF_NO_FAIL_CONTEXT]: true,
  }

  expect(readContext(context).stage).toBe('dev')
})

test.each([
  'https://app.example.com/callback',
  'https://app.example.com:8443/callback?from=login',
  'https://localhost:3000/',
  'http://localhost:3000/callback',
  'http://127.0.0.1/',
  'http://[::1]:3000/',
  'myapp://example',
  'myapp://',
  'com.example.app:/oauth',
])('people may be sent to %s', (address) => {
  expect(readPoolSettings({ callbackUrls: [address], logoutUrls: [address] })).toBeDefined()
})

test.each([
  'localhost:3000/callback',
  'app.example.com:8443/cb',
  'app.example.com/cb',
  '/callback',
  '//app.example.com/cb',
  'https:app.example.com',
  'https:/app.example.com',
  'https:\\\\app.example.com',
  'http:localhost:3000',
  'http://localhost.example.com/',
  'http://app.example.com/',
  'https://app.example.com/call back',
  ' https://app.example.com/',
  'https://app.example.com/\n',
  'https://app.example.com/\u00A0',
  'https://app.example.com/#top',
  'https://app.example.com@evil.example/',
  'https://*.example.com/',
  'https://app.example.com/*',
  'https:///callback',
  'http:///localhost/callback',
  'myapp://*',
  'https://app.example.com:99999/',
  'https://',
  'htps://app.example.com/',
  'htttp://localhost:3000/',
  'myapp:callback',
  'javascript:alert(1)',
  'javascript://a/%0Aalert(1)',
  'vbscript:x',
  'data:text/html,x',
  'mailto:jane@a.example',
  'file:///etc',
  'ftp://a.example/',
  `https://a.example/${'x'.repeat(1_024)}`,
])('people are not sent to %j', (address) => {
  for (const setting of ['callbackUrls', 'logoutUrls'])
    expect(() => readPoolSettings({ [setting]: [address] })).toThrow(/\[0\] must be an https address/)
})

test.each([
  { domainPrefix: '-acme' },
  { domainPrefix: 'acme.login' },
  { domainPrefix: 'a'.repeat(64) },
  { logRetention: 2 },
])('the prop %j is refused before CloudFormation is', (props) => {
  const [name = ''] = Object.keys(props)

  expect(() => Reflect.apply(checkSuiteProps, undefined, [props])).toThrow(
    new RegExp(`^CognitoTriggerSuite: ${name} must be (the|one)`),
  )
})

test('more addresses than Cognito takes are refused', () => {
  const addresses = Array.from({ length: 101 }, (_, index) => `https://a.example/${index}`)

  expect(() => readPoolSettings({ callbackUrls: addresses })).toThrow(
    'callbackUrls must hold 100 addresses at most, not 101',
  )
  expect(readPoolSettings({ callbackUrls: addresses.slice(1) })).toBeDefined()
})

test.each([
  ['nickname', { writableAttributes: ['email', 'nickname'] }],
  ['name', {}],
] as const)('a refusal by %s, which people write themselves, is refused', (userAttribute, writable) => {
  const suite = (from: string) => ({
    ...shippedSuite,
    preTokenGeneration: () =>
      definePreTokenGeneration({
        claims: [
          denySuspended({ from: { userAttribute: from } }),
          observe(requireTerms({ from: { userAttribute }, current: ['1'] })),
        ],
      }),
  })

  expect(() => synthesizeSuite({ ...writable, plans: readSuitePlans(suite(userAttribute)) })).toThrow(
    new TypeError(
      `Claim source deny-suspended refuses people by ${userAttribute}, which the app clients may write, so that people could let themselves in: take ${userAttribute} out of writableAttributes, or keep it elsewhere.`,
    ),
  )
  expect(() =>
    synthesizeSuite({
      ...writable,
      customAttributes: { 'custom:suspended': { type: 'Boolean' } },
      plans: readSuitePlans(suite('custom:suspended')),
    }),
  ).not.toThrow()
})

test('groups that the stack cannot tell apart are refused', () => {
  const plans = { ...shippedPlans(), groups: ['a/b', 'a--b'] }

  expect(() => synthesizeSuite({ plans })).toThrow(
    new TypeError(
      "Groups 'a/b' and 'a--b' cannot both be in the stack, which writes / as --: give one of them another name.",
    ),
  )
})
