/** Folders that are removed when what made them has ended. */
import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** For one test, or for as long as `keep` says. */
export async function temporaryFolder(keep: (end: () => Promise<void>) => void = onTestFinished) {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'test-')))
  keep(() => rm(folder, { recursive: true, force: true }))
  return folder
}
