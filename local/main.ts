/** `npm start`: builds the triggers, synthesizes the stack, runs it on this machine and opens its page. */
import { spawn } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { buildTriggers } from '../scripts/build.ts'
import { readStartOptions, usage } from './options.ts'
import { startStack } from './stack.ts'
import { readStackModel } from './template/read-stack-model.ts'
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
  const ended = new Promise<void>((end) => {
    process.once('SIGINT', () => end())
    process.once('SIGTERM', () => end())
  })
  const directory = resolve(root, options.directory)
  const detailsFile = join(directory, 'stack.json')
  // A build of its own, so that `npm run build` and the tests can go on beside a running stack.
  const bundles = join(directory, 'dist')
  await buildTriggers(bundles)
  const assembly = await synthesizeApp({
    outputDir: join(directory, 'assembly'),
    context: { bundleDirectory: join(bundles, 'triggers') },
  })
  const stack = await startStack({
    model: readStackModel(assembly),
    port: options.port,
    attempts: options.attempts,
  })
  await writeFile(detailsFile, `${JSON.stringify(stack.details, null, 2)}\n`, { mode: 0o600 })

  const { details } = stack
  const page = `${details.consoleUrl}/#token=${details.consoleToken}`
  process.stdout.write(
    `${[
      '',
      `  console    ${page}`,
      `  cognito    ${details.cognitoEndpoint}   user pool ${details.userPoolId}`,
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
  await rm(detailsFile, { force: true })
}

/** Best effort: a machine without a browser has the address on its terminal. */
function openBrowser(page: string): void {
  const command = process.platform === 'darwin' ? 'open' : 'xdg-open'
  const browser = spawn(command, [page], { stdio: 'ignore', detached: true })
  browser.on('error', () => {})
  browser.unref()
}
