/** Says what steps come to in a test. Their adapters are then not called. */
import { suggest } from '../core/options/nearest.ts'
import type { Call } from '../core/step.ts'

/** By the name of the step of a fact or an effect: its value, `failing` or `hanging`. Every other step runs as it is
 * written. */
export type GivenSteps = Readonly<Record<string, unknown>>

/** The step rejects, as when its service is down. */
export const failing = Symbol('failing')
/** The step never answers, until its budget ends it. */
export const hanging = Symbol('hanging')

interface NamedStep {
  readonly name: string
  run(...given: never[]): Promise<unknown>
}

/** Replaces steps by what is given for them. Steps of one name become one step, which is read once.
 * @throws TypeError that names the nearest step when none of `steps` has a given name */
export function giveSteps(
  given: GivenSteps = {},
  steps: readonly (NamedStep | undefined)[],
): <Step extends NamedStep>() => (step: Step) => Step {
  const names = [...new Set(steps.flatMap((step) => step?.name ?? []))]
  const unknown = Object.keys(given).find((name) => !names.includes(name))
  if (unknown !== undefined) throw new TypeError(`there is no step ${unknown}${nearest(unknown, names)}`)
  return <Step extends NamedStep>() => {
    const replaced = new Map<string, Step>()
    return (step: Step): Step => {
      if (!Object.hasOwn(given, step.name)) return step
      const value = given[step.name]
      const own =
        replaced.get(step.name) ??
        Object.assign({}, step, { run: (_: unknown, call: Call) => end(value, call) })
      replaced.set(step.name, own)
      return own
    }
  }
}

async function end(value: unknown, call: Call): Promise<unknown> {
  call.onAttempt()
  if (value === failing) throw Object.assign(new Error('the test made this step fail'), { code: 'failing' })
  if (value === hanging) return new Promise(() => {})
  return value
}

function nearest(unknown: string, names: readonly string[]): string {
  const near = suggest(unknown, names)
  if (near !== '') return near
  return names.length === 0 ? ': there are no steps' : `: there are ${names.join(', ')}`
}
