/** The variables by which a team's own dependency is found. The construct sets them. The local stack finds the dependency
 * by them in the template, and replaces an origin by the address of a fault proxy. */
import type { Dependency } from './step.ts'

/** Where a simulation has every dependency of a team's own: it knows none of their names, and leaves this machine for none. */
export const anyOwnOrigin = 'OWN_LOOPBACK_ORIGIN'

/** Variables of stand-ins, which are no dependency's. */
const standIns: ReadonlySet<string> = new Set([
  anyOwnOrigin,
  'WEBHOOK_LOOPBACK_ORIGIN',
  'HUMAN_CHECK_LOOPBACK_ORIGIN',
  'LOGIN_LOOPBACK_ORIGIN',
])

/** `own-crm` is found by `OWN_CRM_ORIGIN`. */
export function originVariable(name: string): string {
  return `${name.toUpperCase().replaceAll('-', '_')}_ORIGIN`
}

/** `orders` with ARNs of SQS has `ORDERS_SERVICES=sqs`, which only the local stack reads. */
export function servicesVariable(name: string): string {
  return originVariable(name).replace(/ORIGIN$/, 'SERVICES')
}

/** The dependency of a variable with that ending; undefined for any other variable. */
export function dependencyOfVariable(
  variable: string,
  ending: 'ORIGIN' | 'SERVICES' = 'ORIGIN',
): string | undefined {
  const [, name, found] = /^([A-Z][A-Z0-9_]*)_([A-Z]+)$/.exec(variable) ?? []
  return found === ending && !standIns.has(variable) ? name?.toLowerCase().replaceAll('_', '-') : undefined
}

/** Where an adapter calls its dependency: where its variable says, else where that of all says, else its own origin.
 * @throws TypeError for a variable that is no origin */
export function originOf(
  { name, origin }: Required<Pick<Dependency, 'name' | 'origin'>>,
  variables: Readonly<Record<string, string | undefined>> = process.env,
): URL {
  const variable = [originVariable(name), anyOwnOrigin].find((each) => variables[each] !== undefined)
  return variable === undefined ? new URL(origin) : readOrigin(variable, variables[variable] ?? '')
}

/** The origin in a variable.
 * @throws TypeError that names the variable, the kind of its value and what is allowed. It does not quote the value,
 * which may hold a password. */
export function readOrigin(variable: string, value: string): URL {
  const url = URL.parse(value)
  if (url !== null && isOrigin(value)) return url
  const kind =
    value === '' ? 'empty' : url === null ? 'no URL' : isSafe(url) ? 'more than an origin' : 'not safe'
  throw new TypeError(
    `${variable} is ${kind}: give it an origin such as https://crm.example.com, without a path, or one on this machine such as http://127.0.0.1:9000`,
  )
}

/** Whether the text is an origin that is https, or http on this machine. */
export function isOrigin(text: string): boolean {
  const url = URL.parse(text)
  return isSafe(url) && url.origin === text && !text.includes('*')
}

/** Whether it is https, or http on this machine. */
export function isSafe(url: URL | null): url is URL {
  return /^https:|^http:..(127\.0\.0\.1|localhost)(:|$)/.test(url?.origin ?? '')
}
