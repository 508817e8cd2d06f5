/** Every action that every role may do, as one table that a reviewer reads. */
import type { Template } from 'aws-cdk-lib/assertions'
import { expect, test } from 'vitest'

import { synthesizeSuite } from './synthesize-suite.ts'

test('roles may do exactly this and nothing else', () => {
  const { template } = synthesizeSuite()

  const granted = readGrants(template)

  expect(granted).toEqual({
    SuitePreSignUpRole: [
      'logs:CreateLogStream SuitePreSignUpLogs.Arn',
      'logs:PutLogEvents SuitePreSignUpLogs.Arn',
    ],
    SuitePreTokenGenerationRole: [
      'dynamodb:GetItem SuiteDataTable.Arn',
      'logs:CreateLogStream SuitePreTokenGenerationLogs.Arn',
      'logs:PutLogEvents SuitePreTokenGenerationLogs.Arn',
    ],
    SuitePostConfirmationRole: [
      'cognito-idp:AdminAddUserToGroup SuiteUsersPool.Arn',
      'dynamodb:GetItem SuiteDataTable.Arn',
      'dynamodb:PutItem SuiteDataTable.Arn',
      'dynamodb:UpdateItem SuiteDataTable.Arn',
      'logs:CreateLogStream SuitePostConfirmationLogs.Arn',
      'logs:PutLogEvents SuitePostConfirmationLogs.Arn',
    ],
  })
})

test('pre sign-up reads the table when its rules do', () => {
  const { template } = synthesizeSuite({ preSignUpReadsTable: true })

  const granted = readGrants(template)['SuitePreSignUpRole']

  expect(granted).toEqual([
    'dynamodb:GetItem SuiteDataTable.Arn',
    'logs:CreateLogStream SuitePreSignUpLogs.Arn',
    'logs:PutLogEvents SuitePreSignUpLogs.Arn',
  ])
})

test('roles are taken on by Lambda only', () => {
  const { template } = synthesizeSuite()

  const trusted = Object.values(template.findResources('AWS::IAM::Role')).map(
    ({ Properties }) => Properties['AssumeRolePolicyDocument']['Statement'],
  )

  expect(trusted).toEqual(
    trusted.map(() => [
      { Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' } },
    ]),
  )
})

function readGrants(template: Template): Readonly<Record<string, readonly string[]>> {
  const grants = new Map<string, string[]>()
  for (const [logicalId, { Properties }] of Object.entries(template.findResources('AWS::IAM::Role'))) {
    const managed: readonly unknown[] = Properties['ManagedPolicyArns'] ?? []
    const inline: readonly unknown[] = Properties['Policies'] ?? []
    grants.set(
      withoutHash(logicalId),
      [...managed, ...inline].map((policy) => `policy ${JSON.stringify(policy)}`),
    )
  }
  for (const type of ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy']) {
    for (const { Properties } of Object.values(template.findResources(type))) {
      for (const role of Properties['Roles']) {
        const list = grants.get(withoutHash(role.Ref))
        list?.push(...Properties['PolicyDocument']['Statement'].flatMap(describeStatement))
      }
    }
  }
  return Object.fromEntries([...grants].map(([role, list]) => [role, list.sort()]))
}

interface Statement {
  readonly Effect: string
  readonly Action: string | readonly string[]
  readonly Resource: unknown
}

function describeStatement({ Effect, Action, Resource }: Statement): readonly string[] {
  const resources = [Resource].flat().map(describeResource)
  return [Action]
    .flat()
    .flatMap((action) =>
      resources.map((resource) => `${Effect === 'Allow' ? '' : `${Effect} `}${action} ${resource}`),
    )
}

function describeResource(resource: unknown): string {
  const text = JSON.stringify(resource)
  const match = /^\{"Fn::GetAtt":\["(\w+)","(\w+)"\]\}$/.exec(text)
  return match === null ? text : `${withoutHash(match[1] ?? '')}.${match[2]}`
}

function withoutHash(logicalId: string): string {
  return logicalId.replace(/[0-9A-F]{8}$/, '')
}
