/** What an account asks for: each setting in the template, and what is refused. */
import { Match } from 'aws-cdk-lib/assertions'
import { FeaturePlan } from 'aws-cdk-lib/aws-cognito'
import { describe, expect, test } from 'vitest'

import { findAll, findOnly, type Synthesized, synthesizeSuite } from './synthesize-suite.ts'

const functionType = 'AWS::Lambda::Function'
const keyArn = 'arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d'
const webAclArn = 'arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/people/0a1b-2c3d'
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
          Condition: { StringEquals: { 'kms:ViaService': Match.anyValue() } },
        },
      ]),
    },
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
      { provisionedConcurrency: { 'pre-sign-up': 2 } },
      'provisionedConcurrency needs rollout all-at-once, not linear',
    ],
    [{ threatProtection: 'audit' }, 'threatProtection needs the plan PLUS, but featurePlan is ESSENTIALS'],
    [{ encryptionKeyArn: keyArn.replace('key/', 'alias/') }, 'encryptionKeyArn must be the ARN of a KMS key'],
    [
      { webAclArn: webAclArn.replace('regional', 'global') },
      'webAclArn must be the ARN of a regional web ACL',
    ],
    [{ vpc: { ...vpc, subnetIds: ['subnet-0a1b2c3d'] } }, 'vpc.subnetIds'],
    [Object({ logRetention: 6 }), 'logRetention must be one of RetentionDays'],
  ])('%j', (props, sentence) => {
    expect(() => synthesizeSuite(props, 'prod')).toThrow(sentence)
  })
})
