/** Loads a handler once in a process of its own, so that what is wrong with it is said before anybody calls it. */
import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import type { FunctionConfig } from '../lambda/function-config.ts'

type Checked = Pick<FunctionConfig, 'functionName' | 'codeDir' | 'handler' | 'environment'>

const longestMs = 10_000
/** Nothing of the stack runs yet, and nothing that is deployed is asked. */
const nowhere = 'http://127.0.0.1:1'
const endsProcess = 'ends its process while it is loaded'

/** Answers on the last line of its output, behind a mark, since a handler may print while it loads. A process that
 * ends before has not answered. */
const script = `
const [file, name, mark] = process.argv.slice(1)
const { exit } = process
const say = (text) => { process.stdout.write('\\n' + mark + text, () => exit(0)) }
process.once('beforeExit', () => say('never finishes loading: an await at its top has no end'))
import(file).then(
  (module) => {
    const handler = module[name] ?? module.default?.[name]
    if (typeof handler !== 'function') say('exports no function ' + name)
    else if (handler.length > 2) say('takes a callback, which Lambda has not since Node 24: make ' + name + ' async')
    else say('')
  },
  (error) => say('cannot be loaded: ' + String(error?.message ?? error).split('\\n')[0]),
)`

/** @throws Error with one sentence when the file is missing, exports no such function, or throws while it loads */
export async function checkHandler({ functionName, codeDir, handler, environment }: Checked): Promise<void> {
  const [, stem = '', name = ''] = /^(.+)\.([^.]+)$/.exec(handler) ?? []
  const file = ['.js', '.mjs', '.cjs'].map((ending) => join(codeDir, `${stem}${ending}`)).find(existsSync)
  if (file === undefined) {
    throw new Error(
      `The handler ${handler} of ${functionName} is in no file ${join(codeDir, stem)}.js, .mjs or .cjs.`,
    )
  }
  const problem = await load(file, name, environment)
  if (problem !== '') throw new Error(`${file} ${problem.replace(/\.$/, '')}.`)
}

async function load(file: string, name: string, environment: Checked['environment']): Promise<string> {
  const mark = randomUUID()
  const args = ['--input-type=module', '-e', script, pathToFileURL(file).href, name, mark]
  const env = {
    PATH: process.env['PATH'],
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL: nowhere,
    AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: nowhere,
    ...environment,
  }
  try {
    const { stdout } = await promisify(execFile)(process.execPath, args, {
      env,
      timeout: longestMs,
      killSignal: 'SIGKILL',
      maxBuffer: Infinity,
    })
    const [, answer] = stdout.split(`\n${mark}`)
    return answer ?? endsProcess
  } catch (error) {
    const tookLong = error instanceof Error && 'killed' in error && error.killed === true
    return tookLong ? `takes longer than ${longestMs / 1_000} s to load` : endsProcess
  }
}
