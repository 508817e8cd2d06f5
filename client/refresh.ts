/** Gets new tokens for a session. */
import type { Failure } from './classify.ts'
import type { AbortOptions, Attempt } from './retry.ts'

export type RefreshResult<Tokens> = { readonly kind: 'refreshed'; readonly tokens: Tokens } | Failure

/** Repeated without a check: where refresh tokens rotate, one whose answer got lost still works for the app client's
 * grace period, and after it the person has to sign in again either way (`session_ended`).
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-refresh-token.html */
export async function refresh<Tokens>(
  attempt: Attempt,
  call: (options: AbortOptions) => Promise<Tokens>,
): Promise<RefreshResult<Tokens>> {
  const tried = await attempt(call)
  return tried.kind === 'done' ? { kind: 'refreshed', tokens: tried.value } : tried
}
