/** The user attributes of a pool: Cognito's standard ones and the template's `Schema`. */
import {
  readChoice,
  readFlag,
  readNumber,
  readSection,
  readSections,
  readText,
  type TemplateProperties,
} from '../codes/template.ts'

export type AttributeType = 'String' | 'Number' | 'DateTime' | 'Boolean'

export interface AttributeSchema {
  /** With its `custom:` or `dev:` prefix, as requests spell it. */
  readonly name: string
  readonly type: AttributeType
  readonly isMutable: boolean
  readonly isRequired: boolean
  readonly isDeveloperOnly: boolean
  readonly minLength: number | undefined
  readonly maxLength: number | undefined
  readonly minValue: number | undefined
  readonly maxValue: number | undefined
}

export type PoolSchema = ReadonlyMap<string, AttributeSchema>

/** The standard attributes of every pool. @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html */
const standardNames = [
  'name',
  'given_name',
  'family_name',
  'middle_name',
  'nickname',
  'preferred_username',
  'profile',
  'picture',
  'website',
  'email',
  'gender',
  'birthdate',
  'zoneinfo',
  'locale',
  'phone_number',
  'address',
]

const maxCustomAttributes = 50
const maxCustomNameLength = 20

/** @throws TypeError when the template's `Schema` is one that Cognito would refuse. */
export function readSchema(pool: TemplateProperties): PoolSchema {
  const schema = new Map<string, AttributeSchema>([
    ['sub', { ...standard('sub'), isMutable: false, isRequired: true, minLength: 1 }],
    ...standardNames.map((name): [string, AttributeSchema] => [name, standard(name)]),
    ['email_verified', { ...standard('email_verified'), type: 'Boolean' }],
    ['phone_number_verified', { ...standard('phone_number_verified'), type: 'Boolean' }],
    ['updated_at', { ...standard('updated_at'), type: 'Number', minValue: 0, maxLength: undefined }],
  ])
  for (const entry of readSections(pool, 'Schema')) {
    const attribute = readAttribute(entry, schema)
    schema.set(attribute.name, attribute)
  }
  const customCount = [...schema.keys()].filter((name) => name.includes(':')).length
  if (customCount > maxCustomAttributes)
    throw new TypeError(`Schema has ${customCount} custom attributes; Cognito allows ${maxCustomAttributes}.`)

  return schema
}

function readAttribute(entry: TemplateProperties, known: PoolSchema): AttributeSchema {
  const given = readText(entry, 'Name')
  if (given === undefined) throw new TypeError('An attribute of Schema has no Name; give it one.')
  const base = known.get(given)
  const strings = readSection(entry, 'StringAttributeConstraints')
  const numbers = readSection(entry, 'NumberAttributeConstraints')
  const isDeveloperOnly = readFlag(entry, 'DeveloperOnlyAttribute', false)
  const isRequired = readFlag(entry, 'Required', base?.isRequired ?? false)
  if (base === undefined) refuseCustom(given, isRequired)
  return {
    name: base === undefined ? `${isDeveloperOnly ? 'dev:' : ''}custom:${given}` : given,
    type: readChoice(
      entry,
      'AttributeDataType',
      ['String', 'Number', 'DateTime', 'Boolean'],
      base?.type ?? 'String',
    ),
    isMutable: readFlag(entry, 'Mutable', base?.isMutable ?? true),
    isRequired,
    isDeveloperOnly,
    minLength: readNumber(strings, 'MinLength') ?? base?.minLength,
    maxLength: readNumber(strings, 'MaxLength') ?? base?.maxLength,
    minValue: readNumber(numbers, 'MinValue') ?? base?.minValue,
    maxValue: readNumber(numbers, 'MaxValue') ?? base?.maxValue,
  }
}

function refuseCustom(name: string, isRequired: boolean): void {
  if (isRequired) {
    throw new TypeError(
      `Schema requires the custom attribute ${name}; Cognito requires standard attributes only.`,
    )
  }
  if (name.length > maxCustomNameLength) {
    throw new TypeError(
      `The custom attribute ${name} is longer than ${maxCustomNameLength} characters; shorten it.`,
    )
  }
}

function standard(name: string): AttributeSchema {
  return {
    name,
    type: 'String',
    isMutable: true,
    isRequired: false,
    isDeveloperOnly: false,
    minLength: name === 'birthdate' ? 10 : 0,
    maxLength: name === 'birthdate' ? 10 : 2_048,
    minValue: undefined,
    maxValue: undefined,
  }
}
