/** Arbitrary events, claim sources and tables, hostile names and values among them. */
import fc from 'fast-check'
import type { Json } from '../../../triggers/core/decision.ts'
import type { RawObject } from '../../../triggers/core/json.ts'
import type { Claim, ClaimName, ClaimTarget } from '../../../triggers/pre-token-generation/claim.ts'
import { type ClaimSource, userSources } from '../../../triggers/pre-token-generation/claim-source.ts'
import { editGroups } from '../../../triggers/pre-token-generation/group-override.ts'
import { preTokenGenerationSources } from '../../../triggers/events/sources.ts'

/** Names that Cognito keeps for itself, from its own page, and names that objects keep for themselves. */
const reservedNames = [
  'sub',
  'acr',
  'amr',
  'auth_time',
  'azp',
  'exp',
  'iat',
  'iss',
  'jti',
  'nbf',
  'nonce',
  'origin_jti',
  'token_use',
  'cognito:username',
  'identities',
  'aud',
  'at_hash',
  'username',
  'client_id',
  'event_id',
  'device_key',
  'version',
  'scope',
  'cognito:groups',
  'cognito:roles',
  'cognito:preferred_role',
  'cognito:anything',
  'dev:custom:x',
  'claims_truncated',
  '__proto__',
  'constructor',
  'toString',
  '',
]
const attributeNames = [
  'email',
  'name',
  'email_verified',
  'phone_number_verified',
  'updated_at',
  'address',
  'custom:role',
  'identities',
]
const plainNames = ['plan', 'permissions', 'tenant', 'roles']

const name = fc.oneof(
  fc.constantFrom(...plainNames),
  fc.constantFrom(...reservedNames),
  fc.constantFrom(...attributeNames),
  fc.string({ unit: 'binary', maxLength: 300 }),
)
const value = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.double().map((number) => number || 0),
  fc.boolean(),
  fc.array(fc.oneof(fc.string({ maxLength: 20 }), fc.integer(), fc.boolean()), { maxLength: 60 }),
  fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.constant(null), fc.array(fc.string())), {
    noNullPrototype: true,
  }),
  fc.constantFrom<Json>(
    null,
    [null],
    [[1]],
    [{ a: 1 }],
    { a: Number.NaN },
    '\ud800',
    { '\ud800': 1 },
    nest(40),
  ),
  // What the types rule out, and a source may bring all the same.
  fc.constantFrom<unknown>(undefined, 1n, Symbol('x'), () => 1, [undefined], { a: undefined }).map(asJson),
)
/** The token that a source speaks for. */
export const arbitraryTarget: fc.Arbitrary<ClaimTarget> = fc.constantFrom('id', 'access', 'both')
const claim: fc.Arbitrary<Claim> = fc.record(
  { name, value, target: arbitraryTarget },
  { requiredKeys: ['name', 'value', 'target'] },
)
const claimName: fc.Arbitrary<ClaimName> = fc.oneof(name, fc.record({ name, target: arbitraryTarget }))
const scope = fc.oneof(
  fc.constantFrom(
    'api/read',
    'api/write',
    'openid',
    'aws.cognito.signin.user.admin',
    'aws.cognito.x',
    '',
    'a b',
    'ä',
  ),
  fc.string({ maxLength: 40 }),
)
const groupName = fc.oneof(
  fc.constantFrom('members', 'editors', 'größe', '', 'a b'),
  fc.string({ maxLength: 20 }),
)
const role = fc.constantFrom('arn:aws:iam::123456789012:role/a', 'arn:aws:iam::123456789012:role/b', 'no arn')

/** A source of anything, whose fact, when it has one, is true when it was read and `undefined` when it was not. */
export const arbitrarySource: fc.Arbitrary<Omit<ClaimSource, 'name'>> = fc
  .record({
    claims: fc.array(claim, { maxLength: 12 }),
    claimsToSuppress: fc.array(claimName, { maxLength: 3 }),
    scopesToAdd: fc.array(scope, { maxLength: 8 }),
    scopesToSuppress: fc.array(scope, { maxLength: 3 }),
    edit: fc.option(
      fc.record({
        addGroups: fc.array(groupName, { maxLength: 5 }),
        removeGroups: fc.array(groupName, { maxLength: 2 }),
        addRoles: fc.array(role, { maxLength: 2 }),
        removeRoles: fc.array(role, { maxLength: 1 }),
        preferredRole: role,
      }),
    ),
    copies: fc.constantFrom(1, 1, 1, 300),
  })
  .map(({ claims, edit, copies, ...rest }) => ({
    sources: preTokenGenerationSources,
    claimNames: [],
    contribute: ({ groups }) => ({
      ...rest,
      claims: Array.from({ length: copies }, (_, index) =>
        claims.map((one) => (index === 0 ? one : { ...one, name: `${one.name}${index}` })),
      ).flat(),
      ...(edit === null ? {} : { groups: editGroups(groups, edit) }),
    }),
  }))

/** An event of any version and source, as Cognito sends it. */
export const arbitraryEvent: fc.Arbitrary<RawObject> = fc
  .record({
    version: fc.constantFrom('1', '2', '3'),
    triggerSource: fc.constantFrom(...userSources),
    isMachine: fc.constantFrom(false, false, false, true),
    attributes: fc.dictionary(fc.constantFrom(...attributeNames), fc.string({ maxLength: 200 }), {
      noNullPrototype: true,
    }),
    groups: fc.oneof(fc.array(groupName, { maxLength: 5 }), fc.constant(manyGroups(500))),
    roles: fc.array(role, { maxLength: 2 }),
    preferredRole: fc.option(role),
    scopes: fc.array(fc.constantFrom('openid', 'email', 'api/read', 'aws.cognito.signin.user.admin')),
    tenant: fc.option(fc.constantFrom('acme', 'other', 'foreign')),
  })
  .map(({ version, triggerSource, isMachine, attributes, groups, roles, preferredRole, scopes, tenant }) => ({
    version: isMachine ? '3' : version,
    triggerSource: isMachine ? 'TokenGeneration_ClientCredentials' : triggerSource,
    region: 'eu-west-1',
    userPoolId: 'eu-west-1_Example01',
    userName: '6a4f2c1e-8d3b-4c5a-9e7f-0b1c2d3e4f5a',
    callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: '1example23456789abcdefghijk' },
    request: {
      userAttributes: isMachine ? {} : { ...attributes, sub: '6a4f2c1e-8d3b-4c5a-9e7f-0b1c2d3e4f5a' },
      groupConfiguration: isMachine
        ? {}
        : { groupsToOverride: names(groups), iamRolesToOverride: names(roles), preferredRole },
      ...(version === '1' && !isMachine ? {} : { scopes }),
      ...(tenant === null ? {} : { clientMetadata: { tenant } }),
    },
    response: {},
  }))

/** Names as Cognito itself would have them: 1 character or more, no blanks, no repeats. */
function names(given: readonly string[]): readonly string[] {
  return [...new Set(given.filter((one) => one !== '' && !/\s/.test(one) && one.isWellFormed()))]
}

export function manyGroups(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `department-${index}`)
}

function nest(depth: number): Json {
  return depth === 0 ? 1 : { a: nest(depth - 1) }
}

/** What the compiler would not let through. */
function asJson(given: unknown): Json {
  return Object.getOwnPropertyDescriptor({ given }, 'given')?.value
}
