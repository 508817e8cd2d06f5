/** Makes the model of a stack that the suite did not make: of a template, or of hand-written handlers. */
import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { TriggerName } from '@cognito-trigger-suite/triggers/internal/registry'
import { readOtherModel, type ReadOptions } from '../template/read-stack-model.ts'
import type { StackModel } from '../template/stack-model.ts'
import { addClients } from './add-clients.ts'
import { type HandlerPlace, placeHandler } from './bundle-typescript.ts'
import { checkHandler } from './check-handler.ts'
import { ownTemplate } from './own-template.ts'
import { readOwnTemplate, readTemplateFile } from './template-file.ts'
import { findTriggerFiles, findUnsimulated, type TriggerFiles } from './trigger-files.ts'

export interface OwnOptions extends ReadOptions {
  /** An absolute folder for what is written; it must stay while the stack runs. */
  readonly scratch: string
}

/** @throws Error with one sentence that names the file, the function or the property and what to do */
export async function prepareTemplate(file: string, options: OwnOptions): Promise<StackModel> {
  return complete(readOtherModel(await readTemplateFile(file, options.scratch), options), options)
}

/** The same of handlers by the names of their triggers. Their pool has its default settings.
 * @throws Error with one sentence */
export async function prepareTriggers(
  given: TriggerFiles,
  options: OwnOptions & { readonly environment?: Readonly<Record<string, string>> },
): Promise<StackModel> {
  const { scratch, environment = {} } = options
  const handlers = new Map<TriggerName, HandlerPlace>()
  for (const [trigger, file] of findTriggerFiles(given)) {
    const folder = join(scratch, trigger)
    await mkdir(folder, { recursive: true })
    handlers.set(trigger, await placeHandler(file, folder))
  }
  const template = ownTemplate(handlers, environment)
  const assembly = await readOwnTemplate(template, { stackName: 'local', folder: resolve('.'), scratch })
  const model = readOtherModel(assembly, options)
  const withoutEffect = [...model.withoutEffect, ...findUnsimulated(given)]
  return complete({ ...model, withoutEffect }, options)
}

async function complete(model: StackModel, { seed = 'local' }: OwnOptions): Promise<StackModel> {
  for (const { logicalId, runtime } of model.functions) {
    if (!runtime.startsWith('nodejs'))
      throw new Error(`Function ${logicalId} runs on ${runtime}: here run functions for Node alone.`)
  }
  await Promise.all(model.functions.map(checkHandler))
  return addClients(model, seed)
}
