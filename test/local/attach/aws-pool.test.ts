/** What is asked of Cognito and Lambda about a pool, and how their answers are read. */
import { text } from 'node:stream/consumers'
import { afterEach, expect, test } from 'vitest'
import { createPoolPorts } from '../../../triggers/attach/aws-pool.ts'
import { describeException } from '../../../triggers/attach/refusals.ts'
import { isObject } from '../../../triggers/core/json.ts'
import { callOutsideStep } from '../../../triggers/core/step.ts'
import { serve } from '../adapters/serve.ts'

const userPoolId = 'eu-west-1_Test12345'
const Arn = `arn:aws:cognito-idp:eu-west-1:111122223333:userpool/${userPoolId}`

async function open(
  answer: (operation: string, input: Readonly<Record<string, unknown>>) => readonly [number, object],
) {
  const asked: unknown[] = []
  const origin = await serve(async (request, response) => {
    const target = String(request.headers['x-amz-target'] ?? request.url)
    const input: unknown = JSON.parse(await text(request))
    asked.push([target.split('.').at(-1), input])
    const [status, body] = answer(target.split('.').at(-1) ?? '', isObject(input) ? input : {})
    response.writeHead(status).end(JSON.stringify(body))
  })
  process.env['AWS_ENDPOINT_URL'] = origin
  const call = () => callOutsideStep(new AbortController().signal, 1, () => 30_000)
  const groups = ['members', 'gone']
  return { ports: createPoolPorts({ userPoolId, groups, isLocal: true, call }), asked }
}
afterEach(() => delete process.env['AWS_ENDPOINT_URL'])

test('every client is read, over all pages, and the groups that are there', async () => {
  const { ports, asked } = await open((operation, { NextToken, ClientId, GroupName }) => {
    if (operation === 'DescribeUserPoolClient')
      return [200, { UserPoolClient: { ClientId, WriteAttributes: [] } }]
    if (operation === 'GetGroup')
      return GroupName === 'gone' ? [400, { __type: 'ResourceNotFoundException' }] : [200, {}]
    return [
      200,
      NextToken === undefined
        ? { UserPoolClients: [{ ClientId: 'one' }], NextToken: 'next' }
        : { UserPoolClients: [{ ClientId: 'two' }] },
    ]
  })

  expect(await ports.surroundings()).toEqual({
    clients: ['one', 'two'].map((ClientId) => ({ ClientId, WriteAttributes: [] })),
    groups: new Set(['members']),
    owner: { kind: 'none' },
  })
  expect(asked).toContainEqual([
    'ListUserPoolClients',
    { UserPoolId: userPoolId, MaxResults: 60, NextToken: 'next' },
  ])
})

test('a key that no SDK knows is told and sent as it came', async () => {
  const UserPool = { Id: userPoolId, New2027: { Deep: [1] }, DeviceConfiguration: null }
  const { ports, asked } = await open(() => [200, { UserPool }])
  const pool = await ports.describe()
  await ports.update({ UserPoolId: userPoolId, New2027: pool['New2027'] })

  expect(pool).toEqual(UserPool)
  expect(asked.at(-1)).toEqual(['UpdateUserPool', { UserPoolId: userPoolId, New2027: { Deep: [1] } }])
})

test('a permission is for this pool and its account, and one that is there is enough', async () => {
  const functionArn = 'arn:aws:lambda:eu-west-1:111122223333:function:suite:live'
  const { ports, asked } = await open(() => [409, { __type: 'ResourceConflictException' }])
  await ports.allow(functionArn, { Arn })

  expect(asked).toEqual([
    [
      `/2015-03-31/functions/${encodeURIComponent(functionArn)}/policy`,
      {
        StatementId: `attach-${userPoolId}`,
        Action: 'lambda:InvokeFunction',
        Principal: 'cognito-idp.amazonaws.com',
        SourceArn: Arn,
        SourceAccount: '111122223333',
      },
    ],
  ])
})

test.each([
  ['describe', {}],
  ['surroundings', { UserPoolClients: {} }],
  ['surroundings', { UserPoolClients: [{}] }],
] as const)('an answer to %s that lacks what was asked is an error: %j', async (name, body) => {
  const { ports } = await open(() => [200, body])

  await expect(ports[name]()).rejects.toThrow('user_pool_answer_unreadable')
})

test('a refusal has the name of its exception, a failure its fault, and a defect none', async () => {
  const { ports } = await open(() => [400, { __type: 'com.amazonaws#UserImportInProgressException' }])
  const refused: unknown = await ports.update({}).catch((error: unknown) => error)

  expect(ports.readException(refused)).toBe('UserImportInProgressException')
  expect(() => ports.readException(new TypeError('defect'))).toThrow('defect')
})

test('a denial names the action that was asked for', async () => {
  const { ports } = await open(() => [400, { __type: 'AccessDeniedException' }])
  const calls = [() => ports.update({}), () => ports.allow('arn:aws:lambda:eu-west-1:1:function:f', { Arn })]

  for (const [index, action] of ['cognito-idp:UpdateUserPool', 'lambda:AddPermission'].entries()) {
    const refused: unknown = await calls[index]?.().catch((error: unknown) => error)
    expect(describeException(ports.readException(refused))).toContain(
      `may not do ${action}, or what it needs`,
    )
  }
})
