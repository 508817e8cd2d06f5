import { Template } from 'aws-cdk-lib/assertions'
import { expect, test } from 'vitest'

import { findSchemaMistakes, listReplacements } from './resource-schemas.ts'

test.each([
  ['an unknown type', { Type: 'AWS::SQS::Heap' }, 'It: no schema has the type AWS::SQS::Heap'],
  ['an unknown property', queue({ VisibilityTimeOut: 3 }), 'It.VisibilityTimeOut: no such property'],
  ['a text for a number', queue({ VisibilityTimeout: '3' }), 'It.VisibilityTimeout: "3" is no integer'],
  ['a number for a flag', queue({ FifoQueue: 1 }), 'It.FifoQueue: 1 is no boolean'],
  ['a text for a list', pool({ AliasAttributes: 'email' }), 'It.AliasAttributes: "email" is no list'],
  [
    'an unknown name inside',
    pool({ LambdaConfig: { PreSignup: '' } }),
    'It.LambdaConfig.PreSignup: no such property',
  ],
  ['a text for an object', pool({ LambdaConfig: 'PreSignUp' }), 'It.LambdaConfig: "PreSignUp" is no object'],
  ['a group of no pool', { Type: 'AWS::Cognito::UserPoolGroup' }, 'It: UserPoolId is missing'],
  ['a property without a value', queue({ Nothing: { Ref: 'AWS::NoValue' } }), undefined],
  ['what a deployment knows', queue({ VisibilityTimeout: { Ref: 'Seconds' } }), undefined],
  [
    'both ends of a condition',
    queue({ FifoQueue: { 'Fn::If': ['c', true, 'no'] } }),
    'It.FifoQueue: "no" is no boolean',
  ],
  [
    'an attribute that is none',
    queue({ QueueName: { 'Fn::GetAtt': ['Other', 'Name'] } }),
    'Other: AWS::SQS::Queue gives no Name',
  ],
  [
    'a log group of no class',
    { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupClass: 'RARE' } },
    expect.stringContaining('It.LogGroupClass: "RARE" is none of STANDARD'),
  ],
])('a mistake is told: %s', (_, resource, told) => {
  const template = Template.fromJSON({ Resources: { It: resource, Other: queue({}) } })

  expect(findSchemaMistakes(template)).toEqual(told === undefined ? [] : [told])
})

test('replacing properties are found at any depth, when they are set', () => {
  const template = Template.fromJSON({
    Resources: {
      Named: queue({ QueueName: 'a', VisibilityTimeout: 3 }),
      Unnamed: queue({ VisibilityTimeout: 3 }),
      Table: {
        Type: 'AWS::DynamoDB::GlobalTable',
        UpdateReplacePolicy: 'Retain',
        Properties: { GlobalSecondaryIndexes: [{ KeySchema: [{ AttributeName: 'pk' }] }] },
      },
    },
  })

  expect([...listReplacements(template)]).toEqual([
    [
      'AWS::DynamoDB::GlobalTable',
      { properties: ['GlobalSecondaryIndexes[].KeySchema[].AttributeName?'], isKept: true },
    ],
    ['AWS::SQS::Queue', { properties: ['QueueName'], isKept: false }],
  ])
})

function queue(properties: object) {
  return { Type: 'AWS::SQS::Queue', Properties: properties }
}

function pool(properties: object) {
  return { Type: 'AWS::Cognito::UserPool', Properties: properties }
}
