/** The records of effects in memory, with the semantics of the table's conditional writes and injectable latency. */
import {
  dueOf,
  type FoundRecord,
  isOpen,
  leaseMs,
  type LedgerEntry,
  type LedgerRecord,
  type RecordedUser,
  type Unlisted,
} from '../domain/effect-record.ts'
import type { EffectLedger, LedgerClaim } from '../ports/effect-ledger.ts'
import type { Json } from '../core/decision.ts'
import type { TableKey } from '../domain/table-item.ts'
import type { ProvisioningHandover } from '../ports/provisioning-handover.ts'
import type { RecordIndex } from '../ports/record-index.ts'

interface StoredRecord {
  readonly user: RecordedUser
  readonly openedAtMs?: number
  readonly entries: Map<string, LedgerEntry>
  readonly unlisted?: Unlisted
}

/** What several copies of a function share. */
export interface MemoryRecords {
  readonly records: Map<string, StoredRecord>
  readonly erased: Set<string>
  /** `pk` → when it is due, or since when it has failed. */
  readonly due: Map<string, number>
  readonly failed: Map<string, number>
  /** Pool → who walks it, until when, and what was kept. */
  readonly walks: Map<string, { readonly owner: string; readonly freeAtMs: number; readonly kept?: Json }>
}

export interface MemoryLedger
  extends
    EffectLedger,
    Omit<RecordIndex, 'name' | 'connect'>,
    Pick<ProvisioningHandover, 'handOver'>,
    MemoryRecords {}

export function createMemoryRecords(): MemoryRecords {
  return { records: new Map(), erased: new Set(), due: new Map(), failed: new Map(), walks: new Map() }
}

/** Applies an operation, at once or late, or not at all. */
export type ApplyOperation = <T>(operation: string, apply: () => T) => Promise<T>

