/** Turns what Cognito answers into what a person reads, beside the field that it concerns. */

export type FieldName = 'email' | 'password' | 'name' | 'code' | 'more'

export type FailureText = {
  readonly text: string
  /** The denial's permanent code, or the exception's name. */
  readonly tag: string
  /** Null when it concerns the form as a whole. */
  readonly field: FieldName | null
}

const triggerFailure = /^\w+ failed with error \[([a-z0-9_]+)\] (.+)$/s

const fieldWords: ReadonlyMap<string, FieldName> = new Map([
  ['email', 'email'],
  ['domain', 'email'],
  ['disposable', 'email'],
  ['account', 'email'],
  ['password', 'password'],
  ['name', 'name'],
  ['code', 'code'],
  ['invitation', 'more'],
  ['invite', 'more'],
  ['terms', 'more'],
])

const exceptionFields: ReadonlyMap<string, FieldName> = new Map([
  ['UsernameExistsException', 'email'],
  ['UserNotFoundException', 'email'],
  ['InvalidPasswordException', 'password'],
  ['NotAuthorizedException', 'password'],
  ['CodeMismatchException', 'code'],
  ['ExpiredCodeException', 'code'],
])

/** Reads a denial's code and text out of the message; Cognito ends it with a full stop of its own. */
export const readFailure = (exception: string, message: string): FailureText => {
  const [, code, text] = triggerFailure.exec(message) ?? []
  if (code === undefined || text === undefined) {
    return { text: message, tag: exception, field: exceptionFields.get(exception) ?? null }
  }
  const field = code.split('_').flatMap((word) => fieldWords.get(word) ?? [])[0]
  return { text: text.replace(/\.\.$/, '.'), tag: code, field: field ?? null }
}
