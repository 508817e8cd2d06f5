/** Finds effects that failed for good, and gives them back to the worker. */
import type { AttemptCounts } from '../domain/delivery.ts'
import type { FoundRecord, LedgerEntry, LedgerRecord } from '../domain/effect-record.ts'
import type { EffectLedger } from '../ports/effect-ledger.ts'
import type { Call } from '../core/step.ts'
import type { TableKey } from '../domain/table-item.ts'
import type { QueuedRecord, RecordIndex, RecordQueue } from '../ports/record-index.ts'

export interface FailedEffect {
  readonly key: TableKey
  readonly effect: string
  readonly cause: string
  readonly counts: AttemptCounts
  readonly record: LedgerRecord
  readonly entry: LedgerEntry
}

/** Users that are read from a shard at once, as many as `readMany` takes. */
const pageSize = 60

/** Later than every wait, so that users who are due later are found too. */
const endOfTimeMs = Number.MAX_SAFE_INTEGER

/** The failed effects of one user. */
export async function failedEffectsOf(
  ledger: EffectLedger,
  key: TableKey,
  call: () => Call,
): Promise<readonly FailedEffect[]> {
  return failedIn(key, await ledger.read(key, call()))
}

/** Visits every user with a failed effect, also while other effects of the user are still tried. `visit` may take the
 * user off the queue. */
export async function visitFailed(
  index: RecordIndex,
  call: () => Call,
  visit: (failed: FailedEffect) => Promise<void>,
): Promise<void> {
  for (let shard = 0; shard < index.shards; shard += 1) {
    const visited = new Set<string>()
    // A user whose effects end meanwhile moves from the first queue to the second.
    for (const queue of ['due', 'failed'] as const) {
      for await (const page of pagesOf(index, queue, shard, call)) {
        const keys = page.map(({ key }) => key).filter(({ pk }) => !visited.has(pk))
        const records = await index.readMany(keys, call())
        for (const key of keys) {
          for (const failed of failedIn(key, records.get(key.pk))) {
            visited.add(key.pk)
            await visit(failed)
          }
        }
      }
    }
  }
}

/** Every record of one shard, in pages. A page leaves out records of earlier pages. */
async function* pagesOf(
  index: RecordIndex,
  queue: RecordQueue,
  shard: number,
  call: () => Call,
): AsyncGenerator<readonly QueuedRecord[]> {
  const seen = new Set<string>()
  let fromMs = 0
  let limit = pageSize
  for (;;) {
    const page = await index.find(queue, shard, endOfTimeMs, limit, call(), fromMs)
    const fresh = page.filter(({ key }) => !seen.has(key.pk))
    for (const { key } of fresh) seen.add(key.pk)
    for (let from = 0; from < fresh.length; from += pageSize) yield fresh.slice(from, from + pageSize)
    if (page.length < limit) return
    // Records of the last moment are asked for again: the page may have ended among them.
    const lastMs = page.at(-1)?.atMs ?? fromMs
    limit = lastMs === fromMs ? limit * 2 : pageSize
    fromMs = lastMs
  }
}

function failedIn(key: TableKey, found: FoundRecord | undefined): readonly FailedEffect[] {
  if (found?.kind !== 'record') return []
  const { record } = found
  return [...record.entries].flatMap(([effect, entry]) => {
    const { state, cause = 'unknown', attempts, notPerformed } = entry
    return state === 'failed'
      ? [{ key, effect, cause, counts: { attempts, notPerformed }, record, entry }]
      : []
  })
}
