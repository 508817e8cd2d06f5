/** Ends a session, or all sessions of the person. */
import type { Failure } from './classify.ts'
import type { AbortOptions, Attempt } from './retry.ts'

export type SignOutResult = { readonly kind: 'signed_out' } | Failure

/** A session that has ended already is a success: the first attempt may have ended it. */
export async function signOut(
  attempt: Attempt,
  call: (options: AbortOptions) => Promise<unknown>,
): Promise<SignOutResult> {
  const tried = await attempt(call)
  const isOver = tried.kind === 'done' || (tried.kind === 'rejected' && tried.reason === 'session_ended')
  return isOver ? { kind: 'signed_out' } : tried
}
