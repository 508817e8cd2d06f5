/** `/oauth2/token`. @see https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html */
import type { Context as HttpContext } from 'hono'
import { authenticateClient } from './client-authentication.ts'
import { demandForm } from './form-body.ts'
import { demandParameter, grantByCode } from './grant-authorization-code.ts'
import { grantToMachine } from './grant-client-credentials.ts'
import { grantByRefreshToken } from './grant-refresh-token.ts'
import type { TokenAnswer } from './hosted-tokens.ts'
import { makeContext, type ManagedLogin } from './managed-login.ts'
import { answerOAuth } from './oauth-answer.ts'
import { OAuthError } from './oauth-error.ts'

export function answerToken(http: HttpContext, login: ManagedLogin): Promise<Response> {
  return answerOAuth(http, 400, async () => http.json(await grant(http, login)))
}

async function grant(http: HttpContext, login: ManagedLogin): Promise<TokenAnswer> {
  const form = await demandForm(http)
  const grantType = demandParameter(form, 'grant_type')
  const client = authenticateClient(http.req.header('authorization'), form, login.clients)
  const traceId = http.req.header('x-amzn-trace-id')
  const context = { ...makeContext(login, '/oauth2/token'), traceId }
  switch (grantType) {
    case 'authorization_code':
      return grantByCode(login, context, client, form)
    case 'refresh_token':
      return grantByRefreshToken(context, client, form)
    case 'client_credentials':
      return grantToMachine(context, client, form)
    default:
      throw new OAuthError('unsupported_grant_type')
  }
}
