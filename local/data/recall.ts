/** What a stack knows at its start, and how it keeps what it learns. */
import type { RawObject } from '@cognito-trigger-suite/triggers/internal/core/json'
import { emptyMemory, type PoolMemory } from '../pool/memory.ts'
import { exportKeyPair, importKeyPair, type KeyPair, makeKeyPair } from '../pool/tokens/keys.ts'
import { createMailbox, type Mailbox } from '../stand-ins/mailbox.ts'
import type { LocalTable } from '../table/table.ts'
import { createKeeper, type Keeper } from './keeper.ts'
import type { DataFolder } from './kept-state.ts'

export interface Recalled {
  readonly memory: PoolMemory
  readonly keyPair: Promise<KeyPair>
  readonly items: readonly RawObject[]
  readonly mailbox: Mailbox
  /** Undefined when nothing is kept. */
  readonly keepFrom: (table: Pick<LocalTable, 'items'>) => StackKeeper | undefined
}

export interface StackKeeper extends Keeper {
  /** Told that the table may be other than before. */
  readonly onTableWrite: () => void
}

/** Without a folder nothing is known and nothing is kept.
 * @throws Error with one sentence when the folder has another pool */
export function recall(
  data: Pick<DataFolder, 'kept' | 'write'> | undefined,
  poolId: string,
  given: KeyPair | undefined,
): Recalled {
  const kept = data?.kept
  if (kept !== undefined && kept.poolId !== poolId) {
    throw new Error(
      `--data has the users of the pool ${kept.poolId}, and this is ${poolId}: name another folder.`,
    )
  }
  const memory = kept?.pool ?? emptyMemory()
  const mailbox = createMailbox(kept?.mail)
  const keyPair =
    given === undefined
      ? kept === undefined
        ? makeKeyPair()
        : importKeyPair(kept.privateKey)
      : Promise.resolve(given)
  // The table starts meanwhile, and may fail first.
  keyPair.catch(() => {})

  return {
    memory,
    keyPair,
    items: kept?.items ?? [],
    mailbox,
    keepFrom(table) {
      if (data === undefined) return undefined
      let items = kept?.items ?? []
      let isTableNew = true
      const keeper = createKeeper(async () => {
        if (isTableNew) {
          // A write meanwhile may not be among them.
          isTableNew = false
          items = await table.items().catch((error: unknown) => {
            isTableNew = true
            throw error
          })
        }
        const privateKey = await exportKeyPair(await keyPair)
        await data.write({ poolId, pool: memory, privateKey, items, mail: mailbox.messages() })
      }, tellOnce())
      const stop = mailbox.onMessage(() => void keeper.save())
      return {
        save: keeper.save,
        onTableWrite: () => {
          isTableNew = true
          void keeper.save()
        },
        async close() {
          stop()
          await keeper.close()
        },
      }
    },
  }
}

function tellOnce(): (error: unknown) => void {
  let isTold = false
  return (error) => {
    if (isTold) return
    isTold = true
    const why = error instanceof Error ? error.message : String(error)
    process.stderr.write(`--data cannot be written, so that changes are lost at the end: ${why}\n`)
  }
}
