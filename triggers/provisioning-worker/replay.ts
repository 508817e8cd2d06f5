/** Finds effects that failed for good, and gives them back to the worker. */
import type { EffectLedger, LedgerEntry } from '../core/effect.ts'
import type { Call } from '../core/step.ts'
import type { TableKey } from '../core/suite-table.ts'
import type { RecordIndex } from './record-index.ts'

export interface FailedEffect {
  readonly key: TableKey
  readonly effect: string
  readonly cause: string
}

/** Users that are read from a shard at once. */
const pageSize = 100

/** The failed effects of one user. */
export async function failedEffectsOf(
  ledger: EffectLedger,
  key: TableKey,
  call: () => Call,
): Promise<readonly FailedEffect[]> {
  const found = await ledger.read(key, call())
  if (found.kind !== 'record') return []
  return [...found.record.entries]
    .filter(([, entry]: readonly [string, LedgerEntry]) => entry.state === 'failed')
    .map(([effect, { cause = 'unknown' }]) => ({ key, effect, cause }))
}

/** Goes over everybody whose record waits for a person. `visit` may take them off the queue. */
export async function visitFailed(
  ledger: EffectLedger,
  index: RecordIndex,
  nowMs: number,
  call: () => Call,
  visit: (failed: FailedEffect) => Promise<void>,
): Promise<void> {
  for (let shard = 0; shard < index.shards; shard += 1) {
    const seen = new Set<string>()
    let fromMs = 0
    for (;;) {
      const page = await index.find('failed', shard, nowMs, pageSize, call(), fromMs)
      const fresh = page.filter(({ key }) => !seen.has(key.pk))
      if (fresh.length === 0) break
      for (const { key, atMs } of fresh) {
        seen.add(key.pk)
        // Those who failed at one moment are asked for again: the page may have ended between them.
        fromMs = atMs
        for (const failed of await failedEffectsOf(ledger, key, call)) await visit(failed)
      }
    }
  }
}
