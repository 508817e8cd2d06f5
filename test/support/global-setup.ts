/** Once per test run: gives all tests a temporary folder, in which nothing may be left at the end. */
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startRunGuard } from './run-guard.ts'

export async function setup(): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), 'suite-test-'))
  process.env['TMPDIR'] = directory
  return startRunGuard(directory)
}
