/** What a person is told of each failure of `client/`, and how the report counts it. */
import type { Failure } from '@cognito-trigger-suite/client/classify'
import type { RejectedReason } from '@cognito-trigger-suite/client/rejection'
import { temporarilyUnavailable } from '@cognito-trigger-suite/triggers/core/denial-catalogue'
import { findLanguage, languages } from '@cognito-trigger-suite/triggers/core/denials'
import { causeOf } from '@cognito-trigger-suite/triggers/core/step'
import type { HttpRequest } from './http.ts'
import type { Problem, ToldFailure } from './problem.ts'

interface Told extends Pick<Problem, 'status' | 'detail' | 'field' | 'retryAfterS'> {
  readonly code?: string
  /** For the report. */
  readonly cause?: string
}

const ended: Told = { status: 401, code: 'session_ended', detail: 'Please sign in again.' }
const invalid: Told = { status: 400, detail: 'Cognito does not accept this input.' }

export type Refusals = Readonly<Record<RejectedReason, Told>>

const refusals: Refusals = {
  account_expired: {
    status: 403,
    detail: 'The temporary account has expired. Ask who invited you for a new one.',
  },
  alias_exists: { status: 409, detail: 'Another account has this address or number.' },
  already_confirmed: { status: 409, detail: 'The account is confirmed already. Please sign in.' },
  cancelled: { status: 403, detail: 'The sign-in was cancelled.' },
  code_delivery_failure: { status: 503, detail: 'The code could not be sent.', retryAfterS: 60 },
  code_mismatch: { status: 400, field: 'code', detail: 'The code is wrong.' },
  expired_code: { status: 400, field: 'code', detail: 'The code has expired. Ask for a new one.' },
  forbidden: { status: 403, detail: 'The request was blocked.' },
  invalid_parameter: invalid,
  invalid_password: {
    status: 400,
    field: 'password',
    detail: 'The password does not follow the password rules.',
  },
  limit_exceeded: { status: 429, detail: 'Too many tries. Please wait.', retryAfterS: 900 },
  message_limit_exceeded: {
    status: 429,
    detail: 'No more messages can be sent for now.',
    retryAfterS: 3_600,
  },
  not_authorized: { status: 403, detail: 'Cognito does not allow this.' },
  password_reset_required: { status: 403, detail: 'The password must be reset first.' },
  session_ended: ended,
  session_expired: ended,
  sign_up_closed: { status: 403, detail: 'Sign-up is closed.' },
  temporary_password_expired: {
    status: 403,
    detail: 'The temporary password has expired. Ask who invited you for a new one.',
  },
  too_many_failed_attempts: {
    status: 429,
    detail: 'Too many failed tries. Please wait.',
    retryAfterS: 60,
  },
  user_already_authenticated: { status: 409, detail: 'The person is signed in already.' },
  user_disabled: { status: 403, detail: 'The account is disabled.' },
  user_not_confirmed: { status: 403, detail: 'The account is not confirmed yet. Enter the code first.' },
  user_not_found: { status: 403, detail: 'Cognito does not allow this.' },
  username_exists: { status: 409, field: 'username', detail: 'There is an account with this name already.' },
  wrong_password: { status: 401, detail: 'The name or the password is wrong.' },
  wrong_state: { status: 409, detail: 'The account cannot do this now.' },
}

/** Cognito is reported to say what state an account is in before it looks at the password. The person hears no more
 * than who only guesses. A disabled account is told after the right password.
 * @see https://github.com/aws/aws-sdk-js/issues/4608
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html */
export const signInRefusals = allAs(
  {
    status: 401,
    code: 'wrong_password',
    detail:
      'The name or the password is wrong, or the account is not ready: its code was not entered yet, or its password must be reset.',
  },
  [
    'account_expired',
    'not_authorized',
    'password_reset_required',
    'temporary_password_expired',
    'user_not_confirmed',
    'user_not_found',
    'wrong_password',
    'wrong_state',
  ],
)

