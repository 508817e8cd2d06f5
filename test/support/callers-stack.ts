/** A local stack with every synchronous caller: the constructs of `test/infra/callers-app/add-callers.ts` beside the suite. */
import { join } from 'node:path'
import { slowMotion } from '../../local/slow-motion.ts'
import { type LocalStack, startStack } from '../../local/stack.ts'
import type { StackOptions } from '../../local/stack-options.ts'
import { buildSuite } from './built-suite.ts'

export interface CallersStackOptions extends Pick<StackOptions, 'seedUsers' | 'origins' | 'keyPair'> {
  /** What a team would have in cdk.json, under `pool`. */
  readonly pool?: Readonly<Record<string, unknown>>
  /** Default `test/suites/shipped.ts`. */
  readonly suiteFile?: string
  /** How many times slower time runs, so that a busy machine has time for every step. Default 20. */
  readonly times?: number
}

/** Builds, synthesizes and starts it; `keep` is told at once how to end it. `details.callers` has the addresses. */
export async function startCallersStack(
  keep: (end: () => Promise<void>) => void,
  options: CallersStackOptions = {},
): Promise<LocalStack> {
  const { suiteFile = join(import.meta.dirname, '../suites/shipped.ts'), pool, times = 20, ...more } = options
  const built = await buildSuite(suiteFile, pool, { with: 'callers' })
  keep(() => built.remove())
  const stack = await startStack({ ...more, model: built.model, port: 0, slowMotion: slowMotion(times) })
  keep(() => stack.close())
  return stack
}

/** The address of the caller, such as `addressOf(stack, 'http-api', 'plain')`, or by its id in the app.
 * @throws Error when the stack has none */
export function addressOf({ details }: LocalStack, caller: string, name: string): string {
  const found = details.callers.find(
    (each) => each.caller === caller && each.name.replace(/[0-9A-F]{8}$/, '') === name,
  )
  if (found === undefined) throw new Error(`The stack has no ${caller} named ${name}.`)
  return found.address
}
