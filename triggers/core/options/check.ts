/** The one strict reader of options. Every factory lists the options that it takes; any other option is refused with
 * its name and the rule.
 *
 * Calls stand behind the label `check:`: the build runs them when it loads the suite, and leaves them out of the bundles. */
import { nearestName, suggest } from './nearest.ts'
import { inside, listNames, type Place, refuse, refuseBecause } from './refuse.ts'

/** What one value must be. */
export interface Check {
  /** Ends the sentence "it must be …". */
  readonly allowed: string
  readonly isOptional: boolean
  /** @throws TypeError that names the place and what is allowed there. */
  test(value: unknown, at: Place): void
}

export interface RequiredCheck extends Check {
  readonly isOptional: false
}

export interface OptionalCheck extends Check {
  readonly isOptional: true
}

/** One check for each option. A missing check, or one that is optional here alone, does not compile. */
export type Checks<Options> = {
  readonly [Name in NamesOf<Options>]-?: CheckFor<PresenceOf<Options, Name>>
}

type NamesOf<Options> = Options extends unknown ? keyof Options : never
type PresenceOf<Options, Name extends PropertyKey> = Options extends unknown
  ? Name extends keyof Options
    ? object extends Pick<Options, Name>
      ? 'optional'
      : 'required'
    : 'absent'
  : never
type CheckFor<Presence> = [Presence] extends ['optional']
  ? OptionalCheck
  : [Presence] extends ['required']
    ? RequiredCheck
    : Check

type ByName = Readonly<Record<string, Check>>

/** Checks what a factory was given.
 *
 * `checks` may depend on what is given, where one option decides which others exist.
 * @throws TypeError with member, option, value and what is allowed. */
export function checkOptions<Options>(
  member: string,
  options: unknown,
  checks: Checks<Options> | ((given: Readonly<Record<string, unknown>>) => Checks<Options>),
): void {
  const known = typeof checks === 'function' ? checks(isPlain(options) ? options : {}) : checks
  shape<Options>(known).test(options, { member, path: '' })
}

/** A value that `test` accepts. `allowed` ends the sentence "it must be …". */
export function required(allowed: string, test: Check['test']): RequiredCheck {
  return { allowed, isOptional: false, test }
}

/** A value for which `isOne` holds. `quotes` shows a refused text; use it only for options that hold no secret. */
export function valueThat(
  allowed: string,
  isOne: (value: unknown) => boolean,
  quotes = false,
): RequiredCheck {
  return required(allowed, (value, at) => {
    if (!isOne(value)) refuse(at, allowed, value, quotes)
  })
}

/** An object with these members and no others. */
export function shape<Options>(checks: Checks<Options>, what = 'an object'): RequiredCheck {
  return shapeOf({ ...checks }, what, () => true)
}

/** An object to which the team may add members. A name that is nearly one of these is refused. */
export function openShape<Options>(checks: Checks<Options>, what: string): RequiredCheck {
  const names = Object.keys(checks)
  return shapeOf(
    { ...checks },
    what,
    (name) => name === '__proto__' || nearestName(name, names) !== undefined,
  )
}

function shapeOf(byName: ByName, what: string, isStrange: (name: string) => boolean): RequiredCheck {
  const names = Object.keys(byName)
  const allowed = `${what} with ${listNames(names)}`
  return required(allowed, (value, at) => {
    if (!isPlain(value)) refuse(at, allowed, value)
    for (const name of Reflect.ownKeys(value)) {
      if (Object.hasOwn(byName, name)) continue
      if (typeof name === 'symbol' || isStrange(name)) {
        refuseBecause(
          inside(at, String(name)),
          `is no option${suggest(String(name), names) || '.'} It takes ${listNames(names)}`,
        )
      }
    }
    for (const [name, check] of Object.entries(byName)) {
      const place = inside(at, name)
      if (Object.hasOwn(value, name)) check.test(readOwn(value, name, place), place)
      else if (!check.isOptional) refuse(place, check.allowed, undefined)
    }
  })
}

/** An option that may be left out. When it is given, even as undefined, `check` must accept it. */
export function optional(check: Check): OptionalCheck {
  return { ...check, isOptional: true }
}

/** A plain object, as written in braces. What an object inherits or computes could differ at a later read. */
export function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const parent: unknown = Object.getPrototypeOf(value)
  if (parent === null) return true
  return (
    typeof parent === 'object' && Object.getPrototypeOf(parent) === null && Object.keys(parent).length === 0
  )
}

/** A value that is stored as such.
 * @throws TypeError when it is computed by a getter, or hidden. */
export function readOwn(owner: object, name: string | number, at: Place): unknown {
  const property = Object.getOwnPropertyDescriptor(owner, name)
  if (
    property !== undefined &&
    (property.get !== undefined || property.set !== undefined || property.enumerable !== true)
  )
    refuseBecause(at, 'is computed or hidden: give the value itself')
  return property?.value
}
