/** Removes what the suite keeps of a user, and leaves a mark so that a late worker does not write it again. */
import { type Clock, pause } from '../core/deadline.ts'
import type { Call } from '../core/step.ts'
import { maxEffectBudgetMs } from '../domain/effect-record.ts'
import { userKey } from '../domain/table-item.ts'
import type { ErasableUsers, ErasedUser, Trace } from '../ports/erasable-users.ts'

/** The user's data by kind. `profile`, `entitlements`, `memberships`, `provisioning` and `other` are in the user's own
 * partition; the rest are kinds of traces. */
export type Kept = Readonly<Record<string, number>>

export interface Erased {
  readonly kept: Kept
  /** Whether the erasure had to wait for a worker. */
  readonly waited: boolean
}

/** How long a worker may go on after it claimed an effect, in milliseconds: its longest budget, doubled. */
export const busyWaitMs = 2 * maxEffectBudgetMs

/** A repeat removes what is left, and finishes an interrupted erasure. */
export async function eraseUser(
  users: ErasableUsers,
  user: ErasedUser,
  clock: Clock,
  call: Call,
): Promise<Erased> {
  const key = userKey(user.userPoolId, user.sub, 'PROVISIONING')
  const { isBusy, traces: told } = await users.mark(key, clock.epochMs(), call)
  // What an effect writes meanwhile is erased with the rest.
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

/** A sort key of the team's own may be personal. */
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
