/** Builds the triggers, synthesizes the stack, runs it on this machine and opens its page. */
import { spawn } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { systemClock } from '@cognito-trigger-suite/triggers/core/deadline'
import { beginCheck } from '@cognito-trigger-suite/triggers/internal/build/check-suite'
import { findProject } from '@cognito-trigger-suite/triggers/internal/build/project'
import { findSuiteFile } from '@cognito-trigger-suite/triggers/internal/build/suite-file'
import { takeBundleFolder } from './bundle-folders.ts'
import { type DataFolder, openDataFolder } from './data/kept-state.ts'
import { takeConsoleToken } from './console-token.ts'
import { describeStack } from './describe-stack.ts'
import { type DetailsFile, removeDead, type StackDetails, writeDetails } from './details-file.ts'
import { makeDirectory } from './make-directory.ts'
import type { StartOptions } from './options.ts'
import { firstEdition } from './live/edition.ts'
import type { Live } from './live/start-live.ts'
import { type PreparedStack, prepareStack } from './prepare-stack.ts'
import { readSlowMotion, type SlowMotion } from './slow-motion.ts'
import { functionsByTrigger } from './view-stack.ts'
import type { LocalStack } from './stack.ts'
import type { ClientModel } from './template/stack-model.ts'
import { untilStopped } from './until-stopped.ts'

/** Runs until SIGINT, SIGTERM or SIGHUP.
 * @throws Error with a sentence for each thing that is wrong */
export async function start(options: StartOptions): Promise<void> {
  const slowMotion = readSlowMotion(process.env)
  const signal = untilStopped(options.endsWithInput)
  const directory = resolve(findProject(), options.directory)
  await makeDirectory(directory)
  await removeDead(join(directory, 'stack.json'))
  // Another process that uses it is told before the work begins.
  const dataFolder =
    options.data === undefined ? undefined : await openDataFolder(resolve(findProject(), options.data))
  const editions = await takeBundleFolder(directory)
  try {
    await run({ ...options, directory, dataFolder, editions, slowMotion, signal })
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    await dataFolder?.close()
    await rm(editions, { recursive: true, force: true })
  }
  // Modules that are still loading would be evaluated in vain.
  if (signal.aborted) process.exit(0)
}

interface RunOptions extends StartOptions {
  readonly dataFolder: DataFolder | undefined
  /** Absolute; has the bundles, those of each edit in a folder of their own. */
  readonly editions: string
  readonly slowMotion: SlowMotion
  /** Ends it. */
  readonly signal: AbortSignal
}

/** Starts no service before the suite is known to be sound. The check runs beside the other work. */
async function run(options: RunOptions): Promise<void> {
  const unchecked: string[] = []
  const types = beginCheck(findSuiteFile(), (why) => unchecked.push(why))
  try {
    await runChecked(options, types.sound, unchecked)
  } finally {
    await types.stop()
  }
}

async function runChecked(
  options: RunOptions,
  isSound: Promise<void>,
  unchecked: readonly string[],
): Promise<void> {
  const { directory, editions, slowMotion, signal } = options
  const ended = new Promise<void>((end) => signal.addEventListener('abort', () => end()))
  const [prepared, { startStack }] = await Promise.all([
    prepareStack({ directory, bundleDirectory: firstEdition(editions), signal }),
    // It has many modules, and the other work runs in other processes.
    import('./stack.ts'),
  ])
  if (signal.aborted) return
  const { model } = prepared
  const stack = await startStack({
    ...options,
    model,
    slowMotion,
    data: options.dataFolder,
    consoleToken: await takeConsoleToken(directory),
    asksWhoSignsIn: true,
  })
  let file: DetailsFile | undefined
  let live: Live | undefined
  try {
    if (signal.aborted) return
    await isSound
    const detailsFile = join(directory, 'stack.json')
    file = await writeDetails(detailsFile, stack.details)
    tell(stack, { unchecked, detailsFile, opensBrowser: options.opensBrowser })
    if (options.watches) live = await watch(stack, prepared, { ...options, file })
    await ended
  } finally {
    await live?.close()
    await stack.close()
    await file?.release()
  }
}

async function watch(
  stack: LocalStack,
  prepared: PreparedStack,
  options: RunOptions & { readonly file: DetailsFile },
): Promise<Live> {
  // Not before the stack is ready.
  const { startLive } = await import('./live/start-live.ts')
  const print = (line: string): void => void process.stdout.write(`${line}\n`)
  const adopt: LocalStack['adopt'] = async (model) => {
    const adopted = await stack.adopt(model)
    await options.file.update({ ...stack.details, functions: functionsByTrigger(model) })
    return adopted
  }
  return startLive({ ...options, stack: { live: stack.live, adopt }, prepared, clock: systemClock, print })
}

function tell(
  stack: LocalStack,
  about: Pick<RunOptions, 'opensBrowser'> & {
    readonly unchecked: readonly string[]
    readonly detailsFile: string
  },
): void {
  const { unchecked, detailsFile, opensBrowser } = about
  const { details, model } = stack
  process.stdout.write(
    describeStack(stack, relative(process.cwd(), detailsFile), {
      pool: [`  login      ${managedLoginUrl(model.clients, details)}`],
      services: [`  dynamodb   ${details.dynamodbEndpoint}   table ${details.tableName}`],
      notes: unchecked,
    }),
  )
  if (opensBrowser) openInBrowser(`${details.consoleUrl}/#token=${details.consoleToken}`)
}

/** Where a person signs in on the pool's own pages, or by an external provider; it ends at the app's callback. */
function managedLoginUrl(
  clients: readonly ClientModel[],
  { cognitoEndpoint, clients: { public: app } }: StackDetails,
): string {
  const callbacks = clients.find(({ clientId }) => clientId === app.clientId)?.properties['CallbackURLs']
  const url = new URL('/login', cognitoEndpoint)
  url.search = new URLSearchParams({
    client_id: app.clientId,
    response_type: 'code',
    scope: 'openid email profile',
    redirect_uri: Array.isArray(callbacks) ? String(callbacks[0]) : '',
  }).toString()
  return url.href
}

/** A machine without a browser shows the address on its terminal. */
function openInBrowser(page: string): void {
  const command = process.platform === 'darwin' ? 'open' : 'xdg-open'
  const browser = spawn(command, [page], { stdio: 'ignore', detached: true })
  browser.on('error', () => {})
  browser.unref()
}
