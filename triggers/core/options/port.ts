/** Checks of what connects a member with the world: adapters, clocks. */
import type { RequiredCheck } from './check.ts'
import { inside, refuse, refuseBecause } from './refuse.ts'

/** An adapter for the dependency `name` that has these methods; `what` says which, such as `a table: suiteTable`. */
export function port(what: string, name: string | undefined, methods: readonly string[]): RequiredCheck {
  return {
    allowed: what,
    isOptional: false,
    test(value, at) {
      if (!isObject(value)) refuse(at, what, value)
      if (name !== undefined && Reflect.get(value, 'name') !== name)
        refuseBecause(at, `must be ${what}, not an object whose name is another than '${name}'`)
      const missing = methods.find((method) => typeof Reflect.get(value, method) !== 'function')
      if (missing !== undefined) refuseBecause(at, `must be ${what}, not an object without ${missing}()`)
    },
  }
}

/** A function that gives an adapter when it is first needed. */
export function loader(what: string): RequiredCheck {
  const allowed = `a function that gives ${what}`
  return {
    allowed,
    isOptional: false,
    test(value, at) {
      if (typeof value === 'function') return
      refuse(at, `${allowed}, such as () => import('./adapters/…').then(…)`, value)
    },
  }
}

export const clock: RequiredCheck = {
  allowed: 'a clock with epochMs and monotonicMs',
  isOptional: false,
  test(value, at) {
    if (!isObject(value)) refuse(at, clock.allowed, value)
    if (typeof Reflect.get(value, 'epochMs') !== 'function')
      refuse(inside(at, 'epochMs'), 'a function', undefined)
  },
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
