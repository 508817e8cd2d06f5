/** What an AWS refusal means for an effect: nothing was done, and another attempt may or may not help. */
import { NotPerformedError, PermanentEffectError } from '../domain/effect-record.ts'
import { classify } from './service-error.ts'

/** Refusals that end without a change of the request or of a right: the function gets new credentials, a clock is set,
 * the account may send again.
 * @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/CommonErrors.html
 * @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html */
const passing = new Set([
  'AccountSuspendedException',
  'ExpiredToken',
  'ExpiredTokenException',
  'IncompleteSignature',
  'IncompleteSignatureException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'LimitExceededException',
  'MissingAuthenticationToken',
  'MissingAuthenticationTokenException',
  'RequestExpired',
  'RequestTimeTooSkewed',
  'SendingPausedException',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
])

/** Errors of a connection that was not made. */
const notConnected = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])

/** The error of an effect that an AWS service refused. Throttling and passing refusals mean that nothing was done. Any
 * other refusal will come again. Undefined when the outcome is unknown: the service failed or timed out, or the answer
 * names no exception, so that a proxy may have written it. */
export function readRefusal(
  status: number,
  exception: string,
): NotPerformedError | PermanentEffectError | undefined {
  const fault = classify(status, exception)
  if (status === 429) return new NotPerformedError(exception || 'throttled')
  if (status < 300 || status >= 500 || status === 408) return undefined
  if (exception === '' || fault === 'server_error') return undefined
  return fault === 'throttled' || passing.has(exception)
    ? new NotPerformedError(exception)
    : new PermanentEffectError(exception)
}

/** Whether a call never reached the service, by the code of the connection's error. */
export function isNotConnected(code: string): boolean {
  return notConnected.has(code)
}
