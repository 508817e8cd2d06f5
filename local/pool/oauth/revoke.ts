/** `/oauth2/revoke`. @see https://docs.aws.amazon.com/cognito/latest/developerguide/revocation-endpoint.html */
import type { Context as HttpContext } from 'hono'
import { authenticateClient } from './client-authentication.ts'
import { demandForm } from './form-body.ts'
import { demandParameter } from './grant-authorization-code.ts'
import type { ManagedLogin } from './managed-login.ts'
import { answerOAuth } from './oauth-answer.ts'
import { OAuthError } from './oauth-error.ts'

export function answerRevoke(http: HttpContext, login: ManagedLogin): Promise<Response> {
  return answerOAuth(http, 401, async () => {
    const form = await demandForm(http)
    const { settings } = authenticateClient(http.req.header('authorization'), form, login.clients)
    if (!settings.canRevoke) throw new OAuthError('invalid_request', 'Revocation is off for this app client.')
    const token = demandParameter(form, 'token')
    // ID and access tokens are JWTs; refresh tokens of this pool have no dots.
    if (token.includes('.')) throw new OAuthError('unsupported_token_type')
    const owner = login.pool.sessions.clientOf(token)
    if (owner !== undefined && owner !== settings.clientId) throw new OAuthError('unauthorized_client')
    // RFC 7009 section 2.2: an unknown token is not an error.
    login.pool.sessions.revoke(token)
    return http.body(null, 200)
  })
}
