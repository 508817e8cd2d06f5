/** An error of a state, which `Retry` and `Catch` may name. */
export class StateError extends Error {
  /** Such as `States.Timeout`, or the name of an error that a function threw. */
  readonly error: string
  /** Step Functions passes a function's error on as JSON text. */
  override readonly cause: string

  constructor(error: string, cause: string) {
    super(error)
    this.error = error
    this.cause = cause
  }
}

/** Whether a retrier or a catcher with these names is for the error. `States.ALL` misses two errors that end an execution,
 * `States.TaskFailed` misses a time-out, and nothing is for `States.Runtime`.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html */
export function isFor(errorEquals: readonly string[], { error }: StateError): boolean {
  if (error === 'States.Runtime') return false
  return errorEquals.some((name) => {
    if (name === 'States.ALL') return error !== 'States.DataLimitExceeded'
    return name === error || (name === 'States.TaskFailed' && error !== 'States.Timeout')
  })
}
