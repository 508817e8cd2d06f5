/** Refuses an option in one sentence with the member, the option, what was given and what is allowed. */

/** Where an option stands. */
export interface Place {
  /** The factory, as `suite.ts` calls it. */
  readonly member: string
  /** The path to the option, such as `check.name.required`; empty for the options themselves. */
  readonly path: string
}

/** @throws TypeError always. `quotes` shows the text that was given; use it only for options that hold no secret.
 * `hint` ends the sentence. */
export function refuse(at: Place, allowed: string, value: unknown, quotes = false, hint = ''): never {
  if (value === undefined) throw new TypeError(`${about(at)} is missing: it must be ${allowed}`)
  const call = typeof value === 'function' ? ': call it' : ''
  throw new TypeError(`${about(at)} must be ${allowed}, not ${describe(value, quotes)}${call}${hint}`)
}

/** @throws TypeError always, with a sentence that goes on after the name of the option. */
export function refuseBecause(at: Place, why: string): never {
  throw new TypeError(`${about(at)} ${why}`)
}

/** A place inside another: an option by name, an entry by number. */
export function inside({ member, path }: Place, name: string | number): Place {
  if (typeof name === 'number') return { member, path: `${path}[${name}]` }
  return { member, path: path === '' ? name : `${path}.${name}` }
}

/** Names as a sentence lists them: `a, b or c`. */
export function listNames(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`
}

/** A value by its type; numbers and booleans by their value. */
function describe(value: unknown, quotes: boolean): string {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return describeText(value, quotes)
  if (typeof value === 'function') return value.name === '' ? 'a function' : `the function ${value.name}`
  if (Array.isArray(value)) return 'a list'
  if (value instanceof Promise) return 'a promise'
  if (typeof value !== 'object') return `a ${typeof value}`
  const made: unknown = Object(value).constructor
  return typeof made === 'function' && made !== Object ? `an object of the class ${made.name}` : 'an object'
}

/** The longest text that is shown. */
const maxQuoted = 60

function describeText(text: string, quotes: boolean): string {
  if (text.trim() === '') return 'an empty text'
  if (quotes && text.length <= maxQuoted) return `'${text}'`
  return text === text.trim() ? 'a text' : 'a text with a blank at its beginning or end'
}

function about({ member, path }: Place): string {
  return `${member}: ${path === '' ? 'the object of options' : path}`
}
