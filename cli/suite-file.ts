/** Loads a version of the configuration: `triggers/suite.ts`, or another file that exports the same functions. */
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { loadSuite as importAccepted } from '../scripts/accept-suite.ts'
import { beginCheck } from '../scripts/check-suite.ts'
import { withinLoadLimit } from '../scripts/load-limit.ts'
import { findFault, findSuiteFile } from '../scripts/suite-file.ts'
import { isObject, own } from '../triggers/events/envelope.ts'
import type { PostConfirmationConfig } from '../triggers/post-confirmation/effect-definition.ts'
import type { PreSignUpConfig } from '../triggers/pre-sign-up/rule.ts'
import type { PreTokenGenerationConfig } from '../triggers/pre-token-generation/claim-source.ts'
import type { WorkerConfig } from '../triggers/provisioning-worker/config.ts'
import { usageError } from './cli-error.ts'
import type { CliContext } from './context.ts'

export interface Suite {
  readonly preSignUp: PreSignUpConfig | undefined
  readonly preTokenGeneration: PreTokenGenerationConfig | undefined
  readonly postConfirmation: PostConfirmationConfig | undefined
}

/** The configuration that is built and deployed. */
export async function loadOwnSuite(context: CliContext): Promise<Suite & { readonly worker: WorkerConfig }> {
  try {
    const suite = await importAccepted(findSuiteFile(context.env))
    return {
      preSignUp: suite.preSignUp(),
      preTokenGeneration: suite.preTokenGeneration(),
      postConfirmation: suite.postConfirmation(),
      worker: suite.provisioningWorker(),
    }
  } catch (error) {
    throw usageError(`${firstLine(error)}.`, error)
  }
}

/** What `load` gives, of a file whose types are sound.
 * @throws CliError with file, line and sentence of each finding, unless loading it says more */
export async function withSoundTypes<Loaded>(
  context: CliContext,
  file: string | undefined,
  load: () => Promise<Loaded>,
): Promise<Loaded> {
  const { sound, stop } = beginCheck(findFile(context, file), (why) => context.note(why))
  try {
    const loaded = await load()
    await sound.catch((error: unknown) => {
      throw usageError(error instanceof Error ? error.message : String(error), error)
    })
    return loaded
  } finally {
    await stop()
  }
}

function findFile({ directory, env }: CliContext, file: string | undefined): string {
  try {
    return file === undefined ? findSuiteFile(env) : resolve(directory, file)
  } catch (error) {
    throw usageError(`${firstLine(error)}.`, error)
  }
}

/** @throws CliError when the file cannot be loaded or exports no trigger. */
export async function loadSuite(directory: string, file: string): Promise<Suite> {
  const module = await importFile(directory, file)
  const read = async <Config>(
    name: string,
    isConfig: (value: unknown) => value is Config,
  ): Promise<Config | undefined> => {
    const define = own(module, name)
    if (typeof define !== 'function') return undefined
    const config: unknown = await callDefinition(file, name, () => define())
    if (!isConfig(config))
      throw usageError(`${file}: ${name}() does not return a configuration of its trigger.`)
    return config
  }
  const suite = {
    preSignUp: await read('preSignUp', isPreSignUp),
    preTokenGeneration: await read('preTokenGeneration', isPreTokenGeneration),
    postConfirmation: await read('postConfirmation', isPostConfirmation),
  }
  if (Object.values(suite).every((config) => config === undefined))
    throw usageError(
      `${file} exports none of ${Object.keys(suite).join(', ')}: give a file such as triggers/suite.ts.`,
    )
  return suite
}

async function importFile(directory: string, file: string): Promise<Readonly<Record<string, unknown>>> {
  const fault = findFault(resolve(directory, file))
  if (fault !== undefined) throw usageError(`'${file}' ${fault}: give a file such as triggers/suite.ts.`)
  try {
    const module: unknown = await withinLoadLimit(() => import(pathToFileURL(resolve(directory, file)).href))
    return { ...(typeof module === 'object' ? module : {}) }
  } catch (error) {
    throw usageError(`${file} cannot be loaded: ${firstLine(error)}.`, error)
  }
}

async function callDefinition(file: string, name: string, define: () => unknown): Promise<unknown> {
  try {
    return await withinLoadLimit(define)
  } catch (error) {
    throw usageError(`${file}: ${name}() refuses its options: ${firstLine(error)}.`, error)
  }
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return (message.split('\n')[0] ?? '').replace(/\.$/, '')
}

function isPreSignUp(value: unknown): value is PreSignUpConfig {
  return isObject(value) && Array.isArray(own(value, 'rules'))
}

function isPreTokenGeneration(value: unknown): value is PreTokenGenerationConfig {
  return isObject(value) && Array.isArray(own(value, 'claims'))
}

function isPostConfirmation(value: unknown): value is PostConfirmationConfig {
  return isObject(value) && Array.isArray(own(value, 'effects'))
}
