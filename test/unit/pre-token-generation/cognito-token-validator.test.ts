/** The validator finds every rule of Cognito's contract broken, and nothing in answers that keep it. */
import { expect, test } from 'vitest'
import type { RawObject } from '../../../triggers/core/json.ts'
import { findResponseProblems } from '../../support/cognito-token-validator.ts'
import { eventFixture, readEventFixtures } from '../../../triggers/testing/golden-events.ts'

const version1 = eventFixture('TokenGeneration_Authentication.v1')
const version2 = eventFixture('TokenGeneration_Authentication.v2')
const machine = eventFixture('TokenGeneration_ClientCredentials.v3')
const clientId = '1example23456789abcdefghijk'
const halfPair = '\ud800'

const problemsOf = (event: RawObject, response: unknown): readonly string[] =>
  findResponseProblems(event, { ...event, response })
const inVersion1 = (details: unknown): readonly string[] =>
  problemsOf(version1, { claimsOverrideDetails: details })
const inVersion2 = (details: unknown): readonly string[] =>
  problemsOf(version2, { claimsAndScopeOverrideDetails: details })
const inId = (generation: unknown): readonly string[] => inVersion2({ idTokenGeneration: generation })
const inAccess = (generation: unknown): readonly string[] => inVersion2({ accessTokenGeneration: generation })
const names = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `n${index}`)
const claims = (count: number): RawObject => Object.fromEntries(names(count).map((name) => [name, 1]))

test.each<readonly [string, unknown, string]>([
  ['no answer', undefined, 'the answer is no object'],
  ['a list', [version2], 'the answer is no object'],
  ['another version', { ...version2, version: '3' }, "the envelope's version is not as it came"],
  ['another request', { ...version2, request: {} }, "the envelope's request is not as it came"],
  ['a new field', { ...version2, Response: {} }, "the envelope's Response is not as it came"],
  ['a lost field', { version: '2', response: {} }, "the envelope's callerContext is not as it came"],
  ['no response', { ...version2, response: undefined }, 'there is no response object'],
  ['a list as response', { ...version2, response: [] }, 'there is no response object'],
])('the validator finds %s', (_, output, problem) => {
  expect(findResponseProblems(version2, output)).toContain(problem)
})

test('the validator finds what is no JSON, and what is too long for Lambda', () => {
  for (const value of [Number.NaN, 1n, undefined, () => 1])
    expect(inId({ claimsToAddOrOverride: { a: value } })).toContain('the answer is no JSON')
  expect(inId({ claimsToAddOrOverride: { a: 'x'.repeat(6_291_456) } })).toEqual(['the answer is over 6 MB'])
})

const [foreign1, foreign2] = ['claimsOverrideDetails', 'claimsAndScopeOverrideDetails']
const noGroups = { groupsToOverride: [], iamRolesToOverride: [] }

test.each<readonly [RawObject, string]>([
  [{ claims: {} }, 'the response has claims'],
  [{ [foreign1]: {} }, `${foreign1} is not of this version`],
  [{ [foreign2]: [] }, `${foreign2} is no object`],
  [{ [foreign2]: { claimsToAddOrOverride: {} } }, 'claimsToAddOrOverride is unknown'],
])('the validator finds in version 2 that %j has a problem', (response, problem) => {
  expect(problemsOf(version2, response)).toEqual([problem])
})

test.each<readonly [RawObject, string]>([
  [{ [foreign2]: {} }, `${foreign2} is not of this version`],
  [{ [foreign1]: [] }, `${foreign1} is no object`],
  [{ [foreign1]: { idTokenGeneration: {} } }, 'id: idTokenGeneration is unknown'],
  [{ [foreign1]: { scopesToAdd: [] } }, 'id: it has scopes'],
  [{ [foreign1]: { claimsToAddOrOverride: { a: 1 } } }, 'id: a is no string, as version 1 wants'],
  [{ [foreign1]: { claimsToAddOrOverride: { a: ['x'] } } }, 'id: a is no string, as version 1 wants'],
  [{ [foreign1]: { groupOverrideDetails: null } }, 'groups: the override is no object'],
])('the validator finds in version 1 that %j has a problem', (response, problem) => {
  expect(problemsOf(version1, response)).toEqual([problem])
})

test.each([{ idTokenGeneration: {} }, { groupOverrideDetails: noGroups }])(
  'the validator finds that a machine client has no %j',
  (details) => {
    expect(problemsOf(machine, { claimsAndScopeOverrideDetails: details })).toEqual([
      'a machine client has neither ID token nor groups',
    ])
  },
)

