import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { classify } from '../../client/classify.ts'

/** An error with the fields of the SDK. */
function makeError(name: string, message = '', fields: object = {}): Error {
  return Object.assign(new Error(message), { name, ...fields })
}

const status = (httpStatusCode: number): object => ({ $metadata: { httpStatusCode } })

describe('the classes of errors', () => {
  test.each([
    ['AliasExistsException', 'An account with the email already exists.', 'alias_exists'],
    ['CodeDeliveryFailureException', 'The code could not be sent.', 'code_delivery_failure'],
    ['CodeMismatchException', 'Invalid verification code provided, please try again.', 'code_mismatch'],
    ['ExpiredCodeException', 'Invalid code provided, please request a code again.', 'expired_code'],
    ['ForbiddenException', 'Request not allowed due to WAF block.', 'forbidden'],
    ['InvalidParameterException', 'Username should be an email.', 'invalid_parameter'],
    ['InvalidParameterException', 'User is already confirmed.', 'already_confirmed'],
    ['InvalidPasswordException', 'Password did not conform with policy', 'invalid_password'],
    ['LimitExceededException', 'Attempt limit exceeded, please try after some time.', 'limit_exceeded'],
    ['NotAuthorizedException', 'Incorrect username or password.', 'wrong_password'],
    ['NotAuthorizedException', 'Password attempts exceeded', 'too_many_failed_attempts'],
    ['NotAuthorizedException', 'User cannot be confirmed. Current status is CONFIRMED', 'already_confirmed'],
    ['NotAuthorizedException', 'User cannot be confirmed. Current status is UNCONFIRMED', 'not_authorized'],
    ['NotAuthorizedException', 'Refresh Token has expired', 'session_ended'],
    ['NotAuthorizedException', 'Invalid Refresh Token.', 'session_ended'],
    ['NotAuthorizedException', 'Access Token has been revoked', 'session_ended'],
    ['NotAuthorizedException', 'Access Token does not have required scopes', 'not_authorized'],
    ['NotAuthorizedException', 'User is disabled.', 'not_authorized'],
    ['PasswordResetRequiredException', 'Password reset required for the user', 'password_reset_required'],
    ['RefreshTokenReuseException', 'The token was used before.', 'session_ended'],
    ['TooManyFailedAttemptsException', 'Too many failed attempts.', 'too_many_failed_attempts'],
    ['UserAlreadyAuthenticatedException', 'There is already a signed in user.', 'user_already_authenticated'],
    ['UserNotConfirmedException', 'User is not confirmed.', 'user_not_confirmed'],
    ['UserNotFoundException', 'User does not exist.', 'user_not_found'],
    ['UsernameExistsException', 'User already exists', 'username_exists'],
  ])('%s, "%s" is a refusal: %s', (name, text, reason) => {
    const failure = classify(makeError(name, text, status(400)))

    expect(failure).toEqual({ kind: 'rejected', reason, text, isUnclear: false })
  })

  test.each([
    ['throttled', false, makeError('TooManyRequestsException', 'Rate exceeded', status(400))],
    ['throttled', false, makeError('ThrottlingException', 'Rate exceeded', status(400))],
    ['throttled', false, makeError('UnknownError', 'too many', status(429))],
    [
      'throttled',
      true,
      makeError(
        'UnexpectedLambdaException',
        'PreSignUp invocation failed due to error TooManyRequestsException.',
      ),
    ],
    [
      'trigger_timed_out',
      true,
      makeError(
        'UnexpectedLambdaException',
        'PostAuthentication invocation failed due to error Socket timeout while invoking Lambda function.',
      ),
    ],
    [
      'trigger_timed_out',
      true,
      makeError(
        'UserLambdaValidationException',
        'PreSignUp failed with error 2026-11-23T12:00:00Z 1b4e Task timed out after 3.00 seconds.',
      ),
    ],
    [
      'service',
      true,
      makeError(
        'UnexpectedLambdaException',
        'PreSignUp invocation failed due to error ResourceConflictException.',
      ),
    ],
    ['service', true, makeError('InternalErrorException', 'Something went wrong', status(500))],
    ['service', true, makeError('UnknownError', 'UnknownError', status(503))],
    ['network', false, makeError('Error', 'connect ECONNREFUSED 127.0.0.1:1', { code: 'ECONNREFUSED' })],
    ['network', false, makeError('Error', 'getaddrinfo ENOTFOUND x', { code: 'ENOTFOUND' })],
    ['network', true, makeError('Error', 'socket hang up', { code: 'ECONNRESET' })],
    ['network', true, makeError('Error', 'write EPIPE', { code: 'EPIPE' })],
    ['network', true, makeError('TimeoutError', 'Connection timed out after 1000 ms')],
    ['network', true, makeError('AbortError', 'Request aborted')],
    // Chrome, Firefox, Safari, Node.
    ['network', true, makeError('TypeError', 'Failed to fetch')],
    ['network', true, makeError('TypeError', 'NetworkError when attempting to fetch resource.')],
    ['network', true, makeError('TypeError', 'Load failed')],
    ['network', true, makeError('TypeError', 'fetch failed')],
    // Safari's older texts, and React Native.
    ['network', true, makeError('TypeError', 'The Internet connection appears to be offline.')],
    ['network', true, makeError('TypeError', 'The network connection was lost.')],
    ['network', true, makeError('TypeError', 'Could not connect to the server.')],
    ['network', true, makeError('TypeError', 'The request timed out.')],
    ['network', true, makeError('TypeError', 'Network request failed')],
    ['network', true, makeError('TypeError', 'Network request timed out')],
    // aws-amplify
    ['network', true, makeError('NetworkError', 'A network error has occurred.')],
    ['network', true, makeError('SyntaxError', 'Unexpected token < in JSON', status(200))],
  ] as const)('%s, unclear: %s, is what %s may pass as', (reason, isUnclear, error) => {
    expect(classify(error)).toEqual({ kind: 'transient', reason, isUnclear })
  })

  test.each([
    makeError(
      'UserLambdaValidationException',
      'PostConfirmation failed with error callback is not a function.',
    ),
    makeError('UnexpectedLambdaException', 'PreSignUp invocation failed due to error AccessDeniedException.'),
    // What a trigger could not connect to is no connection of the client.
    ...['connect ECONNREFUSED 10.0.0.1:5432', 'getaddrinfo EAI_AGAIN db', 'ECONNRESET', 'ETIMEDOUT'].map(
      (thrown) =>
        makeError('UserLambdaValidationException', `PreSignUp failed with error ${thrown}.`, status(400)),
    ),
    makeError('InvalidLambdaResponseException', 'Unrecognizable lambda output'),
    makeError('ResourceNotFoundException', 'User pool client app does not exist.', status(400)),
    makeError('TypeError', "Cannot read properties of undefined (reading 'x')"),
    'a string',
    undefined,
    null,
  ])('%s is a defect that may have worked', (cause) => {
    expect(classify(cause)).toEqual({ kind: 'defect', cause, isUnclear: true })
  })

  test('a denial of post confirmation comes when the user is confirmed', () => {
    const message = 'PostConfirmation failed with error [temporarily_unavailable] Please try again.'

    const failure = classify(makeError('UserLambdaValidationException', message))

    expect(failure).toMatchObject({ kind: 'denied', code: 'temporarily_unavailable', isUnclear: true })
  })

  test('anything thrown has a class', () => {
    const anyThrown = fc.oneof(
      fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true }),
      fc.record({
        name: fc.anything({ withNullPrototype: true }),
        message: fc.anything({ withNullPrototype: true }),
        code: fc.anything(),
        $metadata: fc.oneof(fc.anything(), fc.record({ httpStatusCode: fc.anything() })),
      }),
    )

    fc.assert(
      fc.property(anyThrown, (thrown) => {
        expect(['denied', 'rejected', 'transient', 'defect']).toContain(classify(thrown).kind)
      }),
    )
  })
})
