/** The answers of the endpoints that apps call directly, and their errors as JSON. */
import type { Context as HttpContext } from 'hono'
import { PoolError } from '../errors.ts'
import { OAuthError, toOAuthError } from './oauth-error.ts'

/** Runs `work` and turns an error into an answer; `unauthenticated` is the status of `invalid_client`. */
export async function answerOAuth(
  http: HttpContext,
  unauthenticated: 400 | 401,
  work: () => Promise<Response>,
): Promise<Response> {
  http.header('cache-control', 'no-store')
  http.header('pragma', 'no-cache')
  try {
    return await work()
  } catch (error) {
    const refusal = error instanceof PoolError ? toOAuthError(error) : error
    if (!(refusal instanceof OAuthError)) throw error
    const { code, description } = refusal
    return http.json(
      description === undefined ? { error: code } : { error: code, error_description: description },
      code === 'invalid_client' ? unauthenticated : 400,
    )
  }
}
