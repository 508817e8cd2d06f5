/** Finds out what became of a sign-up whose answer got lost. */
import type { Failure } from './classify.ts'
import type { Attempt, Call } from './retry.ts'

export interface SignedUp<Answer> {
  readonly kind: 'signed_up'
  /** False: the person has to enter the code that was sent. */
  readonly isConfirmed: boolean
  /** True when the answer got lost and the account was found by a sign-in with the same password.
   *
   * Confirmed, it is the person's own: the password was right. Not confirmed, it is most likely the one just made, but
   * Cognito is reported to answer "not confirmed" before it looks at the password; the sign-in after the code decides,
   * and a `wrong_password` there means: reset it.
   * @see https://github.com/aws/aws-sdk-js/issues/4608 */
  readonly isRecovered: boolean
  /** Absent when it got lost. */
  readonly answer?: Answer
}

/** How many user names of unclear sign-ups a client remembers; a browser has one. */
const maxUnclear = 1_000

/** Only after an attempt that may have worked is a refusal doubted: then a sign-in with the same name and password
 * says whether the account is there. A clear refusal is never tested with the person's password.
 * @param unclear User names whose sign-up may have worked, so that a later submit of the same form is checked too. */
export async function recoverSignUp<Answer>(
  attempt: Attempt,
  unclear: Set<string>,
  username: string,
  signUp: Call<SignedUp<Answer>>,
  signIn: () => Promise<{ readonly kind: 'signed_in' | 'challenged' } | Failure>,
): Promise<SignedUp<Answer> | Failure> {
  const tried = await attempt(signUp)
  const wasUnclear = unclear.delete(username)
  if (tried.kind === 'signed_up' || !(tried.isUnclear || wasUnclear)) return tried

  const check = tried.kind === 'transient' ? tried : await signIn()
  if (check.kind === 'transient') {
    if (unclear.size === maxUnclear) unclear.clear()
    unclear.add(username)
    return { ...check, isUnclear: true }
  }
  // The trigger that makes tokens is asked when the password was found right.
  const isStopped = check.kind === 'denied' && check.trigger === 'PreTokenGeneration'
  const isConfirmed = check.kind === 'signed_in' || check.kind === 'challenged' || isStopped
  const isFound = isConfirmed || (check.kind === 'rejected' && check.reason === 'user_not_confirmed')
  return isFound ? { kind: 'signed_up', isConfirmed, isRecovered: true } : tried
}
