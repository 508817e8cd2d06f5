/** Finds out whether a confirmation without an answer worked. */
import type { Failure } from './classify.ts'
import type { Attempt, Call } from './retry.ts'

export interface Confirmed {
  readonly kind: 'confirmed'
  /** The user was confirmed before: by an attempt whose answer was lost, by a second click, or in another tab. */
  readonly wasAlready: boolean
  /** It was this call that confirmed the user, by an attempt whose answer was lost. */
  readonly isRecovered: boolean
}

export type ConfirmSignUpResult = Confirmed | Failure

/** Cognito confirms the user before it calls post confirmation, so that a trigger's error does not mean a failure. One
 * more call tells.
 * @see https://github.com/aws-amplify/amplify-cli/issues/2735 */
export async function recoverConfirmation(
  attempt: Attempt,
  call: Call<unknown>,
): Promise<ConfirmSignUpResult> {
  const confirm = () =>
    attempt(async (settings): Promise<Confirmed> => {
      await call(settings)
      return { kind: 'confirmed', wasAlready: false, isRecovered: false }
    })
  const first = await confirm()
  const isDoubtful = (first.kind === 'denied' || first.kind === 'defect') && first.isUnclear
  const last = isDoubtful ? await confirm() : first
  return last.kind === 'rejected' && last.reason === 'already_confirmed'
    ? { kind: 'confirmed', wasAlready: true, isRecovered: isDoubtful || last.isUnclear }
    : last
}
