/** What `--data` keeps over restarts, and the folder in which it is. */
import { chmod, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { isObject, type RawObject } from '@cognito-trigger-suite/triggers/internal/core/json'
import type { JWK } from 'jose'
import { makeDirectory } from '../make-directory.ts'
import type { PoolMemory } from '../pool/memory.ts'
import type { Message } from '../stand-ins/mailbox.ts'
import { lockFolder } from './folder-lock.ts'
import { packState, readState, writeState } from './state-file.ts'

export interface KeptState {
  readonly poolId: string
  readonly pool: PoolMemory
  /** Signs tokens. */
  readonly privateKey: JWK
  /** Of the table. */
  readonly items: readonly RawObject[]
  /** Newest first. */
  readonly mail: readonly Message[]
}

/** Goes up with each change of `KeptState` and of what is in it. */
const format = 1

export interface DataFolder {
  /** Undefined at the first start. */
  readonly kept: KeptState | undefined
  /** Resolves when the state is on the disk. Writes nothing when it is there already. */
  readonly write: (state: KeptState) => Promise<void>
  /** Lets another process use the folder. */
  readonly close: () => Promise<void>
}

/** @throws Error with one sentence when another process uses the folder, when it is that of something else, or when what is
 * in it cannot be read; nothing in it is changed then */
export async function openDataFolder(folder: string): Promise<DataFolder> {
  await takeFolder(folder)
  const unlock = await lockFolder(folder)
  const path = join(folder, 'state')
  try {
    const kept = await readState(path, format)
    let written: Buffer | undefined
    return {
      kept: isKept(kept) ? kept : undefined,
      async write(state) {
        const bytes = packState(state, format)
        if (written?.equals(bytes) === true) return
        await writeState(path, bytes)
        written = bytes
      },
      close: unlock,
    }
  } catch (error) {
    await unlock()
    throw error
  }
}

/** What a folder without a state may have: what git, a file system, and a start that was killed put there. */
const harmless = /^(?:\.gitignore|\.gitkeep|\.DS_Store|lost\+found|state\.new|lock(?:-\d+|-of-\d+)?)$/

/** A folder that is there stays as open as it is: it may be the project's, or that of all programs. */
async function takeFolder(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: unknown) => {
    const code = isObject(error) ? String(error['code']) : 'unknown'
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw new Error(`--data ${folder} cannot be read (${code}): name another folder.`, { cause: error })
  })
  if (names === undefined) {
    await makeDirectory(folder, '--data')
    await chmod(folder, 0o700)
  } else if (!names.includes('state') && !names.every((name) => harmless.test(name))) {
    throw new Error(
      `--data ${folder} holds other files and no state of a stack: name an empty folder, or a new one.`,
    )
  }
}

/** Its digest and its format say that `write` wrote it. */
function isKept(state: unknown): state is KeptState {
  return state !== undefined
}
