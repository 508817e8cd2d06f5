/** Signs a person up, and finds out what became of a sign-up whose answer got lost. */
import type { AuthCalls, SignInAnswer, SignUpAnswer, SignUpInput } from './calls.ts'
import type { Failure } from './classify.ts'
import type { Tried, Turn } from './retry.ts'

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

/** User names whose sign-up may have worked: a later submit of the same form is checked too. */
export interface UnclearSignUps {
  has(username: string): boolean
  add(username: string): void
  delete(username: string): void
}

/** Enough for a server that signs up for many people; a browser has one. */
const maxUnclear = 1_000

export function createUnclearSignUps(): UnclearSignUps {
  const names = new Set<string>()
  return {
    has: (name) => names.has(name),
    add(name) {
      names.add(name)
      const [oldest] = names
      if (names.size > maxUnclear && oldest !== undefined) names.delete(oldest)
    },
    delete: (name) => void names.delete(name),
  }
}

/** Only after an attempt that may have worked is a refusal doubted: then a sign-in with the same name and password
 * says whether the account is there. A clear refusal is never tested with the person's password. */
export async function signUp(
  turn: Turn,
  calls: Pick<AuthCalls<unknown>, 'signUp' | 'signIn'>,
  unclear: UnclearSignUps,
  input: SignUpInput,
): Promise<SignUpResult> {
  const { username, password } = input
  const tried = await turn.attempt((signal) => calls.signUp(input, signal))
  if (tried.isUnclear) unclear.add(username)
  if (tried.kind === 'done') {
    unclear.delete(username)
    return { kind: 'signed_up', ...tried.value, isRecovered: false }
  }
  const { failure } = tried
  if (!unclear.has(username)) return failure
  if (failure.kind === 'transient') return { ...failure, isUnclear: true }

  const check = await turn.attempt((signal) => calls.signIn({ username, password }, signal), {
    kind: 'checking',
  })
  if (check.kind === 'failed' && check.failure.kind === 'transient')
    return { ...check.failure, isUnclear: true }
  unclear.delete(username)
  const isConfirmed = readCheck(check)
  return isConfirmed === undefined ? failure : { kind: 'signed_up', isConfirmed, isRecovered: true }
}

/** Whether the account that was found is confirmed; undefined when none was found, or somebody else's. */
function readCheck(check: Tried<SignInAnswer<unknown>>): boolean | undefined {
  if (check.kind === 'done') return true
  const { failure } = check
  if (failure.kind === 'rejected' && failure.reason === 'not_confirmed') return false
  // Tokens are made after the password was found right.
  if (failure.kind === 'denied' && failure.trigger?.startsWith('PreToken')) return true
  return undefined
}
