/** Reads the redirect with which a managed login or an identity provider returns to the app. */
import { classify, type Defect, type Failure } from './classify.ts'
import type { RejectedReason } from './rejection.ts'

export type RedirectResult =
  /** The address is not a sign-in's redirect. */
  | { readonly kind: 'none' }
  /** The app exchanges it for tokens. */
  | { readonly kind: 'code'; readonly code: string }
  /** Cognito linked the sign-in to an existing account of the person, and failed it this once. Start the same sign-in
   * again, without asking the person. */
  | { readonly kind: 'sign_in_again' }
  | Failure

export interface RedirectOptions {
  /** The `state` that the app sent, stored, and has now removed from its store: one state serves one redirect. Anybody
   * can make a link to the app with any code or error text, so that a redirect with another state yields neither.
   * `null`, `undefined` and an empty text mean that no sign-in is under way: such a redirect yields neither. */
  readonly expectedState: string | null | undefined
  /** Whether this sign-in was already started again. Then it is not started a third time. Default false. */
  readonly isSecondTry?: boolean
  /** Denial code → form field, for codes of your own. */
  readonly fields?: ReadonlyMap<string, string>
}

/** `address` is the whole URL, or the part after its path. The parameters may be in its query or its fragment.
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1
 * @see https://github.com/aws-amplify/amplify-flutter/issues/1716 */
export function readRedirect(address: string, options: RedirectOptions): RedirectResult {
  const parameters = new URLSearchParams(address.replace(/^[^?#]*/, '').replace(/[?#]/g, '&'))
  const error = parameters.get('error') ?? ''
  const code = parameters.get('code')
  if (!error && !code) return { kind: 'none' }
  if (!options.expectedState || parameters.get('state') !== options.expectedState)
    return makeDefect('The redirect does not have the state that this app sent: it answers another request.')
  if (code && !error) return { kind: 'code', code }

  const text = parameters.get('error_description')?.trim() ?? ''
  // Here only the text distinguishes what the pool's API reports by two exceptions.
  const name = /^\w+ invocation failed/.test(text)
    ? 'UnexpectedLambdaException'
    : 'UserLambdaValidationException'
  const failure = classify({ name, message: text }, options.fields)
  const isLinked =
    /already found an entry for username/i.test(text) ||
    (failure.kind === 'denied' && failure.code === 'linked_try_again')
  if (isLinked && options.isSecondTry !== true) return { kind: 'sign_in_again' }
  if (failure.kind !== 'defect') return failure
  const reject = (reason: RejectedReason): Failure => ({ kind: 'rejected', reason, text, isUnclear: false })
  if (/^user is (disabled|not enabled)/i.test(text)) return reject('user_disabled')
  switch (error) {
    case 'access_denied':
      return reject('cancelled')
    case 'server_error':
    case 'temporarily_unavailable':
      return { kind: 'transient', reason: 'service', isUnclear: false }
    default:
      return makeDefect(`The sign-in ended with ${error}${readCause(text)}.`)
  }
}

const attribute =
  '(custom:[\\w-]+|address|birthdate|(email|phone_number)(_verified)?|(family_|given_|middle_|nick|user)?name|gender|locale|picture|preferred_username|profile|updated_at|website|zoneinfo)'

/** Descriptions of known faults of a pool's settings, up to the part that could hold a value. */
const causes = new RegExp(
  `^(attributes required: \\[${attribute}(, ?${attribute})*\\]|invalid user attributes(: ${attribute}\\b)?|(user\\.${attribute}: )?attribute cannot be updated|alias entry already exists|invalid saml response received|invalid providername/username combination|already found an entry for username)`,
  'i',
)

/** The part of a description that may go into a log. The rest may name a user. */
function readCause(text: string): string {
  const [cause] = causes.exec(text) ?? []
  return cause ? `: ${cause}` : ''
}

function makeDefect(message: string): Defect {
  return { kind: 'defect', cause: new Error(message), isUnclear: true }
}
