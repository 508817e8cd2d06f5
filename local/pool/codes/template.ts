/** Readers for resolved CloudFormation properties, where a number or boolean may be spelled as a string. */

/** The `Properties` of one resource, intrinsic functions already resolved, in the template's own spelling. */
export interface TemplateProperties {
  readonly [name: string]: unknown
}

/** A section of the template; empty when it is absent. @throws TypeError when it is not an object. */
export function readSection(properties: TemplateProperties, name: string): TemplateProperties {
  return asSection(own(properties, name) ?? {}, name)
}

export function readSections(properties: TemplateProperties, name: string): readonly TemplateProperties[] {
  return readList(properties, name).map((each) => asSection(each, name))
}

export function readText(properties: TemplateProperties, name: string): string | undefined {
  const value = own(properties, name)
  if (value === undefined || typeof value === 'string') return value
  throw wrong(name, value, 'a string')
}

export function readTexts(properties: TemplateProperties, name: string): readonly string[] | undefined {
  if (own(properties, name) === undefined) return undefined
  return readList(properties, name).map((each) => {
    if (typeof each !== 'string') throw wrong(name, each, 'a list of strings')
    return each
  })
}

export function readFlag(properties: TemplateProperties, name: string, fallback: boolean): boolean {
  const value = own(properties, name)
  if (value === undefined) return fallback
  if (value === true || value === 'true') return true
  if (value === false || value === 'false') return false
  throw wrong(name, value, 'a boolean')
}

export function readNumber(properties: TemplateProperties, name: string): number | undefined {
  const value = own(properties, name)
  if (value === undefined) return undefined
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof number !== 'number' || !Number.isFinite(number)) throw wrong(name, value, 'a number')
  return number
}

/** A list whose items must each be one of `values`. */
export function readChoices<const V extends string>(
  properties: TemplateProperties,
  name: string,
  values: readonly V[],
): readonly V[] {
  return readList(properties, name).map((each) => choose(each, name, values))
}

/** A text that must be one of `values`; `fallback` when it is absent. */
export function readChoice<const V extends string>(
  properties: TemplateProperties,
  name: string,
  values: readonly V[],
  fallback: V,
): V {
  const value = own(properties, name)
  return value === undefined ? fallback : choose(value, name, values)
}

function choose<V extends string>(value: unknown, name: string, values: readonly V[]): V {
  const found = values.find((each) => each === value)
  if (found === undefined) throw wrong(name, value, `one of ${values.join(', ')}`)
  return found
}

function readList(properties: TemplateProperties, name: string): readonly unknown[] {
  const value = own(properties, name) ?? []
  if (!Array.isArray(value)) throw wrong(name, value, 'a list')
  return value
}

function asSection(value: unknown, name: string): TemplateProperties {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw wrong(name, value, 'an object')
  return { ...value }
}

function own(properties: TemplateProperties, name: string): unknown {
  return Object.hasOwn(properties, name) ? (properties[name] ?? undefined) : undefined
}

function wrong(name: string, value: unknown, wanted: string): TypeError {
  const found = Array.isArray(value) ? 'a list' : typeof value
  return new TypeError(`The template's ${name} must be ${wanted}, but it is ${found}.`)
}
