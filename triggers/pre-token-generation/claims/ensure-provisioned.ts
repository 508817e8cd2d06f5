/** Hands a user without a provisioning record to the provisioning worker, which finds out what is due. Users who were
 * created by an administrator, imported, migrated or federated never pass post confirmation. */
import { createCache } from '../../core/cache.ts'
import { type Clock, systemClock } from '../../core/deadline.ts'
import { checkOptions, optional } from '../../core/options/check.ts'
import { epochClock, port } from '../../core/options/port.ts'
import { tableReader } from '../../core/options/ports.ts'
import { stepBudget } from '../../core/options/step.ts'
import { type TableReader, readActions } from '../../ports/suite-table.ts'
import { userKey } from '../../domain/table-item.ts'
import type { PreTokenGenerationEvent } from '../../events/pre-token-generation.ts'
import { type ClaimSource, defineSource, userSources } from '../claim-source.ts'
import { type ProvisioningHandover, handOverActions } from '../../ports/provisioning-handover.ts'

export interface EnsureProvisionedOptions {
  readonly table: TableReader
  readonly handover: ProvisioningHandover
  /** Milliseconds for the read of the record. Default 500. */
  readonly budgetMs?: number
  /** Milliseconds for the write, which happens once for each user. Default 500. */
  readonly writeBudgetMs?: number
  /** Default the system's clock. */
  readonly clock?: Pick<Clock, 'epochMs'>
}

/** `unknown` when it could not be read: then the source writes nothing. */
export type RecordState = 'present' | 'absent' | 'unknown'

/** How long the sandbox remembers that a user has a record, in milliseconds. An erased user keeps a mark. A user who
 * was withdrawn, since the pool did not list them, is looked up again after that time. */
const presentMaxAgeMs = 3_600_000
/** How long it waits after a failed write, so that a table in trouble is not called at every refresh. */
const triedMaxAgeMs = 60_000
/** The most users that one sandbox remembers. */
const maxUsers = 10_000

/** It adds no claim, and its result never changes the token. */
export function ensureProvisioned(options: EnsureProvisionedOptions): ClaimSource {
  check: checkOptions<EnsureProvisionedOptions>('ensureProvisioned', options, {
    table: tableReader,
    handover: port('a hand-over, such as suiteTableLightWriter', 'table', ['handOver']),
    budgetMs: optional(stepBudget),
    writeBudgetMs: optional(stepBudget),
    clock: optional(epochClock),
  })
  const { table, handover, clock = systemClock } = options
  const present = createCache<true>({ clock, maxAgeMs: presentMaxAgeMs, maxEntries: maxUsers })
  const tried = createCache<true>({ clock, maxAgeMs: triedMaxAgeMs, maxEntries: maxUsers })
  return defineSource<RecordState>({
    name: 'ensure-provisioned',
    sources: userSources,
    claimNames: [],
    fact: {
      name: 'provisioning',
      dependency: table,
      actions: readActions,
      budgetMs: options.budgetMs ?? 500,
      attempts: 1,
      onFailure: { kind: 'use', value: 'unknown' },
      async run(event, call) {
        const { userPoolId, sub } = event
        if (sub === undefined || tried.get(memoryKey(event)) !== undefined) return 'unknown'
        if (present.get(memoryKey(event)) !== undefined) return 'present'
        const record = await table.read(userKey(userPoolId, sub, 'PROVISIONING'), call)
        if (record === undefined) return 'absent'
        present.set(memoryKey(event), true)
        return 'present'
      },
    },
    contribute: ({ fact }) => ({ isEffectDue: fact === 'absent' }),
    effect: {
      name: 'hand-over',
      dependency: handover,
      actions: handOverActions,
      leadingKeys: ['USER#*'],
      budgetMs: options.writeBudgetMs ?? 500,
      attempts: 1,
      onFailure: { kind: 'drop' },
      async run(event, call) {
        const { userPoolId, sub, userName, region } = event
        if (sub === undefined) return 'already-done'
        tried.set(memoryKey(event), true)
        const written = await handover.handOver(
          {
            key: userKey(userPoolId, sub, 'PROVISIONING'),
            user: { userName, region },
            nowMs: clock.epochMs(),
          },
          call,
        )
        present.set(memoryKey(event), true)
        tried.delete(memoryKey(event))
        return written === 'written' ? 'performed' : 'already-done'
      },
    },
  })
}

/** Keeps pool and user apart, whatever characters they contain. */
function memoryKey({ userPoolId, sub }: PreTokenGenerationEvent): string {
  return JSON.stringify([userPoolId, sub])
}
