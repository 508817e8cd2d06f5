/** Runs hand-written triggers, or those of a plain template, on this machine until it is stopped. */
import { once } from 'node:events'
import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { takeConsoleToken } from './console-token.ts'
import { removeDead, writeDetails } from './details-file.ts'
import { makeDirectory } from './make-directory.ts'
import type { OwnSource, StartOptions } from './options.ts'
import { prepareTemplate, prepareTriggers } from './own/prepare-own.ts'
import { findTriggerFiles } from './own/trigger-files.ts'
import { readSlowMotion } from './slow-motion.ts'
import { type LocalStack, startStack } from './stack.ts'
import type { StackModel } from './template/stack-model.ts'
import { untilStopped } from './until-stopped.ts'

/** Runs until SIGINT, SIGTERM or SIGHUP.
 * @throws Error with one sentence */
export async function startOwn(source: OwnSource, options: StartOptions): Promise<void> {
  const signal = untilStopped(options.endsWithInput)
  const directory = resolve(options.directory)
  const scratch = await realpath(await mkdtemp(join(tmpdir(), 'local-stack-')))
  try {
    const model = await ('template' in source
      ? prepareTemplate(source.template, { scratch })
      : prepareTriggers(source.triggers, { scratch }))
    await makeDirectory(directory)
    const detailsFile = join(directory, 'stack.json')
    await removeDead(detailsFile)
    const stack = await startStack({
      model,
      port: options.port,
      attempts: options.attempts,
      slowMotion: readSlowMotion(process.env),
      consoleToken: await takeConsoleToken(directory),
      asksWhoSignsIn: true,
    })
    try {
      const file = await writeDetails(detailsFile, stack.details)
      process.stdout.write(`${describe(stack, model, source, detailsFile)}\n`)
      if (!signal.aborted) await once(signal, 'abort')
      await file.release()
    } finally {
      await stack.close()
    }
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

/** A program that starts this one waits for `ready`. */
function describe(
  { details, notSimulated, missing }: LocalStack,
  model: StackModel,
  source: OwnSource,
  file: string,
): string {
  const files = 'triggers' in source ? [...findTriggerFiles(source.triggers)] : []
  return [
    '',
    `  console    ${details.consoleUrl}/#token=${details.consoleToken}`,
    `  cognito    ${details.cognitoEndpoint}   user pool ${details.userPoolId}`,
    ...model.clients.map(({ name, clientId }) => `  client     ${clientId}   ${name}`),
    `  lambda     ${details.lambdaEndpoint}   ${Object.keys(details.functions).join(', ')}`,
    ...files.map(([trigger, path]) => `  trigger    ${trigger}   ${relative('', path)}`),
    ...notSimulated.map((setting) => `  note       ${setting} of the template has no effect here`),
    ...missing.map((why) => `  note       ${why}`),
    `  details    ${file}`,
    '',
    'ready',
  ].join('\n')
}
