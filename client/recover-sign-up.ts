/** Finds out the result of a sign-up whose answer was lost, or whose code could not be sent. */
import type { Failure } from './classify.ts'
import type { Attempt, Call } from './retry.ts'

export interface SignedUp<Answer> {
  readonly kind: 'signed_up'
  /** False: the person has to enter the code that was sent. */
  readonly isConfirmed: boolean
  /** True when the answer was lost and a sign-in with the same password found the account.
   *
   * A confirmed account is the person's own, since the password was right. An unconfirmed one is most likely the new
   * one. But Cognito is reported to answer "not confirmed" before it checks the password. The sign-in after the code
   * decides: after a `wrong_password` there, let the person reset it.
   * @see https://github.com/aws/aws-sdk-js/issues/4608 */
  readonly isRecovered: boolean
  /** Why the code was not sent, when Cognito said so. The person must ask for it later. */
  readonly undelivered?: Undelivered | undefined
  /** Absent when the answer was lost. */
  readonly answer?: Answer
}

/** Cognito creates the user before it sends the code, and reports only that sending failed.
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SignUp.html */
const undelivered = ['code_delivery_failure', 'limit_exceeded', 'message_limit_exceeded'] as const
export type Undelivered = (typeof undelivered)[number]

/** The most unclear sign-ups that a client remembers. A browser has one. */
const maxUnclear = 1_000

/** A refusal is doubted only after an attempt that may have worked. A sign-in with the same name and password then
 * tells whether the account exists. The person's password is never used to check a clear refusal.
 * @param unclear Sign-ups that may have worked, so that a later submit of the same form is checked too. They are kept
 * by name and password: a server has one client for all persons, and another person's submit of the same name says
 * nothing about this one. */
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
  const key = unclearKey(username, password)
  const wasUnclear = unclear.delete(key)
  if (tried.kind === 'signed_up' || !(tried.isUnclear || wasUnclear)) return tried

  const check = tried.kind === 'transient' ? tried : await signIn()
  if (check.kind === 'transient') {
    if (unclear.size === maxUnclear) unclear.clear()
    unclear.add(key)
    return { ...check, isUnclear: true }
  }
  // Cognito calls the trigger that makes tokens only after a right password.
  const isStopped = 'trigger' in check && check.trigger === 'PreTokenGeneration'
  const isConfirmed = !('isUnclear' in check) || isStopped
  const isFound = isConfirmed || ('reason' in check && check.reason === 'user_not_confirmed')
  return isFound
    ? { kind: 'signed_up', isConfirmed, isRecovered: true, undelivered: isConfirmed ? undefined : unsent }
    : tried
}

/** Under which an unclear sign-up is remembered. It distinguishes passwords and reveals almost nothing: each 65,521st
 * guess has the same value. A server that keeps unclear sign-ups elsewhere makes the set from it. */
export function unclearKey(username: string, password: string): string {
  let sum = 0
  for (const character of password) sum = (sum * 257 + character.charCodeAt(0)) % 65_521
  return `${sum} ${username}`
}
