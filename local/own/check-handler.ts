/** Loads a handler once in a process of its own, so that what is wrong with it is said before anybody calls it. */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import type { FunctionConfig } from '../lambda/function-config.ts'

type Checked = Pick<FunctionConfig, 'functionName' | 'codeDir' | 'handler' | 'environment'>

const longestMs = 10_000

/** Answers on the last line of its output, since a handler may print while it loads. */
const script = `
const [file, name] = process.argv.slice(1)
const say = (text) => { process.stdout.write('\\n' + text, () => process.exit(0)) }
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
  if (problem !== '') throw new Error(`${file} ${problem}.`)
}

async function load(file: string, name: string, environment: Checked['environment']): Promise<string> {
  const args = ['--input-type=module', '-e', script, pathToFileURL(file).href, name]
  const env = {
    PATH: process.env['PATH'],
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_EC2_METADATA_DISABLED: 'true',
    ...environment,
  }
  try {
    const { stdout } = await promisify(execFile)(process.execPath, args, {
      env,
      timeout: longestMs,
      killSignal: 'SIGKILL',
    })
    return stdout.slice(stdout.lastIndexOf('\n') + 1)
  } catch {
    return `ended its process while it was loaded, or took longer than ${longestMs / 1_000} s`
  }
}
