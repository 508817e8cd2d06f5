/** One run of the worker on the virtual clock, for tests of its parts: records in memory whose operations fail as told. */
import type { LedgerEntry, LedgerRecord } from '../../../triggers/domain/effect-record.ts'
import type { EffectLedger } from '../../../triggers/ports/effect-ledger.ts'
import type { EffectDefinition } from '../../../triggers/post-confirmation/effect-definition.ts'
import { definePostConfirmation } from '../../../triggers/post-confirmation/define.ts'
import { createAdminTurns } from '../../../triggers/provisioning-worker/admin-turns.ts'
import { defineProvisioningWorker, type WorkerConfig } from '../../../triggers/provisioning-worker/config.ts'
import { createPacer } from '../../../triggers/provisioning-worker/pacer.ts'
import type { PoolUser, UserList } from '../../../triggers/ports/record-index.ts'
import type { Work } from '../../../triggers/provisioning-worker/work.ts'
import {
  createMemoryLedger,
  createMemoryRecords,
  type MemoryLedger,
} from '../../../triggers/testing/memory-ledger.ts'
import { createVirtualClock } from '../../../triggers/testing/virtual-clock.ts'
import { anEffect } from '../../support/an-effect.ts'

export const key = { pk: 'USER#pool#sub-1', sk: 'PROVISIONING' }

/** What befalls an operation of the records: it fails before or after it is done, or finds that others were first. */
type Trouble = 'fails' | 'fails-once' | 'answer-lost' | 'taken'

interface SceneOptions {
  readonly effects?: Readonly<Record<string, Partial<EffectDefinition> & Pick<EffectDefinition, 'act'>>>
  readonly users?: Partial<UserList>
  /** By operation. Default none. */
  readonly troubles?: Readonly<Record<string, Trouble>>
  readonly ledger?: Partial<EffectLedger>
  readonly index?: Partial<WorkerConfig['index']>
  readonly effectsSinceMs?: number
  /** What the run has left. */
  readonly remainingMs?: number
  readonly random?: number
}

/** The run began 300 milliseconds ago, on a clock that stands at 1,000. */
export function createScene(options: SceneOptions = {}) {
  const clock = createVirtualClock(1_000)
  const records = createMemoryRecords()
  const troubles = new Map(Object.entries(options.troubles ?? {}))
  const done: string[] = []
  const memory: MemoryLedger = createMemoryLedger(undefined, records, async (operation, apply) => {
    done.push(operation)
    const trouble = troubles.get(operation)
    if (trouble === 'fails-once') troubles.delete(operation)
    if (trouble?.startsWith('fails') === true) throw new Error('table')
    const answer = apply()
    if (trouble === 'answer-lost') throw new Error('table')
    return answer
  })
  const isTaken = (operation: string): boolean => troubles.get(operation) === 'taken'
  const ledger: MemoryLedger = {
    ...memory,
    claim: async (...given) => (isTaken('claim') ? undefined : memory.claim(...given)),
    close: async (...given) => (isTaken('close') ? undefined : memory.close(...given)),
    release: async (...given) => (isTaken('release') ? undefined : memory.release(...given)),
    markListed: async (...given) => (isTaken('markListed') ? undefined : memory.markListed(...given)),
    putOffListing: async (...given) => !isTaken('putOffListing') && memory.putOffListing(...given),
    withdraw: async (...given) => !isTaken('withdraw') && memory.withdraw(...given),
    acknowledge: async (...given) => !isTaken('acknowledge') && memory.acknowledge(...given),
    settle: async (...given) => (isTaken('settle') ? 'changed' : memory.settle(...given)),
    ...options.ledger,
  }
  const effects = Object.entries(options.effects ?? {}).map(([name, given]) =>
    anEffect(name, { remember: () => ({ for: name }), ...given }),
  )
  const defined = defineProvisioningWorker({
    postConfirmation: definePostConfirmation({ ledger, effects }),
    index: { ...ledger, ...options.index },
    users: {
      name: 'user-pool',
      listUsers: async () => ({ users: [], nextToken: undefined }),
      findUser: async () => undefined,
      ...options.users,
    },
  })
  const config: WorkerConfig = {
    ...defined,
    ...(options.effectsSinceMs === undefined ? {} : { effectsSinceMs: options.effectsSinceMs }),
  }
  const endsAtMs = 1_000 + (options.remainingMs ?? 59_000)
  const work: Work = {
    clock,
    deadline: { startedAtMs: 700, endsAtMs, remainingMs: () => Math.max(0, endsAtMs - clock.monotonicMs()) },
    owner: 'run-1',
    random: () => options.random ?? 0,
    adminTurns: createAdminTurns(clock, 1),
    lookUpPacer: createPacer(clock, 5),
  }
  /** Puts the user's record, opened now. */
  const put = (
    entries: Readonly<Record<string, Partial<LedgerEntry>>>,
    others: Partial<Omit<LedgerRecord, 'entries'>> = {},
  ): LedgerRecord => {
    const free = {
      state: 'pending',
      freeAtMs: clock.epochMs(),
      attempts: 0,
      notPerformed: 0,
      facts: {},
    } as const
    const record = {
      user: { userName: 'jane', region: 'eu-west-1', source: 'PostConfirmation_ConfirmSignUp' },
      openedAtMs: clock.epochMs(),
      ...others,
      entries: new Map(
        Object.entries(entries).map(([name, entry]): [string, LedgerEntry] => [name, { ...free, ...entry }]),
      ),
    }
    records.records.set(key.pk, record)
    records.due.set(key.pk, clock.epochMs())
    return record
  }
  const entry = (name: string) => records.records.get(key.pk)?.entries.get(name)
  return { clock, records, ledger, config, work, put, entry, done }
}

/** As the pool lists her. */
export const jane: PoolUser = {
  userName: 'jane',
  sub: 'sub-1',
  status: 'CONFIRMED',
  isEnabled: true,
  createdAtMs: 5,
  modifiedAtMs: 6,
  attributes: new Map(),
}
