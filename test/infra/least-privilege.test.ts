/** Every action that every role may do, as one table that a reviewer reads. */
import { describe, expect, test } from 'vitest'

import { parameterSecret, type Secret, secretsManagerSecret } from '../../triggers/adapters/secret-https.ts'
import type { PlannedCall, SuitePlans } from '../../triggers/build/suite-plans.ts'
import { siteverify } from '../../triggers/adapters/human-verifier-siteverify.ts'
import { planPreSignUp } from '../../triggers/pre-sign-up/plan.ts'
import { humanCheck } from '../../triggers/pre-sign-up/rules/human-check.ts'
import { mayCall } from './function-callers.ts'
import { proveSuite } from './proved-suites.ts'
import { readGrants, withoutHash } from './read-grants.ts'
import { asCalled, judgeRoles } from './role-rights.ts'
import { shippedPlans, synthesizeSuite } from './synthesize-suite.ts'

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
      'dynamodb:PutItem SuiteDataTable.Arn if dynamodb:LeadingKeys ForAllValues:StringLike USER#* if dynamodb:LeadingKeys Null false',
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
    SuiteProvisioningWorkerRole: [
      'cognito-idp:AdminAddUserToGroup SuiteUsersPool.Arn',
      'cognito-idp:DescribeUserPool SuiteUsersPool.Arn',
      'cognito-idp:ListUsers SuiteUsersPool.Arn',
      'dynamodb:BatchGetItem SuiteDataTable.Arn',
      'dynamodb:DeleteItem SuiteDataTable.Arn',
      'dynamodb:DescribeStream SuiteDataTable.StreamArn',
      'dynamodb:GetItem SuiteDataTable.Arn',
      'dynamodb:GetRecords SuiteDataTable.StreamArn',
      'dynamodb:GetShardIterator SuiteDataTable.StreamArn',
      'dynamodb:ListStreams SuiteDataTable.StreamArn',
      'dynamodb:PutItem SuiteDataTable.Arn',
      'dynamodb:Query SuiteDataTable.Arn/index/due',
      'dynamodb:UpdateItem SuiteDataTable.Arn',
      'events:PutEvents SuiteEvents.Arn',
      'logs:CreateLogStream SuiteProvisioningWorkerLogs.Arn',
      'logs:PutLogEvents SuiteProvisioningWorkerLogs.Arn',
      'ses:SendEmail arn:partition:ses:region:account:identity/* if ses:FromAddress StringEquals welcome@example.com',
      'sqs:GetQueueAttributes SuiteProvisioningDeadLetters.Arn',
      'sqs:GetQueueUrl SuiteProvisioningDeadLetters.Arn',
      'sqs:SendMessage SuiteProvisioningDeadLetters.Arn',
    ],
    SuiteReconcileWorkflowEventsRole: ['states:StartExecution SuiteReconcileWorkflow'],
    SuiteReconcileWorkflowRole: [
      'lambda:InvokeFunction SuiteProvisioningWorkerFunctionAliaslive',
      // What Step Functions asks of every workflow that logs.
      'logs:CreateLogDelivery "*"',
      'logs:DeleteLogDelivery "*"',
      'logs:DescribeLogGroups "*"',
      'logs:DescribeResourcePolicies "*"',
      'logs:GetLogDelivery "*"',
      'logs:ListLogDeliveries "*"',
      'logs:PutResourcePolicy "*"',
      'logs:UpdateLogDelivery "*"',
    ],
  })
})

test.each(['full prod', 'shipped prod, with every caller'] as const)(
  'of every action of the services that are about roles of %s may do what is granted, and nothing else',
  async (name) => {
    const { template } = proveSuite(name)
    const keys = (role: string) => [role.startsWith('FrontDoor') ? 'SESSION#door#id' : 'USER#pool#sub']

    const rights = await judgeRoles(template, (role) => ({ ...asCalled, 'dynamodb:LeadingKeys': keys(role) }))

    for (const [role, lines] of Object.entries(readGrants(template))) {
      const granted = lines
        .filter((line) => !line.startsWith('policy '))
        .map((line) => line.replace(/ if .*/, ''))
        .map((line) => line.replace(/ (?:"\*"|arn:\S+:identity\/\*)$/, ' another'))
      expect([role, rights[role] ?? []]).toEqual([role, [...new Set(granted)].sort()])
    }
  },
)

