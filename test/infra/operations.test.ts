/** What an account asks for: each setting in the template, and what is refused. */
import { Fn, Stack } from 'aws-cdk-lib'
import { Match } from 'aws-cdk-lib/assertions'
import { FeaturePlan } from 'aws-cdk-lib/aws-cognito'
import { RetentionDays } from 'aws-cdk-lib/aws-logs'
import { afterAll, describe, expect, test } from 'vitest'

import { CallerConstruct } from '../../infra/caller-construct.ts'
import { FrontDoor } from '../../infra/callers/front-door.ts'
import { HttpApiGuard } from '../../infra/callers/http-api-guard.ts'
import { triggerTag } from '../../infra/trigger-function.ts'
import { addCallers } from './callers-app/add-callers.ts'
import { findAll, findOnly, shippedPlans, type Synthesized, synthesizeSuite } from './synthesize-suite.ts'
import { addFunction, addTriggers, failureOf, makeApp, removeBuilds, synthesize } from './triggers-app.ts'

afterAll(removeBuilds)

const functionType = 'AWS::Lambda::Function'
const keyArn = 'arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d'
const poolArn = 'arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_a1B2c3D4e'
const webAclArn = 'arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/people/0a1b-2c3d'
const topicArn = 'arn:aws:sns:eu-west-1:123456789012:alarms'
const env = { account: '123456789012', region: 'eu-west-1' }
const vpc = { subnetIds: ['subnet-0a1b2c3d', 'subnet-1a1b2c3d'], securityGroupIds: ['sg-0a1b2c3d'] }

test('nothing of it is in a template that says nothing', () => {
  const text = JSON.stringify(synthesizeSuite({}, 'prod').template.toJSON())

  expect(
    ['xray:', 'TracingConfig', 'VpcConfig', 'kms:', 'KmsKeyId', 'WebACL', 'ProvisionedConcurrency'].filter(
      (name) => text.includes(name),
    ),
  ).toEqual([])
  expect(text).not.toContain('UserPoolAddOns')
})

test('a key encrypts table and logs, and functions use it through the table alone', () => {
  const { template } = synthesizeSuite({ encryptionKeyArn: keyArn }, 'prod')

  expect(findOnly(template, 'AWS::DynamoDB::GlobalTable').Properties).toMatchObject({
    SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
    Replicas: [{ SSESpecification: { KMSMasterKeyId: keyArn } }],
  })
  expect(
    new Set(findAll(template, 'AWS::Logs::LogGroup').map(({ Properties }) => Properties['KmsKeyId'])),
  ).toEqual(new Set([keyArn]))
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        {
          Effect: 'Allow',
          Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
          Resource: keyArn,
          Condition: {
            StringEquals: {
              // China has another suffix.
              'kms:ViaService': {
                'Fn::Join': ['', ['dynamodb.', { Ref: 'AWS::Region' }, '.', { Ref: 'AWS::URLSuffix' }]],
              },
            },
          },
        },
      ]),
    },
  })
})

describe('a table that is encrypted by a key, with a replica in another Region', () => {
  const synthesizeWith = (encryptionKeyArn: string) =>
    synthesizeSuite(
      { encryptionKeyArn },
      'prod',
      ({ suite }) => suite.table.table.addReplica({ region: 'eu-central-1' }),
      { env },
    )

  test('has in each Region the key of the Region', () => {
    const multi = keyArn.replace('0a1b2c3d', 'mrk-0a1b2c3d')
    const { template } = synthesizeWith(multi)

    const replicas: unknown = findOnly(template, 'AWS::DynamoDB::GlobalTable').Properties['Replicas']
    const keys = Array.isArray(replicas)
      ? replicas.map(({ Region, SSESpecification }) => [Region, SSESpecification.KMSMasterKeyId])
      : []
    expect(Object.fromEntries(keys)).toEqual({
      'eu-west-1': multi,
      'eu-central-1': multi.replace('eu-west-1', 'eu-central-1'),
    })
  })

  test('is refused when the key is in one Region only', () => {
    expect(() => synthesizeWith(keyArn)).toThrow(/has a replica in eu-central-1, where the key .* mrk-/)
  })
})

test('every function is traced, and may write traces', () => {
  const { template } = synthesizeSuite({ tracing: true }, 'prod')

  for (const { Properties } of findAll(template, functionType))
    expect(Properties['TracingConfig']).toEqual({ Mode: 'Active' })
  const policies = findAll(template, 'AWS::IAM::Policy').filter(({ Properties }) =>
    JSON.stringify(Properties).includes('xray:PutTraceSegments'),
  )
  expect(policies).toHaveLength(findAll(template, functionType).length)
})

