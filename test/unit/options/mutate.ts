/** Every wrong variant of an option set: by name, by value and by type, at every depth. */
import { hasOwnNames, isAdapter, isLeaf } from './marks.ts'

export type Path = readonly (string | number)[]

export interface Mutant {
  /** What was done, for the person who reads a failure. */
  readonly what: string
  /** The option that was changed, `a.b[0]`. */
  readonly path: string
  readonly kind: 'name' | 'missing' | 'type' | 'text' | 'case' | 'blank' | 'shape'
  /** What stands in its place. */
  readonly value: unknown
  readonly options: unknown
}

/** A text that is in no closed set and names nothing. */
export const strangeText = 'no such value'

/** All variants of a valid set. */
export function* mutate(valid: unknown): Generator<Mutant> {
  yield* mutateNode(valid, [], (value) => value)
}

/** A path as messages and tables write it; entries of lists are alike. */
export function showPath(path: Path): string {
  return path
    .map((part) => (typeof part === 'number' ? '[]' : `.${part}`))
    .join('')
    .replace(/^\./, '')
}

function* mutateNode(value: unknown, path: Path, put: (value: unknown) => unknown): Generator<Mutant> {
  const at = showPath(path)
  const mutant = (kind: Mutant['kind'], what: string, changed: unknown): Mutant => ({
    kind,
    what: `${at || 'the options'} ${what}`,
    path: at,
    value: changed,
    options: put(changed),
  })
  for (const [name, wrong] of wrongTypes(value))
    yield mutant(wrong === strangeText ? 'text' : 'type', `is ${name}`, wrong)
  if (typeof value === 'string') {
    yield mutant('text', 'is another text', strangeText)
    yield mutant('blank', 'ends with a blank', `${value} `)
    const other = value.toLowerCase() === value ? value.toUpperCase() : value.toLowerCase()
    if (other !== value) yield mutant('case', 'is in another case', other)
  }
  if (isAdapter(value)) {
    for (const [name, member] of Object.entries(value)) {
      yield mutant('shape', `lacks ${name}`, without(value, name))
      if (typeof member === 'function') continue
      yield* mutateNode(member, [...path, name], (changed) => put({ ...value, [name]: changed }))
    }
    return
  }
  if (Array.isArray(value)) {
    yield mutant(
      'shape',
      'has a gap',
      Array.from({ length: value.length + 1 }, () => undefined).toSpliced(0, value.length, ...value),
    )
    // oxlint-disable-next-line no-sparse-arrays -- that is the mutant
    yield mutant('shape', 'is sparse', [, ...value])
    const [first] = value
    yield* mutateNode(first, [...path, 0], (changed) => put([changed, ...value.slice(1)]))
    return
  }
  if (isTree(value) && !isLeaf(value)) yield* mutateObject(value, path, put, mutant)
}

function* mutateObject(
  value: Readonly<Record<string, unknown>>,
  path: Path,
  put: (value: unknown) => unknown,
  mutant: (kind: Mutant['kind'], what: string, changed: unknown) => Mutant,
): Generator<Mutant> {
  yield mutant('shape', 'has a member __proto__', withOwn(value, '__proto__', 1))
  yield mutant('shape', 'inherits its members', Object.create(value))
  yield mutant('shape', 'has a symbol', { ...value, [Symbol('x')]: 1 })
  yield mutant('shape', 'is an instance of a class', Object.assign(Object.create(Date.prototype), value))
  if (!hasOwnNames(value)) {
    for (const strange of ['observed', 'enforced', 'disabled'].filter(
      (each) => !Object.hasOwn(value, each),
    )) {
      const at = showPath([...path, strange])
      const options = put({ ...value, [strange]: false })
      yield { kind: 'name', what: `${at} is there`, path: at, value: false, options }
    }
  }
  for (const [name, member] of Object.entries(value)) {
    const place = [...path, name]
    const inPlace = (kind: Mutant['kind'], what: string, changed: unknown): Mutant => ({
      kind,
      what: `${showPath(place)} ${what}`,
      path: showPath(place),
      value: changed,
      options: put(changed),
    })
    yield inPlace('shape', 'is a getter', withGetter(value, name, member))
    yield inPlace('shape', 'is hidden', withHidden(value, name, member))
    if (!hasOwnNames(value)) {
      yield inPlace('missing', 'is missing', without(value, name))
      for (const misspelled of misspell(name).filter((each) => !Object.hasOwn(value, each))) {
        yield inPlace('name', `is written ${misspelled}`, { ...without(value, name), [misspelled]: member })
        yield inPlace('name', `has ${misspelled} beside it`, { ...value, [misspelled]: member })
      }
    }
    yield* mutateNode(member, place, (changed) => put({ ...value, [name]: changed }))
  }
}

/** As people mistype: two letters changed over, one too many, one left out, another case. */
function misspell(name: string): readonly string[] {
  const middle = Math.floor(name.length / 2)
  return [
    ...new Set([
      `${name.slice(0, middle - 1)}${name[middle] ?? ''}${name[middle - 1] ?? ''}${name.slice(middle + 1)}`,
      `${name}s`,
      name.slice(0, -1),
      `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`,
      `${name} `,
    ]),
  ].filter((each) => each !== name && each.trim() !== '')
}

/** Values that are of another type than the valid one, or of its type and of no use. */
function* wrongTypes(value: unknown): Generator<readonly [string, unknown]> {
  yield ['null', null]
  yield ['undefined', undefined]
  yield ['NaN', Number.NaN]
  yield ['a symbol', Symbol('x')]
  yield ['a big number', 1n]
  if (typeof value !== 'function') yield ['a function', function notCalled() {}]
  if (typeof value !== 'string') yield ['a text', strangeText]
  if (typeof value !== 'boolean') yield ['a boolean', true]
  if (typeof value === 'string') yield ['an empty text', '']
  if (typeof value === 'string') yield ['a text of blanks', '  ']
  if (typeof value !== 'number') yield ['a number', 7]
  if (typeof value === 'number') {
    yield ['the number as text', String(value)]
    yield ['negative', -1]
    yield ['infinite', Number.POSITIVE_INFINITY]
  }
  if (!Array.isArray(value)) yield ['a list', []]
  if (!Array.isArray(value)) yield ['a list of it', [value]]
  if (Array.isArray(value)) yield ['its first entry', value[0]]
  yield ['a date', new Date(0)]
  yield ['a map', new Map()]
  yield ['a promise', Promise.resolve(value)]
}

/** Members that the walk goes into: what is written in braces. */
function isTree(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}

function without(value: Readonly<Record<string, unknown>>, name: string): Readonly<Record<string, unknown>> {
  const { [name]: _, ...others } = value
  return others
}

function withOwn(value: object, name: string, member: unknown): object {
  return Object.defineProperty({ ...value }, name, { value: member, enumerable: true })
}

function withGetter(value: object, name: string, member: unknown): object {
  return Object.defineProperty({ ...value }, name, { get: () => member, enumerable: true })
}

function withHidden(value: object, name: string, member: unknown): object {
  return Object.defineProperty({ ...value }, name, { value: member, enumerable: false })
}
