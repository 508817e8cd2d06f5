/** Linked identities in a pool that was not told which identity providers it has. */
import { beforeEach, describe, expect, test } from 'vitest'
import { email, enroll, harness, openPool, poolId, refusal } from './pool-harness.ts'

beforeEach(async () => {
  await openPool()
  await enroll()
})
function link(ProviderName: string, ProviderAttributeName = 'Cognito_Subject') {
  return harness.sdk.adminLinkProviderForUser({
    UserPoolId: poolId,
    SourceUser: { ProviderName, ProviderAttributeName, ProviderAttributeValue: '1' },
    DestinationUser: { ProviderName: 'Cognito', ProviderAttributeValue: email },
  })
}

describe('a pool that was not told of its providers', () => {
  test('links identities of any, with the type that its name has', async () => {
    await link('Google')
    await link('Okta', 'email')

    const { identities = '' } = harness.pool.dump().users[0]?.attributes ?? {}
    expect(JSON.parse(identities)).toMatchObject([
      { providerName: 'Google', providerType: 'Google' },
      { providerName: 'Okta', providerType: 'OIDC' },
    ])
  })

  test('links identities of social providers by their subject alone', async () => {
    expect(await refusal(link('Facebook', 'email'))).toBe(
      'InvalidParameterException: ProviderAttributeName must be Cognito_Subject for Facebook.',
    )
  })
})
