import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { cognito } from '../../../triggers/adapters/aws-services.ts'
import { connectTo } from '../../../triggers/adapters/connection.ts'
import { createLinkingDirectory } from '../../../triggers/adapters/user-directory-https.ts'
import { createCall } from '../../../triggers/testing/call.ts'
import { startServiceDouble } from './service-double.ts'

const pool = await startServiceDouble()
process.env['AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER'] = pool.endpoint
afterAll(() => pool.close())
afterEach(() => vi.unstubAllEnvs())
beforeEach(() => {
  pool.received.length = 0
})

const directory = () => createLinkingDirectory(() => connectTo(cognito))
const body = (index: number): unknown => JSON.parse(pool.calls()[index]?.body ?? '')

const user = (name: string, attributes: Readonly<Record<string, string>>, rest: object = {}) => ({
  Username: name,
  UserStatus: 'CONFIRMED',
  Enabled: true,
  Attributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
  ...rest,
})

describe('finding users by address', () => {
  test('asks once with a signed request, and reads what linking needs', async () => {
    const identities = JSON.stringify([
      { userId: '1029', providerName: 'Google', primary: false },
      { userId: 7 },
      'x',
    ])
    pool.answer(() => [
      200,
      {
        Users: [
          user('jane', { email: 'jane@example.com', email_verified: 'True', identities }),
          user(
            'joe',
            { email: 'JANE@example.com', email_verified: 'false' },
            { Enabled: false, UserStatus: 'UNCONFIRMED' },
          ),
          user(
            'odd',
            { identities: 'not json' },
            {
              Enabled: 'true',
              UserStatus: 7,
              Attributes: [{ Name: 'email' }, 'x', { Name: 'identities', Value: '{}' }],
            },
          ),
          { Username: 'bare' },
        ],
      },
    ])
    const call = createCall()

    const users = await directory().findUsersByEmail('eu-west-1_Pool', 'jane@example.com', call)

    expect(users).toEqual([
      {
        userName: 'jane',
        status: 'CONFIRMED',
        isEnabled: true,
        email: 'jane@example.com',
        isEmailVerified: true,
        identities: [{ provider: 'Google', userId: '1029' }],
      },
      {
        userName: 'joe',
        status: 'UNCONFIRMED',
        isEnabled: false,
        email: 'JANE@example.com',
        isEmailVerified: false,
        identities: [],
      },
      {
        userName: 'odd',
        status: '',
        isEnabled: false,
        email: undefined,
        isEmailVerified: false,
        identities: [],
      },
      {
        userName: 'bare',
        status: '',
        isEnabled: false,
        email: undefined,
        isEmailVerified: false,
        identities: [],
      },
    ])
    expect(call.attempts()).toBe(1)
    expect(pool.calls()[0]).toMatchObject({
      path: '/',
      headers: {
        'x-amz-target': 'AWSCognitoIdentityProviderService.ListUsers',
        'content-type': 'application/x-amz-json-1.1',
        authorization: expect.stringMatching(
          /^AWS4-HMAC-SHA256 Credential=test\/\d{8}\/eu-west-1\/cognito-idp\/aws4_request/,
        ),
      },
    })
    expect(body(0)).toEqual({ UserPoolId: 'eu-west-1_Pool', Filter: 'email = "jane@example.com"', Limit: 60 })
  })

  test('escapes what could end the value of the filter', async () => {
    pool.answer(() => [200, { Users: [] }])

    await directory().findUsersByEmail('p', String.raw`"a\"b"@example.com`, createCall())

    expect(body(0)).toMatchObject({ Filter: String.raw`email = "\"a\\\"b\"@example.com"` })
  })

  test('reads page after page, empty ones too', async () => {
    pool.answer((_, count) => [
      200,
      count === 3
        ? { Users: [user('late', {})], PaginationToken: null }
        : { Users: [], PaginationToken: `page-${count + 1}` },
    ])

    const users = await directory().findUsersByEmail('p', 'a@example.com', createCall())

    expect(users.map(({ userName }) => userName)).toEqual(['late'])
    expect([body(0), body(1), body(2)].map((input) => Object(input)['PaginationToken'])).toEqual([
      undefined,
      'page-2',
      'page-3',
    ])
  })

  test('rejects when there are too many to tell', async () => {
    pool.answer(() => [200, { Users: [], PaginationToken: 'more' }])

    await expect(directory().findUsersByEmail('p', 'a@example.com', createCall())).rejects.toMatchObject({
      code: 'user_pool_answer_unreadable',
    })
    expect(pool.calls()).toHaveLength(3)
  })

  test.each<[string, readonly [number, unknown], string, number]>([
    ['not JSON', [200, 'oops'], 'user_pool_answer_unreadable', 1],
    ['without users', [200, {}], 'user_pool_answer_unreadable', 1],
    ['a list', [200, []], 'user_pool_answer_unreadable', 1],
    ['a list of no users', [200, { Users: ['jane'] }], 'user_pool_answer_unreadable', 1],
    ['users without names', [200, { Users: [{ Attributes: [] }] }], 'user_pool_answer_unreadable', 1],
    ['a page without end', [200, { Users: [], PaginationToken: 7 }], 'user_pool_answer_unreadable', 1],
    ['longer than a megabyte', [200, `{"a":"${'x'.repeat(1_048_576)}"}`], 'user_pool_answer_unreadable', 1],
    ['a refusal', [400, { __type: 'NotAuthorizedException' }], 'user_pool_refused', 1],
    ['throttling', [400, { __type: 'x#TooManyRequestsException' }], 'user_pool_throttled', 2],
    ['throttling by status', [429, ''], 'user_pool_throttled', 2],
    ['a failure', [500, { __type: 'InternalErrorException' }], 'user_pool_server_error', 2],
  ])('rejects an answer that is %s', async (_, answer, code, attempts) => {
    pool.answer(() => answer)
    const call = createCall()

    await expect(directory().findUsersByEmail('p', 'a@example.com', call)).rejects.toMatchObject({ code })
    expect(call.attempts()).toBe(attempts)
  })

  test('gives up with its step', async () => {
    pool.answer(() => undefined)
    const call = createCall(50)

    await expect(directory().findUsersByEmail('p', 'a@example.com', call)).rejects.toMatchObject({
      code: 'user_pool_timeout',
    })
    expect(call.attempts()).toBe(2)
  })
})

