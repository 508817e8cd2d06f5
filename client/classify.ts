/** Sorts whatever a call threw: a rule denied, Cognito rejected, it may pass by itself, or it is a defect. */
import { type DenialReading, type Denied, parseDenial } from './denial.ts'
import { findRejection, type Rejected } from './rejection.ts'

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
  readonly cause?: Thrown
  /** Of the SDK. */
  readonly $metadata?: { readonly httpStatusCode?: unknown }
  /** Of the SDK: there was an answer. */
  readonly $response?: unknown
  /** Of aws-amplify. */
  readonly metadata?: { readonly httpStatusCode?: unknown }
  readonly underlyingError?: Thrown
}

/** Errors of connections that were never made: nothing was sent. */
const unsent = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN/
const lost = /ECONN|EPIPE|UNREACH|ETIMEDOUT|UND_ERR|Timeout|Abort|Network/

/** The class of anything that the SDK or `aws-amplify` throws; never throws itself. */
export function classify(error: unknown, reading?: DenialReading): Failure {
  const thrown: Thrown = Object(error)
  const [name, message] = [toText(thrown.name), toText(thrown.message)]
  const inner = thrown.cause ?? thrown.underlyingError
  const status = toText((thrown.$metadata ?? thrown.metadata)?.httpStatusCode)
  const place = `${name} ${toText(thrown.code)} ${toText(inner?.code)} ${status}`
  // Browsers have no code for it, only a text each. What is no answer of Cognito, such as the page of a captive portal,
  // cannot be parsed.
  const isLost =
    lost.test(place) ||
    (name === 'TypeError' && /fetch|network|load failed/i.test(message)) ||
    (name === 'SyntaxError' && thrown.$response)

  const refused = parseDenial(message, reading) ?? findRejection(name, message)
  if (refused) return refused
  if (/TooManyRequests|Throttling| 429/.test(place)) return makeTransient('throttled')
  if (name.includes('Lambda')) return classifyTrigger(error, name, message)
  if (unsent.test(place)) return makeTransient('network')
  if (isLost) return makeTransient('network', true)
  if (/InternalError|Unavailable| 5\d\d$/.test(place)) return makeTransient('service', true)
  return /^Unknown/.test(name) && inner ? classify(inner, reading) : makeDefect(error)
}

export function makeTransient(reason: Transient['reason'], isUnclear = false): Transient {
  return { kind: 'transient', reason, isUnclear }
}

export function makeDefect(cause: unknown): Defect {
  return { kind: 'defect', cause, isUnclear: true }
}

/** The texts are what users report; AWS documents none of them.
 * @see https://github.com/furaiev/amazon-cognito-identity-dart-2/issues/204 */
function classifyTrigger(error: unknown, name: string, message: string): Failure {
  // A function ended by its own limit is told by Lambda as an error of the function.
  if (/Socket timeout|Task timed out/.test(message)) return makeTransient('trigger_timed_out', true)
  if (!name.startsWith('Unexpected') || /AccessDenied|ResourceNotFound/.test(message))
    return makeDefect(error)
  return makeTransient(/TooManyRequests|Throttl/.test(message) ? 'throttled' : 'service', true)
}

function toText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? `${value}` : ''
}
