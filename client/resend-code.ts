/** Sends the confirmation code once more. */
import type { AuthCalls, ResendCodeInput } from './calls.ts'
import type { Failure } from './classify.ts'
import type { Attempt } from './retry.ts'

export interface CodeSent {
  readonly kind: 'code_sent'
  /** Where it went, masked, as `a***@e***`. */
  readonly sentTo: string | undefined
}

export type ResendCodeResult = CodeSent | Failure

/** Nobody can be asked whether a message went out, and each one is a mail and one of the few that Cognito sends in an
 * hour: a call that may have worked is not repeated, and the answer says so by `isUnclear`. */
export async function resendCode(
  attempt: Attempt,
  calls: Pick<AuthCalls<unknown>, 'resendCode'>,
  input: ResendCodeInput,
): Promise<ResendCodeResult> {
  const tried = await attempt((options) => calls.resendCode(input, options), { repeatsUnclear: false })
  return tried.kind === 'done' ? { kind: 'code_sent', sentTo: tried.value } : tried
}
