/** What went wrong in a call of a service, by the one who has to look at it, and never with what was sent. */

export type ServiceFault =
  | 'unreachable'
  | 'timeout'
  | 'throttled'
  | 'server_error'
  | 'refused'
  | 'answer_unreadable'

export class ServiceError extends Error {
  override readonly name = 'ServiceError'
  /** `<service>_<fault>`, such as `user_pool_throttled`. */
  readonly code: string
  readonly fault: ServiceFault
  /** The exception's name, when an AWS service refused. */
  readonly exception: string | undefined

  constructor(service: string, fault: ServiceFault, exception?: string) {
    super(`${service}_${fault}`)
    this.code = `${service}_${fault}`
    this.fault = fault
    this.exception = exception
  }

  /** Whether another attempt may do better. */
  get isTransient(): boolean {
    return this.fault !== 'refused' && this.fault !== 'answer_unreadable'
  }
}

export function toServiceError(service: string, error: unknown): ServiceError {
  return error instanceof ServiceError ? error : new ServiceError(service, 'unreachable')
}
