/** Confirms a sign-up with the code; a repeated confirmation of a confirmed user is a success. */
import type { AuthCalls, ConfirmSignUpInput } from './calls.ts'
import type { Failure } from './classify.ts'
import type { Attempt, Done } from './retry.ts'

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
  attempt: Attempt,
  calls: Pick<AuthCalls<unknown>, 'confirmSignUp'>,
  input: ConfirmSignUpInput,
): Promise<ConfirmSignUpResult> {
  const confirm = async (): Promise<ConfirmSignUpResult> =>
    readAnswer(await attempt((options) => calls.confirmSignUp(input, options)))
  const first = await confirm()
  const isDoubtful = (first.kind === 'denied' || first.kind === 'defect') && first.isUnclear
  const second = isDoubtful ? await confirm() : first
  return second.kind === 'confirmed' ? second : first
}

function readAnswer(tried: Done<unknown> | Failure): ConfirmSignUpResult {
  const wasAlready = tried.kind === 'rejected' && tried.reason === 'already_confirmed'
  return tried.kind === 'done' || wasAlready ? { kind: 'confirmed', wasAlready } : tried
}
