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
    [{ name: 'Error', code: 'NotAuthorizedException', message: 'User is disabled.' }, 'user_disabled'],
    [{ code: 'UserNotConfirmedException', message: 'User is not confirmed.' }, 'user_not_confirmed'],
  ])('the exception is found where another library has it: %j', (error, reason) => {
    expect(classify(error)).toMatchObject({ kind: 'rejected', reason })
  })

  test.each([
    "Cannot read properties of undefined (reading 'fetch')",
    "Cannot read properties of null (reading 'networkState')",
    'fetchUser is not a function',
    "undefined is not an object (evaluating 'this.network.fetch')",
    'this.networkState is undefined',
    'fetch.Network is not a constructor',
  ])('a mistake of the app is no lost connection: %s', (message) => {
    expect(classify(new TypeError(message)).kind).toBe('defect')
  })

  describe.each([
    ['as it is', (text: string) => text],
    ['in capitals', (text: string) => text.toUpperCase()],
    ['in small letters', (text: string) => text.toLowerCase()],
    ['without a full stop', (text: string) => text.replace(/\.$/, '')],
    ['with blanks behind', (text: string) => `${text}  \n`],
    ['after the name of the exception', (text: string) => `NotAuthorizedException: ${text}`],
    [
      'in the words of another library',
      (text: string) =>
        `An error occurred (NotAuthorizedException) when calling the InitiateAuth operation: ${text}`,
    ],
    [
      'with the suffix of another SDK',
      (text: string) => `${text} (Service: Cognito, Status Code: 400, Request ID: 7c1)`,
    ],
  ])('a NotAuthorizedException, its text %s,', (_, wrap) => {
    test.each([
      ['Temporary password has expired and must be reset by an administrator.', 'temporary_password_expired'],
      ['User account has expired, it must be reset by an administrator.', 'account_expired'],
      ['User is disabled.', 'user_disabled'],
      ['User is not enabled.', 'user_disabled'],
      ['Invalid session for the user, session is expired.', 'session_expired'],
      ['Invalid session for the user, session can only be used once.', 'session_expired'],
      ['SignUp is not permitted for this user pool', 'sign_up_closed'],
      ['User password cannot be reset in the current state.', 'wrong_state'],
      ['Incorrect username or password.', 'wrong_password'],
      ['Password attempts exceeded', 'too_many_failed_attempts'],
      ['User cannot be confirmed. Current status is CONFIRMED', 'already_confirmed'],
      ['Refresh Token has been revoked', 'session_ended'],
      // Nothing that is known.
      ['The administrator says: that the user is disabled', 'not_authorized'],
      ['A user is disabled.', 'not_authorized'],
      ['Unauthorized', 'not_authorized'],
      ['', 'not_authorized'],
    ])('"%s" is %s', (text, reason) => {
      const failure = classify(makeError('NotAuthorizedException', wrap(text), status(400)))

      expect(failure).toMatchObject({ kind: 'rejected', reason, isUnclear: false })
    })

    test.each([
      'Client 4example23client is configured with secret but SECRET_HASH was not received',
      'Unable to verify secret hash for client 4example23client',
      'Client 4example23client is not configured with secret but secret hash was received',
      'Unable to verify secret for client 4example23client',
    ])('"%s" is a defect of the app that changed nothing', (text) => {
      const error = makeError('NotAuthorizedException', wrap(text), status(400))

      expect(classify(error)).toEqual({ kind: 'defect', cause: error, isUnclear: false })
    })
  })

  test.each([
    'Exceeded daily email limit for the operation or the account. If a higher limit is required, please configure your user pool to use your own Amazon SES configuration for sending email.',
    'Exceeded daily limit for the operation or the account.',
    'EXCEEDED SMS LIMIT',
    'You have reached the limit of messages',
  ])('"%s" is a limit of messages, and none of the person\'s attempts', (text) => {
    expect(classify(makeError('LimitExceededException', text, status(400)))).toMatchObject({
      kind: 'rejected',
      reason: 'message_limit_exceeded',
    })
  })

  test.each([undefined, null, 7, { toString: () => 'User is disabled.' }, ['User is disabled.']])(
    'a message that is no text, %j, tells nothing but the name',
    (message) => {
      expect(classify({ name: 'NotAuthorizedException', message })).toMatchObject({
        kind: 'rejected',
        reason: 'not_authorized',
      })
    },
  )

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
      'trigger_timed_out',
      true,
      makeError(
        'UserLambdaValidationException',
        'PostConfirmation failed with error RequestId: 1b4e-7c Error: Task timed out after 4.50 seconds. (Service: Cognito, Status Code: 400, Request ID: 7c1)',
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
    // A connection that the trigger could not make is not the client's.
    ...['connect ECONNREFUSED 10.0.0.1:5432', 'getaddrinfo EAI_AGAIN db', 'ECONNRESET', 'ETIMEDOUT'].map(
      (thrown) =>
        makeError('UserLambdaValidationException', `PreSignUp failed with error ${thrown}.`, status(400)),
    ),
    // What a rule throws is its own text, whatever it says.
    ...[
      'CRM: Task timed out',
      'Task timed out after 3.00 seconds',
      'CRM: Socket timeout while invoking Lambda function',
      'CRM: RequestId: 1b4e Error: Task timed out after 3.00 seconds',
      'RequestId: 1b4e Error: Task timed out after 3.00 seconds of CRM',
      'PreSignUp invocation failed due to error Socket timeout while invoking Lambda function.',
      'User is disabled',
      'NotAuthorizedException: User is disabled',
      'LimitExceededException: Exceeded daily email limit',
    ].map((thrown) =>
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

  test.each(['name', 'message', 'code', '__type', '$metadata'])(
    'an error whose %s throws is a defect, whatever it throws',
    (name) => {
      for (const thrown of [
        new TypeError('Failed to fetch'),
        makeError('NotAuthorizedException'),
        undefined,
      ]) {
        const cause = Object.defineProperty(makeError('UserNotFoundException', 'Gone.'), name, {
          get() {
            throw thrown
          },
        })

        expect(classify(cause)).toEqual({ kind: 'defect', cause, isUnclear: true })
      }
    },
  )

  test('a revoked proxy, one whose traps throw, and texts that cannot be made are defects', () => {
    const revoked = Proxy.revocable({}, {})
    revoked.revoke()
    const refuse = (): never => {
      throw new TypeError('Failed to fetch')
    }
    const unwilling = new Proxy({}, { get: refuse, getPrototypeOf: refuse, has: refuse, ownKeys: refuse })
    const unwritable = makeError('Error', '', { $metadata: { httpStatusCode: { toString: refuse } } })
    const symbolic = makeError('Error', '', { $metadata: { httpStatusCode: Symbol('429') } })
    const hidden = makeError('Error', '', {
      $metadata: Object.defineProperty({}, 'httpStatusCode', { get: refuse }),
    })

    for (const thrown of [revoked.proxy, unwilling, unwritable, symbolic, hidden]) {
      const failure = classify(thrown)
      expect(failure).toMatchObject({ kind: 'defect', isUnclear: true })
      expect(failure.kind === 'defect' && Object.is(failure.cause, thrown)).toBe(true)
    }
  })

  describe.each([
    ['with a namespace', (name: string) => `com.amazonaws.cognito.identity.idp.model#${name}`],
    ['with an address behind it', (name: string) => `${name}:http://internal.amazon.com/coral/#x`],
    ['with both', (name: string) => `com.amazonaws#${name}:http://internal.amazon.com/coral/`],
    ['with another behind it', (name: string) => `${name},${name}`],
    ['as it is', (name: string) => name],
  ])('the name of an exception %s', (_, write) => {
    test.each<[string, (name: string) => object]>([
      ['name', (name) => makeError(write(name), 'User does not exist.')],
      ['code', (name) => makeError('Error', 'User does not exist.', { code: write(name) })],
      ['body', (name) => ({ __type: write(name), message: 'User does not exist.' })],
    ])('is read in the %s', (__, make) => {
      expect(classify(make('UserNotFoundException'))).toEqual({
        kind: 'rejected',
        reason: 'user_not_found',
        text: 'User does not exist.',
        isUnclear: false,
      })
      expect(classify(make('TooManyRequestsException'))).toEqual({
        kind: 'transient',
        reason: 'throttled',
        isUnclear: false,
      })
      expect(classify(make('InternalErrorException'))).toMatchObject({ reason: 'service', isUnclear: true })
      expect(classify(make('SomethingElseException'))).toMatchObject({ kind: 'defect', isUnclear: true })
    })
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
