/** Loads a suite with the checks of its options, which bundles do not hold: what is refused here is never built. */
import { execFile } from 'node:child_process'
import { relative } from 'node:path'
import type { Suite } from '../infra/suite-plans.ts'
import { withinLoadLimit } from './load-limit.ts'
import { importSuite } from './suite-file.ts'

/** Loads the file in a process of its own, so that it is read as it is now, and calls each of its parts.
 * @throws Error with the sentence of the option that is wrong, and its line. */
export async function acceptSuite(file: string): Promise<void> {
  await new Promise<void>((done, fail) => {
    execFile(process.execPath, [import.meta.filename, file], (error, _stdout, stderr) => {
      if (error === null) done()
      else fail(new Error(stderr.trim() === '' ? error.message : stderr.trim()))
    })
  })
}

/** Why a suite cannot be loaded. Where that is so, a build fails as well, and mostly knows the place. */
export class UnloadableSuiteError extends Error {}

/** Loads the file and calls each of its parts.
 * @throws UnloadableSuiteError or Error with one sentence that names the file, also when it does not end within
 * `limitMs` milliseconds */
export async function loadSuite(file: string, limitMs?: number): Promise<Suite> {
  const suite = await importSuite(file, limitMs).catch((cause: unknown) => {
    throw new UnloadableSuiteError(describeRefusal(cause, file), { cause })
  })
  try {
    await withinLoadLimit(() => {
      for (const configure of Object.values(suite)) configure()
    }, limitMs)
  } catch (cause) {
    throw new Error(describeRefusal(cause, file), { cause })
  }
  return suite
}

/** The error's sentence after the line of the suite that it comes from. */
function describeRefusal(error: unknown, file: string): string {
  if (!(error instanceof Error)) return String(error)
  const frame = error.stack?.split('\n').find((line) => line.includes(file))
  const line = /:(\d+):\d+\)?$/.exec(frame ?? '')?.[1]
  const place = relative(process.cwd(), file)
  return `${line === undefined ? place : `${place}:${line}`} is refused: ${error.message.split('\n')[0] ?? ''}`
}

if (import.meta.main) {
  try {
    await loadSuite(process.argv[2] ?? '')
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
  }
  // What the suite has left running keeps nobody waiting.
  process.exit()
}
