/** Runs hand-written triggers, or those of a plain template, on this machine until it is stopped. */
import { once } from 'node:events'
import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { takeConsoleToken } from './console-token.ts'
import { describeStack } from './describe-stack.ts'
import { removeDead, writeDetails } from './details-file.ts'
import { makeDirectory } from './make-directory.ts'
import type { OwnSource, StartOptions } from './options.ts'
import { prepareTemplate, prepareTriggers } from './own/prepare-own.ts'
import { findTriggerFiles } from './own/trigger-files.ts'
import { readSlowMotion } from './slow-motion.ts'
import { startStack } from './stack.ts'
import { untilStopped } from './until-stopped.ts'

/** Runs until SIGINT, SIGTERM or SIGHUP.
 * @throws Error with one sentence */
export async function startOwn(source: OwnSource, options: StartOptions): Promise<void> {
  const signal = untilStopped(options.endsWithInput)
  const directory = resolve(options.directory)
  await using ends = new AsyncDisposableStack()
  const scratch = await realpath(await mkdtemp(join(tmpdir(), 'local-stack-')))
  ends.defer(() => rm(scratch, { recursive: true, force: true }))
  const model = await ('template' in source
    ? prepareTemplate(source.template, { scratch })
    : prepareTriggers(source.triggers, { scratch }))
  await makeDirectory(directory)
  const detailsFile = join(directory, 'stack.json')
  await removeDead(detailsFile)
  const stack = ends.adopt(
    await startStack({
      ...options,
      data: undefined,
      model,
      slowMotion: readSlowMotion(process.env),
      consoleToken: await takeConsoleToken(directory),
      asksWhoSignsIn: true,
    }),
    (each) => each.close(),
  )
  const file = await writeDetails(detailsFile, stack.details)
  const files = 'triggers' in source ? [...findTriggerFiles(source.triggers)] : []
  const more = {
    pool: model.clients.map(({ name, clientId }) => `  client     ${clientId}   ${name}`),
    services: files.map(([trigger, path]) => `  trigger    ${trigger}   ${relative('', path)}`),
  }
  process.stdout.write(describeStack(stack, detailsFile, more))
  if (!signal.aborted) await once(signal, 'abort')
  await file.release()
}
