/** What is known of a pool, and what the suite wants of it. */
import type { RawObject } from '../core/json.ts'
import type { AttributeUse } from '../definitions.ts'
import type { Slot, SlotValues, TokenVersion } from './slots.ts'

export type Owner =
  | { readonly kind: 'none' }
  | { readonly kind: 'stack'; readonly stack: string }
  | { readonly kind: 'unreadable'; readonly exception: string }

/** What was found out about the pool. Detaching looks at the pool alone. */
export interface Described {
  /** `UserPool` of DescribeUserPool, with all its keys. */
  readonly pool: RawObject
  /** `UserPoolClient` of DescribeUserPoolClient, of each client. */
  readonly clients: readonly RawObject[]
  /** Of the groups that were looked for, those that are there. */
  readonly groups: ReadonlySet<string>
  readonly owner: Owner
}

export interface Ours {
  readonly action: 'attach' | 'detach'
  /** The suite's functions, by slot. */
  readonly functions: ReadonlyMap<Slot, string>
  readonly tokenVersion: TokenVersion
  /** Groups that the suite names. */
  readonly groups: readonly string[]
  /** Attributes that people must not write, and who relies on it. */
  readonly guarded: readonly AttributeUse[]
  /** What stood in `LambdaConfig` before the suite was attached, which detaching puts back. */
  readonly before: SlotValues
  /** The functions that were attached, as the pre-image knows. */
  readonly attached: ReadonlyMap<Slot, string>
  /** The only slots that are changed. Default all of `functions`. */
  readonly only: ReadonlySet<Slot>
  /** Slots whose function of somebody else gives way, and those that are left alone. */
  readonly replace: ReadonlySet<Slot>
  readonly keep: ReadonlySet<Slot>
  /** Unknown keys that the operator has read about. */
  readonly send: ReadonlySet<string>
  readonly leaveOut: ReadonlySet<string>
  /** Who changes the pool's settings, as the operator says. `console` is nobody but people. The name of the stack that owns
   * the pool says that its template names these triggers already. */
  readonly owner?: string | undefined
}
