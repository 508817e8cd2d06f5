/** Tiny parsers for request members: a wrong JSON type and a broken constraint are told apart, as AWS does. */
import { invalidParameter, PoolError } from './errors.ts'

/** Reads one member. @throws BrokenRules with AWS-like sentences, PoolError for a wrong JSON type. */
export type Member<T> = (value: unknown, path: string) => T

export interface Members {
  readonly [name: string]: Member<unknown>
}
export type Input<M extends Members> = { readonly [K in keyof M]: M[K] extends Member<infer T> ? T : never }

interface TextRule {
  readonly min?: number
  readonly max?: number
  readonly pattern?: RegExp
}

class BrokenRules extends Error {
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(problems.join('; '))
    this.problems = problems
  }
}

/**
 * Makes the parser of one operation's request. Members it does not name are ignored, as AWS does.
 * @throws PoolError `SerializationException` for a wrong type, `InvalidParameterException` for broken rules.
 */
export function request<M extends Members>(members: M): (body: unknown) => Input<M> {
  const read = structure(members)
  return (body) => {
    try {
      return read(body, '')
    } catch (error) {
      if (!(error instanceof BrokenRules)) throw error
      const count = error.problems.length
      throw invalidParameter(`${count} validation error${count === 1 ? '' : 's'} detected: ${error.message}`)
    }
  }
}

export function structure<M extends Members>(members: M): Member<Input<M>> {
  return (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw wrongType(value, 'a structure')
    const source: object = value
    const entries = readEach(Object.entries(members), ([name, read]): [string, unknown] => {
      const found: unknown = Object.hasOwn(source, name) ? Reflect.get(source, name) : undefined
      return [name, read(found, path + camel(name))]
    })
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each entry was read by the member of its name
    return Object.fromEntries(entries) as Input<M>
  }
}

/** A member that must be there; JSON `null` counts as absent. */
export function required<T>(member: Member<T>): Member<T> {
  return (value, path) => {
    if (value === undefined || value === null) throw new BrokenRules([broken(path, 'not be null')])
    return member(value, path)
  }
}

export function optional<T>(member: Member<T>): Member<T | undefined> {
  return (value, path) => (value === undefined || value === null ? undefined : member(value, path))
}

/** A member that has a value when it is absent. */
export function defaulted<T>(member: Member<T>, fallback: T): Member<T> {
  return (value, path) => (value === undefined || value === null ? fallback : member(value, path))
}

/** Default limit: 131,072 characters. */
export function text(rule: TextRule = {}): Member<string> {
  return (value, path) => {
    if (typeof value !== 'string') throw wrongType(value, 'a String')
    const { min = 0, max = 131_072, pattern } = rule
    const problems = [
      ...checkSize(value.length, 'length', min, max, path),
      ...(pattern === undefined || pattern.test(value)
        ? []
        : [broken(path, `satisfy regular expression pattern: ${pattern.source}`)]),
    ]
    if (problems.length > 0) throw new BrokenRules(problems)
    return value
  }
}

export function oneOf<const V extends string>(values: readonly V[]): Member<V> {
  return (value, path) => {
    if (typeof value !== 'string') throw wrongType(value, 'a String')
    const found = values.find((candidate) => candidate === value)
    if (found === undefined)
      throw new BrokenRules([broken(path, `satisfy enum value set: [${values.join(', ')}]`)])
    return found
  }
}

export function flag(): Member<boolean> {
  return (value) => {
    if (typeof value !== 'boolean') throw wrongType(value, 'a Boolean')
    return value
  }
}

export function integer(min: number, max: number): Member<number> {
  return (value, path) => {
    if (typeof value !== 'number' || !Number.isInteger(value)) throw wrongType(value, 'an Integer')
    const problems = checkSize(value, 'value', min, max, path)
    if (problems.length > 0) throw new BrokenRules(problems)
    return value
  }
}

/** At most 1,000 items. */
export function list<T>(item: Member<T>): Member<readonly T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) throw wrongType(value, 'a List')
    const items: readonly unknown[] = value
    const problems = checkSize(items.length, 'length', 0, 1_000, path)
    if (problems.length > 0) throw new BrokenRules(problems)
    return readEach(items, (each, index) => item(each, `${path}.${index + 1}.member.`))
  }
}

/**
 * A string-to-string map, kept as a `Map` so that no key can meet an object's prototype. Entries that are `null`, as
 * browsers send them, are left out.
 */
export function textMap(): Member<ReadonlyMap<string, string>> {
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrongType(value, 'a Map')
    const entries = Object.entries(value).flatMap(([key, each]: [string, unknown]): [string, string][] => {
      if (each === null) return []
      if (typeof each !== 'string') throw wrongType(each, 'a String')
      return [[key, each]]
    })
    return new Map(entries)
  }
}

/** Reads all members before it throws, so that the caller sees every broken rule at once. */
function readEach<S, T>(sources: readonly S[], read: (source: S, index: number) => T): readonly T[] {
  const problems: string[] = []
  const results = sources.flatMap((source, index) => {
    try {
      return [read(source, index)]
    } catch (error) {
      if (!(error instanceof BrokenRules)) throw error
      problems.push(...error.problems)
      return []
    }
  })
  if (problems.length > 0) throw new BrokenRules(problems)
  return results
}

function checkSize(size: number, what: 'length' | 'value', min: number, max: number, path: string): string[] {
  if (size < min) return [broken(path, `have ${what} greater than or equal to ${min}`)]
  return size > max ? [broken(path, `have ${what} less than or equal to ${max}`)] : []
}

function broken(path: string, rule: string): string {
  return `Value at '${path}' failed to satisfy constraint: Member must ${rule}`
}

function camel(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1)
}

function wrongType(value: unknown, wanted: string): PoolError {
  return new PoolError('SerializationException', `${jsonType(value)} cannot be converted to ${wanted}`)
}

function jsonType(value: unknown): string {
  if (value === null || value === undefined) return 'NULL_VALUE'
  if (Array.isArray(value)) return 'LIST_VALUE'
  if (typeof value === 'object') return 'STRUCTURE_VALUE'
  if (typeof value === 'boolean') return value ? 'TRUE_VALUE' : 'FALSE_VALUE'
  return typeof value === 'number' ? 'NUMBER_VALUE' : 'STRING_VALUE'
}
