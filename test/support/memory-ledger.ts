/** A ledger of effects in memory, with the semantics of the table's conditional writes and injectable latency. */
import { type EffectLedger, leaseMs, type LedgerEntry } from '../../triggers/core/effect.ts'

interface Entry extends LedgerEntry {
  readonly owner: string | undefined
}

export interface MemoryLedger extends EffectLedger {
  /** `pk` → effect → entry. */
  readonly records: ReadonlyMap<string, ReadonlyMap<string, Entry>>
  /** Users still on the index of unfinished ones. */
  readonly due: ReadonlySet<string>
}

/** `before` runs ahead of each operation: let it wait, or reject. */
export function createMemoryLedger(
  before: (operation: string) => Promise<void> = async () => {},
): MemoryLedger {
  const records = new Map<string, Map<string, Entry>>()
  const due = new Set<string>()
  const entryOf = (pk: string, effect: string): Entry | undefined => records.get(pk)?.get(effect)
  return {
    name: 'suite-table',
    records,
    due,
    async open({ key, effects, owner, nowMs }) {
      await before('open')
      const record = records.get(key.pk)
      if (record !== undefined) return { kind: 'exists', entries: new Map(record) }
      const entry: Entry = { state: 'pending', leaseUntilMs: nowMs + leaseMs, owner }
      records.set(key.pk, new Map(effects.map((effect) => [effect, entry])))
      due.add(key.pk)
      return { kind: 'opened' }
    },
    async claim({ key, effect, owner, nowMs }) {
      await before('claim')
      const entry = entryOf(key.pk, effect)
      if (entry !== undefined && (entry.state !== 'pending' || entry.leaseUntilMs > nowMs)) return false
      records.get(key.pk)?.set(effect, { state: 'pending', leaseUntilMs: nowMs + leaseMs, owner })
      return true
    },
    async close({ key, effect, owner }, state) {
      await before('close')
      if (entryOf(key.pk, effect)?.owner !== owner) return
      records.get(key.pk)?.set(effect, { state, leaseUntilMs: 0, owner: undefined })
    },
    async release({ key, effect, owner }) {
      await before('release')
      if (entryOf(key.pk, effect)?.owner !== owner) return
      records.get(key.pk)?.set(effect, { state: 'pending', leaseUntilMs: 0, owner })
    },
    async settle(key, effects) {
      await before('settle')
      if (effects.some((effect) => entryOf(key.pk, effect)?.state === 'pending')) return 'unfinished'
      due.delete(key.pk)
      return 'settled'
    },
  }
}
