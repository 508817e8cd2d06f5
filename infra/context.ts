/** Reads the context of the app: `-c name=value` of the command line, and `context` in cdk.json. */
import { ContextProvider } from 'aws-cdk-lib/cloud-assembly-schema'

import { momentForm, readMoment } from '@cognito-trigger-suite/triggers/internal/core/moment'
import { suggest } from '@cognito-trigger-suite/triggers/internal/core/options/nearest'
import { listNames } from '@cognito-trigger-suite/triggers/internal/core/options/refuse'

/** The build reads `bundleBytes` and `suiteFile`, the construct `bundleDirectory`, `ignoreAlarms` and `release`. */
const names = [
  'stage',
  'pool',
  'bundleDirectory',
  'effectsSince',
  'disposable',
  'omitSchema',
  'bundleBytes',
  'suiteFile',
  'ignoreAlarms',
  'release',
] as const

/** Entries that a team's own resources read. */
const prefixOfTeam = 'own:'

/** Such as `dev`. */
export const stageForm = /^[a-z][a-z0-9-]{0,19}$/

export const defaultStage = 'dev'

/** Entries of the CDK itself. */
const namesOfCdk: ReadonlySet<string> = new Set(['acknowledged-issue-numbers', 'cli-telemetry', 'debug'])
const prefixesOfCdk = [
  '@aws-cdk/',
  '@aws-cdk-containers/',
  'aws:cdk:',
  'aws-cdk:',
  prefixOfTeam,
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
  readonly suiteFile?: string
  /** Whether the stage is named as one that may be deleted with its users. */
  readonly disposable?: true
  /** Whether the stage is named as one whose pool has its attributes. */
  readonly omitSchema?: true
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
        : `Context ${strange} is not known${suggest(strange.split(/[:@/]/).at(-1) ?? '', names) || '.'} The app reads ${listNames(names)}, and leaves what begins with ${prefixOfTeam} to you.`,
    )
  }
  const stage = readText(all, 'stage')
  const effectsSince = readText(all, 'effectsSince')
  const suiteFile = readText(all, 'suiteFile')
  readText(all, 'bundleDirectory')
  readIgnoreAlarms(all['ignoreAlarms'])
  readRelease(all['release'])
  if (effectsSince !== undefined && readMoment(effectsSince) === undefined)
    throw new TypeError(`Context effectsSince is ${momentForm}, not '${effectsSince}'.`)
  return {
    pool: all['pool'],
    ...(stage === undefined ? {} : { stage }),
    ...(effectsSince === undefined ? {} : { effectsSince }),
    ...(suiteFile === undefined ? {} : { suiteFile }),
    ...(isNamed(all, 'disposable', stage) && { disposable: true }),
    ...(isNamed(all, 'omitSchema', stage) && { omitSchema: true }),
  }
}

/** Whether an entry, one stage or a list of stages, names this one. It never means every stage, so that no other loses what
 * the entry was not meant for. */
function isNamed(
  all: Readonly<Record<string, unknown>>,
  name: 'disposable' | 'omitSchema',
  stage = defaultStage,
): boolean {
  const value = all[name]
  if (value === undefined) return false
  const stages: readonly unknown[] = Array.isArray(value) ? value : [value]
  const strange = stages.find((each) => typeof each !== 'string' || !stageForm.test(each))
  if (strange === undefined && !stages.includes('true') && !stages.includes('false'))
    return stages.includes(stage)
  throw new TypeError(`Context ${name} is the name of a stage, or a list of names: pass -c ${name}=${stage}.`)
}

function readText(
  all: Readonly<Record<string, unknown>>,
  name: Exclude<(typeof names)[number], 'pool'>,
): string | undefined {
  const value = all[name]
  if (value === undefined || (typeof value === 'string' && value !== '')) return value
  throw new TypeError(`Context ${name} is a text that is not empty.`)
}

/**
 * Context `ignoreAlarms`: whether a rollout goes on while its alarms ring. The command line passes a text.
 *
 * @throws TypeError for another value than true and false
 */
export function readIgnoreAlarms(value: unknown): boolean {
  if (value === undefined || value === false || value === 'false') return false
  if (value === true || value === 'true') return true
  throw new TypeError('Context ignoreAlarms is true or false: pass -c ignoreAlarms=true for this deployment.')
}

/**
 * Context `release`: a text that makes a new version of code that is deployed already.
 *
 * @throws TypeError for another value than a text of letters, digits, dots and hyphens
 */
export function readRelease(value: unknown): string | undefined {
  if (value === undefined || (typeof value === 'string' && /^[\w.-]{1,64}$/.test(value))) return value
  throw new TypeError(
    'Context release is a text of 1 to 64 letters, digits, dots and hyphens: pass -c release=2.',
  )
}
