/** One stack for each stage, and what it tells other tools. */
import { join } from 'node:path'

import { Stack, App } from 'aws-cdk-lib'
import { Match, Template } from 'aws-cdk-lib/assertions'
import { expect, test } from 'vitest'

import { CognitoTriggerSuite } from '../../infra/cognito-trigger-suite.ts'
import { writeDummyBundles } from './dummy-bundles.ts'
import { findAll, findOnly, shippedPlans, synthesizeSuite } from './synthesize-suite.ts'

test('suite stack carries its stage in its name', () => {
  const { stack } = synthesizeSuite({}, 'staging')

  expect(stack.stackName).toBe('cognito-trigger-suite-staging')
})

test.each(['', 'Prod', '1st', 'a b', 'x'.repeat(21)])('suite stack refuses stage %j', (stage) => {
  const build = () => synthesizeSuite({}, stage)

  expect(build).toThrow(
    new TypeError(
      `Stage ${JSON.stringify(stage)} is not 1 to 20 lower-case letters, digits and hyphens: pass -c stage=dev.`,
    ),
  )
})

test.each([
  'prod',
  'production',
  'prod-eu',
  'live',
  'staging',
  'pr',
  'pr-',
  'pr-live',
  'pr-1a',
  'dev-eu',
  'testing',
])('suite stack keeps what people have in it in stage %s', (stage) => {
  const { stack, template } = synthesizeSuite({}, stage)

  expect(stack.terminationProtection).toBe(true)
  expect(findOnly(template, 'AWS::Cognito::UserPool')).toMatchObject({
    DeletionPolicy: 'RetainExceptOnCreate',
    Properties: { DeletionProtection: 'ACTIVE' },
  })
  expect(findOnly(template, 'AWS::DynamoDB::GlobalTable')).toMatchObject({
    DeletionPolicy: 'RetainExceptOnCreate',
  })
  expect(findAll(template, 'AWS::CodeDeploy::DeploymentGroup')).toHaveLength(4)
})

test.each(['dev', 'test', 'pr-17'])('suite stack of stage %s can be thrown away', (stage) => {
  const { stack, template } = synthesizeSuite({}, stage)

  expect(stack.terminationProtection).toBe(false)
  expect(findOnly(template, 'AWS::Cognito::UserPool')).toMatchObject({
    DeletionPolicy: 'Delete',
    Properties: { DeletionProtection: 'INACTIVE' },
  })
})

test('suite stack of a stage that can be thrown away says that it does not roll out in steps', () => {
  const told = (rollout: 'canary' | 'all-at-once') =>
    synthesizeSuite(
      { rollout, ...(rollout === 'canary' && { rolloutStep: { percent: 20 }, rollbackAt: { calls: 3 } }) },
      'dev',
    ).annotations.findInfo('*', Match.stringLikeRegexp("deploys all at once: rollout 'canary'"))

  expect(told('canary')).toHaveLength(1)
  expect(told('all-at-once')).toHaveLength(0)
})

test('suite stack of a stage that is named disposable can be thrown away, and any stage can be kept', () => {
  const policyOf = (stage: string, disposable: boolean) =>
    findOnly(synthesizeSuite({}, stage, undefined, { disposable }).template, 'AWS::Cognito::UserPool')

  expect(policyOf('demo', true)).toMatchObject({ DeletionPolicy: 'Delete' })
  expect(policyOf('dev', false)).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate' })
})

test.each([
  ['live', 5],
  ['dev', 0],
])('suite stack of stage %s warns of %i things that only do for a try', (stage, count) => {
  const { annotations } = synthesizeSuite({}, stage)

  const warnings = annotations
    .findWarning('*', Match.anyValue())
    .map(({ entry }) => JSON.stringify(entry.data))

  expect(warnings).toHaveLength(count)
  for (const words of ['SES', 'callbackUrls', 'logoutUrls', '50 mails', 'alarmTopicArn'])
    if (count > 0) expect(warnings.filter((each) => each.includes(words))).not.toEqual([])
})

