/** Removes what the suite keeps of a user, and leaves a mark that keeps late workers from writing it anew. */
import { type Clock, pause } from '../core/deadline.ts'
import { maxEffectBudgetMs } from '../domain/effect-record.ts'
import { type Call, type Dependency } from '../core/step.ts'
import type { TableKey } from '../ports/suite-table.ts'
import { userKey } from '../ports/suite-table.ts'

/** What a user's record tells of what is kept elsewhere. */
export interface ErasureTraces {
  readonly userName: string
  /** The hash of the invitation that was used, when an effect noted it; the notes of the sign-up tell it too. */
  readonly invitation?: string
  /** The sort keys of notes of the sign-up that the user has not redeemed yet. */
  readonly signUps: readonly string[]
  /** The partition keys under which the reservation of the address may be. */
  readonly reservations: readonly string[]
}

export interface MarkedUser {
  /** Undefined: there is no record, it was erased before, or it does not tell yet. */
  readonly traces?: ErasureTraces
  /** Whether somebody works on one of the user's effects at this moment. */
  readonly isBusy: boolean
}

/** What is kept of a user outside of their own items. */
export type Trace =
  /** A note of which invitation they signed up with, or the reservation of their address. */
  | { readonly kind: 'sign-up' | 'reservation'; readonly key: TableKey }
  /** An invitation that names them, or, with `isOwn`, their address, since it was made out to them alone. */
  | { readonly kind: 'invitation'; readonly key: TableKey; readonly isOwn: boolean }

export interface ErasedUser {
  readonly userPoolId: string
  readonly sub: string
}

export interface ErasableUsers extends Dependency {
  readonly name: 'suite-table'
  /** Marks the record, or makes one that is marked: from then on no effect is claimed or closed. */
  mark(key: TableKey, nowMs: number, call: Call): Promise<MarkedUser>
  /** What `mark` would tell. */
  read(key: TableKey, call: Call): Promise<MarkedUser>
  /** In the order in which they are to be removed. Without the record's word the whole table is searched. */
  findTraces(user: ErasedUser, traces: ErasureTraces | undefined, call: Call): Promise<readonly Trace[]>
  /** Again changes nothing. What became somebody else's stays. */
  removeTrace(user: ErasedUser, trace: Trace, call: Call): Promise<void>
  /** The sort keys of the user's own items; bare marks are none. */
  findItems(key: TableKey, call: Call): Promise<readonly string[]>
  /** Puts a bare mark in place of these, of those that a late worker could write, and last of the record, which holds
   * what an erasure that is cut off needs to go on. */
  eraseItems(key: TableKey, found: readonly string[], nowMs: number, call: Call): Promise<void>
}

/** What there is of a user, by kind: `profile`, `entitlements`, `memberships`, `provisioning`, `other` in their own
 * partition, and the kinds of traces. */
export type Kept = Readonly<Record<string, number>>

export interface Erased {
  readonly kept: Kept
  /** Whether a worker had to be waited for. */
  readonly waited: boolean
}

/** How long whoever works on an effect may go on after it was claimed, in milliseconds: its longest budget, doubled. */
export const busyWaitMs = 2 * maxEffectBudgetMs

/** Erasing again removes what is left, and finishes an erasure that was cut off. */
export async function eraseUser(
  users: ErasableUsers,
  user: ErasedUser,
  clock: Clock,
  call: Call,
): Promise<Erased> {
  const key = userKey(user.userPoolId, user.sub, 'PROVISIONING')
  const { isBusy, traces: told } = await users.mark(key, clock.epochMs(), call)
  // What an effect writes in these seconds is erased with the rest.
  if (isBusy) await pause(clock, busyWaitMs, call.signal)
  const traces = await users.findTraces(user, told, call)
  for (const trace of traces) await users.removeTrace(user, trace, call)
  const items = await users.findItems(key, call)
  await users.eraseItems(key, items, clock.epochMs(), call)
  return { kept: countKinds(traces, items), waited: isBusy }
}

/** What `eraseUser` would remove. Writes nothing. */
export async function findKept(users: ErasableUsers, user: ErasedUser, call: Call): Promise<Kept> {
  const key = userKey(user.userPoolId, user.sub, 'PROVISIONING')
  const { traces: told } = await users.read(key, call)
  const traces = await users.findTraces(user, told, call)
  return countKinds(traces, await users.findItems(key, call))
}

/** A team's own sort key may be personal. */
const itemKinds: ReadonlySet<string> = new Set(['PROFILE', 'ENTITLEMENTS', 'MEMBERSHIPS', 'PROVISIONING'])

function countKinds(traces: readonly Trace[], items: readonly string[]): Kept {
  const kept: Record<string, number> = {}
  const kinds = [
    ...items.map((sk) => (itemKinds.has(sk) ? sk.toLowerCase() : 'other')),
    ...traces.map(({ kind }) => kind),
  ]
  for (const kind of kinds) kept[kind] = (kept[kind] ?? 0) + 1
  return kept
}
