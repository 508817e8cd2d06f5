/** A pool whose users are linked to people of the identity provider Acme. */
import type { ProviderUserIdentifierType } from '@aws-sdk/client-cognito-identity-provider'
import type { PoolDump } from '../../../local/pool/service.ts'
import { grace, signInByAcme } from '../oauth/federation-harness.ts'
import { claimsOf, exchange } from '../oauth/oauth-harness.ts'
import { backAtApp } from '../oauth/visitor.ts'
import { harness, poolId } from './pool-harness.ts'

export type ProviderUserChange = Partial<ProviderUserIdentifierType>

/** Grace at Acme. */
export const source = {
  ProviderName: 'Acme',
  ProviderAttributeName: 'Cognito_Subject',
  ProviderAttributeValue: grace.sub,
}
/** Grace as a native user. */
export const destination = { ProviderName: 'Cognito', ProviderAttributeValue: grace.email }

export function link(
  SourceUser: ProviderUserChange = {},
  DestinationUser: ProviderUserChange = {},
  UserPoolId: string = poolId,
): Promise<unknown> {
  return harness.sdk.adminLinkProviderForUser({
    UserPoolId,
    SourceUser: { ...source, ...SourceUser },
    DestinationUser: { ...destination, ...DestinationUser },
  })
}

export function disable(User: ProviderUserChange = {}): Promise<unknown> {
  return harness.sdk.adminDisableProviderForUser({ UserPoolId: poolId, User: { ...source, ...User } })
}

export function users(): PoolDump['users'] {
  return harness.pool.dump().users
}

/** Signs in through Acme, and returns the user. */
export async function subOfAcmeSignIn(): Promise<unknown> {
  const { code = '' } = backAtApp(await signInByAcme())
  const { body } = await exchange(code)
  return claimsOf(body['id_token'])['sub']
}
