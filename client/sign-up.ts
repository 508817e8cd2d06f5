/** Signs a person up, and finds out what became of a sign-up whose answer got lost. */
import type { AuthCalls, SignInAnswer, SignUpAnswer, SignUpInput } from './calls.ts'
import type { Failure } from './classify.ts'
import type { Attempt, Done } from './retry.ts'

export interface SignedUp extends SignUpAnswer {
  readonly kind: 'signed_up'
  /** True when the answer got lost and the account was found by a sign-in with the same password.
   *
   * Confirmed, it is the person's own: the password was right. Not confirmed, it is most likely the one just made, but
   * Cognito is reported to answer "not confirmed" before it looks at the password; the sign-in after the code decides,
   * and a `wrong_password` there means: reset it.
   * @see https://github.com/aws/aws-sdk-js/issues/4608 */
  readonly isRecovered: boolean
}

export type SignUpResult = SignedUp | Failure

/** How many user names of unclear sign-ups a client remembers; a browser has one. */
const maxUnclear = 1_000

/** Only after an attempt that may have worked is a refusal doubted: then a sign-in with the same name and password
 * says whether the account is there. A clear refusal is never tested with the person's password.
 * @param unclear User names whose sign-up may have worked, so that a later submit of the same form is checked too. */
export async function signUp(
  attempt: Attempt,
  calls: Pick<AuthCalls<unknown>, 'signUp' | 'signIn'>,
  unclear: Set<string>,
  input: SignUpInput,
): Promise<SignUpResult> {
  const { username, password } = input
  const tried = await attempt((options) => calls.signUp(input, options))
  const isUnclear = tried.isUnclear || unclear.has(username)
  unclear.delete(username)
  if (tried.kind === 'done') return { kind: 'signed_up', ...tried.value, isRecovered: false }
  if (!isUnclear) return tried

  const check =
    tried.kind === 'transient'
      ? tried
      : await attempt((options) => calls.signIn({ username, password }, options), { kind: 'checking' })
  if (check.kind === 'transient') {
    if (unclear.size === maxUnclear) unclear.clear()
    unclear.add(username)
    return { ...check, isUnclear }
  }
  const isConfirmed = readCheck(check)
  return isConfirmed === undefined ? tried : { kind: 'signed_up', isConfirmed, isRecovered: true }
}

/** Whether the account that was found is confirmed; undefined when none was found, or somebody else's. */
function readCheck(check: Done<SignInAnswer<unknown>> | Failure): boolean | undefined {
  // Tokens are made after the password was found right.
  if (check.kind === 'done' || (check.kind === 'denied' && check.trigger?.startsWith('PreToken'))) return true
  return check.kind === 'rejected' && check.reason === 'user_not_confirmed' ? false : undefined
}
