/** What pre token generation receives, compared with literal events. */
import { describe, expect, test } from 'vitest'
import {
  arns,
  clientId,
  email,
  emailPool,
  enroll,
  envelope,
  everyTrigger,
  fail,
  goodPassword,
  harness,
  named,
  openPool,
  poolId,
  refresh,
  refusal,
  signIn,
  stored,
} from './pool-harness.ts'

const withVersion = (LambdaVersion: string): object => ({
  ...everyTrigger,
  PreTokenGenerationConfig: { LambdaArn: arns.preToken, LambdaVersion },
})

async function start(lambdaConfig: object = everyTrigger, pool: object = emailPool): Promise<void> {
  await openPool({ pool: { ...pool, LambdaConfig: lambdaConfig } })
}

const noGroups = { groupsToOverride: [], iamRolesToOverride: [], preferredRole: null }

describe('pre token generation', () => {
  test.each([
    ['V1_0', '1', { claimsOverrideDetails: null }, {}],
    ['V2_0', '2', { claimsAndScopeOverrideDetails: null }, { scopes: ['aws.cognito.signin.user.admin'] }],
    ['V3_0', '3', { claimsAndScopeOverrideDetails: null }, { scopes: ['aws.cognito.signin.user.admin'] }],
  ])('%s receives version %s and its own container', async (lambdaVersion, version, response, scopes) => {
    await start(withVersion(lambdaVersion))
    const sub = await enroll()

    await signIn()

    expect(harness.events.at(-1)).toEqual({
      functionArn: arns.preToken,
      event: {
        ...envelope(sub, 'TokenGeneration_Authentication', version),
        request: { userAttributes: stored(sub), groupConfiguration: noGroups, ...scopes },
        response,
      },
    })
  })

  test('receives the groups and roles of the user', async () => {
    await start()
    await enroll()
    const RoleArn = 'arn:aws:iam::111122223333:role/staff'
    await harness.sdk.createGroup({ UserPoolId: poolId, GroupName: 'staff', Precedence: 1, RoleArn })
    await harness.sdk.adminAddUserToGroup({ ...named, GroupName: 'staff' })

    await signIn()

    expect(harness.events.at(-1)).toMatchObject({
      event: {
        request: {
          groupConfiguration: {
            groupsToOverride: ['staff'],
            iamRolesToOverride: [RoleArn],
            preferredRole: RoleArn,
          },
        },
      },
    })
  })

  test('receives no client metadata of InitiateAuth, neither at sign-in nor at refresh', async () => {
    await start()
    await enroll()
    const ClientMetadata = { device: 'tablet' }
    const { AuthenticationResult: result } = await harness.sdk.initiateAuth({
      ClientId: clientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: email, PASSWORD: goodPassword },
      ClientMetadata,
    })

    await harness.sdk.initiateAuth({
      ClientId: clientId,
      AuthFlow: 'REFRESH_TOKEN_AUTH',
      AuthParameters: { REFRESH_TOKEN: result?.RefreshToken ?? '' },
      ClientMetadata,
    })

    const [signedIn, refreshed] = harness.events.slice(-2).map(({ event }) => Object(event))
    expect(signedIn).toMatchObject({ triggerSource: 'TokenGeneration_Authentication' })
    expect(signedIn.request).not.toHaveProperty('clientMetadata')
    expect(refreshed).toMatchObject({ triggerSource: 'TokenGeneration_RefreshTokens' })
    expect(refreshed.request).not.toHaveProperty('clientMetadata')
  })

  test('receives the client metadata of GetTokensFromRefreshToken, as an authentication', async () => {
    await start()
    await enroll()
    const { RefreshToken } = await signIn()

    await harness.sdk.getTokensFromRefreshToken({
      ClientId: clientId,
      RefreshToken,
      ClientMetadata: { device: 'tablet' },
    })

    expect(harness.events.at(-1)).toMatchObject({
      event: {
        triggerSource: 'TokenGeneration_Authentication',
        request: { clientMetadata: { device: 'tablet' } },
      },
    })
  })

  test('that fails gives no tokens, at sign-in and at refresh', async () => {
    await start()
    await enroll()
    const { RefreshToken } = await signIn()
    harness.functions.set(arns.preToken, fail('Not now'))

    const atSignIn = await refusal(signIn())
    const atRefresh = await refusal(refresh(RefreshToken))

    const expected = 'UserLambdaValidationException: PreTokenGeneration failed with error Not now.'
    expect([atSignIn, atRefresh]).toEqual([expected, expected])
  })
})
