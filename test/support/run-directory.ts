/** The temporary folder of a test run: made and guarded by whichever setup comes first, since a run may be killed. */
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startRunGuard } from './run-guard.ts'

interface Run {
  readonly directory: string
  /** Ends the run; throws when something was left over. */
  readonly end: () => Promise<void>
}

/** Each project loads its setup for itself, so that a variable of this module would not be shared. */
const shared: { [key: symbol]: Promise<Run> | undefined } = globalThis
const key = Symbol.for('run of the tests')

/** From the first call on `os.tmpdir()` is that folder. */
export function makeRun(): Promise<Run> {
  return (shared[key] ??= startRun())
}

async function startRun(): Promise<Run> {
  const directory = await mkdtemp(join(tmpdir(), 'suite-test-'))
  process.env['TMPDIR'] = directory
  return { directory, end: startRunGuard(directory) }
}
