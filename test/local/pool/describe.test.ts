/** The operations that show the pool and its clients. */
import { beforeEach, expect, test } from 'vitest'
import { arns, clientId, confidential, harness, openPool, poolId, refusal } from './pool-harness.ts'

const UserPoolId = poolId
const LambdaConfig = {
  PreSignUp: arns.preSignUp,
  PreTokenGeneration: arns.preToken,
  PreTokenGenerationConfig: { LambdaArn: arns.preToken, LambdaVersion: 'V2_0' },
}

beforeEach(async () => {
  await openPool({
    pool: {
      UserPoolName: 'people',
      UsernameAttributes: ['email'],
      UserPoolTier: 'PLUS',
      Policies: { PasswordPolicy: { MinimumLength: 12, RequireNumbers: true } },
      Schema: [{ Name: 'plan', AttributeDataType: 'String', StringAttributeConstraints: { MaxLength: '9' } }],
      LambdaConfig,
    },
    client: { AccessTokenValidity: 15, TokenValidityUnits: { AccessToken: 'minutes' } },
  })
})

test('DescribeUserPool shows what the template says', async () => {
  const { UserPool } = await harness.sdk.describeUserPool({ UserPoolId })

  expect(UserPool).toMatchObject({
    Id: poolId,
    Name: 'people',
    Arn: `arn:aws:cognito-idp:eu-west-1:111122223333:userpool/${poolId}`,
    UserPoolTier: 'PLUS',
    UsernameAttributes: ['email'],
    MfaConfiguration: 'OFF',
    EstimatedNumberOfUsers: 0,
    LambdaConfig,
    Policies: {
      PasswordPolicy: {
        MinimumLength: 12,
        RequireNumbers: true,
        RequireSymbols: false,
        RequireUppercase: false,
      },
    },
  })
  expect(UserPool?.SchemaAttributes).toContainEqual({
    Name: 'custom:plan',
    AttributeDataType: 'String',
    DeveloperOnlyAttribute: false,
    Mutable: true,
    Required: false,
    StringAttributeConstraints: { MaxLength: '9' },
  })
})

test('DescribeUserPoolClient shows the client and its secret', async () => {
  const { UserPoolClient } = await harness.sdk.describeUserPoolClient({
    UserPoolId,
    ClientId: confidential.clientId,
  })

  expect(UserPoolClient).toMatchObject({
    UserPoolId,
    ClientId: confidential.clientId,
    ClientSecret: confidential.clientSecret,
    AccessTokenValidity: 15,
    RefreshTokenValidity: 30,
    TokenValidityUnits: { AccessToken: 'minutes' },
    EnableTokenRevocation: true,
  })
})

test('DescribeUserPoolClient and DescribeUserPool refuse what is not there', async () => {
  const client = await refusal(harness.sdk.describeUserPoolClient({ UserPoolId, ClientId: 'nobody' }))
  const pool = await refusal(harness.sdk.describeUserPool({ UserPoolId: 'eu-west-1_Other' }))

  expect(client).toBe('ResourceNotFoundException: User pool client nobody does not exist.')
  expect(pool).toBe('ResourceNotFoundException: User pool eu-west-1_Other does not exist.')
})

test('ListUserPools shows the pool', async () => {
  const { UserPools } = await harness.sdk.listUserPools({ MaxResults: 10 })

  expect(UserPools).toMatchObject([{ Id: poolId, Name: 'people' }])
})

test('ListUserPoolClients shows the clients page by page, without secrets', async () => {
  const first = await harness.sdk.listUserPoolClients({ UserPoolId, MaxResults: 1 })
  const second = await harness.sdk.listUserPoolClients({
    UserPoolId,
    MaxResults: 1,
    NextToken: first.NextToken,
  })

  expect(first.UserPoolClients).toEqual([{ ClientId: clientId, UserPoolId, ClientName: 'public' }])
  expect(second.UserPoolClients).toEqual([
    { ClientId: confidential.clientId, UserPoolId, ClientName: 'confidential' },
  ])
  expect(second.NextToken).toBeUndefined()
})
