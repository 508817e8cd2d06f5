/** The variable by which a function finds a team's own dependency. The construct sets it, and the local stack replaces
 * it by the address of a fault proxy. */
import type { Dependency } from './step.ts'

const suffix = '_ORIGIN'

/** Where a simulation has every dependency of a team's own: it knows none of their names, and leaves this machine for none. */
export const anyOwnOrigin = 'OWN_LOOPBACK_ORIGIN'

/** Variables of stand-ins, which are no dependency's. */
const standIns: ReadonlySet<string> = new Set([
  anyOwnOrigin,
  'WEBHOOK_LOOPBACK_ORIGIN',
  'HUMAN_CHECK_LOOPBACK_ORIGIN',
])

/** `own-crm` is found by `OWN_CRM_ORIGIN`. */
export function originVariable(name: string): string {
  return `${name.toUpperCase().replaceAll('-', '_')}${suffix}`
}

/** The dependency of a variable; undefined for any other variable. */
export function dependencyOfVariable(variable: string): string | undefined {
  return /^[A-Z][A-Z0-9_]*_ORIGIN$/.test(variable) && !standIns.has(variable)
    ? variable.slice(0, -suffix.length).toLowerCase().replaceAll('_', '-')
    : undefined
}

/** Where an adapter calls its dependency: the function's variable, else the dependency's own origin. */
export function originOf({ name, origin }: Required<Pick<Dependency, 'name' | 'origin'>>): URL {
  return new URL(process.env[originVariable(name)] ?? process.env[anyOwnOrigin] ?? origin)
}
