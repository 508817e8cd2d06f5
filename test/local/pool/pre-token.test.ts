/** What a pre token generation trigger makes of the tokens. */
import { decodeJwt, type JWTPayload } from 'jose'
import { describe, expect, test } from 'vitest'
import {
  arns,
  clientId,
  emailPool,
  enroll,
  harness,
  named,
  openPool,
  poolId,
  refusal,
  respond,
  signIn,
} from './pool-harness.ts'

const UserPoolId = poolId
const RoleArn = 'arn:aws:iam::111122223333:role/staff'

async function start(LambdaVersion: string, options = {}): Promise<string> {
  await openPool({
    pool: {
      ...emailPool,
      LambdaConfig: { PreTokenGenerationConfig: { LambdaArn: arns.preToken, LambdaVersion } },
    },
    options,
  })
  const sub = await enroll()
  await harness.sdk.createGroup({ UserPoolId, GroupName: 'staff', Precedence: 1, RoleArn })
  await harness.sdk.adminAddUserToGroup({ ...named, GroupName: 'staff' })
  return sub
}

async function tokensWith(
  details: unknown,
  container = 'claimsAndScopeOverrideDetails',
): Promise<{
  readonly id: JWTPayload
  readonly access: JWTPayload
  readonly AccessToken: string
}> {
  harness.functions.set(arns.preToken, respond({ [container]: details }))
  const { IdToken, AccessToken } = await signIn()
  return { id: decodeJwt(IdToken), access: decodeJwt(AccessToken), AccessToken }
}

