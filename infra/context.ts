/** Reads the context of the app: `-c name=value` of the command line, and `context` in cdk.json. */
import { suggest } from '../triggers/core/options/nearest.ts'
import { listNames } from '../triggers/core/options/refuse.ts'

const names = ['stage', 'pool', 'bundleDirectory'] as const

/** What the CDK itself puts there without a colon or an `@` in its name. */
const namesOfCdk: ReadonlySet<string> = new Set(['acknowledged-issue-numbers', 'cli-telemetry', 'debug'])

/**
 * The app's own context out of all that there is. The CDK's is left alone: feature flags, and what it has looked up.
 *
 * @throws TypeError that names a key that is neither, and the one that was meant
 */
export function readContext(
  all: Readonly<Record<string, unknown>>,
): Readonly<Record<(typeof names)[number], unknown>> {
  const strange = Object.keys(all).find(
    (name) => !/[:@]/.test(name) && !namesOfCdk.has(name) && !names.some((known) => known === name),
  )
  if (strange !== undefined)
    throw new TypeError(
      strange.startsWith('pool.')
        ? `Context ${strange} is not read: the settings of the pool stand in cdk.json, as an object under context pool.`
        : `Context ${strange} is not known${suggest(strange, names) || '.'} The app reads ${listNames(names)}.`,
    )
  return { stage: all['stage'], pool: all['pool'], bundleDirectory: all['bundleDirectory'] }
}