test('triggers and worker run in a VPC, whose interfaces their code may not touch, and the person is warned', () => {
  const { template, annotations } = synthesizeSuite({ vpc }, 'prod')

  const placed = findAll(template, functionType).filter(
    ({ Properties }) => Properties['VpcConfig'] !== undefined,
  )
  expect(placed).toHaveLength(findAll(template, functionType).length - 1)
  expect(placed[0]?.Properties['VpcConfig']).toEqual({
    SubnetIds: vpc.subnetIds,
    SecurityGroupIds: vpc.securityGroupIds,
  })
  const statement = {
    Condition: { Null: { 'lambda:SourceFunctionArn': 'true' } },
    Action: Match.arrayWith(['ec2:CreateNetworkInterface']),
  }
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: { Statement: Match.arrayWith([Match.objectLike(statement)]) },
  })
  annotations.hasWarning(
    '*',
    Match.stringLikeRegexp('an endpoint for each of cognito-idp, dynamodb, events, ses'),
  )
})

describe('what a suite asks for', () => {
  test('holds for each construct of a caller in its app, and for whoever reads its table', () => {
    const asked = { encryptionKeyArn: keyArn, logRetention: RetentionDays.ONE_YEAR, tracing: true, vpc }
    const { stack, template } = synthesizeSuite(asked, 'prod', (own) => {
      addCallers(own)
      const door = own.node.findAll().find((each) => each instanceof FrontDoor)
      door?.letRead(addFunction(own))
    })

    const names = stack.node
      .findAll()
      .flatMap((each) => (each instanceof CallerConstruct ? each.constructor.name : []))
    expect(new Set(names)).toEqual(
      new Set([
        'AppSyncGuard',
        'AuditStream',
        'BatchBackfill',
        'FrontDoor',
        'HttpApiGuard',
        'ProvisionNow',
        'RestApiGuard',
      ]),
    )
    const ours = findAll(template, functionType)
      .map(({ Properties }) => Properties)
      .filter(({ Tags }) => JSON.stringify(Tags ?? []).includes(triggerTag))
    expect(ours.length).toBeGreaterThan(names.length + stack.suite.triggers.size)
    expect(ours.filter(({ TracingConfig }) => TracingConfig === undefined)).toEqual([])
    expect(ours.filter(({ VpcConfig }) => VpcConfig === undefined)).toHaveLength(1)
    // Those of CDK's own functions are the team's.
    const groups = findAll(template, 'AWS::Logs::LogGroup')
      .map(({ Properties }) => Properties)
      .filter(({ LogGroupName }) => !JSON.stringify(LogGroupName ?? '').includes('/aws/lambda/'))
    expect(groups.filter((each) => each['KmsKeyId'] !== keyArn || each['RetentionInDays'] !== 365)).toEqual(
      [],
    )
    const policies = findAll(template, 'AWS::IAM::Policy').map(({ Properties }) => JSON.stringify(Properties))
    expect(
      policies.filter((text) => text.includes('dynamodb:GetItem') && !text.includes('kms:ViaService')),
    ).toEqual([])
  })

  const guardIn = (stack: Stack, props = {}): HttpApiGuard =>
    new HttpApiGuard(stack, 'Guard', {
      userPoolId: 'eu-west-1_AbCdEf123',
      clientIds: 'any',
      needs: {},
      ...props,
    })
  const elsewhere = { ...env, region: 'us-east-1' }

  test.each<[string, object, object, number]>([
    ['in its Region', env, {}, 365],
    ['what is said of one construct counts more', env, { logRetention: RetentionDays.ONE_WEEK }, 7],
    ['what is undefined is not said', env, { logRetention: undefined, cacheTtl: undefined }, 365],
    ['in another Region nothing', elsewhere, {}, 30],
  ])('holds for a guard of another stack: %s', (_, place, props, days) => {
    const app = makeApp()
    const guarded = new Stack(app, 'Api', { env: place })
    guardIn(guarded, props)
    addTriggers(new Stack(app, 'Login', { env }), { pool: poolArn, logRetention: RetentionDays.ONE_YEAR })

    expect(synthesize(app)(guarded, 'AWS::Logs::LogGroup')).toMatchObject([{ RetentionInDays: days }])
  })

  test.each<[string, (guarded: Stack) => unknown, string]>([
    [
      'is asked again where suites differ',
      guardIn,
      'Api/Guard: the suites of this app differ in tracing: give it tracing.',
    ],
    ['is not where the construct says it', (guarded) => guardIn(guarded, { tracing: true }), ''],
    [
      'must be in the Region of the construct',
      (guarded) =>
        guardIn(guarded, { tracing: true, encryptionKeyArn: keyArn.replace('eu-west-1', 'us-east-1') }),
      'encryptionKeyArn is in us-east-1',
    ],
    ['is checked', (guarded) => guardIn(guarded, { vpc: { subnetIds: [] } }), 'HttpApiGuard: vpc.subnetIds'],
  ])('%s', (_, make, told) => {
    const failure = failureOf((app) => {
      const login = new Stack(app, 'Login', { env })
      for (const [id, tracing] of [
        ['One1', true],
        ['Two2', false],
      ] as const)
        addTriggers(login, { pool: poolArn.replace('a1B2', id), tracing }, id)
      make(new Stack(app, 'Api', { env }))
    })

    expect(failure).toMatch(told === '' ? /^$/ : told)
  })
})

