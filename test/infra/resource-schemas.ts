/** Compares a template with CloudFormation's own schemas of its resources. */
import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec'
import type { PropertyType, Resource, ResourceProperties } from '@aws-cdk/service-spec-types'
import type { Template } from 'aws-cdk-lib/assertions'

import { isObject, type RawObject } from '../../triggers/core/json.ts'

let loaded: ReturnType<typeof loadAwsServiceSpecSync> | undefined

/** The schemas are read once, when they are first asked for: that takes a second. */
function schemas() {
  loaded ??= loadAwsServiceSpecSync()
  return loaded
}

interface FoundResource {
  readonly id: string
  readonly type: string
  readonly properties: RawObject
  /** Whether it stays when a change makes another one in its place. */
  readonly isKept: boolean
}

/** Properties whose change makes another resource, of all resources of a type. */
interface Replacement {
  /** Such as `GroupName`. A question mark at the end says that some changes do. */
  readonly properties: readonly string[]
  readonly isKept: boolean
}

/** What CloudFormation would not take: one line each, by logical id and path. */
export function findSchemaMistakes(template: Template): readonly string[] {
  const resources = resourcesOf(template)
  return [
    ...resources.flatMap(({ id, type, properties }) => {
      const schema = schemaOf(type)
      return schema === undefined
        ? [`${id}: no schema has the type ${type}`]
        : findWrongProperties(schema.properties, properties, id)
    }),
    ...findWrongAttributes(template.toJSON(), new Map(resources.map(({ id, type }) => [id, type]))),
  ]
}

