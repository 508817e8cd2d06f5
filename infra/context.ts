/** Reads the context of the app: `-c name=value` of the command line, and `context` in cdk.json. */
import { ContextProvider } from 'aws-cdk-lib/cloud-assembly-schema'

import { momentForm, readMoment } from '@cognito-trigger-suite/triggers/internal/core/moment'
import { suggest } from '@cognito-trigger-suite/triggers/internal/core/options/nearest'
import { listNames } from '@cognito-trigger-suite/triggers/internal/core/options/refuse'

/** The build reads `bundleBytes` and `suiteFile`, the construct `bundleDirectory`. */
const names = ['stage', 'pool', 'bundleDirectory', 'effectsSince', 'bundleBytes', 'suiteFile'] as const

/** Entries of the CDK itself. */
const namesOfCdk: ReadonlySet<string> = new Set(['acknowledged-issue-numbers', 'cli-telemetry', 'debug'])
const prefixesOfCdk = [
  '@aws-cdk/',
  '@aws-cdk-containers/',
  'aws:cdk:',
  'aws-cdk:',
  // Results of the CDK's look-ups.
  ...Object.values(ContextProvider).map((provider) => `${provider}:`),
]

function isOfCdk(name: string): boolean {
  return namesOfCdk.has(name) || prefixesOfCdk.some((prefix) => name.startsWith(prefix))
}

/** The app's own part of the context. An absent entry was not given. */
export interface AppContext {
  readonly stage?: string
  readonly pool?: unknown
  readonly effectsSince?: string
}

/**
 * The app's own entries of the whole context. The CDK's entries are skipped: feature flags and results of look-ups.
 *
 * @throws TypeError that names an unknown key and the nearest known one, or a key whose value is not a text
 */
export function readContext(all: Readonly<Record<string, unknown>>): AppContext {
  const strange = Object.keys(all).find((name) => !isOfCdk(name) && !names.some((known) => known === name))
  if (strange !== undefined) {
    throw new TypeError(
      strange.startsWith('pool.')
        ? `Context ${strange} is not read: the settings of the pool stand in cdk.json, as an object under context pool.`
        : `Context ${strange} is not known${suggest(strange.split(/[:@/]/).at(-1) ?? '', names) || '.'} The app reads ${listNames(names)}.`,
    )
  }
  const stage = readText(all, 'stage')
  const effectsSince = readText(all, 'effectsSince')
  if (effectsSince !== undefined && readMoment(effectsSince) === undefined)
    throw new TypeError(`Context effectsSince is ${momentForm}, not '${effectsSince}'.`)
  return {
    pool: all['pool'],
    ...(stage === undefined ? {} : { stage }),
    ...(effectsSince === undefined ? {} : { effectsSince }),
  }
}

function readText(
  all: Readonly<Record<string, unknown>>,
  name: Exclude<(typeof names)[number], 'pool'>,
): string | undefined {
  const value = all[name]
  if (value === undefined || (typeof value === 'string' && value !== '')) return value
  throw new TypeError(`Context ${name} is a text that is not empty.`)
}