test.each([
  [
    'a partition of others',
    { 'dynamodb:LeadingKeys': ['CLIENT#pool#client'] },
    'PreTokenGeneration',
    'dynamodb:PutItem',
  ],
  [
    'one of two partitions',
    { 'dynamodb:LeadingKeys': ['USER#a', 'CLIENT#b'] },
    'PreTokenGeneration',
    'dynamodb:PutItem',
  ],
  ['no partition', {}, 'PreTokenGeneration', 'dynamodb:PutItem'],
  ['another sender', { 'ses:FromAddress': 'ceo@example.com' }, 'ProvisioningWorker', 'ses:SendEmail'],
  ['no sender', {}, 'ProvisioningWorker', 'ses:SendEmail'],
])('a call with %s is denied', async (_, circumstances, role, action) => {
  const { template } = proveSuite('shipped dev')

  const [usual = [], otherwise = []] = await Promise.all(
    [undefined, circumstances].map(async (each) => {
      const rights = await judgeRoles(template, each, action)
      return rights[`Suite${role}Role`]
    }),
  )

  expect(usual.length).toBeGreaterThan(0)
  expect(otherwise).toEqual([])
})

describe('functions are called by', () => {
  const { template } = proveSuite('shipped dev')
  const own = {
    service: 'cognito-idp',
    pool: 'eu-west-1_SuiteUsersPool',
    account: '111122223333',
    function: 'SuitePreSignUpFunctionAliaslive:live',
  }

  test('the pool of their own, as it calls them', async () => {
    expect(await mayCall(template, own)).toBe(true)
  })

  test.each([
    ['another pool', { pool: 'eu-west-1_Other' }],
    ['the pool in the name of another account', { account: '999999999999' }],
    ['another service', { service: 's3' }],
    ['the pool without the alias', { function: 'SuitePreSignUpFunction' }],
    ['the pool by a version', { function: 'SuitePreSignUpFunction:1' }],
    ['the pool, when they are the worker', { function: 'SuiteProvisioningWorkerFunctionAliaslive:live' }],
  ])('nobody else: %s', async (_, change) => {
    expect(await mayCall(template, { ...own, ...change })).toBe(false)
  })
})

test('pre sign-up reads the table when its rules do', () => {
  const preSignUp = [{ dependency: 'table', actions: ['dynamodb:GetItem'] }] as const
  const { template } = synthesizeSuite({ plans: withCalls({ 'pre-sign-up': preSignUp }) })

  const granted = readGrants(template)['SuitePreSignUpRole']

  expect(granted).toEqual([
    'dynamodb:GetItem SuiteDataTable.Arn',
    'logs:CreateLogStream SuitePreSignUpLogs.Arn',
    'logs:PutLogEvents SuitePreSignUpLogs.Arn',
  ])
})

test('a webhook brings its secret, which only the worker may read', () => {
  const plans = shippedPlans()
  const webhook = { dependency: 'webhook', actions: ['secretsmanager:GetSecretValue'] } as const
  const { template } = synthesizeSuite({
    plans: withCalls({ 'provisioning-worker': [...plans.calls['provisioning-worker'], webhook] }),
  })

  const readers = Object.entries(readGrants(template)).filter(([, granted]) =>
    granted.some((line) => line.startsWith('secretsmanager:')),
  )

  expect(readers.map(([role]) => role)).toEqual(['SuiteProvisioningWorkerRole'])
  expect(readers[0]?.[1]).toContain('secretsmanager:GetSecretValue SuiteWebhookSecret')
})

test('mail goes out from the bare addresses of its senders, to any identity as the sandbox asks, and from no other', () => {
  const mailSenders = ['Jane <jane@one.example>', 'ops@two.example', 'Joe <jane@one.example>']
  const { template } = synthesizeSuite({ plans: { ...shippedPlans(), mailSenders } })

  const granted = readGrants(template)['SuiteProvisioningWorkerRole']?.filter((line) =>
    line.startsWith('ses:'),
  )

  expect(granted).toEqual([
    'ses:SendEmail arn:partition:ses:region:account:identity/* ' +
      'if ses:FromAddress StringEquals jane@one.example, ops@two.example',
  ])
})

