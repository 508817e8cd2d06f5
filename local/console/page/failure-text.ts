/** Turns what Cognito answers into what a person reads, beside the field that it concerns. */
import { describeFault, type FieldFault, type FieldName } from './field-texts.ts'
import { readParameterFaults } from './parameter-faults.ts'

export interface FailureText {
  readonly text: string
  /** The denial's permanent code, or the exception's name; null for a mistake that was found before a request. */
  readonly tag: string | null
  /** Null when it concerns the whole form. */
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

/** The request: the language that the person chose, and the names of the attributes in their order. */
export interface Sent {
  readonly locale: string
  readonly attributes?: readonly string[] | undefined
}

/** Mistakes that were found before a request. */
export const describeFaults = (faults: readonly FieldFault[], locale: string): readonly FailureText[] =>
  faults.map((found) => ({ text: describeFault(found, locale), tag: null, field: found.field }))

/** Reads what Cognito answered: one text for each field that it concerns, at least one in all. */
export const readFailures = (exception: string, message: string, sent: Sent): readonly FailureText[] => {
  const faults =
    exception === 'InvalidParameterException' ? readParameterFaults(message, sent.attributes ?? []) : []
  if (faults.length === 0) return [readFailure(exception, message)]
  return faults.map((found) => ({
    text: 'fault' in found ? describeFault(found, sent.locale) : found.text,
    tag: exception,
    field: found.field,
  }))
}

/** Reads a denial's code and text out of the message; Cognito ends it with a full stop of its own. */
const readFailure = (exception: string, message: string): FailureText => {
  const [, code, text] = triggerFailure.exec(message) ?? []
  if (code === undefined || text === undefined)
    return { text: message, tag: exception, field: exceptionFields.get(exception) ?? null }

  const field = code.split('_').flatMap((word) => fieldWords.get(word) ?? [])[0]
  return { text: text.replace(/\.\.$/, '.'), tag: code, field: field ?? null }
}