/** By type, in the order of their names. */
export function listReplacements(template: Template): ReadonlyMap<string, Replacement> {
  const found = new Map<string, Replacement>()
  for (const { type, properties, isKept } of resourcesOf(template)) {
    const { properties: declared = {}, additionalReplacementProperties: further = [] } = schemaOf(type) ?? {}
    const replacing = [
      ...(found.get(type)?.properties ?? []),
      ...findReplacing(declared, properties, ''),
      ...further.filter((path) => isSet(properties, path)).map((path) => path.join('.')),
    ]
    if (replacing.length > 0) found.set(type, { properties: [...new Set(replacing)].sort(), isKept })
  }
  return new Map([...found].toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

export function resourcesOf(template: Template): readonly FoundResource[] {
  return Object.entries<RawObject>(template.toJSON()['Resources']).map(([id, resource]) => ({
    id,
    type: String(resource['Type']),
    properties: isObject(resource['Properties']) ? resource['Properties'] : {},
    isKept: resource['UpdateReplacePolicy'] === 'Retain',
  }))
}

function schemaOf(type: string): Resource | undefined {
  return schemas().lookup('resource', 'cloudFormationType', 'equals', type)[0]
}

function findWrongProperties(declared: ResourceProperties, value: RawObject, at: string): readonly string[] {
  const set = Object.entries(value).filter(([, each]) => !isNoValue(each))
  const names = new Set(set.map(([name]) => name))
  const missing = Object.entries(declared)
    .filter(([name, { required }]) => required === true && !names.has(name))
    .map(([name]) => `${at}: ${name} is missing`)
  return [
    ...missing,
    ...set.flatMap(([name, each]) => {
      const property = declared[name]
      return property === undefined
        ? [`${at}.${name}: no such property`]
        : findWrongValue(property.type, each, `${at}.${name}`)
    }),
  ]
}

function findWrongValue(type: PropertyType, value: unknown, at: string): readonly string[] {
  const choices = readChoices(value)
  if (choices !== undefined) return choices.flatMap((choice) => findWrongValue(type, choice, at))
  switch (type.type) {
    case 'json':
      return []
    case 'string':
      return typeof value === 'string'
        ? findForeign(type.allowedValues, value, at)
        : [`${at}: ${JSON.stringify(value)} is no string`]
    case 'date-time':
      return typeof value === 'string' ? [] : [`${at}: ${JSON.stringify(value)} is no time`]
    case 'boolean':
    case 'number':
      return typeof value === type.type ? [] : [`${at}: ${JSON.stringify(value)} is no ${type.type}`]
    case 'integer':
      return Number.isInteger(value)
        ? findForeign(type.allowedValues, value, at)
        : [`${at}: ${JSON.stringify(value)} is no integer`]
    case 'null':
      return value === null ? [] : [`${at}: ${JSON.stringify(value)} is not null`]
    case 'tag':
      return isObject(value) && typeof value['Key'] === 'string' ? [] : [`${at}: no tag`]
    case 'array':
      return Array.isArray(value)
        ? value.flatMap((each, index) => findWrongValue(type.element, each, `${at}[${index}]`))
        : [`${at}: ${JSON.stringify(value)} is no list`]
    case 'map':
      return isObject(value)
        ? Object.entries(value).flatMap(([key, each]) => findWrongValue(type.element, each, `${at}.${key}`))
        : [`${at}: ${JSON.stringify(value)} is no map`]
    case 'ref':
      return isObject(value)
        ? findWrongProperties(schemas().get('typeDefinition', type.reference).properties, value, at)
        : [`${at}: ${JSON.stringify(value)} is no object`]
    case 'union':
      return (
        type.types
          .map((each) => findWrongValue(each, value, at))
          .toSorted((a, b) => a.length - b.length)[0] ?? []
      )
    default:
      return type satisfies never
  }
}

function findForeign(allowed: readonly unknown[] | undefined, value: unknown, at: string): readonly string[] {
  return allowed === undefined || allowed.includes(value)
    ? []
    : [`${at}: ${JSON.stringify(value)} is none of ${allowed.join(', ')}`]
}

/** Both ends of an `Fn::If`; nothing for what only a deployment knows; undefined for what is written out. */
function readChoices(value: unknown): readonly unknown[] | undefined {
  if (!isObject(value)) return undefined
  const [name, ...others] = Object.keys(value)
  if (name === undefined || others.length > 0) return undefined
  const choice = value[name]
  if (name === 'Fn::If' && Array.isArray(choice)) return choice.slice(1).filter((each) => !isNoValue(each))
  return name === 'Ref' || name.startsWith('Fn::') ? [] : undefined
}

function isNoValue(value: unknown): boolean {
  return isObject(value) && value['Ref'] === 'AWS::NoValue'
}

/** Every `Fn::GetAtt` asks for what its resource has. */
function findWrongAttributes(value: unknown, types: ReadonlyMap<string, string>): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((each) => findWrongAttributes(each, types))
  if (!isObject(value)) return []
  const asked = value['Fn::GetAtt']
  if (!Array.isArray(asked)) return Object.values(value).flatMap((each) => findWrongAttributes(each, types))
  const [id, attribute] = asked.map(String)
  const type = types.get(id ?? '') ?? ''
  const known = schemaOf(type)?.attributes ?? {}
  return Object.hasOwn(known, attribute ?? '') ? [] : [`${id}: ${type} gives no ${attribute}`]
}

function findReplacing(declared: ResourceProperties, value: RawObject, at: string): readonly string[] {
  return Object.entries(value).flatMap(([name, each]) => {
    const property = declared[name]
    if (property === undefined || isNoValue(each)) return []
    const path = `${at}${name}`
    const { causesReplacement } = property
    if (causesReplacement === 'yes') return [path]
    if (causesReplacement === 'maybe') return [`${path}?`]
    return findReplacingInside(property.type, each, path)
  })
}

function findReplacingInside(type: PropertyType, value: unknown, at: string): readonly string[] {
  if (type.type === 'array') {
    const elements: readonly unknown[] = Array.isArray(value) ? value : []
    return elements.flatMap((each) => findReplacingInside(type.element, each, `${at}[]`))
  }
  if (type.type === 'union') return type.types.flatMap((each) => findReplacingInside(each, value, at))
  if (type.type !== 'ref' || !isObject(value)) return []
  return findReplacing(schemas().get('typeDefinition', type.reference).properties, value, `${at}.`)
}

function isSet(value: unknown, [name, ...rest]: readonly string[]): boolean {
  if (name === undefined) return true
  if (name === '*') return Array.isArray(value) && value.some((each) => isSet(each, rest))
  return isObject(value) && Object.hasOwn(value, name) && isSet(value[name], rest)
}