test('a VPC may be named by lists that are known at the deployment', () => {
  const subnetIds = Fn.split(',', Fn.importValue('subnets'))

  const { template } = synthesizeSuite({ vpc: { ...vpc, subnetIds } }, 'prod')

  expect(JSON.stringify(findAll(template, functionType)[0])).toContain('"SubnetIds":{"Fn::Split"')
})

test('a suite that calls the internet needs a way out of its VPC, and no endpoint does', () => {
  const plans = shippedPlans()
  const crm = { dependency: 'own-crm', actions: [], origin: 'https://crm.acme.test' }
  const calls = { ...plans.calls, 'pre-sign-up': [crm] }
  const { annotations } = synthesizeSuite({ vpc, plans: { ...plans, calls } }, 'prod')

  expect(
    annotations.findWarning('*', Match.stringLikeRegexp('a NAT gateway, since own-crm is in the internet')),
  ).toHaveLength(1)
})

test('a web ACL guards the pool, and Cognito answers risky sign-ins in the plan that has it', () => {
  const { template } = synthesizeSuite({
    webAclArn,
    featurePlan: FeaturePlan.PLUS,
    threatProtection: 'enforced',
  })

  expect(findOnly(template, 'AWS::WAFv2::WebACLAssociation').Properties).toMatchObject({
    WebACLArn: webAclArn,
    ResourceArn: { 'Fn::GetAtt': [expect.stringMatching(/UsersPool/), 'Arn'] },
  })
  expect(findOnly(template, 'AWS::Cognito::UserPool').Properties).toMatchObject({
    UserPoolAddOns: { AdvancedSecurityMode: 'ENFORCED' },
  })
})

test('copies of a trigger are kept warm where versions change at once', () => {
  const { template } = synthesizeSuite({ provisionedConcurrency: { 'pre-sign-up': 2 } })

  const warm = findAll(template, 'AWS::Lambda::Alias').flatMap(
    ({ Properties }) => Properties['ProvisionedConcurrencyConfig'] ?? [],
  )
  expect(warm).toEqual([{ ProvisionedConcurrentExecutions: 2 }])
})

describe('what Cognito or Lambda would refuse at the deployment is refused here', () => {
  test.each<[Synthesized, string]>([
    [
      { rollout: 'all-at-once', provisionedConcurrency: { 'custom-message': 2 } },
      'provisionedConcurrency is for custom-message, which is no function of the suite: take it out, or configure the trigger in triggers/suite.ts.',
    ],
    [
      { provisionedConcurrency: { 'pre-sign-up': 2 } },
      'provisionedConcurrency needs rollout all-at-once, not linear',
    ],
    [{ threatProtection: 'audit' }, 'threatProtection needs the plan PLUS, but featurePlan is ESSENTIALS'],
    [{ encryptionKeyArn: keyArn.replace('key/', 'alias/') }, 'encryptionKeyArn must be the ARN of a KMS key'],
    [
      { webAclArn: webAclArn.replace('regional', 'global') },
      'webAclArn must be the ARN of a regional web ACL',
    ],
    [
      { vpc: { ...vpc, subnetIds: ['subnet-0a1b2c3d'] } },
      'vpc.subnetIds has 1 alone: it must be a list with at least 2 entries',
    ],
    [{ vpc: { ...vpc, subnetIds: ['subnet-0a1b2c3d', 'subnet-0a1b2c3d'] } }, "holds 'subnet-0a1b2c3d' twice"],
    [
      { vpc: { ...vpc, securityGroupIds: Array.from('012345', (each) => `sg-0a1b2c3${each}`) } },
      'vpc.securityGroupIds must hold 5 ids at most, not 6',
    ],
    [{ rollbackAt: { calls: 1_000 } }, 'rollbackAt.calls must be a whole number from 1 to 100'],
    [{ rollbackAt: { percent: 100 } }, 'rollbackAt.percent must be a whole number from 1 to 50'],
    [{ encryptionKeyArn: keyArn.replace('aws', 'aws-cn') }, 'encryptionKeyArn must be the ARN of a KMS key'],
    [{ alarmTopicArn: topicArn.replace('aws', 'aws-cn') }, 'alarmTopicArn must be the ARN of an SNS topic'],
    [{ encryptionKeyArn: keyArn.replace('eu-west-1', 'us-east-1') }, 'encryptionKeyArn is in us-east-1, and'],
    [{ alarmTopicArn: topicArn.replace('eu-west-1', 'us-east-1') }, 'alarmTopicArn is in us-east-1, and'],
    [
      { webAclArn: webAclArn.replace('eu-west-1', 'us-east-1') },
      'webAclArn is in us-east-1, and the stack in eu-west-1',
    ],
    ...[6, 'ONE_MONTH'].map((days): [Synthesized, string] => [
      Object({ logRetention: days }),
      'logRetention must be one of RetentionDays',
    ]),
  ])('%j', (props, sentence) => {
    expect(() => synthesizeSuite(props, 'prod', undefined, { env })).toThrow(sentence)
  })
})
