/** What the tokens of a suite carry, printed for their readers: each form is held against tokens that a pool signed. */
import { join } from 'node:path'
import cedar, { type CedarValueJson, type SchemaJson } from '@cedar-policy/cedar-wasm/nodejs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from 'vitest'
import { createGuard } from '../../callers/guards/authorize.ts'
import { readClaims } from '../../callers/guards/claims.ts'
import { ownText } from '../../triggers/core/json.ts'
import { definePreTokenGeneration } from '../../triggers/pre-token-generation/define.ts'
import { preTokenGenerationTrigger } from '../../triggers/pre-token-generation/trigger.ts'
import { fakeTable } from '../../triggers/testing/table.ts'
import { createHarness } from '../../triggers/testing/trigger-harness.ts'
import {
  arns,
  clientId,
  echo,
  email,
  emailPool,
  enroll,
  type Harness,
  poolId,
  signIn,
  startHarness,
} from '../local/pool/pool-harness.ts'
import {
  type AccessTokenClaims,
  accessTokenClaims,
  type IdTokenClaims,
  idTokenClaims,
} from './claims/printed.ts'
import { claimsOf } from './claims/suite.ts'
import { runInside } from './cli-process.ts'

const suite = ['--suite', join(import.meta.dirname, 'claims/suite.ts')]
const printed = join(import.meta.dirname, 'claims/printed.ts')

const print = async (...args: readonly string[]): Promise<string> => {
  const { stdout, stderr, exitCode } = await runInside(['claims', ...args, ...suite])
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 })
  return stdout
}

let harness: Harness
type Payload = Record<string, CedarValueJson>
let access: Payload
let id: Payload
beforeAll(async () => {
  harness = await startHarness({
    pool: {
      ...emailPool,
      Schema: [{ Name: 'teams', AttributeDataType: 'String', Mutable: true }],
      LambdaConfig: { PreTokenGenerationConfig: { LambdaArn: arns.preToken, LambdaVersion: 'V3_0' } },
    },
  })
  const table = fakeTable({
    ENTITLEMENTS: { plan: 'pro', seats: 3, suspended: false },
    MEMBERSHIPS: { tenants: { acme: { roles: ['admin'] } } },
  })
  const trigger = createHarness(
    preTokenGenerationTrigger(definePreTokenGeneration({ claims: claimsOf(table) })),
  )
  harness.functions.set(arns.preToken, async (event) => {
    const answer = await trigger.invoke(event)
    if (answer.kind === 'threw') throw answer.error
    return echo(answer.value)
  })
  await enroll()
  await harness.sdk.adminUpdateUserAttributes({
    UserPoolId: poolId,
    Username: email,
    UserAttributes: [{ Name: 'custom:teams', Value: 'red,blue' }],
  })
  await harness.sdk.createGroup({ UserPoolId: poolId, GroupName: 'editors' })
  await harness.sdk.adminAddUserToGroup({ UserPoolId: poolId, Username: email, GroupName: 'editors' })
  const tokens = await signIn()
  access = payloadOf(tokens.AccessToken)
  id = payloadOf(tokens.IdToken)
})
afterAll(() => harness.close())

function payloadOf(token: string): Payload {
  const payload: Payload = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
  return payload
}

describe('types', () => {
  test('are those of the file that this test compiles', async () => {
    const { stdout, exitCode } = await runInside(['claims', 'types', '--check', printed, ...suite])

    expect(stdout).toContain('is what the suite prints')
    expect(exitCode).toBe(0)
  })

  test('that another suite printed are told apart', async () => {
    const { stdout, exitCode } = await runInside(['claims', 'types', '--check', printed])

    expect(stdout).toContain('is not what the suite prints')
    expect(exitCode).toBe(5)
  })

  test('are what a guard shows', () => {
    const guard = createGuard({
      userPoolId: poolId,
      clientIds: [clientId],
      use: 'access',
      claims: accessTokenClaims,
    })

    type Found = Awaited<ReturnType<typeof guard.authorize>>
    type Shown = Extract<Found, { readonly allowed: true }>['claims']
    expectTypeOf<Shown>().toEqualTypeOf<AccessTokenClaims>()
  })

  test('read every claim of the pool’s tokens', () => {
    const fromAccess: AccessTokenClaims = readClaims(access, accessTokenClaims)
    const fromId: IdTokenClaims = readClaims(id, idTokenClaims)

    expect(Object.keys(access).filter((name) => !Object.hasOwn(fromAccess, name))).toEqual([])
    expect(Object.keys(id).filter((name) => !Object.hasOwn(fromId, name))).toEqual(['custom:teams'])
    expect(fromAccess).toMatchObject({
      plan: 'pro',
      seats: 3,
      suspended: false,
      level: 3,
      'own:region': 'eu',
    })
    expect(fromId).toMatchObject({ teams: ['red', 'blue'], tenant_permissions: ['users:read'] })
  })
})

describe('the JSON Schema', () => {
  const compile = async () => new Ajv2020({ strict: true }).compile(JSON.parse(await print('json-schema')))

  test('accepts the tokens of the pool', async () => {
    const isValid = await compile()

    expect([isValid(access), isValid(id), isValid.errors]).toEqual([true, true, null])
  })

  test.each<[string, object]>([
    ['a claim of another type', { plan: 3 }],
    ['a list as text', { permissions: 'articles:read' }],
    ['a number with a fraction', { seats: 1.5 }],
    ['no kind of token', { token_use: 'refresh' }],
    ['no app client', { client_id: undefined }],
  ])('refuses %s', async (_, change) => {
    const isValid = await compile()

    expect(isValid(JSON.parse(JSON.stringify({ ...access, ...change })))).toBe(false)
  })
})

