/** Finds the users who are due on every shard of the index, and finishes them while time lasts. */
import { causeOf } from '../core/step.ts'
import type { TableKey } from '../domain/table-item.ts'
import type { WorkerConfig } from './config.ts'
import { leastPerEffectMs, provision, type Provisioned } from './provision.ts'
import type { QueuedRecord } from '../ports/record-index.ts'
import { callRecords, recordBudgetMs, type Work } from './work.ts'

/** Users that one copy of the worker has in hand at once. */
const concurrentUsers = 4

/** Users that are read from a shard at once. */
const pageSize = 25

/** No user is begun with less than this left, in milliseconds: the time for the record and one effect. */
const leastPerUserMs = recordBudgetMs + leastPerEffectMs

export interface Swept {
  readonly users: readonly Provisioned[]
  /** How long the longest-waiting user had been due, in milliseconds. */
  readonly oldestDueMs: number
  /** Shards that could not be read. */
  readonly unreadable: number
  readonly cause?: string
}

/** Never rejects. */
export async function sweep(config: WorkerConfig, work: Work): Promise<Swept> {
  const { shards } = config.index
  const first = Math.floor(work.random() * shards)
  const seen = new Set<string>()
  const users: Provisioned[] = []
  let oldestDueMs = 0
  let unreadable = 0
  let cause: string | undefined

  // Each run begins at another shard, so that a full shard does not starve the others.
  for (let turn = 0; turn < shards && work.deadline.remainingMs() >= leastPerUserMs; turn += 1) {
    const shard = (first + turn) % shards
    for (;;) {
      const nowMs = work.clock.epochMs()
      let found: readonly QueuedRecord[]
      try {
        found = await callRecords(work, (call) => config.index.find('due', shard, nowMs, pageSize, call))
      } catch (error) {
        unreadable += 1
        cause = causeOf(error)
        break
      }
      const fresh = found.filter(({ key }) => !seen.has(key.pk))
      oldestDueMs = Math.max(oldestDueMs, ...fresh.map(({ atMs }) => nowMs - atMs))
      for (const { key } of fresh) seen.add(key.pk)
      users.push(
        ...(await provisionAll(
          config,
          fresh.map(({ key }) => key),
          work,
        )),
      )
      // The index lags behind: a page with only known users is the end.
      if (fresh.length === 0 || found.length < pageSize || work.deadline.remainingMs() < leastPerUserMs) break
    }
  }
  return { users, oldestDueMs, unreadable, ...(cause === undefined ? {} : { cause }) }
}

/** Takes a few users at once, and no more when time runs out. The others stay on the index. */
export async function provisionAll(
  config: WorkerConfig,
  keys: readonly TableKey[],
  work: Work,
): Promise<readonly Provisioned[]> {
  const waiting = [...keys]
  const users: Provisioned[] = []
  const takeTurns = async (): Promise<void> => {
    for (;;) {
      if (work.deadline.remainingMs() < leastPerUserMs) return
      const key = waiting.shift()
      if (key === undefined) return
      users.push(await provision(config, key, work))
    }
  }
  await Promise.all(Array.from({ length: concurrentUsers }, takeTurns))
  return users
}
