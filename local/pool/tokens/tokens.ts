/** Signs the pool's tokens and verifies the access tokens that come back. */
import { errors, jwtVerify, SignJWT } from 'jose'
import { notAuthorized } from '../errors.ts'
import type { KeyPair } from './keys.ts'
import type { Sessions } from '../sign-in/sessions.ts'
import type { Claims } from './token-claims.ts'

export const userAdminScope = 'aws.cognito.signin.user.admin'

export interface AccessToken {
  readonly sub: string
  readonly clientId: string
  readonly jti: string
  readonly originJti: string | undefined
  readonly scopes: readonly string[]
}

export function signToken(claims: Claims, keyPair: KeyPair): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ kid: keyPair.publicJwk.kid, alg: 'RS256' })
    .sign(keyPair.privateKey)
}

/**
 * Reads an access token of this pool: signature, expiry, use, revocation, but not its scopes.
 * @throws PoolError `NotAuthorizedException`.
 */
export async function verifyAccessToken(
  token: string,
  pool: {
    readonly keyPair: KeyPair
    readonly issuer: () => string
    readonly clock: () => number
    readonly sessions: Sessions
  },
): Promise<AccessToken> {
  const { payload } = await jwtVerify(token, pool.keyPair.publicKey, {
    issuer: pool.issuer(),
    algorithms: ['RS256'],
    currentDate: new Date(pool.clock()),
  }).catch((error: unknown) => {
    throw notAuthorized(
      error instanceof errors.JWTExpired ? 'Access Token has expired' : 'Invalid Access Token',
    )
  })
  const { sub, jti, scope, client_id: clientId, origin_jti: originJti } = payload
  if (
    payload['token_use'] !== 'access' ||
    sub === undefined ||
    jti === undefined ||
    typeof clientId !== 'string'
  )
    throw notAuthorized('Invalid Access Token')

  if (pool.sessions.isRevoked(jti)) throw notAuthorized('Access Token has been revoked')
  return {
    sub,
    clientId,
    jti,
    originJti: typeof originJti === 'string' ? originJti : undefined,
    scopes: typeof scope === 'string' ? scope.split(' ') : [],
  }
}

/** @throws PoolError when the token may not be used for the user's own profile. */
export function demandUserAdminScope(token: AccessToken): void {
  if (!token.scopes.includes(userAdminScope))
    throw notAuthorized('Access Token does not have required scopes')
}
