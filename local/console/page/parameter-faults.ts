/** Reads the fields, and what is wrong with them, out of Cognito's `InvalidParameterException`. */
import type { FieldFault, FieldName } from './field-texts.ts'

/** A fault, or Cognito's own sentence about one field or, where that is null, about the form as a whole. */
export type ParameterFault = FieldFault | { readonly field: FieldName | null; readonly text: string }

const constraint =
  /Value(?: '[^']*')? at '([^']*)' failed to satisfy constraint: Member must (.*?)(?=; Value|$)/gs
const schemaProblem = /^Attributes did not conform to the schema: (.*)$/s
const missingParameter = /^Missing required parameter (\w+)/
const noEmail = /^(Invalid email address format|Username should be an email)/

const members: ReadonlyMap<string, FieldName> = new Map([
  ['username', 'email'],
  ['password', 'password'],
  ['new_password', 'new-password'],
  ['confirmationcode', 'code'],
  ['clientmetadata', 'more'],
  ['validationdata', 'validation'],
])

const attributeFields: ReadonlyMap<string, FieldName> = new Map([
  ['email', 'email'],
  ['name', 'name'],
])

/** At most one fault for each field, the first that the person must correct; empty when the message names no field.
 * @param attributes Names of `UserAttributes` in the order in which they were sent.
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SignUp.html */
export const readParameterFaults = (
  message: string,
  attributes: readonly string[],
): readonly ParameterFault[] => {
  if (noEmail.test(message)) return [{ field: 'email', fault: 'malformed' }]
  const [, parameter] = missingParameter.exec(message) ?? []
  const missing = fieldOf(parameter ?? '', attributes)
  if (missing !== null) return [{ field: missing, fault: 'missing' }]
  const [, problems] = schemaProblem.exec(message) ?? []
  if (problems !== undefined) return firstOfEach(problems.split('\n').map(readSchemaProblem))
  return firstOfEach(
    [...message.matchAll(constraint)].map(([text, path = '', rule = '']) => {
      const field = fieldOf(path, attributes)
      return field === null ? { field, text } : readRule(field, rule)
    }),
  )
}

/** The field that a member of the request, such as `userAttributes.2.member.value`, was read from. */
const fieldOf = (path: string, attributes: readonly string[]): FieldName | null => {
  const [member = '', position] = path.split('.')
  if (member !== 'userAttributes') return members.get(member.toLowerCase()) ?? null
  return attributeField(attributes[Number(position) - 1] ?? '')
}

const attributeField = (name: string): FieldName => attributeFields.get(name) ?? 'attributes'

const readRule = (field: FieldName, rule: string): FieldFault => {
  const [, maxLength] = /length less than or equal to (\d+)/.exec(rule) ?? []
  if (maxLength !== undefined) return { field, fault: 'too-long', maxLength: Number(maxLength) }
  return { field, fault: /null|length greater/.test(rule) ? 'missing' : 'malformed' }
}

const readSchemaProblem = (problem: string): ParameterFault => {
  const [name = '', ...rest] = problem.split(': ')
  const field = attributeField(name)
  const [, maxLength] = /no longer than (\d+)/.exec(problem) ?? []
  if (field === 'attributes') return { field, text: problem }
  if (maxLength !== undefined) return { field, fault: 'too-long', maxLength: Number(maxLength) }
  return problem.endsWith('required') ? { field, fault: 'missing' } : { field, text: rest.join(': ') }
}

/** An empty value breaks two rules, and so does a long one of strange characters: the person gets one text. */
const firstOfEach = (faults: readonly ParameterFault[]): readonly ParameterFault[] => {
  const sorted = faults.toSorted((a, b) => rank(a) - rank(b))
  return sorted.filter(({ field }, index) => sorted.findIndex((other) => other.field === field) === index)
}

const rank = (found: ParameterFault) =>
  'fault' in found ? ['missing', 'too-long', 'malformed'].indexOf(found.fault) : 3
