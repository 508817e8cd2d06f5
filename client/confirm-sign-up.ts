/** Confirms a sign-up with the code; a repeated confirmation of a confirmed user is a success. */
import type { AuthCalls, ConfirmSignUpInput } from './calls.ts'
import { type Failure, mayHaveWorked } from './classify.ts'
import type { Tried, Turn } from './retry.ts'

export interface Confirmed {
  readonly kind: 'confirmed'
  /** The user was confirmed before: by an attempt whose answer got lost, by a second click, by another tab. */
  readonly wasAlready: boolean
}

export type ConfirmSignUpResult = Confirmed | Failure

/** Cognito confirms first and calls post confirmation then, so a trigger's error does not mean that it did not work: one
 * more call tells.
 * @see https://github.com/aws-amplify/amplify-cli/issues/2735 */
export async function confirmSignUp(
  turn: Turn,
  calls: Pick<AuthCalls<unknown>, 'confirmSignUp'>,
  input: ConfirmSignUpInput,
): Promise<ConfirmSignUpResult> {
  const call = (): Promise<Tried<unknown>> => turn.attempt((signal) => calls.confirmSignUp(input, signal))
  const tried = await call()
  if (tried.kind === 'done') return { kind: 'confirmed', wasAlready: false }
  const { failure } = tried
  if (isAlreadyConfirmed(failure)) return { kind: 'confirmed', wasAlready: true }
  if (failure.kind === 'transient' || !mayHaveWorked(failure)) return failure

  const again = await call()
  return again.kind === 'failed' && !isAlreadyConfirmed(again.failure)
    ? failure
    : { kind: 'confirmed', wasAlready: again.kind === 'failed' }
}

function isAlreadyConfirmed(failure: Failure): boolean {
  return failure.kind === 'rejected' && failure.reason === 'already_confirmed'
}