/** Whether there is such an account, and whether it is confirmed, is for who has the code. */
export const confirmRefusals = allAs(
  {
    status: 400,
    code: 'code_mismatch',
    field: 'code',
    detail: 'The code is wrong or has expired. Ask for a new one.',
  },
  [
    'account_expired',
    'already_confirmed',
    'code_mismatch',
    'expired_code',
    'not_authorized',
    'password_reset_required',
    'user_disabled',
    'user_not_found',
    'wrong_state',
  ],
)

/** Nobody is signed in yet: what may not be done is to write an attribute. */
export const signUpRefusals = allAs(
  {
    status: 400,
    code: 'attribute_not_writable',
    field: 'attributes',
    detail: 'One of these details cannot be taken here.',
    cause: 'each attribute of the form must be among writableAttributes of the app client',
  },
  ['not_authorized'],
)

function allAs(told: Told, reasons: readonly RejectedReason[]): Partial<Refusals> {
  return Object.fromEntries(reasons.map((reason) => [reason, told]))
}

/** @param locales Of the person, such as `de-AT`, the most wanted first.
 * @param own What the operation tells in another way than others. */
export function tellFailure(
  failure: Failure,
  locales: readonly (string | undefined)[],
  own: Partial<Refusals> = {},
): ToldFailure {
  const isUnclear = failure.isUnclear || undefined
  switch (failure.kind) {
    case 'denied': {
      const { code, text: detail, field, language, trigger: by = 'trigger' } = failure
      if (code === temporarilyUnavailable.code) {
        const problem = { ...unavailable(), detail, language, isUnclear }
        return { outcome: 'failed', code, by, cause: 'trigger_failed', problem }
      }
      return {
        outcome: 'denied',
        code,
        by,
        problem: { status: 403, code, detail, field, language, isUnclear },
      }
    }
    case 'rejected': {
      const { reason } = failure
      const { cause, ...told } = own[reason] ?? refusals[reason]
      const problem = { code: reason, ...told, language: 'en', isUnclear }
      return { outcome: 'denied', code: reason, by: 'cognito', problem, ...(cause && { cause }) }
    }
    case 'transient': {
      const { reason: cause } = failure
      const problem = unavailable(locales)
      return cause === 'throttled'
        ? {
            outcome: 'failed',
            cause,
            problem: { ...problem, status: 429, code: 'throttled', retryAfterS: 5, isUnclear },
          }
        : { outcome: 'failed', cause, problem: { ...problem, isUnclear } }
    }
    case 'defect':
      return {
        outcome: 'failed',
        cause: causeOf(failure.cause),
        problem: { ...unavailable(locales), status: 500, retryAfterS: undefined, isUnclear },
      }
  }
}

/** The same request may work in a moment. */
export function unavailable(locales: readonly (string | undefined)[] = []): Problem {
  const language = findLanguage(locales, languages) ?? 'en'
  const { code, texts } = temporarilyUnavailable
  return { status: 503, code, detail: texts[language], language, retryAfterS: 2 }
}

/** The way back from the login page, in a browser that has no sign-in under way. */
export const notStartedHere: ToldFailure = {
  outcome: 'denied',
  code: 'login_not_started_here',
  problem: {
    status: 400,
    code: 'login_not_started_here',
    detail: 'This sign-in was not started in this browser, or took too long. Allow cookies, and start again.',
    language: 'en',
  },
}

export const loginFailed: ToldFailure = {
  outcome: 'denied',
  code: 'login_failed',
  problem: {
    status: 400,
    code: 'login_failed',
    detail: 'The sign-in could not be completed. Please start again.',
    language: 'en',
  },
}

/** The languages that the browser asks for, the most wanted first. */
export function localesOf({ headers }: Pick<HttpRequest, 'headers'>): readonly string[] {
  const tags = (headers.get('accept-language') ?? '').slice(0, 200).split(',')
  return tags
    .map((tag) => tag.split(';', 1)[0]?.trim() ?? '')
    .filter((tag) => /^[A-Za-z]{2,3}(-\w+)*$/.test(tag))
}
