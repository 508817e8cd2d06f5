/** The parts of the suite's table that pre sign-up uses, in memory. Each call may be told to wait or fail. */
import type { Json } from '../../../triggers/core/decision.ts'
import type { EmailReservations } from '../../../triggers/ports/email-reservations.ts'
import type { InvitationRecords } from '../../../triggers/ports/invitation-records.ts'
import type { TableReader } from '../../../triggers/ports/suite-table.ts'
import type { TableKey } from '../../../triggers/domain/table-item.ts'

/** Runs before each call: lets it wait, or rejects. */
export type Before = () => Promise<void>

type Item = Readonly<Record<string, Json>>

export interface FakeTable extends TableReader, EmailReservations, InvitationRecords {
  readonly name: 'table'
  readonly items: Map<string, Item>
  /** The keys that were read, in order. */
  readonly reads: string[]
  put(key: TableKey, item: Item): void
}

export function createFakeTable(before: Before = async () => {}): FakeTable {
  const items = new Map<string, Item>()
  const reads: string[] = []
  return {
    name: 'table',
    items,
    reads,
    put: (key, item) => void items.set(key.pk, item),
    async read({ pk }, call) {
      call.onAttempt()
      reads.push(pk)
      await before()
      const item = items.get(pk)
      return item === undefined ? undefined : new Map(Object.entries(item))
    },
    async reserve({ key, holder, formerHolder = holder, formerKeys = [], nowS, expiresAtS }, call) {
      call.onAttempt()
      await before()
      for (const { pk } of formerKeys) {
        const { holder: heldBy = holder, expiresAtS: untilS = nowS + 1 } = items.get(pk) ?? {}
        if (heldBy !== holder && heldBy !== formerHolder && Number(untilS) > nowS) return 'taken'
      }
      const item = items.get(key.pk)
      const standsUntilS = item?.['expiresAtS']
      const isLapsed = typeof standsUntilS === 'number' && standsUntilS <= nowS
      if (item !== undefined && !isLapsed && item['holder'] !== holder && item['holder'] !== formerHolder)
        return 'taken'
      if (item === undefined || standsUntilS !== undefined) items.set(key.pk, { holder, expiresAtS })
      return 'reserved'
    },
    async remember({ key, invitation, nowS, expiresAtS }, call) {
      call.onAttempt()
      await before()
      const item = items.get(key.pk)
      const standsUntilS = item?.['expiresAtS']
      const isLapsed = typeof standsUntilS === 'number' && standsUntilS <= nowS
      const isOwn = item?.['invitation'] === invitation && standsUntilS !== undefined
      if (item !== undefined && !isLapsed && !isOwn) return 'taken'
      items.set(key.pk, { invitation, expiresAtS })
      return 'remembered'
    },
    async contest({ key, nowMs }, call) {
      call.onAttempt()
      await before()
      const item = items.get(key.pk)
      if (item?.['invitation'] === undefined || item['expiresAtS'] === undefined) return
      items.set(key.pk, { contestedAtMs: nowMs, ...item })
    },
  }
}

export const fails: Before = () => Promise.reject(new Error('jane@example.com is down'))
export const hangs: Before = () => new Promise(() => {})
