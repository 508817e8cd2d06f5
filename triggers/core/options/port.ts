/** Checks of adapters and clocks, which connect a member with the world. */
import { type Check, required, type RequiredCheck } from './check.ts'
import { inside, refuse, refuseBecause } from './refuse.ts'

/** An adapter for the dependency `name` that has these methods and fields; `what` says which, such as `a table: suiteTable`. */
export function port(
  what: string,
  name: string | undefined,
  methods: readonly string[],
  fields: Readonly<Record<string, Check>> = {},
): RequiredCheck {
  return required(what, (value, at) => {
    if (typeof value !== 'object' || value === null) refuse(at, what, value)
    if (name !== undefined && Reflect.get(value, 'name') !== name)
      refuseBecause(at, `must be ${what}, not an object whose name is another than '${name}'`)
    const missing = methods.find((method) => typeof Reflect.get(value, method) !== 'function')
    if (missing !== undefined) refuseBecause(at, `must be ${what}, not an object without ${missing}()`)
    for (const [field, check] of Object.entries(fields)) {
      const given: unknown = Reflect.get(value, field)
      if (given === undefined) refuse(inside(at, field), check.allowed, undefined)
      check.test(given, inside(at, field))
    }
  })
}

/** The clock of the process, or another. */
export const clock = port('a clock such as systemClock', undefined, ['epochMs', 'monotonicMs', 'after'])

/** Whatever tells the time of day. */
export const epochClock = port('a clock such as systemClock', undefined, ['epochMs'])
