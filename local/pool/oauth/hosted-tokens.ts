/** Makes the tokens that the token endpoint hands out for a user's session. */
import { createHash } from 'node:crypto'
import type { ClientSettings } from '../settings/client-settings.ts'
import type { Context } from '../context.ts'
import type { Session } from '../sign-in/sessions.ts'
import type { Claims, TokenClaims } from '../tokens/token-claims.ts'
import { signToken } from '../tokens/tokens.ts'

/** As RFC 6749 section 5.1 spells it. */
export interface TokenAnswer {
  readonly access_token: string
  readonly id_token?: string
  readonly refresh_token?: string
  readonly expires_in: number
  readonly token_type: 'Bearer'
}

export interface HostedSession {
  readonly client: ClientSettings
  readonly session: Session
  readonly claims: TokenClaims
  readonly nonce: string | undefined
}

/** Signs the decided tokens, valid from now on. An ID token is made only for the scope `openid`. */
export async function makeHostedTokens(context: Context, hosted: HostedSession): Promise<TokenAnswer> {
  const { client, session, claims, nonce } = hosted
  const issuedAtS = Math.floor(context.clock() / 1_000)
  const validFor = (validityS: number): Claims => ({ iat: issuedAtS, exp: issuedAtS + validityS })
  const access = await signToken(
    { ...claims.access, version: 2, ...validFor(client.accessValidityS) },
    context.keyPair,
  )
  const jti = claims.access['jti']
  if (typeof jti === 'string') context.sessions.remember(jti, session)
  const answer = { access_token: access, expires_in: client.accessValidityS, token_type: 'Bearer' } as const
  if (!session.scopes.includes('openid')) return answer
  const id = await signToken(
    {
      ...claims.id,
      at_hash: hashToken(access),
      ...(nonce === undefined ? {} : { nonce }),
      ...validFor(client.idValidityS),
    },
    context.keyPair,
  )
  return { ...answer, id_token: id }
}

/** @see https://openid.net/specs/openid-connect-core-1_0.html#CodeIDToken */
function hashToken(token: string): string {
  return createHash('sha256').update(token).digest().subarray(0, 16).toString('base64url')
}
