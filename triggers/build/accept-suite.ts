/** Loads a suite with the checks of its options. Bundles do not hold the checks, so that a refused suite is never built. */
import { readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import type { Suite } from '../suite-parts.ts'
import { findCulprit, findPlace } from './find-place.ts'
import { loadLimitMs, withinLoadLimit } from './load-limit.ts'
import { readConfigurations } from './read-configurations.ts'
import { startProgram } from './start-program.ts'
import { importSuite } from './suite-file.ts'
import { readSuitePlans, type SuitePlans } from './suite-plans.ts'

/** A process that has loaded this package, and no suite yet. */
export interface Acceptance {
  /** Loads the file's current text, calls each of its parts, and gives their plans. Can be called once.
   * @throws UnloadableSuiteError, or Error with the sentence about the wrong option, and its line */
  readonly load: (signal?: AbortSignal) => Promise<SuitePlans>
  /** Resolves when the process is gone. */
  readonly stop: () => Promise<void>
}

/** Starts the process, which waits for `load`, and ends with this one. */
export function beginAcceptance(file: string): Acceptance {
  const ending = new AbortController()
  const { stdin, ended, isGone } = startProgram(process.execPath, [import.meta.filename, file], {
    signal: ending.signal,
  })
  return {
    async load(signal) {
      if (isGone()) return beginAcceptance(file).load(signal)
      if (signal?.aborted === true) ending.abort()
      signal?.addEventListener('abort', () => ending.abort(), { once: true })
      stdin?.end(begin)
      const slow = setTimeout(tellSlow, slowMs, file)
      const { stdout } = await ended
      clearTimeout(slow)
      return readAnswer(stdout, file)
    },
    async stop() {
      ending.abort()
      await ended
    },
  }
}

/** Milliseconds after which a load is told to be slow. */
const slowMs = 10_000

function tellSlow(file: string): void {
  const shown = relative(process.cwd(), file)
  process.stderr.write(
    `${shown} is still being loaded: an endless loop is ended after ${loadLimitMs / 1_000} s of processor time.\n`,
  )
}

function readAnswer(stdout: string, file: string): SuitePlans {
  // Exit code 0 proves nothing, since the suite can end the process too.
  const said: Said | undefined = stdout === '' ? undefined : JSON.parse(stdout)
  if (said?.plans !== undefined) return said.plans
  const Refusal = said?.isUnloadable === true ? UnloadableSuiteError : Error
  throw new Refusal(said?.refusal ?? describeEnded(file))
}

/** Whether the process may have loaded this file before `load`: when it changes, another process is needed. */
export function isPreloaded(path: string): boolean {
  return path.startsWith(ownFolder)
}

const ownFolder = join(import.meta.dirname, '..') + sep

/** What the process reads before it loads the suite. The end alone means that nobody waits for an answer. */
const begin = '\n'

/** Loads the file in a new process, as `Acceptance` says. */
export async function acceptSuite(file: string, signal?: AbortSignal): Promise<SuitePlans> {
  return beginAcceptance(file).load(signal)
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
  let isImported = false
  try {
    return await withinLoadLimit(async () => {
      const suite = await importSuite(file)
      isImported = true
      return readConfigurations(suite)
    }, limitMs)
  } catch (cause) {
    const Refusal = isImported ? Error : UnloadableSuiteError
    throw new Refusal(await describeRefusal(cause, file, isImported), { cause })
  }
}

/** The line that caused the error, or the file where no line is known, and the error's sentence. */
async function describeRefusal(thrown: unknown, file: string, isImported: boolean): Promise<string> {
  const { message } = thrown instanceof Error ? thrown : new Error(String(thrown))
  const place = findPlace(thrown, file)
  const known = place?.file ?? (isImported ? file : await findCulprit(file).catch(() => file))
  const shown = relative(process.cwd(), known)
  const said = message.startsWith('Cannot use import statement outside a module')
    ? 'its package.json makes it CommonJS: name it suite.mts, or set "type" to "module"'
    : message.split('\n')[0]
  return `${place === undefined ? shown : `${shown}:${place.line}`} is refused: ${said}`
}

if (import.meta.main) {
  // The suite finds standard input empty.
  if (readFileSync(0, 'utf8') !== begin) process.exit()
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
