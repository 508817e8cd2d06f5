/** Reads the JSON body of a form. A field that a route does not know is refused, so that a misspelled one is noticed. */
import { isObject, type RawObject, readJson } from '@cognito-trigger-suite/triggers/internal/core/json'
import { maxFormBytes } from './browser-guard.ts'
import type { HttpRequest } from './http.ts'
import { ProblemError } from './problem.ts'

/** The longest text of a field, in characters, as Cognito's longest values. */
const maxLength = 2_048

export interface Form {
  /** @throws ProblemError when it is missing or empty */
  text(field: string): string
  optionalText(field: string): string | undefined
  /** A whole number from `least`, by default 0, to `max`. */
  optionalWhole(field: string, max: number, least?: number): number | undefined
  optionalFlag(field: string): boolean
  /** Texts by name, at most 50. */
  texts(field: string): Readonly<Record<string, string>>
}

/** @throws ProblemError for a body that is no such form */
export function readForm({ headers, body }: HttpRequest, fields: readonly string[]): Form {
  const type = headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase()
  if (type !== 'application/json') throw refuse(415, 'not_json', 'Send the body as application/json.')
  if (Buffer.byteLength(body) > maxFormBytes)
    throw refuse(413, 'too_large', `The body is larger than ${maxFormBytes} bytes.`)
  const value = readJson(body)
  if (!isObject(value)) throw refuse(400, 'not_an_object', 'The body must be a JSON object.')
  if (Object.keys(value).some((name) => !fields.includes(name)))
    throw refuse(400, 'unknown_field', `The body may only have ${fields.join(', ')}.`)
  return formOf(value)
}

function formOf(value: RawObject): Form {
  const read = <T>(field: string, isRight: (given: unknown) => given is T, rule: string): T | undefined => {
    const given = value[field]
    if (given === undefined || isRight(given)) return given
    throw refuse(400, 'field_invalid', `The field ${field} must be ${rule}.`, field)
  }
  const optionalText = (field: string) => read(field, isText, `a text of at most ${maxLength} characters`)
  return {
    optionalText,
    text(field) {
      const text = optionalText(field)
      if (text) return text
      throw refuse(400, 'field_missing', `The field ${field} is missing.`, field)
    },
    optionalWhole: (field, max, least = 0) =>
      read(field, isWhole(least, max), `a whole number from ${least} to ${max}`),
    optionalFlag: (field) => read(field, isFlag, 'true or false') ?? false,
    texts: (field) => read(field, isTexts, 'an object of at most 50 texts') ?? {},
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= maxLength && value.isWellFormed()
}

function isFlag(value: unknown): value is boolean {
  return typeof value === 'boolean'
}

function isWhole(least: number, max: number) {
  return (value: unknown): value is number =>
    Number.isInteger(value) && Number(value) >= least && Number(value) <= max
}

function isTexts(value: unknown): value is Readonly<Record<string, string>> {
  return isObject(value) && Object.keys(value).length <= 50 && Object.values(value).every(isText)
}

function refuse(status: 400 | 413 | 415, code: string, detail: string, field?: string): ProblemError {
  return new ProblemError({ status, code, detail, field, language: 'en' })
}
