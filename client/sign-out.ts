/** Ends a session, or all sessions of the person. */
import type { Failure } from './classify.ts'
import type { Turn } from './retry.ts'

export type SignOutResult = { readonly kind: 'signed_out' } | Failure

/** A session that has ended already is a success: the first attempt may have ended it. */
export async function signOut(
  turn: Turn,
  call: (signal: AbortSignal) => Promise<unknown>,
): Promise<SignOutResult> {
  const tried = await turn.attempt(call)
  const isOver =
    tried.kind === 'done' || (tried.failure.kind === 'rejected' && tried.failure.reason === 'session_ended')
  return isOver ? { kind: 'signed_out' } : tried.failure
}
