/** Tells the app when a federated sign-in cannot go on. */
import type { Context as HttpContext } from 'hono'
import { redirectWithError } from '../oauth/app-redirect.ts'
import type { AuthorizeRequest } from '../oauth/authorize-request.ts'
import { tellAppOnRefusal } from '../pages/finish-sign-in.ts'
import { ProviderRefusal } from './provider-refusal.ts'

/** Does the work. A refusal by the provider, a trigger or the pool becomes an error for the app. */
export async function tellAppOfProvider(
  http: HttpContext,
  request: Pick<AuthorizeRequest, 'redirectUri' | 'state'>,
  work: () => Promise<Response>,
): Promise<Response> {
  try {
    return await tellAppOnRefusal(http, request, work)
  } catch (error) {
    if (!(error instanceof ProviderRefusal)) throw error
    const { redirectUri, state } = request
    return redirectWithError(http, { redirectUri, state, error: error.code, description: error.message })
  }
}
