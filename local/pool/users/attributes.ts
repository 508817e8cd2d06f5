/** Checks attributes that a caller wants to write against the pool's schema and the client's permissions. */
import type { ClientSettings } from '../settings/client-settings.ts'
import { invalidParameter, notAuthorized } from '../errors.ts'
import type { AttributeSchema, PoolSchema } from '../settings/schema.ts'

export type Attributes = ReadonlyMap<string, string>

const emailForm = /^[^\s@]+@[^\s@]+\.[^\s@]+$/
const phoneForm = /^\+\d{1,15}$/

const adminOnly = new Set(['sub', 'email_verified', 'phone_number_verified'])

export function isEmail(text: string): boolean {
  return emailForm.test(text)
}

export function isPhoneNumber(text: string): boolean {
  return phoneForm.test(text)
}

/** Stored as it was sent, and true in any letter case. */
export function isVerified(attributes: Attributes, attribute: string): boolean {
  return attributes.get(`${attribute}_verified`)?.toLowerCase() === 'true'
}

/** `UserAttributes` as a map; of a name given twice the last counts. */
export function readAttributes(
  attributes: readonly { readonly Name: string; readonly Value: string }[] | undefined,
): Attributes {
  return new Map((attributes ?? []).map(({ Name, Value }) => [Name, Value]))
}

/** The attributes as the API lists them. */
export function listAttributes(
  attributes: Attributes,
): readonly { readonly Name: string; readonly Value: string }[] {
  return [...attributes].map(([Name, Value]) => ({ Name, Value }))
}

/** What a client's user may write. @throws PoolError `NotAuthorizedException`. */
export function checkWritePermission(attributes: Attributes, client: ClientSettings): void {
  for (const name of attributes.keys()) {
    const isAdminOnly = adminOnly.has(name) || name.startsWith('dev:')
    const isWritable = client.writeAttributes === undefined || client.writeAttributes.includes(name)
    if (isAdminOnly || !isWritable) throw notAuthorized('A client attempted to write unauthorized attribute')
  }
}

/** Values of any user, where no attribute is required. @throws PoolError `InvalidParameterException`. */
export function checkGivenAttributes(attributes: Attributes, schema: PoolSchema): void {
  report(checkValues(attributes, schema))
}

/** Values of a user to be made: every required attribute is there. @throws PoolError `InvalidParameterException`. */
export function checkNewAttributes(attributes: Attributes, schema: PoolSchema): void {
  const missing = listMissing(attributes, schema).map((name) => `${name}: The attribute is required`)
  report([...checkValues(attributes, schema), ...missing])
}

/** The required attributes that have no value. The pool itself gives each user a `sub`. */
export function listMissing(attributes: Attributes, schema: PoolSchema): readonly string[] {
  return [...schema.values()]
    .filter(({ name, isRequired }) => isRequired && name !== 'sub' && !attributes.get(name))
    .map(({ name }) => name)
}

/** Values that replace others: none is immutable, none required is emptied. @throws PoolError as above. */
export function checkChangedAttributes(attributes: Attributes, schema: PoolSchema): void {
  for (const name of attributes.keys()) {
    if (schema.get(name)?.isMutable === false)
      throw invalidParameter(`user.${name}: Attribute cannot be updated.`)
  }
  const emptied = [...attributes]
    .filter(([name, value]) => value === '' && schema.get(name)?.isRequired)
    .map(([name]) => `${name}: The attribute is required`)
  report([...checkValues(attributes, schema), ...emptied])
}

function report(problems: readonly string[]): void {
  if (problems.length === 0) return
  throw invalidParameter(`Attributes did not conform to the schema: ${problems.join('\n')}`)
}

function checkValues(attributes: Attributes, schema: PoolSchema): readonly string[] {
  return [...attributes].flatMap(([name, value]) => {
    const attribute = schema.get(name)
    if (attribute === undefined) return [`${name}: Attribute does not exist in the schema.`]
    if (value === '') return []
    if (name === 'email' && !isEmail(value)) throw invalidParameter('Invalid email address format.')
    if (name === 'phone_number' && !isPhoneNumber(value))
      throw invalidParameter('Invalid phone number format.')
    const problem = checkValue(value, attribute)
    return problem === undefined ? [] : [`${name}: ${problem}`]
  })
}

function checkValue(value: string, attribute: AttributeSchema): string | undefined {
  switch (attribute.type) {
    case 'String': {
      const { minLength = 0, maxLength = 2_048 } = attribute
      if (value.length < minLength) return `String must be at least ${minLength} characters long`
      return value.length > maxLength ? `String must be no longer than ${maxLength} characters` : undefined
    }
    case 'Number': {
      const { minValue = Number.NEGATIVE_INFINITY, maxValue = Number.POSITIVE_INFINITY } = attribute
      if (!/^-?\d+(\.\d+)?$/.test(value)) return 'The attribute value is not a number'
      if (Number(value) < minValue) return `Number must be at least ${minValue}`
      return Number(value) > maxValue ? `Number must be at most ${maxValue}` : undefined
    }
    case 'Boolean':
      return /^(true|false)$/i.test(value) ? undefined : 'The attribute value is not true or false'
    case 'DateTime':
      return Number.isNaN(Date.parse(value)) ? 'The attribute value is not a date' : undefined
  }
}