/** `before` runs ahead of each operation: let it wait, or reject. */
export function createMemoryLedger(
  before: (operation: string) => Promise<void> = async () => {},
  shared: MemoryRecords = createMemoryRecords(),
  timed: ApplyOperation = async (operation, apply) => {
    await before(operation)
    return apply()
  },
): MemoryLedger {
  const { records, erased, due, failed, walks } = shared
  const find = ({ pk }: TableKey): FoundRecord => {
    const stored = records.get(pk)
    if (erased.has(pk)) return { kind: 'erased' }
    return stored === undefined ? { kind: 'none' } : { kind: 'record', record: copy(stored) }
  }
  const change = (
    { key, effect }: Pick<LedgerClaim, 'key' | 'effect'>,
    holds: (entry: LedgerEntry) => boolean,
    next: (entry: LedgerEntry) => LedgerEntry,
  ): LedgerRecord | undefined => {
    const stored = erased.has(key.pk) ? undefined : records.get(key.pk)
    const entry = stored?.entries.get(effect)
    if (stored === undefined || entry === undefined || !holds(entry)) return undefined
    stored.entries.set(effect, next(entry))
    return copy(stored)
  }
  const isOurs =
    ({ owner, nowMs }: LedgerClaim) =>
    (entry: LedgerEntry): boolean =>
      isOpen(entry) && (entry.owner === owner || entry.freeAtMs <= nowMs)

  return {
    ...shared,
    name: 'table',
    shards: 1,
    open: ({ key, user, effects, isUnlisted = false, owner, nowMs }) =>
      timed('open', () => {
        const found = find(key)
        if (found.kind !== 'none') return found
        const entries = effects.map(({ name, claim, ...known }): [string, LedgerEntry] => [
          name,
          claim === 'opener'
            ? { state: 'pending', owner, freeAtMs: nowMs + leaseMs, attempts: 1, notPerformed: 0, ...known }
            : { state: 'pending', freeAtMs: nowMs, attempts: 0, notPerformed: 0, ...known },
        ])
        const unlisted = isUnlisted ? { unlisted: { freeAtMs: nowMs, attempts: 0 } } : {}
        records.set(key.pk, { user, openedAtMs: nowMs, entries: new Map(entries), ...unlisted })
        due.set(key.pk, isUnlisted ? nowMs : Math.min(...entries.map(([, entry]) => entry.freeAtMs)))
        return { kind: 'opened' }
      }),
    read: (key) => timed('read', () => find(key)),
    enroll: (key, { name, ...known }, nowMs) =>
      timed('enroll', () => {
        const stored = records.get(key.pk)
        if (stored === undefined || erased.has(key.pk) || stored.entries.has(name)) return false
        stored.entries.set(name, {
          state: 'pending',
          freeAtMs: nowMs,
          attempts: 0,
          notPerformed: 0,
          ...known,
        })
        due.set(key.pk, nowMs)
        return true
      }),
    handOver: ({ key, user, nowMs }) =>
      timed('handOver', () => {
        if (find(key).kind !== 'none') return 'exists'
        const unlisted = { freeAtMs: nowMs, attempts: 0 }
        records.set(key.pk, {
          user: { ...user, source: 'Reconcile' },
          openedAtMs: nowMs,
          entries: new Map(),
          unlisted,
        })
        due.set(key.pk, nowMs)
        return 'written'
      }),
    markListed: (key) =>
      timed('markListed', () => {
        const stored = erased.has(key.pk) ? undefined : records.get(key.pk)
        if (stored?.unlisted === undefined) return undefined
        const { unlisted: _, ...listed } = stored
        records.set(key.pk, listed)
        return copy(listed)
      }),
    putOffListing: (key, seen, freeAtMs) =>
      timed('putOffListing', () => {
        const stored = erased.has(key.pk) ? undefined : records.get(key.pk)
        if (stored?.unlisted?.freeAtMs !== seen.freeAtMs) return false
        records.set(key.pk, { ...stored, unlisted: { freeAtMs, attempts: seen.attempts + 1 } })
        return true
      }),
    withdraw: (key, seen) =>
      timed('withdraw', () => {
        const stored = erased.has(key.pk) ? undefined : records.get(key.pk)
        if (stored?.unlisted?.freeAtMs !== seen.freeAtMs || stored.entries.size > 0) return false
        records.delete(key.pk)
        due.delete(key.pk)
        return true
      }),
    claim: (claim, seen, isLast) =>
      timed('claim', () =>
        change(
          claim,
          ({ state, freeAtMs, attempts }) =>
            state === 'pending' && freeAtMs <= claim.nowMs && attempts === seen.attempts,
          (entry) => ({
            ...entry,
            state: isLast ? 'started' : 'pending',
            owner: claim.owner,
            freeAtMs: claim.nowMs + leaseMs,
            attempts: seen.attempts + 1,
            notPerformed: seen.notPerformed,
          }),
        ),
      ),
    close: (claim, closing) =>
      timed('close', () =>
        change(claim, isOurs(claim), ({ attempts, notPerformed, facts, confirmedAtMs }) => ({
          ...(confirmedAtMs === undefined ? {} : { confirmedAtMs }),
          attempts,
          notPerformed,
          freeAtMs: 'isUnreported' in closing ? claim.nowMs : 0,
          facts: closing.state === 'failed' ? facts : {},
          ...closing,
        })),
      ),
    release: (claim, { cause, freeAtMs, isNotPerformed }) =>
      timed('release', () =>
        change(
          claim,
          (entry) => (isNotPerformed ? isOpen(entry) && entry.owner === claim.owner : isOurs(claim)(entry)),
          ({ attempts, notPerformed, facts, confirmedAtMs }) => ({
            ...(confirmedAtMs === undefined ? {} : { confirmedAtMs }),
            state: 'pending',
            freeAtMs,
            attempts,
            notPerformed: isNotPerformed ? notPerformed + 1 : notPerformed,
            facts,
            cause,
          }),
        ),
      ),
    settle: (key, where, seen, nowMs) =>
      timed('settle', () => {
        const stored = records.get(key.pk)
        if (stored === undefined || erased.has(key.pk)) return 'changed'
        const isAsSeen = stored.entries.size === seen.entries.size && dueOf(copy(stored)).kind === where.kind
        if (where.kind !== 'due' && !isAsSeen) return 'changed'
        due.delete(key.pk)
        failed.delete(key.pk)
        if (where.kind === 'due') due.set(key.pk, where.atMs)
        if (where.kind === 'failed') failed.set(key.pk, nowMs)
        return 'settled'
      }),
    acknowledge: (key, effect) =>
      timed('acknowledge', () => {
        const acknowledged = change(
          { key, effect },
          ({ isUnreported }) => isUnreported === true,
          (entry) => {
            const { isUnreported: _, ...counted } = entry
            return counted
          },
        )
        return acknowledged !== undefined
      }),
    reopen: (key, effect, attempts, nowMs) =>
      timed('reopen', () => {
        const reopened = change(
          { key, effect },
          ({ state }) => state === 'failed',
          ({ facts, confirmedAtMs }) => ({
            ...(confirmedAtMs === undefined ? {} : { confirmedAtMs }),
            state: 'pending',
            freeAtMs: nowMs,
            attempts,
            notPerformed: 0,
            facts,
          }),
        )
        if (reopened === undefined) return false
        failed.delete(key.pk)
        due.set(key.pk, nowMs)
        return true
      }),
    find: (queue, _, nowMs, limit, __, fromMs = 0) =>
      timed('find', () =>
        [...(queue === 'due' ? due : failed)]
          .filter(([, atMs]) => atMs >= fromMs && atMs <= nowMs)
          .sort(([, one], [, other]) => one - other)
          .slice(0, limit)
          .map(([pk, atMs]) => ({ key: { pk, sk: 'PROVISIONING' }, atMs })),
      ),
    takeWalk: ({ userPoolId, owner, nowMs, untilMs }) =>
      timed('takeWalk', () => {
        const held = walks.get(userPoolId)
        if (held !== undefined && held.owner !== owner && held.freeAtMs > nowMs) return undefined
        walks.set(userPoolId, { ...held, owner, freeAtMs: untilMs })
        return { kept: held?.kept }
      }),
    keepWalk: ({ userPoolId, owner, untilMs }, kept) =>
      timed('keepWalk', () => {
        if (walks.get(userPoolId)?.owner !== owner) return false
        walks.set(userPoolId, { owner, freeAtMs: untilMs, kept })
        return true
      }),
    readMany: (keys) => timed('readMany', () => new Map(keys.map((key) => [key.pk, find(key)]))),
  }
}

function copy(stored: StoredRecord): LedgerRecord {
  return { ...stored, entries: new Map(stored.entries) }
}
