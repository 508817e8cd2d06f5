/** The faults of a service call, named by who must look at them, and which of them another attempt may mend. Every
 * adapter classifies answers by this table. */

export type ServiceFault =
  | 'unreachable'
  | 'timeout'
  | 'throttled'
  | 'server_error'
  | 'refused'
  | 'answer_unreadable'

/** Exceptions that ask for a slower rate, by the beginning of their names, or that report another write under way.
 * `LimitExceededException` is missing: in Cognito it is a lasting limit, such as a sixth linked identity.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html */
const throttling =
  /^(Throttl|TooManyRequests|(Request|Bandwidth)LimitExceeded|RequestThrottled|ProvisionedThroughput|SlowDown|PriorRequestNotComplete|EC2Throttled|TransactionConflict|TransactionInProgress|ReplicatedWriteConflict)/

/** Exceptions that mean a failure of the service, whatever the status. */
const serverFailure = /^(Internal|ServiceUnavailable)/

/** The service timed out while it waited for the request. */
const timedOut = /^RequestTimeout(Exception)?$/

/** What is known of a failed call besides its fault. */
interface Told {
  /** The exception's name with which an AWS service refused, or the name of a connection's error, such as `ECONNREFUSED`. */
  readonly exception?: string
  /** The HTTP status of the answer, when there was one. */
  readonly status?: number
  /** The service's message. It may hold personal data: it is compared, and never shown. */
  readonly text?: string
}

/** Its text never shows the request or the answer. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError'
  /** `<service>_<fault>`, such as `user_pool_throttled`. */
  readonly code: string
  readonly fault: ServiceFault
  /** Empty when it is missing. */
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

/** An exception's name without the namespace before it and the address or further names after it, as in
 * `com.amazonaws.dynamodb.v20120810#ThrottlingException:http://internal.amazon.com/`. Empty when the value is not a text.
 * @see https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html#operation-error-serialization */
export function exceptionName(written: unknown): string {
  if (typeof written !== 'string') return ''
  return /^(?:[^:,]*#)?\s*([^:,#]*?)\s*(?:[:,]|$)/.exec(written)?.[1] ?? ''
}

/** The fault in an answer that is not a success, from its HTTP status and the name of AWS's exception. */
export function classify(status: number, exception = ''): ServiceFault {
  if (status === 429 || throttling.test(exception)) return 'throttled'
  if (status === 408 || timedOut.test(exception)) return 'timeout'
  return status >= 500 || serverFailure.test(exception) ? 'server_error' : 'refused'
}

export function isTransient(fault: ServiceFault): boolean {
  return fault !== 'refused' && fault !== 'answer_unreadable'
}

/** The fault of an adapter's error; undefined for a defect, such as a missing setting. */
export function faultOf(error: unknown): ServiceFault | undefined {
  return error instanceof ServiceError ? error.fault : undefined
}