describe('linking an identity', () => {
  const link = {
    userPoolId: 'eu-west-1_Pool',
    userName: 'jane',
    identity: { provider: 'Google', userId: '1029' },
  }

  test('names destination and source as the service wants them', async () => {
    pool.answer(() => [200, {}])

    expect(await directory().linkIdentity(link, createCall())).toBe('linked')
    expect(pool.calls()[0]?.headers['x-amz-target']).toBe(
      'AWSCognitoIdentityProviderService.AdminLinkProviderForUser',
    )
    expect(body(0)).toEqual({
      UserPoolId: 'eu-west-1_Pool',
      DestinationUser: { ProviderName: 'Cognito', ProviderAttributeValue: 'jane' },
      SourceUser: {
        ProviderName: 'Google',
        ProviderAttributeName: 'Cognito_Subject',
        ProviderAttributeValue: '1029',
      },
    })
  })

  test.each([
    ['InvalidParameterException', 'failed'],
    ['LimitExceededException', 'refused'],
    ['AliasExistsException', 'refused'],
    ['UserNotFoundException', 'refused'],
  ])('reads %s as %s', async (exception, expected) => {
    pool.answer(() => [400, { __type: exception }])

    expect(await directory().linkIdentity(link, createCall())).toBe(expected)
  })

  test.each([
    ['SourceUser is already linked to DestinationUser', '1029', 'already-linked'],
    ['SourceUser is already linked to DestinationUser', '1030', 'failed'],
    [
      'Invalid SourceUser: Cognito users with a username/password may not be passed in as a SourceUser, only as a DestinationUser',
      '1029',
      'already-linked',
    ],
    ['user.custom:tenant: Attribute cannot be updated.', '1029', 'failed'],
    ['ProviderName Google does not exist', '1029', 'failed'],
  ])('reads the text %s, with the identity %s, as %s', async (message, userId, expected) => {
    const identities = JSON.stringify([{ providerName: 'Google', userId }])
    pool.answer((_, count) =>
      count === 1
        ? [400, { __type: 'InvalidParameterException', message }]
        : [200, { Users: [user('jane', { identities })] }],
    )

    expect(await directory().linkIdentity(link, createCall())).toBe(expected)
  })

  test.each([
    [[400, { __type: 'NotAuthorizedException' }], 'user_pool_refused'],
    [[400, {}], 'user_pool_refused'],
    [[400, { __type: 'TooManyRequestsException' }], 'user_pool_throttled'],
    [[500, { __type: 'InvalidParameterException' }], 'user_pool_server_error'],
  ] as const)('rejects %j', async (answer, code) => {
    pool.answer(() => answer)

    await expect(directory().linkIdentity(link, createCall())).rejects.toMatchObject({ code })
  })
})

test('connecting opens a connection that the first call uses', async () => {
  pool.answer(() => [200, { Users: [] }])
  const connected = directory()

  await connected.connect?.()
  await connected.findUsersByEmail('p', 'a@example.com', createCall())

  expect(pool.received.map(({ method }) => method)).toEqual(['GET', 'POST'])
})
