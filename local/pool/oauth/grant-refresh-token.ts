/** The grant `refresh_token`: new tokens for a session, and a new refresh token where the client rotates them. */
import type { Context } from '../context.ts'
import { decideClaims } from '../tokens/issue-tokens.ts'
import { demandParameter, demandSessionUser } from './grant-authorization-code.ts'
import { makeHostedTokens, type TokenAnswer } from './hosted-tokens.ts'
import type { OAuthClient } from './oauth-client.ts'
import { OAuthError } from './oauth-error.ts'

/** @throws OAuthError; PoolError when the refresh token or the trigger refuses. */
export async function grantByRefreshToken(
  context: Context,
  client: OAuthClient,
  form: ReadonlyMap<string, string>,
): Promise<TokenAnswer> {
  const { settings } = client
  const { clientId, rotationGraceS } = settings
  if (!client.flows.includes('code')) throw new OAuthError('unauthorized_client')
  const refreshToken = demandParameter(form, 'refresh_token')
  const session = context.sessions.read(refreshToken, clientId)
  const user = demandSessionUser(context, session)
  const claims = await decideClaims(context, {
    user,
    client: settings,
    session,
    source: 'TokenGeneration_RefreshTokens',
    clientMetadata: undefined,
  })
  // Of two calls at once with one token only the first may rotate it.
  context.sessions.read(refreshToken, clientId)
  const rotated =
    rotationGraceS === undefined ? {} : { refresh_token: context.sessions.issueRefreshToken(session) }
  if (rotationGraceS !== undefined) context.sessions.retire(refreshToken, rotationGraceS)
  const answer = await makeHostedTokens(context, { client: settings, session, claims, nonce: undefined })
  return { ...answer, ...rotated }
}
