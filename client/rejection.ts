/** Cognito's own refusals, and the exceptions that report them. */

/** Cognito refused, and would refuse the same call again. */
export interface Rejected {
  readonly kind: 'rejected'
  readonly reason: RejectedReason
  /** Cognito's own text, in English. It is for the app's log: some texts address the operator, and no text the person. */
  readonly text: string
  /** Whether this attempt or an earlier one may have worked. */
  readonly isUnclear: boolean
}

/** The name of the exception, such as `UsernameExistsException`, in snake case; or the meaning of its text; or, for a
 * redirect, that the person gave up. */
export type RejectedReason =
  | (typeof named)[number]
  | Exclude<(typeof told)[number][0], 'client_secret'>
  | 'cancelled'

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

/** The meanings of exceptions that stand for many things. The patterns match `name: text` in any letter case. A colon
 * in a pattern is where a text begins, also within a text that another library put around it. `~` is a
 * `NotAuthorizedException` up to there. AWS does not document the texts. */
const told = [
  ['already_confirmed', '(~|InvalidP.*) is (already )?confirmed'],
  ['wrong_password', '~incorrect'],
  ['too_many_failed_attempts', '(~attempts exceeded|TooManyFailed)'],
  ['session_ended', '(~ token(?! does)|RefreshToken)'],
  ['message_limit_exceeded', 'LimitExc.*(daily|mail|sms|message)'],
  ['temporary_password_expired', '~: temporary password has expired'],
  ['account_expired', '~: user account has expired'],
  ['user_disabled', '~: user is (disabled|not enabled)'],
  ['session_expired', '~: invalid session'],
  ['sign_up_closed', '~: sign-?up is not permitted'],
  ['wrong_state', '~: user password cannot be reset'],
  ['client_secret', '(~|InvalidP.*) secret'],
] as const

/** Undefined for an error that is not a refusal. `client_secret` is undefined too: it is the app's own mistake, not the
 * person's.
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/CommonErrors.html */
export function findReason(name: string, text: string): RejectedReason | 'client_secret' | undefined {
  const [reason = named.find((each) => `${each.replace(/_/g, '')}exception` === name.toLowerCase())] =
    told.find(([, pattern]) =>
      new RegExp(`^${pattern.replace('~', 'NotAuth.*')}`, 'i').test(`${name}: ${text}`),
    ) ?? []
  return reason
}
