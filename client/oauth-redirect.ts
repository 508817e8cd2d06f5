/** Reads what the redirect of a managed login or of an identity provider brings back to the app. */
import { classify, type Failure, makeDefect, makeTransient } from './classify.ts'
import type { DenialReading } from './denial.ts'

export type RedirectResult =
  /** The address is no redirect of a sign-in. */
  | { readonly kind: 'none' }
  /** To be exchanged for tokens. */
  | { readonly kind: 'code'; readonly code: string }
  /** The sign-in was linked to an account that the person had, and fails for that once: start the same sign-in again,
   * without asking the person. */
  | { readonly kind: 'sign_in_again' }
  | Failure

export interface RedirectOptions extends DenialReading {
  /** The `state` that the app sent. Anybody can make a link to the app with an error text of their own, so the texts of
   * a redirect with another state are not given. `null` gives up that check. */
  readonly expectedState: string | null
  /** Whether this sign-in was started again already; then it is not started a third time. Default false. */
  readonly isSecondTry?: boolean
}

/** `address` is the whole URL, or what is after its path; the parameters may be in its query or its fragment.
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1
 * @see https://github.com/aws-amplify/amplify-flutter/issues/1716 */
export function readRedirect(address: string, options: RedirectOptions): RedirectResult {
  const query = new URLSearchParams(address.replace(/^[^?#]*/, '').replaceAll(/[?#]/g, '&'))
  const error = query.get('error')
  const code = query.get('code')
  if (error === null && code === null) return { kind: 'none' }
  if (options.expectedState !== null && query.get('state') !== options.expectedState)
    return makeDefect(
      new Error('The redirect has not the state that this app sent, so it is not its answer.'),
    )
  if (error === null) return code ? { kind: 'code', code } : { kind: 'none' }

  const message = query.get('error_description') ?? ''
  const failure = classify({ name: 'UserLambdaValidationException', message }, options)
  const isLinked =
    /Already found an entry for username/i.test(message) ||
    (failure.kind === 'denied' && failure.code === 'linked_try_again')
  if (isLinked && !options.isSecondTry) return { kind: 'sign_in_again' }
  if (failure.kind !== 'defect') return failure
  switch (error) {
    case 'access_denied':
      return { kind: 'rejected', reason: 'cancelled', text: message, isUnclear: false }
    case 'server_error':
    case 'temporarily_unavailable':
      return makeTransient('service')
    default:
      return makeDefect(new Error(`The sign-in ended with ${error}: ${message}`))
  }
}
