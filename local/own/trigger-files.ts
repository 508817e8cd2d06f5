/** Finds hand-written handlers by the names of Cognito's triggers. */
import { readdirSync, statSync } from 'node:fs'
import { basename, extname, join, resolve } from 'node:path'
import { registry, type TriggerName, triggerNames } from '@cognito-trigger-suite/triggers/internal/registry'
import { nearestName } from '@cognito-trigger-suite/triggers/internal/core/options/nearest'

/** A folder, or a file for each trigger by any of its names. Relative paths are relative to the working directory. */
export type TriggerFiles = string | Readonly<Record<string, string>>

const endings = ['.js', '.mjs', '.cjs', '.ts', '.mts', '.cts']
const fold = (name: string): string => name.replaceAll(/[-_ ]/g, '').toLowerCase()

/** Trigger → absolute path. In a folder a trigger is a file `pre-sign-up.js`, or a folder `pre-sign-up` with an `index.js`.
 * @throws TypeError with one sentence: a name that is nearly a trigger's, a file that is not there, or two for one trigger */
export function findTriggerFiles(given: TriggerFiles): ReadonlyMap<TriggerName, string> {
  const found = typeof given === 'string' ? listFolder(resolve(given)) : listMap(given)
  const files = new Map<TriggerName, string>()
  for (const [trigger, file] of found) {
    const other = files.get(trigger)
    if (other !== undefined)
      throw new TypeError(`${other} and ${file} are both the ${trigger} trigger: remove one.`)
    files.set(trigger, file)
  }
  if (files.size === 0) {
    throw new TypeError(
      `${describeGiven(given)} holds no trigger: name a file ${triggerNames.join('.js, ')}.js.`,
    )
  }
  return files
}

type Found = readonly (readonly [TriggerName, string])[]

function listMap(given: Readonly<Record<string, string>>): Found {
  return Object.entries(given).map(([name, path]) => {
    const trigger = findTrigger(name)
    if (trigger === undefined) throw unknownName(`There is no trigger ${name}`, name)
    const file = resolve(path)
    if (!isFile(file)) throw new TypeError(`The ${trigger} trigger is to be in ${file}, which is no file.`)
    return [trigger, file]
  })
}

/** What is beside the triggers is left alone, unless its name looks like a misspelled one. */
function listFolder(folder: string): Found {
  return list(folder).flatMap((name): Found => {
    const path = join(folder, name)
    if (/\.(d|test|spec)\.[cm]?[jt]s$/.test(name)) return []
    const stem = isFile(path) ? basename(name, extname(name)) : name
    const trigger = findTrigger(stem)
    const files = isFile(path) ? [path] : endings.map((ending) => join(path, `index${ending}`)).filter(isFile)
    if (trigger !== undefined) return handlersIn(path, files).map((file) => [trigger, file])
    if (files.length === 0 || !files.every(isCode)) return []
    if (nearestOf(stem) !== undefined) throw unknownName(`${path} is named like no trigger`, stem)
    return []
  })
}

/** @throws TypeError when what is named like a trigger holds no handler */
function handlersIn(path: string, files: readonly string[]): readonly string[] {
  if (files.length > 0 && files.every(isCode)) return files
  throw new TypeError(
    `${path} is named like a trigger and holds no handler: make it a file that ends with ${endings.join(', ')}, or a folder with such an index.`,
  )
}

const isCode = (file: string): boolean => endings.includes(extname(file))

function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder).toSorted()
  } catch (error) {
    throw new TypeError(`${folder} is no folder of triggers that can be read.`, { cause: error })
  }
}

function findTrigger(name: string): TriggerName | undefined {
  return triggerNames.find((trigger) => namesOf(trigger).some((each) => fold(each) === fold(name)))
}

/** `pre-sign-up`, `PreSignUp`, `preSignUp`, `PreTokenGenerationConfig`. */
function namesOf(trigger: TriggerName): readonly string[] {
  const { cognitoName, poolProperty } = registry[trigger]
  return [trigger, cognitoName, poolProperty]
}

function nearestOf(name: string): TriggerName | undefined {
  const near = nearestName(fold(name), triggerNames.map(fold))
  return triggerNames.find((trigger) => fold(trigger) === near)
}

function unknownName(what: string, name: string): TypeError {
  const near = nearestOf(name)
  return new TypeError(
    `${what}: ${near === undefined ? `there are ${triggerNames.join(', ')}` : `did you mean ${near}?`}`,
  )
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true
}

function describeGiven(given: TriggerFiles): string {
  return typeof given === 'string' ? resolve(given) : 'The map of triggers'
}