test.each([
  [parameterSecret('/suite/key'), 'ssm:GetParameter arn:partition:ssm:region:account:parameter/suite/key'],
  [parameterSecret('key'), 'ssm:GetParameter arn:partition:ssm:region:account:parameter/key'],
  [
    secretsManagerSecret('suite/key'),
    'secretsmanager:GetSecretValue arn:partition:secretsmanager:region:account:secret:suite/key-??????',
  ],
  [
    secretsManagerSecret('arn:aws:secretsmanager:eu-west-1:123456789012:secret:key-AbCdEf'),
    'secretsmanager:GetSecretValue arn:aws:secretsmanager:eu-west-1:123456789012:secret:key-AbCdEf',
  ],
])('a human check may read its own key, and no other (%#)', (secret, expected) => {
  const { template } = synthesizeWithHumanCheck(secret)

  expect(readGrants(template)['SuitePreSignUpRole']?.filter((line) => !line.startsWith('logs:'))).toEqual([
    expected,
  ])
})

test.each([
  ['ssm', '/suite/*', 'must be a name of Parameter Store'],
  ['secretsmanager', 'suite/*', 'must be a name of Secrets Manager'],
] as const)('a key of %s whose name would be a pattern is refused', (store, name, why) => {
  const call = { dependency: 'human-check', actions: ['ssm:GetParameter', 'secretsmanager:GetSecretValue'] }
  const build = () =>
    synthesizeSuite({ plans: withCalls({ 'pre-sign-up': [{ ...call, secret: { store, name } }] }) })

  expect(build).toThrow(why)
})

function synthesizeWithHumanCheck(secret: Secret) {
  const rule = humanCheck({ verifier: siteverify({ service: 'turnstile', secret }), onFailure: 'deny' })
  const preSignUp = planPreSignUp({ rules: [rule], observeMs: 0 }).phases.flatMap(({ steps }) => steps)
  return synthesizeSuite({ plans: withCalls({ 'pre-sign-up': preSignUp }) })
}

