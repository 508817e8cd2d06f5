/** Sorts what a call threw: a rule denied, Cognito rejected, it may pass by itself, or it is a defect. */
import { cutSuffix, type Denied, parseDenial } from './denial.ts'
import { findReason, type Rejected } from './rejection.ts'

/** Neither a rule nor Cognito refused: the same call may succeed later. */
export interface Transient {
  readonly kind: 'transient'
  readonly reason: 'throttled' | 'trigger_timed_out' | 'network' | 'service'
  /** Whether the call, or one before it, may have worked without an answer. */
  readonly isUnclear: boolean
}

/** Something is broken: wrong options, a trigger that threw anything but a denial, an answer that this client does
 * not know. */
export interface Defect {
  readonly kind: 'defect'
  /** The thrown error. It is for the app's log, not for the person. */
  readonly cause: unknown
  /** Whether the call may have worked: a trigger that runs after Cognito's change can fail the call. */
  readonly isUnclear: boolean
}

/** All failures. */
export type Failure = Denied | Rejected | Transient | Defect

interface Thrown {
  readonly name?: unknown
  readonly message?: unknown
  /** Older clients put the name of Cognito's exception here. */
  readonly code?: unknown
  /** Cognito's raw answer has the name here. */
  readonly __type?: unknown
  /** Of the SDK. */
  readonly $metadata?: { readonly httpStatusCode?: unknown }
}

/** The first match counts. Patterns match an error's name, HTTP status, code and message, joined by spaces. The texts
 * of triggers come from users' reports, since AWS documents none. Lambda reports a function that its own limit ended
 * as an error of the function, in one of two forms. A rule may throw any text, also `Task timed out`. Therefore these
 * patterns match whole texts, and connections are recognised by code and name.
 * @see https://github.com/furaiev/amazon-cognito-identity-dart-2/issues/204 */
const signs: readonly (readonly [Transient['reason'], isUnclear: boolean, RegExp])[] = [
  ['trigger_timed_out', true, /^UnexpectedL.*Socket timeout/],
  [
    'trigger_timed_out',
    true,
    /^UserLambda\S* \S* \S* \w+ failed with error (\d{4}-\S+Z \S+|RequestId: \S+ Error:) Task timed out after [\d.]+ seconds[.\s]*$/,
  ],
  ['throttled', true, /^UnexpectedL.*(TooManyR|Throttl)/],
  ['throttled', false, /^(TooManyR|Throttl|\S* 429 )/],
  // Connections that were never made, so that nothing was sent.
  ['network', false, /^\S* \S* (ECONNREFUSED|ENOTFOUND|EAI_AGAIN)/],
  [
    'network',
    true,
    // An answer that cannot be parsed does not come from Cognito, but from a captive portal. Browsers and React Native
    // give no code for a lost connection, only a text of their own.
    /^(\S* \S* (ECONN|EPIPE|ETIMEDOUT|\w*UNREACH|UND_ERR)|\S*(Timeout|Abort|Network|Syntax)|TypeError \S* \S* (?!.*(undefined|not an? |null)).*(fetch|etwork|oad failed|Internet| server|timed out))/,
  ],
  ['service', true, /^(InternalError|\S* 5|UnexpectedL(?!.*(AccessDenied|NotFound)))/],
]

/** The class of anything that the SDK or `aws-amplify` throws. See `parseDenial` for the rest. Never throws: an error
 * that cannot be read is a defect. */
export function classify(error: unknown, fields?: ReadonlyMap<string, string>, locale?: string): Failure {
  let reason: ReturnType<typeof findReason>
  try {
    const thrown: Thrown = Object(error)
    const names = [thrown.code, thrown.name, thrown.__type].map(toName)
    const name = names.find((each) => each.endsWith('Exception')) ?? names[1] ?? ''
    const message = cutSuffix(toText(thrown.message))
    const place = [name, thrown.$metadata?.httpStatusCode, names[0], message].join(' ')
    const sign = signs.find(([, , pattern]) => pattern.test(place))
    const denied = parseDenial(message, fields, locale)
    if (denied) return denied
    reason = findReason(name, message)
    if (reason && reason !== 'client_secret')
      return { kind: 'rejected', reason, text: message, isUnclear: false }
    if (sign) return { kind: 'transient', reason: sign[0], isUnclear: sign[1] }
  } catch {
    // A getter or a proxy in the error threw.
  }
  return { kind: 'defect', cause: error, isUnclear: !reason }
}

/** Without the namespace before the name and anything after it, as in
 * `com.amazonaws#NotAuthorizedException:http://…`. */
function toName(value: unknown): string {
  return toText(value).replace(/^[^:,]*#|[:,][^]*/g, '')
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