describe('the Cedar schema', () => {
  const printSchema = async (): Promise<SchemaJson<string>> =>
    JSON.parse(
      await print(
        'cedar',
        '--attributes',
        'custom:tier,custom:teams',
        '--actions',
        'read,write',
        '--resource',
        'Article',
      ),
    )
  const permit = (condition: string) =>
    `permit (principal is App::User, action == App::Action::"read", resource is App::Article) when { ${condition} };`
  const faultsOf = (schema: SchemaJson<string>, condition: string): readonly string[] => {
    const answer = cedar.validate({
      schema,
      policies: { staticPolicies: permit(condition) },
    })
    if (answer.type === 'failure') throw new Error(answer.errors.map(({ message }) => message).join())
    return [...answer.validationErrors, ...answer.validationWarnings].map(({ error }) => error.message)
  }

  test('is one that Cedar takes', async () => {
    expect(cedar.checkParseSchema(await printSchema())).toEqual({ type: 'success' })
  })

  test.each([
    'principal has tenant && principal.tenant == "acme"',
    'principal has "custom:tier" && principal["custom:tier"] == "gold"',
    'principal has seats && principal.seats > 2',
    'context has token && context.token has permissions && context.token.permissions.contains("articles:read")',
    'context has token && context.token has scope && context.token.scope.contains("api/read")',
    'context has token && context.token has "own:region" && context.token["own:region"] == "eu"',
    'principal in App::UserGroup::"eu-west-1_Test12345|editors"',
  ])('takes a policy by a claim: %s', async (condition) => {
    expect(faultsOf(await printSchema(), condition)).toEqual([])
  })

  test.each([
    [
      'principal has tenant && principal.tennant == "acme"',
      'attribute `tennant` on entity type `App::User` not found',
    ],
    ['principal.tenant == "acme"', 'tenant'],
    ['principal has seats && principal.seats == "3"', 'not compatible'],
    // A misspelling in `has` makes a policy that never applies, of which Cedar only warns.
    ['principal has tennant && principal.tennant == "acme"', 'policy is impossible'],
    ['context has token && context.token has permission', 'policy is impossible'],
    ['context has token && context.token has teams', 'policy is impossible'],
    ['principal has "custom:teir" && principal["custom:teir"] == "gold"', 'policy is impossible'],
  ])(
    'refuses a claim that no token carries, is misspelled, or is not looked for: %s',
    async (condition, text) => {
      const faults = faultsOf(await printSchema(), condition)

      expect(faults.join()).toContain(text)
    },
  )

  test('fits the entity that Verified Permissions makes of the pool’s ID token, and the context of the access token', async () => {
    const uid = { type: 'App::User', id: `${poolId}|${ownText(id, 'sub')}` }
    const group = { type: 'App::UserGroup', id: `${poolId}|editors` }
    const { 'cognito:groups': _id, ...attrs } = id
    const { 'cognito:groups': _access, ...token } = access
    const resource = { type: 'App::Article', id: '7' }

    const answer = cedar.isAuthorized({
      principal: uid,
      action: { type: 'App::Action', id: 'read' },
      resource,
      context: { token: { ...token, scope: ownText(access, 'scope')?.split(' ') ?? [] } },
      schema: await printSchema(),
      validateRequest: true,
      policies: {
        staticPolicies: permit(
          'principal in App::UserGroup::"eu-west-1_Test12345|editors" && principal has tenant && principal.tenant == "acme" && context has token && context.token has plan && context.token.plan == "pro"',
        ),
      },
      entities: [
        { uid, attrs, parents: [group] },
        { uid: group, attrs: {}, parents: [] },
        { uid: resource, attrs: {}, parents: [] },
      ],
    })

    expect(answer).toMatchObject({
      type: 'success',
      response: { decision: 'allow', diagnostics: { reason: ['policy0'], errors: [] } },
    })
  })

  test('refuses by its name a claim that may hold what Cedar has no type for', async () => {
    const { stderr, exitCode } = await runInside(['claims', 'cedar'], {
      env: { SUITE_FILE: join(import.meta.dirname, 'claims/untyped.ts') },
    })

    expect(stderr).toContain('The claim own:score of the access token may hold a number with a fraction')
    expect(stderr).toContain('--without own:score')
    expect(exitCode).toBe(64)
  })
})

test.each([
  [['claims', 'typos'], "There is no form 'typos': did you mean 'types'?"],
  [['claims', 'cedar', '--without', 'plam'], "There is no claim 'plam': did you mean 'plan'?"],
  [['claims', 'cedar', '--attributes', 'tier'], "'tier' is no custom attribute"],
  [['claims', 'cedar', '--namespace', 'My App'], "'My App' is no name of Cedar"],
  [['claims', 'cedar', '--resource', 'in'], "'in' is a word of Cedar"],
  [['claims', 'cedar', '--resource', 'User'], '--principal, --group and --resource must be three names'],
  [['claims', 'json-schema', '--actions', 'x'], '--actions is for the form cedar'],
  [['claims', 'types', '--check', 'nowhere.ts'], "'nowhere.ts' cannot be read"],
])('%j is refused', async (args, text) => {
  const { stderr, exitCode } = await runInside(args)

  expect(stderr).toContain(text)
  expect(exitCode).toBe(64)
})
