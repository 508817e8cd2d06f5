/** Tells what is wrong with a field before a request, by the limits of Cognito's API reference. */
import type { FieldFault, FieldName } from './field-texts.ts'

type FieldContent = readonly [field: FieldName, text: string]

interface Rule {
  readonly maxLength: number
  readonly form: RegExp
}

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SignUp.html */
const password: Rule = { maxLength: 256, form: /^\S.*\S$/ }

const rules: ReadonlyMap<FieldName, Rule> = new Map([
  ['email', { maxLength: 128, form: /^[^\s@]+@[^\s@]+\.[^\s@]+$/ }],
  ['password', password],
  ['new-password', password],
  ['code', { maxLength: 2_048, form: /^\d{6}$/ }],
])

/** What is wrong with these fields: at most one fault for each. All fields must be present. */
export const checkFields = (contents: readonly FieldContent[]): readonly FieldFault[] =>
  contents.flatMap(([field, text]): readonly FieldFault[] => {
    const { maxLength, form } = rules.get(field) ?? { maxLength: Infinity, form: /./ }
    if (text === '') return [{ field, fault: 'missing' }]
    if (text.length > maxLength) return [{ field, fault: 'too-long', maxLength }]
    return form.test(text) ? [] : [{ field, fault: 'malformed' }]
  })