test.each<readonly [RawObject, string]>([
  [{ scopesToAdd: [] }, 'id: it has scopes'],
  [{ scopesToSuppress: [] }, 'id: it has scopes'],
  [{ claimsToAddOrOverride: [] }, 'id: the claims are no object'],
  [{ claimsToAddOrOverride: { '': 1 } }, 'id: a claim name is empty or no text'],
  [{ claimsToAddOrOverride: { [halfPair]: 1 } }, 'id: a claim name is empty or no text'],
  [{ claimsToAddOrOverride: { aud: clientId } }, 'id: aud is reserved'],
  [{ claimsToAddOrOverride: { 'dev:a': 'x' } }, 'id: dev:a is reserved'],
  [{ claimsToSuppress: ['cognito:roles'] }, 'id: cognito:roles cannot be suppressed'],
  [{ claimsToAddOrOverride: { a: 1 }, claimsToSuppress: ['a'] }, 'id: a is both added and suppressed'],
])('the validator finds in the ID token that %j has a problem', (generation, problem) => {
  expect(inId(generation)).toEqual([problem])
})

test.each<readonly [unknown, string]>([
  [null, 'access: it is no object'],
  [{ claims: {} }, 'access: claims is unknown'],
  [{ claimsToAddOrOverride: { aud: 'other' } }, 'access: aud is reserved'],
  [{ claimsToAddOrOverride: { a: [['x']] } }, 'access: a lists more than simple values'],
  [{ claimsToAddOrOverride: { a: [null] } }, 'access: a lists more than simple values'],
  [{ claimsToAddOrOverride: { a: null } }, 'access: a is no claim value'],
  [{ claimsToAddOrOverride: { a: halfPair } }, 'access: a is no claim value'],
  [{ claimsToAddOrOverride: { a: { b: [{ [halfPair]: 1 }] } } }, 'access: a is no claim value'],
  [{ claimsToSuppress: 'email' }, 'access: claimsToSuppress is no list of text'],
  [{ claimsToSuppress: [null] }, 'access: claimsToSuppress is no list of text'],
  [{ claimsToSuppress: [''] }, 'access: claimsToSuppress has an empty name'],
  [{ scopesToAdd: 'a b' }, 'access: scopes are no list of text'],
  [{ scopesToSuppress: null }, 'access: scopes are no list of text'],
  [{ scopesToAdd: ['a b'] }, 'access: a scope has blanks or odd characters'],
  [{ scopesToAdd: [''] }, 'access: a scope has blanks or odd characters'],
  [{ scopesToSuppress: ['a\n'] }, 'access: a scope has blanks or odd characters'],
  [{ scopesToAdd: ['aws.cognito.a'] }, 'access: a scope of Cognito itself is added'],
  [{ scopesToAdd: ['a/b'], scopesToSuppress: ['a/b'] }, 'access: a scope is both added and suppressed'],
])('the validator finds in the access token that %j has a problem', (generation, problem) => {
  expect(inAccess(generation)).toEqual([problem])
})

test.each<readonly [unknown, string]>([
  [null, 'groups: the override is no object'],
  [{ ...noGroups, roles: [] }, 'groups: roles is unknown'],
  [{ iamRolesToOverride: [] }, 'groups: groupsToOverride is no list of names'],
  [{ ...noGroups, groupsToOverride: ['a b'] }, 'groups: groupsToOverride is no list of names'],
  [{ ...noGroups, groupsToOverride: [''] }, 'groups: groupsToOverride is no list of names'],
  [{ groupsToOverride: [] }, 'groups: iamRolesToOverride is no list of text'],
  [{ ...noGroups, preferredRole: ['a'] }, 'groups: preferredRole is no text'],
])('the validator finds in the groups that %j has a problem', (override, problem) => {
  expect(inVersion2({ groupOverrideDetails: override })).toEqual([problem])
})

test('the validator counts claims and scopes over both tokens, and in version 1', () => {
  const texts = Object.fromEntries(names(5_000).map((name) => [name, 'x']))
  const details = {
    idTokenGeneration: { claimsToAddOrOverride: claims(2_500) },
    accessTokenGeneration: { claimsToAddOrOverride: claims(1_500), scopesToAdd: names(1_000) },
  }

  for (const problems of [inVersion1({ claimsToAddOrOverride: texts }), inVersion2(details)])
    expect(problems).toEqual(['there are over 5,000 claims and scopes'])
})

