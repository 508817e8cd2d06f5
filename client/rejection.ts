/** What Cognito itself refuses, and how its exceptions say so. */

/** Cognito said no, and the same call would be refused again. */
export interface Rejected {
  readonly kind: 'rejected'
  readonly reason: RejectedReason
  /** Cognito's own text, in English. */
  readonly text: string
  /** Whether an earlier attempt may have worked. */
  readonly isUnclear: boolean
}

/** The name of the exception, such as `UsernameExistsException`, in snake case; or what its text tells; or, of a
 * redirect, that the person gave up. */
export type RejectedReason = (typeof named)[number] | (typeof told)[number][0] | 'cancelled'

const named = [
  'alias_exists',
  'code_delivery_failure',
  'code_mismatch',
  'expired_code',
  'forbidden',
  'invalid_parameter',
  'invalid_password',
  'limit_exceeded',
  'not_authorized',
  'password_reset_required',
  'user_already_authenticated',
  'user_not_confirmed',
  'user_not_found',
  'username_exists',
] as const

/** What exceptions that stand for many things mean, by name and text. */
const told = [
  ['already_confirmed', /^(NotAuth|InvalidP).*( CONFIRMED|already confirmed)/],
  ['wrong_password', /^NotAuth.*Incorrect/],
  ['too_many_failed_attempts', /^(NotAuth.*attempts exceeded|TooManyFailed)/],
  ['session_ended', /^(NotAuth.* Token(?! does)|RefreshToken)/],
] as const

/** Undefined for what is no refusal.
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/CommonErrors.html */
export function findRejection(name: string, text: string): Rejected | undefined {
  const [reason = named.find((each) => `${each.replaceAll('_', '')}exception` === name.toLowerCase())] =
    told.find(([, pattern]) => pattern.test(name + text)) ?? []
  return reason && { kind: 'rejected', reason, text, isUnclear: false }
}
