/** Once per test run: gives all tests a temporary folder that is removed at the end. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export async function setup(): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), 'suite-test-'))
  // Synthesized apps and browsers leave folders wherever `os.tmpdir()` points.
  process.env['TMPDIR'] = directory
  return () => rm(directory, { recursive: true, force: true })
}
