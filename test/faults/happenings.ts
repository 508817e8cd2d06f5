/** What people do to the table while users are provisioned: they erase one, or restore it to an earlier state. */
import { eraseUser } from '../../triggers/provisioning-worker/erase.ts'
import type { ErasableUsers } from '../../triggers/ports/erasable-users.ts'
import { isOpen } from '../../triggers/domain/effect-record.ts'
import { createCall } from '../../triggers/testing/call.ts'
import type { MemoryRecords } from '../../triggers/testing/memory-ledger.ts'
import type { VirtualClock } from '../../triggers/testing/virtual-clock.ts'
import type { Targets } from './targets.ts'

export interface Scene {
  readonly clock: VirtualClock
  readonly records: MemoryRecords
  readonly targets: Targets
  readonly user: { readonly userPoolId: string; readonly sub: string }
}

/** Runs beside the confirmation; nothing is over before it has ended. */
export type Happening = (scene: Scene) => Promise<void>

/** Items that are a bare mark hold nothing of the user. */
export const mark = 'erased'

/** Erases the user, as the command does. */
export function eraseAt(atMs: number): Happening {
  return async ({ clock, records, targets, user }) => {
    await clock.sleep(atMs)
    await eraseUser(erasableUsers(records, targets), user, clock, createCall())
  }
}

/** The table as it was at one moment is put in place of what it is at a later one. */
export function restoreAt(atMs: number, earlierMs: number): Happening {
  return async ({ clock, records, targets }) => {
    await clock.sleep(earlierMs)
    const earlier = structuredClone({ ...records, items: targets.items })
    await clock.sleep(atMs - earlierMs)
    replace(records.records, earlier.records)
    replace(records.due, earlier.due)
    replace(records.failed, earlier.failed)
    replace(targets.items, earlier.items)
  }
}

function replace<V>(map: Map<string, V>, other: ReadonlyMap<string, V>): void {
  map.clear()
  for (const [key, value] of other) map.set(key, value)
}

/** With the semantics of the adapter for the table. */
function erasableUsers({ records, erased, due, failed }: MemoryRecords, { items }: Targets): ErasableUsers {
  return {
    name: 'table',
    async mark({ pk }, nowMs) {
      const entries = [...(records.get(pk)?.entries.values() ?? [])]
      erased.add(pk)
      due.delete(pk)
      failed.delete(pk)
      return {
        isBusy: entries.some((entry) => isOpen(entry) && entry.owner !== undefined && entry.freeAtMs > nowMs),
      }
    },
    async read() {
      return { isBusy: false }
    },
    async findTraces() {
      return []
    },
    async removeTrace() {},
    async findItems() {
      return [...items.keys()].map((key) => key.split(' ')[1] ?? '')
    },
    async eraseItems({ pk }, found) {
      for (const sk of new Set(['PROFILE', 'ENTITLEMENTS', ...found])) items.set(`${pk} ${sk}`, mark)
      records.delete(pk)
    },
  }
}
