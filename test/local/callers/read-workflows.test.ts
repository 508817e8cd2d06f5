/** Workflows of a template: those that run here are read, and the others are named without keeping the stack from its start. */
import { expect, test } from 'vitest'
import { readStackModel } from '../../../local/template/read-stack-model.ts'
import { type FakeResource, fakeFunction, fakeResources, writeAssembly } from '../template/write-assembly.ts'

const task = (Resource: unknown) => ({
  'Fn::Join': ['', ['{"StartAt":"A","States":{"A":{"Type":"Task","End":true,"Resource":"', Resource, '"}}}']],
})
const machine = (properties: object): FakeResource => ({
  Type: 'AWS::StepFunctions::StateMachine',
  Properties: { ...properties },
})
const rule = (ScheduleExpression: string): FakeResource => ({
  Type: 'AWS::Events::Rule',
  Properties: { ScheduleExpression, Targets: [{ Arn: { Ref: 'Walk' }, Id: 'T', Input: '{"a":1}' }] },
})
const runs = machine({ DefinitionString: task({ Ref: 'Alias' }) })
const read = (resources: Readonly<Record<string, FakeResource>>) =>
  readStackModel(writeAssembly({ resources: fakeResources(resources) }))

test('a workflow is read with its type, its schedule, and a function that nothing else calls', () => {
  const { callers, functions, withoutEffect } = read({
    Walk: runs,
    Own: fakeFunction(),
    Sync: machine({ StateMachineType: 'EXPRESS', DefinitionString: task({ 'Fn::GetAtt': ['Own', 'Arn'] }) }),
    Rule: rule('rate(1 hour)'),
  })

  expect(callers?.workflows).toMatchObject([
    {
      arn: expect.stringMatching(/:stateMachine:stack-Walk$/),
      type: 'STANDARD',
      schedule: { everyMs: 3_600_000, input: { a: 1 } },
    },
    { type: 'EXPRESS' },
  ])
  expect(callers?.workflows?.[1]).not.toHaveProperty('schedule')
  expect(functions.map(({ logicalId }) => logicalId)).toContain('Own')
  expect(withoutEffect).toEqual([])
})

const role = (properties: FakeResource['Properties'] = {}): FakeResource => ({
  Type: 'AWS::IAM::Role',
  Properties: properties,
})
const policy = (...Statement: readonly object[]): FakeResource => ({
  Type: 'AWS::IAM::Policy',
  Properties: { Roles: [{ Ref: 'Role' }], PolicyDocument: { Statement } },
})
const invoke = { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: { Ref: 'Alias' } }

test.each([
  ['a policy beside it', role(), policy(invoke), 1],
  ['a pattern of actions', role(), policy({ ...invoke, Action: ['s3:*', 'lambda:Invoke*'] }), 1],
  ['a policy inside', role({ Policies: [{ PolicyDocument: { Statement: [invoke] } }] }), policy(), 1],
  ['another right', role(), policy({ ...invoke, Action: 'lambda:GetFunction' }), 0],
  ['a right with a condition', role(), policy({ ...invoke, Condition: { Bool: { a: 'true' } } }), 0],
  ['a denial', role(), policy({ ...invoke, Effect: 'Deny' }), 0],
])('a workflow has the rights of its role: %s', (_, Role, Policy, count) => {
  const RoleArn = { 'Fn::GetAtt': ['Role', 'Arn'] }
  const { callers } = read({
    Role,
    Policy,
    Walk: machine({ RoleArn, DefinitionString: task({ Ref: 'Alias' }) }),
  })

  expect(callers?.workflows?.[0]?.mayInvoke?.allowed).toHaveLength(count)
})

test('a role with policies of elsewhere, or of another stack, is not judged', () => {
  const ManagedPolicyArns = ['arn:aws:iam::aws:policy/service-role/AWSLambdaRole']
  const RoleArn = { 'Fn::GetAtt': ['Role', 'Arn'] }
  const { callers } = read({
    Role: role({ ManagedPolicyArns }),
    Walk: machine({ RoleArn, DefinitionString: task({ Ref: 'Alias' }) }),
    Other: machine({
      RoleArn: 'arn:aws:iam::123456789012:role/theirs',
      DefinitionString: task({ Ref: 'Alias' }),
    }),
  })

  expect(callers?.workflows?.map(({ mayInvoke }) => mayInvoke)).toEqual([undefined, undefined])
})

test.each([
  [
    'in JSONata',
    machine({
      DefinitionString: '{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Succeed"}}}',
    }),
    "Workflow Walk: QueryLanguage must be 'JSONPath', not 'JSONata'",
  ],
  [
    'that calls another service',
    machine({ DefinitionString: task('arn:aws:states:::sqs:sendMessage') }),
    'no other service runs here',
  ],
  ['that names what is not here', machine({ DefinitionString: task({ Ref: 'Topic' }) }), 'Topic'],
  [
    'in a file',
    machine({ DefinitionS3Location: { Bucket: 'b', Key: 'k' } }),
    'Walk.DefinitionString is missing',
  ],
  ['that is no JSON', machine({ DefinitionString: '{' }), 'Workflow Walk: the object of options is missing'],
])('a workflow %s has no effect, and says why', (_, walk, why) => {
  const { callers, withoutEffect } = read({
    Walk: walk,
    Topic: { Type: 'AWS::SNS::Topic', Properties: {} },
  })

  expect(callers?.workflows).toBeUndefined()
  expect(withoutEffect).toEqual([expect.stringContaining(why)])
})

test('a schedule that is no rate has no effect, and its workflow runs', () => {
  const { callers, withoutEffect } = read({ Walk: runs, Rule: rule('cron(0 * * * ? *)') })

  expect(callers?.workflows).toHaveLength(1)
  expect(withoutEffect).toEqual([expect.stringContaining('Rule.ScheduleExpression is cron(0 * * * ? *)')])
})
