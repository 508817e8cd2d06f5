/** Finds out what became of a sign-up whose answer got lost, or whose code could not be sent. */
import type { Failure } from './classify.ts'
import type { Attempt, Call } from './retry.ts'

export interface SignedUp<Answer> {
  readonly kind: 'signed_up'
  /** False: the person has to enter the code that was sent. */
  readonly isConfirmed: boolean
  /** True when no answer said so and the account was found by a sign-in with the same password.
   *
   * Confirmed, it is the person's own: the password was right. Not confirmed, it is most likely the one just made, but
   * Cognito is reported to answer "not confirmed" before it looks at the password; the sign-in after the code decides,
   * and a `wrong_password` there means: reset it.
   * @see https://github.com/aws/aws-sdk-js/issues/4608 */
  readonly isRecovered: boolean
  /** Why the code was not sent, where Cognito said so: the person has to ask for it later. */
  readonly undelivered?: Undelivered | undefined
  /** Absent when it got lost. */
  readonly answer?: Answer
}

/** Cognito makes the user before it sends the code, and tells only that the second failed.
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SignUp.html */
const undelivered = ['code_delivery_failure', 'limit_exceeded', 'message_limit_exceeded'] as const
export type Undelivered = (typeof undelivered)[number]

/** How many unclear sign-ups a client remembers; a browser has one. */
const maxUnclear = 1_000

/** Only after an attempt that may have worked is a refusal doubted: then a sign-in with the same name and password
 * says whether the account is there. A clear refusal is never tested with the person's password.
 * @param unclear Sign-ups that may have worked, so that a later submit of the same form is checked too. By name and
 * password, since a server has one client for all, and another person's submit of the name says nothing of this one. */
export async function recoverSignUp<Answer>(
  attempt: Attempt,
  unclear: Set<string>,
  username: string,
  password: string,
  signUp: Call<SignedUp<Answer>>,
  signIn: () => Promise<{ readonly kind: 'signed_in' | 'challenged' } | Failure>,
): Promise<SignedUp<Answer> | Failure> {
  const answered = await attempt(signUp)
  const unsent = undelivered.find((reason) => 'reason' in answered && answered.reason === reason)
  const tried = unsent && 'isUnclear' in answered ? { ...answered, isUnclear: true } : answered
  const key = `${digest(password)} ${username}`
  const wasUnclear = unclear.delete(key)
  if (tried.kind === 'signed_up' || !(tried.isUnclear || wasUnclear)) return tried

  const check = tried.kind === 'transient' ? tried : await signIn()
  if (check.kind === 'transient') {
    if (unclear.size === maxUnclear) unclear.clear()
    unclear.add(key)
    return { ...check, isUnclear: true }
  }
  // The trigger that makes tokens is asked when the password was found right.
  const isStopped = 'trigger' in check && check.trigger === 'PreTokenGeneration'
  const isConfirmed = !('isUnclear' in check) || isStopped
  const isFound = isConfirmed || ('reason' in check && check.reason === 'user_not_confirmed')
  return isFound
    ? { kind: 'signed_up', isConfirmed, isRecovered: true, undelivered: isConfirmed ? undefined : unsent }
    : tried
}

/** Tells passwords apart and says next to nothing of one: each 65,521st guess has the same. */
function digest(password: string): number {
  let sum = 0
  for (const character of password) sum = (sum * 257 + character.charCodeAt(0)) % 65_521
  return sum
}
