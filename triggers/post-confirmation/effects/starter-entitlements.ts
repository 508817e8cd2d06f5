/** Gives every new user the initial entitlements, once. */
import type { Json } from '../../core/decision.ts'
import { checkOptions, optional } from '../../core/options/check.ts'
import { record } from '../../core/options/collections.ts'
import { json } from '../../core/options/json.ts'
import { tableWriter } from '../../core/options/ports.ts'
import { provisioningSourceList } from '../../events/source-lists.ts'
import { text } from '../../core/options/values.ts'
import { type TableWriter, putIfAbsentActions } from '../../ports/suite-table.ts'
import { userKey } from '../../domain/table-item.ts'
import type { ProvisioningSource } from '../../events/sources.ts'
import type { EffectDefinition } from '../effect-definition.ts'
import { effectBudget, when } from '../options.ts'

export interface StarterEntitlementsOptions {
  readonly table: TableWriter
  /** The attributes of the item, such as `{ plan: 'free' }`. */
  readonly entitlements: Readonly<Record<string, Json>>
  /** Default `inline`. */
  readonly when?: EffectDefinition['when']
  /** Default: sign-ups, and users whom `reconcile` finds. */
  readonly sources?: readonly ProvisioningSource[]
  /** Milliseconds, claim and close included. Default 1,800. */
  readonly budgetMs?: number
}

/** Deferred when it fails. Existing entitlements stay unchanged, since the user may have paid already. */
export function starterEntitlements(options: StarterEntitlementsOptions): EffectDefinition {
  check: checkOptions<StarterEntitlementsOptions>('starterEntitlements', options, {
    table: tableWriter,
    entitlements: record(json, text('an attribute of the item'), 1),
    when: optional(when),
    sources: optional(provisioningSourceList),
    budgetMs: optional(effectBudget),
  })
  return {
    name: 'starter-entitlements',
    when: options.when ?? 'inline',
    sources: options.sources ?? ['PostConfirmation_ConfirmSignUp', 'Reconcile'],
    dependency: options.table,
    actions: putIfAbsentActions,
    budgetMs: options.budgetMs ?? 1_800,
    attempts: 2,
    onFailure: { kind: 'defer' },
    delivery: 'idempotent',
    remember: () => ({}),
    async act({ userPoolId, sub }, _, __, call) {
      await options.table.putIfAbsent(userKey(userPoolId, sub, 'ENTITLEMENTS'), options.entitlements, call)
      return { state: 'done' }
    },
  }
}
