/** Sends the confirmation code once more. */
import type { AuthCalls, Delivery, ResendCodeInput } from './calls.ts'
import type { Failure } from './classify.ts'
import type { Turn } from './retry.ts'

export interface CodeSent {
  readonly kind: 'code_sent'
  readonly delivery?: Delivery
}

export type ResendCodeResult = CodeSent | Failure

/** Nobody can be asked whether a message went out, and each one is a mail and one of the few that Cognito sends in an
 * hour: a call that may have worked is not repeated, and the answer says so by `isUnclear`. */
export async function resendCode(
  turn: Turn,
  calls: Pick<AuthCalls<unknown>, 'resendCode'>,
  input: ResendCodeInput,
): Promise<ResendCodeResult> {
  const tried = await turn.attempt((signal) => calls.resendCode(input, signal), { repeatsUnclear: false })
  if (tried.kind === 'failed') return tried.failure
  const delivery = tried.value
  return { kind: 'code_sent', ...(delivery === undefined ? {} : { delivery }) }
}
