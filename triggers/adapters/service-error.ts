/** What went wrong in a call of a service, by the one who has to look at it, and which errors another attempt may mend.
 * Every adapter reads answers by this one table. */

export type ServiceFault =
  | 'unreachable'
  | 'timeout'
  | 'throttled'
  | 'server_error'
  | 'refused'
  | 'answer_unreadable'

/** Exceptions that say "slower", by how their names begin, or that another write was under way. `LimitExceededException` is
 * none of them: in Cognito it is a limit that stays, such as a sixth linked identity.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html */
const throttling =
  /^(Throttl|TooManyRequests|(Request|Bandwidth)LimitExceeded|RequestThrottled|ProvisionedThroughput|SlowDown|PriorRequestNotComplete|EC2Throttled|TransactionConflict|TransactionInProgress|ReplicatedWriteConflict)/

/** Exceptions that are the service's own failure, whatever the status. */
const serverFailure = /^(Internal|ServiceUnavailable)/

/** The service gave up waiting for the request. */
const timedOut = /^RequestTimeout(Exception)?$/

/** What is known of a failed call beside its fault. */
interface Told {
  /** The name of the exception by which an AWS service refused, or of the error of a connection: `ECONNREFUSED`. */
  readonly exception?: string
  /** The HTTP status of the answer, when there was one. */
  readonly status?: number
  /** What the service said, which may hold a person's data: it is compared, and never shown. */
  readonly text?: string
}

/** It never shows what was sent, or what was answered. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError'
  /** `<service>_<fault>`, such as `user_pool_throttled`. */
  readonly code: string
  readonly fault: ServiceFault
  /** Empty when there is none. */
  readonly exception: string
  readonly status: number
  readonly #text: string

  constructor(service: string, fault: ServiceFault, { exception = '', status = 0, text = '' }: Told = {}) {
    super(`${service}_${fault}`)
    this.code = this.message
    this.fault = fault
    this.exception = exception
    this.status = status
    this.#text = text
  }

  says(words: string): boolean {
    return this.#text.includes(words)
  }
}

/** An exception's name without the namespace that services put before it and the address or further names behind it, as in
 * `com.amazonaws.dynamodb.v20120810#ThrottlingException:http://internal.amazon.com/`; empty for what is no text.
 * @see https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html#operation-error-serialization */
export function exceptionName(written: unknown): string {
  if (typeof written !== 'string') return ''
  return /^(?:[^:,]*#)?\s*([^:,#]*?)\s*(?:[:,]|$)/.exec(written)?.[1] ?? ''
}

/** The fault behind an answer that is no success, from its HTTP status and the name of AWS's exception. */
export function classify(status: number, exception = ''): ServiceFault {
  if (status === 429 || throttling.test(exception)) return 'throttled'
  if (status === 408 || timedOut.test(exception)) return 'timeout'
  return status >= 500 || serverFailure.test(exception) ? 'server_error' : 'refused'
}

/** Whether it may be gone at the next attempt. */
export function isTransient(fault: ServiceFault): boolean {
  return fault !== 'refused' && fault !== 'answer_unreadable'
}

/** The fault of an adapter's error; undefined for a defect, such as a missing setting. */
export function faultOf(error: unknown): ServiceFault | undefined {
  return error instanceof ServiceError ? error.fault : undefined
}
