/** An error of a service as an effect sees it. */
import { NotPerformedError, PermanentEffectError } from '../domain/effect-record.ts'
import { isNotConnected, readRefusal } from './refusal.ts'
import { ServiceError } from './service-error.ts'

/** Permanent when every attempt would meet the exception. Its code is the exception's name, which operators look up. */
export function asEffectError(
  error: unknown,
  permanent: Readonly<Record<string, 'failed' | 'dropped'>> = {},
): unknown {
  if (!(error instanceof ServiceError)) return error
  const { exception, code } = error
  const state = Object.hasOwn(permanent, exception) ? permanent[exception] : undefined
  if (state !== undefined) return new PermanentEffectError(exception, state)
  return Object.assign(error, { code: exception || code })
}

/** The error of a message that may have been sent. It says so when the message certainly was not sent. */
export function asSendError(error: unknown): unknown {
  if (!(error instanceof ServiceError)) return error
  const { status, exception } = error
  if (isNotConnected(exception)) return new NotPerformedError(exception)
  return readRefusal(status, exception) ?? asEffectError(error)
}