test('suite stack warns of nothing that a team has set', () => {
  const { annotations } = synthesizeSuite(
    {
      plans: { ...shippedPlans(), mailSenders: ['hello@acme.test'] },
      callbackUrls: ['https://app.acme.test/callback'],
      logoutUrls: ['https://localhost.acme.test/'],
      ses: { fromEmail: 'hello@acme.test' },
      alarmTopicArn: 'arn:aws:sns:eu-west-1:123456789012:alarms',
    },
    'prod',
  )

  expect(annotations.findWarning('*', Match.anyValue())).toEqual([])
})

test('suite stack warns of mail of the pool from an address that nobody has', () => {
  const plans = { ...shippedPlans(), mailSenders: [] }
  const { annotations } = synthesizeSuite({ plans, ses: { fromEmail: 'no-reply@example.com' } }, 'prod')

  expect(
    annotations.findWarning('*', Match.stringLikeRegexp('no-reply@example.com, which cannot be verified')),
  ).toHaveLength(1)
})

test('suite stack warns when no alarm ends a rollout', () => {
  const { annotations } = synthesizeSuite({}, 'prod', undefined, {}, { ignoreAlarms: true })

  expect(
    annotations.findWarning('*', Match.stringLikeRegexp('no alarm restores the old versions')),
  ).toHaveLength(1)
})

test.each([
  ['prod', 1],
  ['dev', 0],
])('suite stack of stage %s warns %i time of a mail sender that cannot be verified', (stage, times) => {
  const { annotations } = synthesizeSuite({ plans: shippedPlans() }, stage)

  const warnings = annotations.findWarning('*', Match.stringLikeRegexp('cannot be verified in SES'))

  expect(warnings).toHaveLength(times)
})

test('suite stack puts out what other tools need', () => {
  const { template } = synthesizeSuite()

  const outputs = Object.keys(template.findOutputs('*'))

  expect(outputs).toEqual([
    'UserPoolId',
    'PublicClientId',
    'ConfidentialClientId',
    'MachineClientId',
    'TableName',
    'PreSignUpAliasArn',
    'PreTokenGenerationAliasArn',
    'PostConfirmationAliasArn',
    'ProvisioningWorkerAliasArn',
    'EventBusName',
  ])
})

test('suite construct keeps its data by default in the stack of another team', () => {
  const bundles = writeDummyBundles()
  const stack = new Stack(
    new App({ builtinCloudFormationValidation: false, outdir: join(bundles.dir, 'assembly') }),
    'TheirStack',
  )
  const suite = new CognitoTriggerSuite(stack, 'Suite', { bundleDirectory: bundles.dir })

  const template = Template.fromStack(stack)

  expect(findOnly(template, 'AWS::Cognito::UserPool')).toMatchObject({
    DeletionPolicy: 'RetainExceptOnCreate',
  })
  expect(findOnly(template, 'AWS::DynamoDB::GlobalTable')).toMatchObject({
    DeletionPolicy: 'RetainExceptOnCreate',
  })
  expect(suite.userPool.pool.userPoolId).toBeTypeOf('string')
  bundles.remove()
})

test.each([
  { domainPrefix: 'acme' },
  {
    customDomain: {
      name: 'auth.acme.test',
      certificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/0a',
    },
  },
])('two suites of one app cannot have one domain: %j', (domain) => {
  const bundles = writeDummyBundles()
  const app = new App({ builtinCloudFormationValidation: false, outdir: join(bundles.dir, 'assembly') })
  const props = { bundleDirectory: bundles.dir, ...domain }
  const suites = ['One', 'Two'].map((name) => new CognitoTriggerSuite(new Stack(app, name), 'Suite', props))

  expect(() => app.synth()).toThrow(
    'This suite and Two/Suite have one domainPrefix or customDomain: give each its own',
  )
  expect(suites).toHaveLength(2)
  bundles.remove()
})
