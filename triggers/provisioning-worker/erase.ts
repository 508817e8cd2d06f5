/** Removes what the suite keeps of a user, and leaves a mark that keeps late workers from writing it anew. */
import { type Clock, pause } from '../core/deadline.ts'
import { maxEffectBudgetMs } from '../core/effect.ts'
import { type Call, type Dependency } from '../core/step.ts'
import type { TableKey } from '../core/suite-table.ts'
import { userKey } from '../core/suite-table.ts'

/** What is kept of a user outside of their own items. */
export interface ErasureTraces {
  /** Undefined: the user never had a record, or was erased before. */
  readonly userName?: string
  /** The hash of the invitation that was used, when an effect noted it; the records of the sign-up tell it too. */
  readonly invitation?: string
  /** The key of the reservation of the address. */
  readonly reservation?: string
}

export interface MarkedUser extends ErasureTraces {
  /** Whether somebody works on one of the user's effects at this moment. */
  readonly isBusy: boolean
}

export interface ErasableUsers extends Dependency {
  readonly name: 'suite-table'
  /** Marks the record, or makes one that is marked: from then on no effect is claimed or closed. */
  mark(key: TableKey, nowMs: number, call: Call): Promise<MarkedUser>
  /** Puts a bare mark in place of every item of the user, and of those that a late worker could write. Gives how many
   * items there were. */
  eraseItems(key: TableKey, nowMs: number, call: Call): Promise<number>
  /** Removes the traces. */
  eraseTraces(
    user: { readonly userPoolId: string; readonly sub: string },
    traces: ErasureTraces,
    call: Call,
  ): Promise<void>
}

export interface Erased {
  /** Items that were there, the record included. */
  readonly items: number
  /** Whether a worker had to be waited for. */
  readonly waited: boolean
}

/** How long whoever works on an effect may go on after it was claimed, in milliseconds: its longest budget, doubled. */
export const busyWaitMs = 2 * maxEffectBudgetMs

/** Erasing again changes nothing, and finishes an erasure that was cut off. */
export async function eraseUser(
  users: ErasableUsers,
  user: { readonly userPoolId: string; readonly sub: string },
  clock: Clock,
  call: Call,
): Promise<Erased> {
  const key = userKey(user.userPoolId, user.sub, 'PROVISIONING')
  const { isBusy, ...traces } = await users.mark(key, clock.epochMs(), call)
  // What an effect writes in these seconds is erased with the rest.
  if (isBusy) await pause(clock, busyWaitMs, call.signal)
  await users.eraseTraces(user, traces, call)
  const items = await users.eraseItems(key, clock.epochMs(), call)
  return { items, waited: isBusy }
}
