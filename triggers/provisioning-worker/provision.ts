/** Finishes one user: lists the due effects where the record lacks them, tries every free effect, and puts the record
 * in its place on the index. */
import { dueOf, isOpen, type LedgerRecord, maxEffectBudgetMs } from '../domain/effect-record.ts'
import { causeOf, type StepReport } from '../core/step.ts'
import type { TableKey } from '../domain/table-item.ts'
import { type Attempted, attemptEffect, noteOf } from './attempt-effect.ts'
import type { WorkerConfig } from './config.ts'
import { beforeEffectsSince } from './effects-since.ts'
import { listEffects } from './list-effects.ts'
import { isUserKey } from '../domain/user-key.ts'
import { callRecords, recordBudgetMs, type Work } from './work.ts'

/** The state in which a user is left. `unknown`: the record could not be read or written, and kept its place on the
 * index. With `due`, a cause says why the effects of an unlisted record could not be enrolled. */
export interface Provisioned {
  readonly pk: string
  readonly end: 'finished' | 'due' | 'failed' | 'erased' | 'none' | 'unknown'
  readonly steps: readonly StepReport[]
  readonly attempted: readonly Attempted[]
  readonly cause?: string
}

/** No effect is begun with less than this left, in milliseconds: the longest budget, the write of the result, the write
 * of the index. */
export const leastPerEffectMs = maxEffectBudgetMs + 3 * recordBudgetMs

/** Never rejects. */
export async function provision(config: WorkerConfig, key: TableKey, work: Work): Promise<Provisioned> {
  const { pk } = key
  let attempted: readonly Attempted[] = []
  const left = (end: Provisioned['end'], cause?: string): Provisioned => ({
    pk,
    end,
    steps: attempted.map(({ report }) => report),
    attempted,
    ...(cause === undefined ? {} : { cause }),
  })
  try {
    const found = await callRecords(work, (call) => config.ledger.read(key, call))
    if (found.kind !== 'record') return left(found.kind)
    if (!isUserKey(pk)) return left('unknown', 'user_key_unreadable')
    let { record } = found
    attempted = await countFailures(config, key, record, work)
    let cause: string | undefined
    const { unlisted } = record
    if (unlisted !== undefined && unlisted.freeAtMs <= work.clock.epochMs()) {
      const listed = await listEffects(config, { key, record, unlisted }, work)
      const withheld = (listed.withheld ?? []).map((name): Attempted => {
        return { report: noteOf(name, beforeEffectsSince, work), end: 'dropped' }
      })
      attempted = [...attempted, listed.attempted, ...withheld]
      record = listed.record ?? record
      cause = listed.cause
    }
    const nowMs = work.clock.epochMs()
    const free = [...record.entries].filter(([, entry]) => isOpen(entry) && entry.freeAtMs <= nowMs)
    // One after the other: a crash leaves one effect with an unknown outcome, not several.
    for (const [name, entry] of free) {
      if (work.deadline.remainingMs() < leastPerEffectMs) break
      attempted = [...attempted, await attemptEffect(config, { key, name, entry, record }, work)]
    }
    return left(await settle(config, key, work), cause)
  } catch (error) {
    return left('unknown', causeOf(error))
  }
}

/** An effect that failed for good in the confirmation is counted here, once, so that the alarm rings. */
async function countFailures(
  config: WorkerConfig,
  key: TableKey,
  { entries }: LedgerRecord,
  work: Work,
): Promise<readonly Attempted[]> {
  const counted: Attempted[] = []
  for (const [name, { isUnreported, cause = 'unknown' }] of entries) {
    if (isUnreported !== true) continue
    if (!(await callRecords(work, (call) => config.ledger.acknowledge(key, name, call)))) continue
    counted.push({ report: noteOf(name, cause, work), end: 'failed' })
  }
  return counted
}

/** Reads the effects again, since other copies may have worked on them too. A change in between keeps the record due. */
async function settle(config: WorkerConfig, key: TableKey, work: Work): Promise<Provisioned['end']> {
  const found = await callRecords(work, (call) => config.ledger.read(key, call))
  if (found.kind !== 'record') return found.kind
  const due = dueOf(found.record)
  const settled = await callRecords(work, (call) =>
    config.ledger.settle(key, due, found.record, work.clock.epochMs(), call),
  )
  return settled === 'settled' ? due.kind : 'due'
}
