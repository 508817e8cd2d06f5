/** How large the bundle of each function may be. A bundle holds only what the suite uses, since each kilobyte is cold
 * start. */
import { isObject } from '../core/json.ts'
import { suggest } from '../core/options/nearest.ts'
import { bundleNames, worker } from '../registry.ts'
import { readProjectContext } from './project.ts'

type BundleName = (typeof bundleNames)[number]

/** In bytes, unless a team sets another budget in cdk.json: room for every rule, claim or effect of a trigger. */
function usualBytes(name: BundleName): number {
  if (name === worker.name) return 98_304
  // The list of disposable domains alone has 93,554.
  return name === 'pre-sign-up' ? 147_456 : 65_536
}

export type BundleBudgets = ReadonlyMap<string, number>

/** The usual budgets of all functions, each replaced by the team's if there is one.
 * @throws TypeError that names the wrong entry */
export function bundleBudgets(own: Readonly<Record<string, unknown>> = {}): BundleBudgets {
  for (const [name, bytes] of Object.entries(own)) {
    if (!bundleNames.some((known) => known === name)) {
      throw new TypeError(
        `cdk.json: bundleBytes has no function ${name}${suggest(name, bundleNames) || '.'} It takes ${bundleNames.join(', ')}.`,
      )
    }
    if (!Number.isInteger(bytes) || Number(bytes) < 1)
      throw new TypeError(`cdk.json: bundleBytes.${name} must be a whole number of bytes.`)
  }
  return new Map(bundleNames.map((name) => [name, Number(own[name] ?? usualBytes(name))]))
}

export interface BuiltBundle {
  /** The function's, such as `pre-sign-up`. */
  readonly name: string
  readonly bytes: number
  readonly budgetBytes: number
}

/** `pre-sign-up 21,784 of 65,536 bytes`. */
export function describeSize({ name, bytes, budgetBytes }: BuiltBundle): string {
  return `${name.padEnd(22)} ${bytes.toLocaleString('en-US').padStart(7)} of ${budgetBytes.toLocaleString('en-US')} bytes`
}

/** @throws Error that names the function and what to do */
export function requireWithinBudget(name: string, bytes: number, budget: number): void {
  if (bytes <= budget) return
  throw new Error(
    `The bundle of ${name} has ${bytes.toLocaleString('en-US')} bytes, and its budget is ${budget.toLocaleString('en-US')}: remove members that the suite does not need, or raise bundleBytes.${name} in the context of cdk.json.`,
  )
}

/** Where size is no reason to stop: a start on this machine, and tests. */
export const noBudgets: BundleBudgets = new Map(bundleNames.map((name) => [name, Number.POSITIVE_INFINITY]))

/** What a team sets: `context.bundleBytes` in the project's cdk.json.
 * @throws TypeError that names the wrong entry */
export function readBundleBudgets(project: string): BundleBudgets {
  const own = readProjectContext(project)['bundleBytes']
  if (own === undefined || isObject(own)) return bundleBudgets(own)
  throw new TypeError('cdk.json: bundleBytes must be an object, such as { "pre-token-generation": 49152 }.')
}
