/** `/oauth2/userInfo`. @see https://docs.aws.amazon.com/cognito/latest/developerguide/userinfo-endpoint.html */
import type { Context as HttpContext } from 'hono'
import { PoolError } from '../errors.ts'
import { canRead } from '../tokens/token-claims.ts'
import { verifyAccessToken, type AccessToken } from '../tokens/tokens.ts'
import type { ManagedLogin } from './managed-login.ts'
import { isInScope } from './scopes.ts'

const problems = {
  invalid_request: { status: 400, description: 'Bad OAuth2 request at UserInfo Endpoint' },
  invalid_token: {
    status: 401,
    description: 'Access token is expired, disabled, or deleted, or the user has globally signed out.',
  },
  // Seen by users: the scope's absence is answered as an invalid token, not as insufficient_scope.
  no_openid: { status: 401, description: 'Access token does not contain openid scope' },
} as const

type Problem = keyof typeof problems

export async function answerUserInfo(http: HttpContext, login: ManagedLogin): Promise<Response> {
  http.header('cache-control', 'no-store')
  const bearer = /^Bearer ([A-Za-z0-9._~+/-]+=*)$/i.exec(http.req.header('authorization') ?? '')?.[1]
  if (bearer === undefined) return refuse(http, 'invalid_request')
  const token = await read(bearer, login)
  const user = token === undefined ? undefined : login.pool.users.bySub(token.sub)
  const client = login.pool.clients.get(token?.clientId ?? '')
  if (token === undefined || client === undefined || user === undefined) return refuse(http, 'invalid_token')

  if (!token.scopes.includes('openid')) return refuse(http, 'no_openid')
  const shown = [...user.attributes].filter(
    ([name]) => name === 'identities' || (canRead(client, name) && isInScope(name, token.scopes)),
  )
  // Every value is a string here, email_verified included, unlike in ID tokens.
  return http.json({ sub: user.sub, ...Object.fromEntries(shown), username: user.username })
}

async function read(bearer: string, login: ManagedLogin): Promise<AccessToken | undefined> {
  try {
    return await verifyAccessToken(bearer, login.pool)
  } catch (error) {
    if (error instanceof PoolError) return undefined
    throw error
  }
}

function refuse(http: HttpContext, problem: Problem): Response {
  const { status, description } = problems[problem]
  const error = problem === 'invalid_request' ? problem : 'invalid_token'
  http.header('www-authenticate', `Bearer error="${error}", error_description="${description}"`)
  return http.json({ error, error_description: description }, status)
}
