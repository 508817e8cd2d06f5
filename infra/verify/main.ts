/** `npm run verify-account`: asks a real account how Cognito behaves where no document says so. */
import { appendFileSync, writeFileSync } from 'node:fs'
import { describeFault, readTextFile } from '@cognito-trigger-suite/triggers/internal/build/text-file'
import { ServiceError } from '@cognito-trigger-suite/triggers/internal/adapters/service-error'
import { readJson } from '@cognito-trigger-suite/triggers/internal/core/json'
import { openAccount } from './account.ts'
import { toSwitches } from './apply.ts'
import { type Options, type Place, readOptions, usage } from './options.ts'
import { questions } from './questions.ts'
import { type Result, verifyAccount } from './run.ts'
import { removeStage } from './stage.ts'

const tell = (line: string): void => void process.stdout.write(`${line}\n`)

async function main(options: Options): Promise<void> {
  switch (options.kind) {
    case 'help':
      return tell(usage)
    case 'apply':
      return apply(options)
    case 'clean':
      enter(options)
      await removeStage(openAccount(), options.id)
      return tell(`probe-${options.id} is not there any more.`)
    case 'verify':
      return verify(options)
  }
}

async function verify(options: Extract<Options, { kind: 'verify' }>): Promise<void> {
  const { region, only, out } = options
  const unknown = only.find((name) => !questions.some((each) => each.name === name))
  if (unknown !== undefined) {
    throw new TypeError(
      `There is no question ${unknown}: there are ${questions.map((each) => each.name).join(', ')}.`,
    )
  }
  demandWritable(out)
  const stopping = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(name, () => stopping.abort(new Error('stopped')))
  const results: Result[] = []
  enter(options)
  await verifyAccount({
    account: openAccount(),
    region,
    questions: questions.filter(({ name }) => only.length === 0 || only.includes(name)),
    signal: stopping.signal,
    tell,
    onResult(result) {
      results.push(result)
      // What is known is kept when the run ends early.
      writeFileSync(out, `${JSON.stringify(results, null, 2)}\n`)
    },
  })
  if (stopping.signal.aborted)
    throw new Error(`Stopped after ${results.length} answers; nothing is left in the account.`)
  tell(`${out} has the answers. Switches for the local pool: npm run verify-account -- --apply ${out}`)
}

function apply({ results, to }: Extract<Options, { kind: 'apply' }>): void {
  const { switches, without } = toSwitches(readJson(read(results)), questions)
  demandWritable(to)
  writeFileSync(to, `${JSON.stringify(switches, null, 2)}\n`)
  for (const name of without) tell(`${name} has an answer that no setting of the local pool is for.`)
  tell(`${to} has the switches: npm start -- --fidelity ${to}`)
}

function read(file: string): string {
  try {
    return readTextFile(file)
  } catch (error) {
    throw new TypeError(`${file} ${describeFault(error)}.`, { cause: error })
  }
}

/** Known before ten minutes of questions. What stands in the file stays. */
function demandWritable(file: string): void {
  try {
    appendFileSync(file, '')
  } catch (error) {
    throw new TypeError(`${file} cannot be written: name another file.`, { cause: error })
  }
}

/** The adapters read the environment, as in Lambda. */
function enter({ region, endpoint }: Place): void {
  process.env['AWS_REGION'] = region
  if (endpoint === undefined) return
  // A service on this machine never gets real keys.
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SESSION_TOKEN: '',
  })
}

try {
  await main(readOptions(process.argv.slice(2), process.env))
} catch (error) {
  const told = error instanceof ServiceError ? `${error.code} ${error.exception}` : error
  process.stderr.write(`${told instanceof Error ? told.message : String(told)}\n`)
  process.exitCode = 1
}