describe('a dependency that the suite does not know', () => {
  const crm = { dependency: 'crm', actions: [], origin: 'https://crm.example.com' } as const
  const queue = {
    dependency: 'orders',
    actions: ['sqs:SendMessage'],
    resources: ['arn:aws:sqs:eu-west-1:111122223333:orders'],
  } as const
  const synthesizeWith = (...calls: readonly PlannedCall[]) =>
    synthesizeSuite({ plans: withCalls({ 'pre-sign-up': calls }) }).template

  test('is granted what its members call, on what it says, and its secret', () => {
    const secret = { store: 'ssm', name: '/crm/key' } as const
    const template = synthesizeWith({ ...crm, secret, actions: ['ssm:GetParameter'] }, queue)

    expect(readGrants(template)['SuitePreSignUpRole']?.filter((line) => !line.startsWith('logs:'))).toEqual([
      'sqs:SendMessage arn:aws:sqs:eu-west-1:111122223333:orders',
      'ssm:GetParameter arn:partition:ssm:region:account:parameter/crm/key',
    ])
  })

  test('is granted the reading of its secret there, and what else its store does on its resources', () => {
    const secret = { store: 'ssm', name: '/crm/key' } as const
    const document = 'arn:aws:ssm:eu-west-1:111122223333:document/greet'
    const parameter = 'arn:aws:ssm:eu-west-1:111122223333:parameter/crm/mode'
    const granted = (call: Pick<PlannedCall, 'actions' | 'resources'>) =>
      readGrants(synthesizeWith({ dependency: 'crm', secret, ...call }))['SuitePreSignUpRole']?.filter(
        (line) => !line.startsWith('logs:'),
      )
    const read = 'ssm:GetParameter arn:partition:ssm:region:account:parameter/crm/key'
    const [orders] = queue.resources

    expect(granted({ actions: ['ssm:GetParameter', 'sqs:SendMessage'], resources: [orders] })).toEqual([
      `sqs:SendMessage ${orders}`,
      read,
    ])
    expect(granted({ actions: ['ssm:GetParameter', 'ssm:SendCommand'], resources: [document] })).toEqual([
      read,
      `ssm:SendCommand ${document}`,
    ])
    expect(granted({ actions: ['ssm:GetParameter'], resources: [parameter] })).toEqual([
      `ssm:GetParameter ${parameter}`,
      read,
    ])
    expect(() => granted({ actions: ['ssm:GetParameter', 'ssm:SendCommand'] })).toThrow(
      'The dependency crm needs ssm:SendCommand on nothing: give it the ARNs as resources.',
    )
  })

  test('is granted no more partitions of a table of its own than it names', () => {
    const template = synthesizeWith({
      dependency: 'orders',
      actions: ['dynamodb:GetItem'],
      resources: ['arn:aws:dynamodb:eu-west-1:111122223333:table/orders'],
      leadingKeys: ['ORDER#*'],
    })

    expect(readGrants(template)['SuitePreSignUpRole']).toContain(
      'dynamodb:GetItem arn:aws:dynamodb:eu-west-1:111122223333:table/orders if dynamodb:LeadingKeys ForAllValues:StringLike ORDER#* if dynamodb:LeadingKeys Null false',
    )
  })

  test('is found by its variable, in the functions that call it and no other', () => {
    const template = synthesizeWith(crm)

    const told = Object.entries(template.findResources('AWS::Lambda::Function')).filter(
      ([, { Properties }]) => JSON.stringify(Properties).includes('"CRM_ORIGIN":"https://crm.example.com"'),
    )
    expect(told.map(([id]) => id)).toEqual([expect.stringMatching(/^SuitePreSignUp/)])
  })

  test('with ARNs is found by the services in them', () => {
    const key = 'arn:aws:kms:eu-west-1:111122223333:key/1'
    const template = synthesizeWith({ ...queue, resources: [...queue.resources, key] }, queue)

    expect(JSON.stringify(template.toJSON())).toContain('"ORDERS_SERVICES":"kms,sqs"')
  })

  test('is refused with actions on nothing, or two origins', () => {
    expect(() => synthesizeWith({ dependency: 'orders', actions: ['sqs:SendMessage'] })).toThrow(
      'The dependency orders needs sqs:SendMessage on nothing: give it the ARNs as resources.',
    )
    expect(() => synthesizeWith(crm, { ...crm, origin: 'https://other.example.com' })).toThrow(
      'The dependency crm has two origins, https://crm.example.com and https://other.example.com: give each its own name.',
    )
  })
})

test('a suite without an event has no bus', () => {
  const plans = shippedPlans()
  const without = plans.calls['provisioning-worker'].filter(({ dependency }) => dependency !== 'event-bus')

  const { template } = synthesizeSuite({ plans: withCalls({ 'provisioning-worker': without }) })

  expect(template.findResources('AWS::Events::EventBus')).toEqual({})
})

test('roles are taken on by the service that they are for', () => {
  const { template } = synthesizeSuite()

  const trusted = Object.entries(template.findResources('AWS::IAM::Role')).flatMap(
    ([role, { Properties }]): [string, unknown][] =>
      Properties['AssumeRolePolicyDocument']['Statement'].map((statement: Trust) => [
        withoutHash(role),
        statement.Principal,
      ]),
  )

  expect(Object.fromEntries(trusted)).toEqual({
    SuitePreSignUpRole: { Service: 'lambda.amazonaws.com' },
    SuitePreTokenGenerationRole: { Service: 'lambda.amazonaws.com' },
    SuitePostConfirmationRole: { Service: 'lambda.amazonaws.com' },
    SuiteProvisioningWorkerRole: { Service: 'lambda.amazonaws.com' },
    SuiteReconcileWorkflowRole: { Service: 'states.amazonaws.com' },
    SuiteReconcileWorkflowEventsRole: { Service: 'events.amazonaws.com' },
  })
})

interface Trust {
  readonly Principal: unknown
}

function withCalls(calls: Partial<SuitePlans['calls']>): SuitePlans {
  const plans = shippedPlans()
  return { ...plans, calls: { ...plans.calls, ...calls } }
}
