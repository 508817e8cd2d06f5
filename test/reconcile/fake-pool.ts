/** A pool of any size that counts its calls, and the records of its users; nothing of it takes real time. */
import type { FoundRecord } from '../../triggers/domain/effect-record.ts'
import { definePostConfirmation } from '../../triggers/post-confirmation/define.ts'
import { defaultGroup } from '../../triggers/post-confirmation/effects/default-group.ts'
import { defineProvisioningWorker, type WorkerConfig } from '../../triggers/provisioning-worker/config.ts'
import type { PoolUser } from '../../triggers/ports/record-index.ts'
import { createMemoryLedger } from '../../triggers/testing/memory-ledger.ts'
import type { VirtualClock } from '../../triggers/testing/virtual-clock.ts'

export interface FakePool {
  readonly config: WorkerConfig
  /** When pages were listed and users were handed to the worker, on the virtual clock. */
  readonly listedAtMs: readonly number[]
  readonly openedAtMs: readonly number[]
  /** Ordinals of users who were handed to the worker, one for each time. */
  readonly opened: readonly number[]
}

export interface FakePoolOptions {
  readonly clock: VirtualClock
  readonly size: number
  /** Whether the user has a finished record already. */
  readonly isProvisioned: (ordinal: number) => boolean
  /** Whether this call of the pool is throttled, by what others do. */
  readonly isThrottled?: (call: number) => boolean
  /** Whether an effect of a team throws for this user. */
  readonly isBroken?: (ordinal: number) => boolean
}

const pageSize = 60
const listMs = 80
const readMs = 15
const openMs = 8

export const poolId = 'eu-west-1_Million'

const finished = {
  kind: 'record',
  record: { user: { userName: '', region: '', source: '' }, entries: new Map() },
} as const satisfies FoundRecord
const none: FoundRecord = { kind: 'none' }

export function createFakePool({
  clock,
  size,
  isProvisioned,
  isThrottled = () => false,
  isBroken = () => false,
}: FakePoolOptions): FakePool {
  const listedAtMs: number[] = []
  const openedAtMs: number[] = []
  const opened: number[] = []
  const hasRecord = new Uint8Array(size)
  let calls = 0
  const userOf = (ordinal: number): PoolUser => ({
    userName: `user-${ordinal}`,
    sub: String(ordinal),
    status: 'CONFIRMED',
    isEnabled: true,
    createdAtMs: 0,
    modifiedAtMs: 0,
    attributes: new Map(),
  })
  const ordinalOf = (pk: string): number => Number(pk.slice(pk.lastIndexOf('#') + 1))

  const ledger = {
    ...createMemoryLedger(),
    async open({ key }: { readonly key: { readonly pk: string } }) {
      await clock.sleep(openMs)
      const ordinal = ordinalOf(key.pk)
      if (hasRecord[ordinal] === 1) return { kind: 'record', record: finished.record } as const
      hasRecord[ordinal] = 1
      opened.push(ordinal)
      openedAtMs.push(clock.monotonicMs())
      return { kind: 'opened' } as const
    },
    async readMany(keys: readonly { readonly pk: string }[]) {
      await clock.sleep(readMs)
      return new Map(
        keys.map(({ pk }) => {
          const ordinal = ordinalOf(pk)
          return [pk, isProvisioned(ordinal) || hasRecord[ordinal] === 1 ? finished : none]
        }),
      )
    },
  }
  const effect = defaultGroup({
    directory: { name: 'user-pool', addUserToGroup: async () => {} },
    group: 'members',
  })
  const remember: typeof effect.remember = (event, nowMs) => {
    if (isBroken(Number(event.sub))) throw new TypeError(`no family name of ${event.sub}@example.com`)
    return effect.remember(event, nowMs)
  }
  const config = defineProvisioningWorker({
    postConfirmation: definePostConfirmation({ ledger, effects: [{ ...effect, remember }] }),
    index: ledger,
    users: {
      name: 'user-pool',
      async listUsers({ token }) {
        listedAtMs.push(clock.monotonicMs())
        await clock.sleep(listMs)
        calls += 1
        if (isThrottled(calls))
          throw Object.assign(new Error('Rate exceeded'), { code: 'TooManyRequestsException' })
        const from = token === undefined ? 0 : Number(token)
        const to = Math.min(size, from + pageSize)
        return {
          users: Array.from({ length: to - from }, (_, index) => userOf(from + index)),
          nextToken: to < size ? String(to) : undefined,
        }
      },
      findUser: async ({ sub }) => userOf(Number(sub)),
    },
  })
  return { config, listedAtMs, openedAtMs, opened }
}

/** The most events in any second. */
export function busiestSecond(atMs: readonly number[]): number {
  let from = 0
  let most = 0
  for (const [index, ms] of atMs.entries()) {
    while ((atMs[from] ?? ms) <= ms - 1_000) from += 1
    most = Math.max(most, index - from + 1)
  }
  return most
}
