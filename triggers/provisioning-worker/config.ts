/** What the provisioning worker works with: the effects of post confirmation, and where it finds who is unfinished. */
import type { EffectDefinition, PostConfirmationConfig } from '../post-confirmation/effect-definition.ts'
import type { EffectLedger } from '../core/effect.ts'
import type { RecordIndex, UserList } from './record-index.ts'

export interface WorkerConfig {
  readonly ledger: EffectLedger
  readonly effects: readonly EffectDefinition[]
  readonly index: RecordIndex
  readonly users: UserList
  /** Admin writes that one copy of the worker makes in a second. */
  readonly adminWritesPerSecond: number
  /** Users whom one copy of the worker looks up in the pool in a second. */
  readonly lookUpsPerSecond: number
  /** What `reconcile` keeps to. */
  readonly reconcile: ReconcileRates
}

export interface ReconcileRates {
  /** Pages of 60 users read in a second. */
  readonly pagesPerSecond: number
  /** Users handed to the worker in a second. */
  readonly usersPerSecond: number
  /** Users created or changed in the last so many milliseconds are left alone: their confirmation may be under way. */
  readonly minAgeMs: number
}

/** A third of ListUsers' 30 a second, and four tenths of the 25 admin writes: the sign-ups need theirs. */
export const defaultRates: ReconcileRates = { pagesPerSecond: 10, usersPerSecond: 10, minAgeMs: 900_000 }

/** Completes the configuration of the worker.
 * @throws TypeError when a rate is not a positive number within Cognito's quota. */
export function defineProvisioningWorker(options: {
  readonly postConfirmation: PostConfirmationConfig
  readonly index: RecordIndex
  readonly users: UserList
  /** Admin writes that one copy of the worker makes in a second; all share 25. Default 5. */
  readonly adminWritesPerSecond?: number
  /** Users whom one copy of the worker looks up in a second, for records that were handed over without effects; all
   * share ListUsers' 30 with `reconcile`. Default 5. */
  readonly lookUpsPerSecond?: number
  readonly reconcile?: Partial<ReconcileRates>
}): WorkerConfig {
  const { postConfirmation, index, users } = options
  const reconcile = { ...defaultRates, ...options.reconcile }
  const adminWritesPerSecond = options.adminWritesPerSecond ?? 5
  const lookUpsPerSecond = options.lookUpsPerSecond ?? 5
  checkRate('adminWritesPerSecond', adminWritesPerSecond, 25)
  checkRate('lookUpsPerSecond', lookUpsPerSecond, 30)
  checkRate('pagesPerSecond', reconcile.pagesPerSecond, 30)
  checkRate('usersPerSecond', reconcile.usersPerSecond, 1_000)
  return {
    ledger: postConfirmation.ledger,
    effects: postConfirmation.effects,
    index,
    users,
    adminWritesPerSecond,
    lookUpsPerSecond,
    reconcile,
  }
}

function checkRate(name: string, value: number, most: number): void {
  if (!(value > 0 && value <= most))
    throw new TypeError(`provisioning worker: ${name} must be over 0 and at most ${most}, not ${value}`)
}
