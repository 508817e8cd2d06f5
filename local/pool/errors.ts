/** The exceptions the user pool API answers with, and AWS's own texts for them. */
export type ExceptionName =
  | 'AliasExistsException'
  | 'CodeMismatchException'
  | 'ExpiredCodeException'
  | 'FeatureUnavailableInTierException'
  | 'GroupExistsException'
  | 'InvalidLambdaResponseException'
  | 'InvalidParameterException'
  | 'InvalidPasswordException'
  | 'InvalidUserPoolConfigurationException'
  | 'LimitExceededException'
  | 'MissingAuthenticationTokenException'
  | 'NotAuthorizedException'
  | 'PasswordResetRequiredException'
  | 'RefreshTokenReuseException'
  | 'ResourceNotFoundException'
  | 'SerializationException'
  | 'TooManyFailedAttemptsException'
  | 'TooManyRequestsException'
  | 'UnauthorizedException'
  | 'UnexpectedLambdaException'
  | 'UnknownOperationException'
  | 'UnsupportedOperationException'
  | 'UnsupportedTokenTypeException'
  | 'UnsupportedUserStateException'
  | 'UserLambdaValidationException'
  | 'UserNotConfirmedException'
  | 'UserNotFoundException'
  | 'UserPoolTaggingException'
  | 'UsernameExistsException'

/** An answer to the caller with HTTP 400: the exception's name and a text that a person may read. */
export class PoolError extends Error {
  readonly exceptionName: ExceptionName

  constructor(exceptionName: ExceptionName, message: string) {
    super(message)
    this.name = 'PoolError'
    this.exceptionName = exceptionName
  }
}

/** Answers `InvalidParameterException` with the given text. */
export function invalidParameter(message: string): PoolError {
  return new PoolError('InvalidParameterException', message)
}

/** Answers `NotAuthorizedException` with the given text. */
export function notAuthorized(message: string): PoolError {
  return new PoolError('NotAuthorizedException', message)
}

/** Answers `ResourceNotFoundException` with the given text. */
export function resourceNotFound(message: string): PoolError {
  return new PoolError('ResourceNotFoundException', message)
}

export function userNotFound(): PoolError {
  return new PoolError('UserNotFoundException', 'User does not exist.')
}

/** What the operations for forgotten passwords call an unknown user. */
export function unknownUserOfClient(): PoolError {
  return new PoolError('UserNotFoundException', 'Username/client id combination not found.')
}

export function wrongUserOrPassword(): PoolError {
  return notAuthorized('Incorrect username or password.')
}

export function passwordResetRequired(): PoolError {
  return new PoolError('PasswordResetRequiredException', 'Password reset required for the user')
}

export function attemptLimitExceeded(): PoolError {
  return new PoolError('LimitExceededException', 'Attempt limit exceeded, please try after some time.')
}

export function codeMismatch(): PoolError {
  return new PoolError('CodeMismatchException', 'Invalid verification code provided, please try again.')
}

export function expiredCode(): PoolError {
  return new PoolError('ExpiredCodeException', 'Invalid code provided, please request a code again.')
}

/** `what` is the sign-in attribute somebody already holds; undefined for a plain user name. */
export function usernameExists(what: 'email' | 'phone_number' | undefined): PoolError {
  return new PoolError(
    'UsernameExistsException',
    what === undefined ? 'User already exists' : `An account with the given ${what} already exists.`,
  )
}

export function aliasExists(what: string): PoolError {
  return new PoolError('AliasExistsException', `An account with the given ${what} already exists.`)
}
