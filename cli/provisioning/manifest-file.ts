/** A manifest on its way to the disk. It has its name when all of it is there, and its job after it: a walk that stopped,
 * whatever stopped it, leaves neither. */
import { createHash } from 'node:crypto'
import { open, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Manifest, manifestLine } from '@cognito-trigger-suite/callers/internal/s3-batch/job'
import { makeWithParents } from '@cognito-trigger-suite/local/internal/make-directory'
import { causeOf } from '@cognito-trigger-suite/triggers/core/step'
import { type CliError, unavailableError, usageError } from '../cli-error.ts'

export interface ManifestFile {
  add(sub: string): void
  /** Writes what was added, so that memory stays small. @throws CliError */
  flush(): Promise<void>
  /** Gives the manifest and its job their names; without users there is neither. @throws CliError */
  finish(jobOf: (manifest: Manifest) => object): Promise<Manifest>
  /** Takes away what was written. */
  abandon(): Promise<void>
}

/** @throws CliError when the folder cannot be written */
export async function openManifest(directory: string, bucket: string): Promise<ManifestFile> {
  const onDisk = async <Done>(act: Promise<Done>): Promise<Done> =>
    act.catch((error: unknown) => {
      throw tell(directory, error)
    })
  const whole = join(directory, 'manifest.csv')
  const part = `${whole}.part`
  const job = join(directory, 'job.json')
  await onDisk(makeWithParents(directory))
  const handle = await onDisk(open(part, 'w'))
  const hash = createHash('md5')
  let users = 0
  let lines = ''
  const flush = async (): Promise<void> => {
    const [added] = [lines, (lines = '')]
    await onDisk(handle.appendFile(added))
  }
  return {
    add(sub) {
      const line = manifestLine(bucket, sub)
      hash.update(line)
      users += 1
      lines += line
    },
    flush,
    async finish(jobOf) {
      await flush()
      await onDisk(handle.sync())
      await handle.close()
      const manifest = { md5: hash.digest('hex'), users }
      if (users === 0) {
        await rm(part, { force: true })
        return manifest
      }
      // A job of before is not the job of this manifest.
      await onDisk(rm(job, { force: true }))
      await onDisk(rename(part, whole))
      await onDisk(writeFile(`${job}.part`, `${JSON.stringify(jobOf(manifest), null, 2)}\n`))
      await onDisk(rename(`${job}.part`, job))
      return manifest
    },
    async abandon() {
      await handle.close().catch(() => {})
      await rm(part, { force: true }).catch(() => {})
    },
  }
}

function tell(directory: string, error: unknown): CliError {
  const code = causeOf(error)
  return code === 'ENOSPC' || code === 'EDQUOT'
    ? unavailableError(
        `The disk of ${directory} is full (${code}), and no job was written: make room, and run the same command again.`,
        error,
      )
    : usageError(
        `${directory} cannot be written (${code}), and no job was: name a folder for --manifest.`,
        error,
      )
}
