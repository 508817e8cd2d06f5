/** Finds hand-written handlers by the names of Cognito's triggers. */
import { lstatSync, readdirSync, statSync } from 'node:fs'
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
    const others = findUnsimulated(given)
    throw new TypeError(
      `${describeGiven(given)} holds no trigger${others.length === 0 ? '' : ` that is simulated here, but ${others.join(', ')}`}: name a file ${triggerNames.join('.js, ')}.js.`,
    )
  }
  return files
}

/** Cognito's triggers that the local pool does not call.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-cognito-userpool-lambdaconfig.html */
const unsimulated = [
  'CreateAuthChallenge',
  'CustomEmailSender',
  'CustomSMSSender',
  'DefineAuthChallenge',
  'InboundFederation',
  'PostAuthentication',
  'UserMigration',
  'VerifyAuthChallengeResponse',
].filter((name) => findTrigger(name) === undefined)

const isUnsimulated = (stem: string): boolean => unsimulated.some((each) => fold(each) === fold(stem))

/** The names of files and folders that are named like such a trigger. */
export function findUnsimulated(given: TriggerFiles): readonly string[] {
  if (typeof given !== 'string') return []
  return list(resolve(given)).filter((name) => isUnsimulated(stemOf(resolve(given, name))))
}

/** A file's name without its ending, or that of a folder. */
function stemOf(path: string): string {
  return isFolder(path) ? basename(path) : basename(path, extname(path))
}

type Found = readonly (readonly [TriggerName, string])[]

function listMap(given: Readonly<Record<string, string>>): Found {
  return Object.entries(given).map(([name, path]) => {
    const trigger = findTrigger(name)
    if (trigger === undefined && isUnsimulated(name))
      throw new TypeError(`The trigger ${name} is not simulated here: leave it out.`)
    if (trigger === undefined) throw unknownName(`There is no trigger ${name}`, name)
    const file = resolve(path)
    const fault = isDangling(file) ? 'is a link to what is not there' : 'is no file'
    if (!isFile(file)) throw new TypeError(`The ${trigger} trigger is to be in ${file}, which ${fault}.`)
    return [trigger, file]
  })
}

/** What is beside the triggers is left alone, unless its name looks like a misspelled one. */
function listFolder(folder: string): Found {
  return list(folder).flatMap((name): Found => {
    const path = join(folder, name)
    if (/\.(d|test|spec)\.[cm]?[jt]s$/.test(name)) return []
    const stem = stemOf(path)
    const trigger = findTrigger(stem)
    const files = isFile(path) ? [path] : endings.map((ending) => join(path, `index${ending}`)).filter(isFile)
    if (trigger !== undefined) return handlersIn(path, files).map((file) => [trigger, file])
    if (files.length === 0 || !files.every(isCode)) return []
    if (!isUnsimulated(stem) && nearestOf(stem) !== undefined)
      throw unknownName(`${path} is named like no trigger`, stem)
    return []
  })
}

/** @throws TypeError when what is named like a trigger holds no handler */
function handlersIn(path: string, files: readonly string[]): readonly string[] {
  if (files.length > 0 && files.every(isCode)) return files
  if (isDangling(path)) throw new TypeError(`${path} is a link to what is not there: mend or remove it.`)
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

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}

function isDangling(path: string): boolean {
  const isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true
  return isLink && statSync(path, { throwIfNoEntry: false }) === undefined
}

function describeGiven(given: TriggerFiles): string {
  return typeof given === 'string' ? resolve(given) : 'The map of triggers'
}
