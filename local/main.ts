/** `npm start`: builds the triggers, synthesizes the stack, runs it on this machine and opens its page. */
import { spawn } from 'node:child_process'
import { Socket } from 'node:net'
import { join, relative, resolve } from 'node:path'
import { buildTriggers } from '../scripts/build.ts'
import { writeDetails } from './details-file.ts'
import { makeDirectory } from './make-directory.ts'
import { readStartOptions, usage } from './options.ts'
import { readSlowMotion } from './slow-motion.ts'
import { type StackDetails, startStack } from './stack.ts'
import { readStackModel } from './template/read-stack-model.ts'
import type { ClientModel } from './template/stack-model.ts'
import { synthesizeApp } from './template/synthesize.ts'

const root = join(import.meta.dirname, '..')

try {
  const options = readStartOptions(process.argv.slice(2))
  if (options === 'help') process.stdout.write(`${usage}\n`)
  else await start(options)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}

async function start(options: Exclude<ReturnType<typeof readStartOptions>, 'help'>): Promise<void> {
  const ending = new AbortController()
  const { signal } = ending
  const motion = readSlowMotion(process.env)
  const ended = new Promise<void>((end) => signal.addEventListener('abort', () => end()))
  process.once('SIGINT', () => ending.abort())
  process.once('SIGTERM', () => ending.abort())
  if (options.endsWithInput) onEndOfInput(() => ending.abort())
  const directory = resolve(root, options.directory)
  const detailsFile = join(directory, 'stack.json')
  await makeDirectory(directory)
  // A build of its own, so that `npm run build` and the tests can go on beside a running stack.
  const bundles = join(directory, 'dist')
  await buildTriggers(bundles)
  if (signal.aborted) return
  const assembly = await synthesizeApp({
    outputDir: join(directory, 'assembly'),
    context: { bundleDirectory: join(bundles, 'triggers') },
    signal,
  }).catch((error: unknown) => {
    if (signal.aborted) return undefined
    throw error
  })
  if (assembly === undefined) return
  const model = readStackModel(assembly)
  const stack = await startStack({
    model,
    port: options.port,
    attempts: options.attempts,
    asksWhoSignsIn: true,
    slowMotion: motion,
  })
  if (signal.aborted) return stack.close()
  const file = await writeDetails(detailsFile, stack.details)

  const { details } = stack
  const page = `${details.consoleUrl}/#token=${details.consoleToken}`
  process.stdout.write(
    `${[
      '',
      `  console    ${page}`,
      `  cognito    ${details.cognitoEndpoint}   user pool ${details.userPoolId}`,
      `  login      ${managedLoginUrl(model.clients, details)}`,
      `  lambda     ${details.lambdaEndpoint}   ${Object.keys(details.functions).join(', ')}`,
      `  dynamodb   ${details.dynamodbEndpoint}   table ${details.tableName}`,
      ...stack.notSimulated.map((setting) => `  note       ${setting} of the template has no effect here`),
      `  details    ${relative(process.cwd(), detailsFile)}`,
      '',
      'ready',
    ].join('\n')}\n`,
  )
  if (options.opensBrowser) openBrowser(page)

  await ended
  await stack.close()
  await file.release()
}

/** Input that stays open keeps nothing alive. */
function onEndOfInput(end: () => void): void {
  process.stdin.on('close', end).resume()
  if (process.stdin instanceof Socket) process.stdin.unref()
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

/** Best effort: a machine without a browser has the address on its terminal. */
function openBrowser(page: string): void {
  const command = process.platform === 'darwin' ? 'open' : 'xdg-open'
  const browser = spawn(command, [page], { stdio: 'ignore', detached: true })
  browser.on('error', () => {})
  browser.unref()
}
