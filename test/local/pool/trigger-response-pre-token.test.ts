/** The strict reading of what pre token generation answers, per version. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { UnrecognizableOutput } from '../../../triggers/testing/claim-overrides.ts'
import { readPreTokenResponse, type PreTokenRules } from '../../../triggers/testing/pre-token-response.ts'

const envelope = {
  version: '1',
  triggerSource: 'PreSignUp_SignUp',
  region: 'eu-west-1',
  userPoolId: 'eu-west-1_Test12345',
  userName: 'ada',
  callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: 'client' },
  request: { userAttributes: { email: 'ada@example.com' }, validationData: null },
}
const withResponse = (response: unknown): object => ({ ...envelope, response })

describe('pre token generation', () => {
  const rules = (
    version: PreTokenRules['version'],
    reservedClaims: PreTokenRules['reservedClaims'] = 'reject',
  ) => ({
    version,
    reservedClaims,
    clientId: 'client',
  })
  const v1 = (details: unknown) =>
    readPreTokenResponse(withResponse({ claimsOverrideDetails: details }), rules('V1_0'))
  const v2 = (details: unknown, version: 'V2_0' | 'V3_0' = 'V2_0') =>
    readPreTokenResponse(withResponse({ claimsAndScopeOverrideDetails: details }), rules(version))

  test.each([null, undefined, [], {}])('asks for nothing with the container %j', (container) => {
    const expected = { id: { add: new Map(), suppress: new Set() }, scopesToAdd: [], groups: undefined }

    expect(v1(container)).toMatchObject(expected)
    expect(v2(container)).toMatchObject(expected)
    expect(v2(container, 'V3_0')).toMatchObject(expected)
  })

  test.each(['V2_0', 'V3_0'] as const)('%s reads both tokens, scopes and groups', (version) => {
    const response = v2(
      {
        idTokenGeneration: { claimsToAddOrOverride: { tier: 'gold' }, claimsToSuppress: ['email'] },
        accessTokenGeneration: {
          claimsToAddOrOverride: { aud: 'client', limits: { day: 3 }, roles: ['a', 1, true] },
          scopesToAdd: ['orders/read'],
          scopesToSuppress: ['aws.cognito.signin.user.admin'],
        },
        groupOverrideDetails: {
          groupsToOverride: ['staff'],
          iamRolesToOverride: ['arn'],
          preferredRole: 'arn',
        },
      },
      version,
    )

    expect(response).toEqual({
      id: { add: new Map([['tier', 'gold']]), suppress: new Set(['email']) },
      access: {
        add: new Map<string, unknown>([
          ['aud', 'client'],
          ['limits', { day: 3 }],
          ['roles', ['a', 1, true]],
        ]),
        suppress: new Set(),
      },
      scopesToAdd: ['orders/read'],
      scopesToSuppress: ['aws.cognito.signin.user.admin'],
      groups: { groups: ['staff'], roles: ['arn'], preferredRole: 'arn' },
    })
  })

  test.each([null, {}])(
    'takes the groups away with the override %j and keeps them without one',
    (groupOverrideDetails) => {
      const none = { groups: [], roles: [], preferredRole: undefined }

      expect(v1({ groupOverrideDetails }).groups).toEqual(none)
      expect(v2({ groupOverrideDetails }).groups).toEqual(none)
      expect(v2({}).groups).toBeUndefined()
    },
  )

  test('refuses the container of another version', () => {
    const claims = { claimsToAddOrOverride: { tier: 'gold' } }

    expect(() =>
      readPreTokenResponse(
        withResponse({ claimsAndScopeOverrideDetails: { idTokenGeneration: claims } }),
        rules('V1_0'),
      ),
    ).toThrow('claimsAndScopeOverrideDetails does not belong to LambdaVersion V1_0')
    expect(() =>
      readPreTokenResponse(withResponse({ claimsOverrideDetails: claims }), rules('V2_0')),
    ).toThrow('claimsOverrideDetails does not belong to LambdaVersion V2_0')
    expect(() => v1({ accessTokenGeneration: claims })).toThrow('accessTokenGeneration needs V2_0')
  })

  test.each([
    ['list', ['a']],
    ['number', 1],
    ['boolean', true],
    ['object', {}],
    ['null', null],
  ])('V1 refuses a claim that is a %s', (_kind, value) => {
    expect(() => v1({ claimsToAddOrOverride: { tier: value } })).toThrow(
      'claimsToAddOrOverride.tier must be a string',
    )
  })

  test.each([
    ['null', null],
    ['a list of lists', [['a']]],
    ['a list with null', [null]],
    ['a list of objects', [{}]],
  ])('V2 refuses a claim that is %s', (_kind, value) => {
    expect(() => v2({ idTokenGeneration: { claimsToAddOrOverride: { tier: value } } })).toThrow(
      UnrecognizableOutput,
    )
  })

  test.each(['phone_number_verified', 'email_verified', 'updated_at', 'address'])(
    'refuses a list or an object for %s in the ID token only',
    (name) => {
      const claims = (value: unknown) => ({ claimsToAddOrOverride: { [name]: value } })

      expect(() => v2({ idTokenGeneration: claims(['x']) })).toThrow('must not be a list or an object')
      expect(() => v2({ idTokenGeneration: claims({ x: 1 }) })).toThrow('must not be a list or an object')
      expect(v2({ idTokenGeneration: claims(true), accessTokenGeneration: claims({ x: 1 }) })).toBeDefined()
    },
  )

  const both =
    'sub acr amr auth_time azp exp iat iss jti nbf nonce origin_jti token_use cognito:any cognito:roles'
  test.each([
    ...`${both} cognito:username identities aud at_hash`
      .split(' ')
      .map((name) => ['idTokenGeneration', name]),
    ...`${both} username client_id event_id device_key version`
      .split(' ')
      .map((name) => ['accessTokenGeneration', name]),
  ])('%s neither adds nor suppresses the reserved %s', (section = '', name = '') => {
    const add = { [section]: { claimsToAddOrOverride: { [name]: 'x' } } }
    const suppress = { [section]: { claimsToSuppress: [name] } }

    expect(() => v2(add)).toThrow(`${name} is a reserved claim`)
    expect(() => v2(suppress)).toThrow(`${name} is a reserved claim`)
  })

  test('drops reserved claims where it is told to', () => {
    const idTokenGeneration = {
      claimsToAddOrOverride: { sub: 'x', tier: 'gold' },
      claimsToSuppress: ['iss', 'email'],
    }

    const { id } = readPreTokenResponse(
      withResponse({ claimsAndScopeOverrideDetails: { idTokenGeneration } }),
      rules('V2_0', 'drop'),
    )

    expect(id).toEqual({ add: new Map([['tier', 'gold']]), suppress: new Set(['email']) })
  })

  test('lets cognito:groups and dev: attributes be suppressed, not added', () => {
    for (const name of ['cognito:groups', 'dev:custom:plan']) {
      expect(v2({ idTokenGeneration: { claimsToSuppress: [name] } }).id.suppress).toEqual(new Set([name]))
      expect(() => v2({ idTokenGeneration: { claimsToAddOrOverride: { [name]: 'x' } } })).toThrow('reserved')
    }
  })

  test('lets the access token name its own client as audience and no other', () => {
    const audience = (aud: unknown) => v2({ accessTokenGeneration: { claimsToAddOrOverride: { aud } } })

    expect(audience('client').access.add).toEqual(new Map([['aud', 'client']]))
    expect(() => audience('another')).toThrow('aud is a reserved claim')
    expect(() => audience(['client'])).toThrow('aud is a reserved claim')
  })

  test.each(['', 'two words', 'tab\there', 'line\nbreak'])('refuses the scope %j', (scope) => {
    expect(() => v2({ accessTokenGeneration: { scopesToAdd: [scope] } })).toThrow('blank')
    expect(() => v2({ accessTokenGeneration: { scopesToSuppress: [scope] } })).toThrow('blank')
  })

  test.each([
    { idTokenGeneration: [] },
    { idTokenGeneration: 'x' },
    { idTokenGeneration: { claimsToAddOrOverride: ['x'] } },
    { idTokenGeneration: { claimsToSuppress: 'email' } },
    { idTokenGeneration: { claimsToSuppress: [1] } },
    { accessTokenGeneration: { scopesToAdd: 'openid' } },
    { accessTokenGeneration: { scopesToAdd: [null] } },
    { groupOverrideDetails: [] },
    { groupOverrideDetails: { groupsToOverride: 'staff' } },
    { groupOverrideDetails: { preferredRole: ['arn'] } },
  ])('refuses %j', (details) => {
    if ('idTokenGeneration' in details && Array.isArray(details.idTokenGeneration))
      expect(() => v2({ idTokenGeneration: ['x'] })).toThrow(UnrecognizableOutput)

    expect(() => v2(details)).toThrow(UnrecognizableOutput)
  })

  test('either reads or refuses whatever it is given', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom('V1_0', 'V2_0', 'V3_0'), (json, version) => {
        const details: unknown = JSON.parse(json)
        const name = version === 'V1_0' ? 'claimsOverrideDetails' : 'claimsAndScopeOverrideDetails'
        for (const output of [details, withResponse(details), withResponse({ [name]: details })]) {
          try {
            readPreTokenResponse(output, rules(version))
          } catch (error) {
            expect(error).toBeInstanceOf(UnrecognizableOutput)
          }
        }
      }),
    )
  })
})
