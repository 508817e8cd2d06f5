/** Keeps the state of a pool walk in a file, so that a later call goes on from there. */
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { causeOf } from '@cognito-trigger-suite/triggers/core/step'
import { readCheckpoint } from '@cognito-trigger-suite/triggers/internal/provisioning-worker/input'
import type { ReconcileCheckpoint } from '@cognito-trigger-suite/triggers/internal/provisioning-worker/reconcile'
import { usageError } from '../cli-error.ts'

/** The checkpoint; undefined when the file does not exist.
 * @throws CliError when it belongs to another pool, is not a checkpoint, or cannot be read */
export async function loadCheckpoint(
  path: string,
  userPoolId: string,
): Promise<ReconcileCheckpoint | undefined> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (causeOf(error) === 'ENOENT') return undefined
    throw usageError(`${path} cannot be read (${causeOf(error)}): name another file by --checkpoint.`, error)
  })
  if (text === undefined) return undefined
  const checkpoint = parse(path, text)
  if (checkpoint.userPoolId === userPoolId) return checkpoint
  throw usageError(`${path} is of another user pool: name another file by --checkpoint, or give --restart.`)
}

/** The file is replaced as a whole, so that an interrupted walk goes on from its last checkpoint.
 * @throws CliError when the file cannot be written */
export async function saveCheckpoint(path: string, checkpoint: ReconcileCheckpoint): Promise<void> {
  const fresh = `${path}.new`
  try {
    await writeFile(fresh, `${JSON.stringify(checkpoint, null, 2)}\n`, { mode: 0o600 })
    await rename(fresh, path)
  } catch (error) {
    throw usageError(`${path} cannot be written: name a file in a folder of yours by --checkpoint.`, error)
  }
}

export async function removeCheckpoint(path: string): Promise<void> {
  await rm(path, { force: true })
}

function parse(path: string, text: string): ReconcileCheckpoint {
  try {
    return readCheckpoint(JSON.parse(text))
  } catch (error) {
    throw usageError(`${path} is no checkpoint of reconcile: name another file, or give --restart.`, error)
  }
}
