/** What an answer that refuses says to an effect: that nothing was done, and whether it may be done later. */
import { NotPerformedError, PermanentEffectError } from '../domain/effect-record.ts'
import { classify } from './service-error.ts'

/** Refusals that end without anybody changing the request or a right: the function gets new credentials, a clock is set,
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

/** Errors of a connection that was never made. */
const notConnected = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])

/** The error of an effect after an answer by which an AWS service refused: of throttling, and of what passes, that nothing was
 * done; of any other refusal, that it comes again. Undefined when nobody knows what was done: the service failed or gave up
 * waiting, or the answer names no exception, so that something between may have written it. */
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
