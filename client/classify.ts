/** Sorts whatever a call threw: a rule denied, Cognito rejected, it may pass by itself, or it is a defect. */
import { cutSuffix, type Denied, parseDenial } from './denial.ts'
import { findReason, type Rejected } from './rejection.ts'

/** Nobody said no: the same call may succeed later. */
export interface Transient {
  readonly kind: 'transient'
  readonly reason: 'throttled' | 'trigger_timed_out' | 'network' | 'service'
  /** Whether the call, or one before it, may have worked although no answer says so. */
  readonly isUnclear: boolean
}

/** Something is broken: wrong options, a trigger that threw no denial, an answer that this client does not know. */
export interface Defect {
  readonly kind: 'defect'
  /** What was thrown. For the app's log, not for the person. */
  readonly cause: unknown
  /** Whether the call may have worked: a trigger that runs after the fact can fail it. */
  readonly isUnclear: boolean
}

/** All that can go wrong. */
export type Failure = Denied | Rejected | Transient | Defect

interface Thrown {
  readonly name?: unknown
  readonly message?: unknown
  readonly code?: unknown
  /** Of the SDK. */
  readonly $metadata?: { readonly httpStatusCode?: unknown }
}

/** Read from the top, on an error's name, HTTP status, code and message with spaces between. The texts of triggers are
 * what users report, AWS documents none of them; a function ended by its own limit is told by Lambda as an error of the
 * function, in one of two forms. A rule may throw any text, `Task timed out` too, so these are read as a whole, and
 * connections are told by code and name.
 * @see https://github.com/furaiev/amazon-cognito-identity-dart-2/issues/204 */
const signs: readonly (readonly [Transient['reason'], isUnclear: boolean, RegExp])[] = [
  ['trigger_timed_out', true, /^UnexpectedLambda.*Socket timeout/],
  [
    'trigger_timed_out',
    true,
    /^UserLambda\S* \S* \S* \w+ failed with error (\d{4}-\S+Z \S+|RequestId: \S+ Error:) Task timed out after [\d.]+ seconds[.\s]*$/,
  ],
  ['throttled', true, /^UnexpectedLambda.*(TooManyRequests|Throttl)/],
  ['throttled', false, /^(TooManyRequests|Throttl|\S* 429 )/],
  // Connections that were never made: nothing was sent.
  ['network', false, /^\S* \S* (ECONNREFUSED|ENOTFOUND|EAI_AGAIN)/],
  [
    'network',
    true,
    // What cannot be parsed is no answer of Cognito, but the page of a captive portal. Browsers and React Native have
    // no code for a lost connection, only a text each.
    /^(\S* \S* (ECONN|EPIPE|ETIMEDOUT|\w*UNREACH|UND_ERR)|\S*(Timeout|Abort|Network|Syntax)|TypeError \S* \S* (?!.*(undefined|not a function|not an object|null)).*(fetch|etwork|oad failed|Internet| server|timed out))/,
  ],
  ['service', true, /^(InternalError|\S* 5|UnexpectedLambda(?!.*(AccessDenied|NotFound)))/],
]

/** The class of anything that the SDK or `aws-amplify` throws. See `parseDenial` for the rest. */
export function classify(error: unknown, fields?: ReadonlyMap<string, string>, locale?: string): Failure {
  const thrown: Thrown = Object(error)
  const code = toText(thrown.code)
  // Older clients name Cognito's exception in the code.
  const name = code.endsWith('Exception') ? code : toText(thrown.name)
  const message = cutSuffix(toText(thrown.message))
  const place = `${name} ${toText(thrown.$metadata?.httpStatusCode)} ${code} ${message}`
  const sign = signs.find(([, , pattern]) => pattern.test(place))
  const denied = parseDenial(message, fields, locale)
  if (denied) return denied
  const reason = findReason(name, message)
  if (reason && reason !== 'client_secret')
    return { kind: 'rejected', reason, text: message, isUnclear: false }
  return sign
    ? { kind: 'transient', reason: sign[0], isUnclear: sign[1] }
    : { kind: 'defect', cause: error, isUnclear: !reason }
}

function toText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? `${value}` : ''
}
