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
  /** Older clients name Cognito's exception here. */
  readonly code?: unknown
  /** So does an answer of Cognito as it is. */
  readonly __type?: unknown
  /** Of the SDK. */
  readonly $metadata?: { readonly httpStatusCode?: unknown }
}

/** Read from the top, on an error's name, HTTP status, code and message with spaces between. The texts of triggers are
 * what users report, AWS documents none of them; a function ended by its own limit is told by Lambda as an error of the
 * function, in one of two forms. A rule may throw any text, `Task timed out` too, so these are read as a whole, and
 * connections are told by code and name.
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
  // Connections that were never made: nothing was sent.
  ['network', false, /^\S* \S* (ECONNREFUSED|ENOTFOUND|EAI_AGAIN)/],
  [
    'network',
    true,
    // What cannot be parsed is no answer of Cognito, but the page of a captive portal. Browsers and React Native have
    // no code for a lost connection, only a text each.
    /^(\S* \S* (ECONN|EPIPE|ETIMEDOUT|\w*UNREACH|UND_ERR)|\S*(Timeout|Abort|Network|Syntax)|TypeError \S* \S* (?!.*(undefined|not an? |null)).*(fetch|etwork|oad failed|Internet| server|timed out))/,
  ],
  ['service', true, /^(InternalError|\S* 5|UnexpectedL(?!.*(AccessDenied|NotFound)))/],
]

/** The class of anything that the SDK or `aws-amplify` throws. See `parseDenial` for the rest. Never throws: what cannot be
 * read is a defect. */
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
    // A getter or a proxy of somebody else threw.
  }
  return { kind: 'defect', cause: error, isUnclear: !reason }
}

/** Without the namespace before a name and what is behind it, as in `com.amazonaws#NotAuthorizedException:http://…`. */
function toName(value: unknown): string {
  return toText(value).replace(/^[^:,]*#|[:,][^]*/g, '')
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