describe('an override', () => {
  test('adds and replaces claims of every type in each token', async () => {
    const sub = await start('V2_0')
    const claims = {
      tier: 'gold',
      level: 3,
      isBeta: true,
      roles: ['a', 'b'],
      limits: { day: 3, tags: ['x'] },
    }

    const { id, access } = await tokensWith({
      idTokenGeneration: { claimsToAddOrOverride: { ...claims, email: 'other@example.com' } },
      accessTokenGeneration: { claimsToAddOrOverride: { ...claims, aud: clientId } },
    })

    expect(id).toMatchObject({ ...claims, sub, email: 'other@example.com' })
    expect(access).toMatchObject({ ...claims, sub, aud: clientId })
  })

  test('suppresses a claim even where it also adds it', async () => {
    await start('V2_0')

    const { id } = await tokensWith({
      idTokenGeneration: {
        claimsToAddOrOverride: { tier: 'gold', email: 'x' },
        claimsToSuppress: ['tier', 'email'],
      },
    })

    expect(id).not.toHaveProperty('tier')
    expect(id).not.toHaveProperty('email')
  })

  test('of groups replaces them in both tokens', async () => {
    await start('V2_0')

    const { id, access } = await tokensWith({ groupOverrideDetails: { groupsToOverride: ['buyers'] } })

    expect(id['cognito:groups']).toEqual(['buyers'])
    expect(access['cognito:groups']).toEqual(['buyers'])
    expect(id).not.toHaveProperty('cognito:roles')
    expect(id).not.toHaveProperty('cognito:preferred_role')
  })

  test('that suppresses cognito:groups takes the roles along, in that token only', async () => {
    await start('V2_0')

    const { id, access } = await tokensWith({ idTokenGeneration: { claimsToSuppress: ['cognito:groups'] } })

    expect(Object.keys(id).filter((name) => name.startsWith('cognito:'))).toEqual(['cognito:username'])
    expect(access['cognito:groups']).toEqual(['staff'])
  })

  test('adds scopes once and suppresses others', async () => {
    await start('V3_0')

    const { access } = await tokensWith({
      accessTokenGeneration: {
        scopesToAdd: ['openid', 'orders/read', 'openid', 'orders/write'],
        scopesToSuppress: ['orders/write'],
      },
    })

    expect(access['scope']).toBe('aws.cognito.signin.user.admin openid orders/read')
  })

  test('that suppresses the scope of the profile ends the use of the profile operations', async () => {
    await start('V2_0')
    const { AccessToken, access } = await tokensWith({
      accessTokenGeneration: { scopesToSuppress: ['aws.cognito.signin.user.admin'] },
    })

    const answer = await refusal(harness.sdk.getUser({ AccessToken }))

    expect(answer).toBe('NotAuthorizedException: Access Token does not have required scopes')
    expect(access).not.toHaveProperty('scope')
  })

  test('that gives the ID token the claims of an access token does not make it one', async () => {
    await start('V2_0')
    const claims = { client_id: clientId, scope: 'aws.cognito.signin.user.admin' }
    harness.functions.set(
      arns.preToken,
      respond({ claimsAndScopeOverrideDetails: { idTokenGeneration: { claimsToAddOrOverride: claims } } }),
    )
    const { IdToken } = await signIn()

    const answer = await refusal(harness.sdk.getUser({ AccessToken: IdToken }))

    expect(answer).toBe('NotAuthorizedException: Invalid Access Token')
  })

  test('of version 1 changes the ID token, and the groups of both', async () => {
    await start('V1_0')

    const { id, access } = await tokensWith(
      {
        claimsToAddOrOverride: { tier: 'gold' },
        claimsToSuppress: ['email'],
        groupOverrideDetails: { groupsToOverride: ['buyers'] },
      },
      'claimsOverrideDetails',
    )

    expect(id).toMatchObject({ tier: 'gold', 'cognito:groups': ['buyers'] })
    expect(id).not.toHaveProperty('email')
    expect(access).not.toHaveProperty('tier')
    expect(access['cognito:groups']).toEqual(['buyers'])
  })

  test('of version 1 with a list is refused at sign-in', async () => {
    await start('V1_0')

    const answer = await refusal(
      tokensWith({ claimsToAddOrOverride: { roles: ['a'] } }, 'claimsOverrideDetails'),
    )

    expect(answer).toBe('InvalidLambdaResponseException: Unrecognizable lambda output')
    expect(harness.records.at(-1)?.reason).toContain('claimsToAddOrOverride.roles must be a string')
  })

  test('of a reserved claim is refused, or dropped where the pool is told to', async () => {
    const details = { idTokenGeneration: { claimsToAddOrOverride: { sub: 'someone-else', tier: 'gold' } } }
    await start('V2_0')
    const rejected = await refusal(tokensWith(details))
    await harness.close()
    const sub = await start('V2_0', { reservedClaims: 'drop' })

    const { id } = await tokensWith(details)

    expect(rejected).toBe('InvalidLambdaResponseException: Unrecognizable lambda output')
    expect(id).toMatchObject({ sub, tier: 'gold' })
  })

  test('may make 5,000 claims and scopes in all and not one more', async () => {
    await start('V2_0')
    const plain = await tokensWith(null)
    const existing = Object.keys(plain.id).length + Object.keys(plain.access).length + 1
    const scopesToAdd = (count: number): string[] => Array.from({ length: count }, (_, index) => `s/${index}`)

    const enough = await tokensWith({ accessTokenGeneration: { scopesToAdd: scopesToAdd(5_000 - existing) } })
    const oneMore = await refusal(
      tokensWith({ accessTokenGeneration: { scopesToAdd: scopesToAdd(5_001 - existing) } }),
    )

    expect(String(enough.access['scope']).split(' ')).toHaveLength(5_001 - existing)
    expect(oneMore).toBe('InvalidLambdaResponseException: Unrecognizable lambda output')
  })

  test('with the name of a prototype member stays a claim', async () => {
    await start('V2_0')
    const claims: unknown = JSON.parse('{"__proto__":"a","constructor":"b","toString":"c"}')

    const { id } = await tokensWith({ idTokenGeneration: { claimsToAddOrOverride: claims } })

    expect(Object.hasOwn(id, '__proto__')).toBe(true)
    expect(id).toMatchObject({ constructor: 'b', toString: 'c' })
  })
})
