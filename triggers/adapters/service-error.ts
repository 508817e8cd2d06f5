/** What went wrong in a call of a service, by the one who has to look at it, and which errors another attempt may mend.
 * Every adapter, with the AWS SDK or without, reads answers by this one table. */

export type ServiceFault =
  | 'unreachable'
  | 'timeout'
  | 'throttled'
  | 'server_error'
  | 'refused'
  | 'answer_unreadable'

/** Faults that may be gone at the next attempt. */
const transientFaults: ReadonlySet<ServiceFault> = new Set([
  'unreachable',
  'timeout',
  'throttled',
  'server_error',
])

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

/** It never holds what was sent. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError'
  /** `<service>_<fault>`, such as `user_pool_throttled`. */
  readonly code: string
  readonly fault: ServiceFault
  /** The exception's name, when an AWS service refused. */
  readonly exception: string | undefined

  /** What the service said, which may hold a person's data: it is compared, and never shown. */
  readonly #text: string

  constructor(service: string, fault: ServiceFault, exception?: string, text = '') {
    super(`${service}_${fault}`)
    this.code = `${service}_${fault}`
    this.fault = fault
    this.exception = exception
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

export function isTransient(fault: ServiceFault): boolean {
  return transientFaults.has(fault)
}

/** The fault of an error of an adapter without the SDK; undefined for a defect, such as a missing setting. */
export function faultOf(error: unknown): ServiceFault | undefined {
  return error instanceof ServiceError ? error.fault : undefined
}
