/** Loads a suite with the checks of its options. Bundles do not hold the checks, so that a refused suite is never built. */
import { execFile } from 'node:child_process'
import { relative } from 'node:path'
import type { Suite } from '../suite-parts.ts'
import { withinLoadLimit } from './load-limit.ts'
import { readConfigurations } from './read-configurations.ts'
import { importSuite } from './suite-file.ts'
import { readSuitePlans, type SuitePlans } from './suite-plans.ts'

/** Loads the file in a new process, which reads its current text, and calls each of its parts. Returns their plans.
 * @throws UnloadableSuiteError, or Error with the sentence about the wrong option, and its line */
export async function acceptSuite(file: string, signal?: AbortSignal): Promise<SuitePlans> {
  return new Promise((done, fail) => {
    const limits = { killSignal: 'SIGKILL' as const, ...(signal === undefined ? {} : { signal }) }
    const child = execFile(process.execPath, [import.meta.filename, file], limits, (_error, stdout) => {
      // Exit code 0 proves nothing, since the suite can end the process too.
      const said: Said | undefined = stdout === '' ? undefined : JSON.parse(stdout)
      if (said?.plans !== undefined) return done(said.plans)
      const Refusal = said?.isUnloadable === true ? UnloadableSuiteError : Error
      fail(new Refusal(said?.refusal ?? describeEnded(file)))
    })
    // A suite that reads standard input finds it empty.
    child.stdin?.end()
  })
}

/** What that process prints. */
interface Said {
  readonly plans?: SuitePlans
  readonly refusal?: string
  readonly isUnloadable?: boolean
}

/** The error of a suite whose process ended before it reported. */
export function describeEnded(file: string): string {
  return `${relative(process.cwd(), file)} is refused: it ended the process while it was loaded`
}

/** Why a suite cannot be loaded. A build of such a suite fails too, and usually knows the place. */
export class UnloadableSuiteError extends Error {}

/** Loads the file and calls each of its parts.
 * @throws UnloadableSuiteError or Error with one sentence that names the file; also when the load does not end within
 * `limitMs` milliseconds */
export async function loadSuite(file: string, limitMs?: number): Promise<Suite> {
  const suite = await importSuite(file, limitMs).catch((cause: unknown) => {
    throw new UnloadableSuiteError(describeRefusal(cause, file), { cause })
  })
  try {
    return await withinLoadLimit(() => readConfigurations(suite), limitMs)
  } catch (cause) {
    throw new Error(describeRefusal(cause, file), { cause })
  }
}

/** The line of the suite that caused the error, and the error's sentence. */
function describeRefusal(error: unknown, file: string): string {
  const { message, stack } = error instanceof Error ? error : new Error(String(error))
  const frame = stack?.split('\n').find((line) => line.includes(file))
  const line = /:(\d+):\d+\)?$/.exec(frame ?? '')?.[1]
  const place = relative(process.cwd(), file)
  const said = message.startsWith('Cannot use import statement outside a module')
    ? 'its package.json makes it CommonJS: name it suite.mts, or set "type" to "module"'
    : message.split('\n')[0]
  return `${line === undefined ? place : `${place}:${line}`} is refused: ${said}`
}

if (import.meta.main) {
  const said = await loadSuite(process.argv[2] ?? '').then(
    (suite): Said => ({ plans: readSuitePlans(suite) }),
    (error: unknown): Said => ({
      refusal: error instanceof Error ? error.message : String(error),
      isUnloadable: error instanceof UnloadableSuiteError,
    }),
  )
  // Ends the process even if the suite has left something running.
  process.stdout.write(JSON.stringify(said), () => process.exit())
}