const inBoth =
  'sub acr amr auth_time azp exp iat iss jti nbf nonce origin_jti token_use cognito:username cognito:other'.split(
    ' ',
  )

test.each([
  ['id', inId, [...inBoth, 'identities', 'aud', 'at_hash']],
  ['access', inAccess, [...inBoth, 'username', 'client_id', 'event_id', 'device_key', 'version', 'scope']],
] as const)('the validator finds every reserved claim of the %s token', (token, find, reserved) => {
  for (const name of reserved) {
    expect(find({ claimsToAddOrOverride: { [name]: 'x' } })).toEqual([`${token}: ${name} is reserved`])
    expect(find({ claimsToSuppress: [name] })).toEqual([`${token}: ${name} cannot be suppressed`])
  }
  for (const name of ['cognito:groups', 'cognito:roles', 'cognito:preferred_role'])
    expect(find({ claimsToAddOrOverride: { [name]: ['x'] } })).toEqual([`${token}: ${name} is reserved`])
})

test.each(['phone_number_verified', 'email_verified', 'updated_at', 'address'])(
  'the validator finds a list and an object in %s of the ID token, and lets both into the access token',
  (name) => {
    for (const value of [['x'], { formatted: 'x' }]) {
      expect(inId({ claimsToAddOrOverride: { [name]: value } })).toEqual([
        `id: ${name} takes no list and no object`,
      ])
      expect(inAccess({ claimsToAddOrOverride: { [name]: value } })).toEqual([])
    }
    expect(inId({ claimsToAddOrOverride: { [name]: true } })).toEqual([])
  },
)

test('the validator names every problem of one answer', () => {
  const problems = inVersion2({
    idTokenGeneration: { claimsToAddOrOverride: { sub: 'x', a: null } },
    accessTokenGeneration: { scopesToAdd: ['a b'] },
    groupOverrideDetails: {},
  })

  expect(problems).toEqual([
    'id: sub is reserved',
    'id: a is no claim value',
    'access: a scope has blanks or odd characters',
    'groups: groupsToOverride is no list of names',
    'groups: iamRolesToOverride is no list of text',
  ])
})

test.each(readEventFixtures('pre-token-generation').map(({ name, event }) => [name, event] as const))(
  'the validator has nothing against %s as it came',
  (_, event) => {
    expect(findResponseProblems(event, event)).toEqual([])
    expect(problemsOf(event, {})).toEqual([])
  },
)

test.each<readonly [string, () => readonly string[]]>([
  [
    'everything that version 2 takes',
    () =>
      inVersion2({
        idTokenGeneration: {
          claimsToAddOrOverride: { text: 'ä', number: 1.5, flag: false, list: ['a', 1, true], nothing: [] },
          claimsToSuppress: ['email', 'dev:custom:a', 'cognito:groups'],
        },
        accessTokenGeneration: {
          claimsToAddOrOverride: { aud: clientId, deep: { a: [null, { b: [[1]] }] }, identities: 'x' },
          claimsToSuppress: ['cognito:groups'],
          scopesToAdd: ['openid', 'api/read'],
          scopesToSuppress: ['aws.cognito.signin.user.admin'],
        },
        groupOverrideDetails: {
          groupsToOverride: ['größe'],
          iamRolesToOverride: ['arn:aws:iam::123456789012:role/a'],
          preferredRole: 'arn:aws:iam::123456789012:role/a',
        },
      }),
  ],
  [
    'strings in version 1',
    () =>
      inVersion1({
        claimsToAddOrOverride: { list: '["a"]', client_id: 'x' },
        claimsToSuppress: ['email', 'cognito:groups'],
        groupOverrideDetails: { groupsToOverride: [], iamRolesToOverride: [] },
      }),
  ],
  [
    'claims and scopes of a machine client',
    () =>
      problemsOf(machine, {
        claimsAndScopeOverrideDetails: {
          accessTokenGeneration: { claimsToAddOrOverride: { tenant: 'a' }, scopesToAdd: ['api/read'] },
        },
      }),
  ],
  [
    'names that objects keep for themselves',
    () => inId(JSON.parse('{"claimsToAddOrOverride":{"__proto__":1}}')),
  ],
  [
    'many claims, and many suppressed ones, which do not count',
    () =>
      inVersion2({
        idTokenGeneration: { claimsToAddOrOverride: claims(2_400) },
        accessTokenGeneration: { claimsToAddOrOverride: claims(2_400), scopesToSuppress: names(1_000) },
      }),
  ],
])('the validator has nothing against %s', (_, find) => {
  expect(find()).toEqual([])
})
