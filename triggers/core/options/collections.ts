/** Checks of lists, of objects with names of the team's own, and of values that may be of several types. */
import { type Check, isPlain, readOwn, required, type RequiredCheck } from './check.ts'
import { inside, listNames, refuse, refuseBecause } from './refuse.ts'
import { text } from './values.ts'

/** A list without gaps, of at least `least` entries. */
export function list(entry: Check, least = 1): RequiredCheck {
  const entries =
    ['a list', 'a list with at least one entry'][least] ?? `a list with at least ${least} entries`
  const allowed = `${entries}, each ${entry.allowed}`
  return required(allowed, (value, at) => {
    if (!Array.isArray(value)) refuse(at, allowed, value)
    if (value.length < least) refuseBecause(at, `${tooFew(value.length)}: it must be ${allowed}`)
    for (let index = 0; index < value.length; index += 1) {
      const place = inside(at, index)
      const given = readOwn(value, index, place)
      if (given === undefined) refuse(place, entry.allowed, undefined)
      entry.test(given, place)
    }
  })
}

function tooFew(length: number): string {
  return length === 0 ? 'is empty' : `has ${length} alone`
}

/** An object of names that the team chooses, with at least `least` of them. */
export function record(entry: Check, name: Check = text('a name'), least = 0): RequiredCheck {
  const allowed = `an object of names, each with ${entry.allowed}`
  return required(allowed, (value, at) => {
    if (!isPlain(value)) refuse(at, allowed, value)
    const names = Reflect.ownKeys(value)
    if (names.length < least) refuseBecause(at, `is empty: it must be ${allowed}`)
    for (const key of names) {
      const place = inside(at, String(key))
      if (typeof key === 'symbol' || key === '__proto__') refuseBecause(place, 'is no name that can be used')
      name.test(key, { member: at.member, path: `a name in ${at.path}` })
      entry.test(readOwn(value, key, place), place)
    }
  })
}

/** The check for the type of the value: a text, a list or an object. */
export function either(checks: {
  readonly text?: Check
  readonly list?: Check
  readonly object?: Check
}): RequiredCheck {
  const allowed = listNames(Object.values(checks).map((check) => check.allowed))
  return required(allowed, (value, at) => {
    const check = checks[typeOf(value)]
    if (check === undefined) refuse(at, allowed, value)
    check.test(value, at)
  })
}

function typeOf(value: unknown): 'text' | 'list' | 'object' {
  if (typeof value === 'string') return 'text'
  return Array.isArray(value) ? 'list' : 'object'
}
