/** Signs a person in with a password. */
import type { AuthCalls, SignInAnswer, SignInInput } from './calls.ts'
import type { Failure } from './classify.ts'
import type { Turn } from './retry.ts'

export type SignInResult<Tokens> = SignInAnswer<Tokens> | Failure

/** Repeated without a check: a session whose answer got lost is used by nobody and ends by itself. */
export async function signIn<Tokens>(
  turn: Turn,
  calls: Pick<AuthCalls<Tokens>, 'signIn'>,
  input: SignInInput,
): Promise<SignInResult<Tokens>> {
  const tried = await turn.attempt((signal) => calls.signIn(input, signal))
  return tried.kind === 'done' ? tried.value : tried.failure
}
