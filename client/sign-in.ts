/** Signs a person in with a password. */
import type { AuthCalls, SignInAnswer, SignInInput } from './calls.ts'
import type { Failure } from './classify.ts'
import type { Attempt } from './retry.ts'

export type SignInResult<Tokens> = SignInAnswer<Tokens> | Failure

/** Repeated without a check: a session whose answer got lost is used by nobody and ends by itself. */
export async function signIn<Tokens>(
  attempt: Attempt,
  calls: Pick<AuthCalls<Tokens>, 'signIn'>,
  input: SignInInput,
): Promise<SignInResult<Tokens>> {
  const tried = await attempt((options) => calls.signIn(input, options))
  return tried.kind === 'done' ? tried.value : tried
}
