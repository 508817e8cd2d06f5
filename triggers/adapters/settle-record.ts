/** The conditional write that puts a record in its place on the index of unfinished users. */
import type { Json } from '../core/decision.ts'
import { isOpen, type LedgerEntry, type LedgerRecord } from '../domain/effect-record.ts'
import type { EffectLedger } from '../ports/effect-ledger.ts'
import type { TableKey } from '../domain/table-item.ts'
import { shardOf } from './provisioning-item.ts'

/** An update of one record; `#effects` names the map of its effects. */
export interface RecordChange {
  readonly update: string
  readonly condition: string
  readonly names?: Readonly<Record<string, string>>
  readonly values?: Readonly<Record<string, Json>>
}

/** A record changes its place on the index only if it is as it was seen. An effect that was enrolled or freed meanwhile
 * keeps it due, and so does the mark of an unlisted record. */
export function settleRecord(
  key: TableKey,
  due: Parameters<EffectLedger['settle']>[1],
  seen: LedgerRecord,
  nowMs: number,
): RecordChange {
  if (due.kind === 'due') {
    return {
      update: 'SET dueShard = :shard, dueAtMs = :at',
      condition: 'attribute_exists(#effects)',
      values: { ':shard': shardOf('due', key.pk), ':at': due.atMs },
    }
  }
  const closed = [...seen.entries].filter(([, entry]: readonly [string, LedgerEntry]) => !isOpen(entry))
  const conditions = closed.map((_, index) => `NOT #effects.#e${index}.#state IN (:pending, :started)`)
  const toFailed = due.kind === 'failed'
  return {
    update: toFailed ? 'SET dueShard = :shard, dueAtMs = :now' : 'REMOVE dueShard, dueAtMs',
    condition: ['size(#effects) = :count', 'attribute_not_exists(unlistedAtMs)', ...conditions].join(' AND '),
    // DynamoDB refuses names and values that the expression does not use.
    names: Object.fromEntries([
      ...closed.map(([name], index) => [`#e${index}`, name]),
      ...(closed.length === 0 ? [] : [['#state', 'state']]),
    ]),
    values: {
      ':count': seen.entries.size,
      ...(closed.length === 0 ? {} : { ':pending': 'pending', ':started': 'started' }),
      ...(toFailed ? { ':shard': shardOf('failed', key.pk), ':now': nowMs } : {}),
    },
  }
}
