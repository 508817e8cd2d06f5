/** Gives every new user the initial entitlements, once. */
import type { Json } from '../../core/decision.ts'
import { checkOptions } from '../../core/options/check.ts'
import { record } from '../../core/options/collections.ts'
import { json } from '../../core/options/json.ts'
import { tableWriter } from '../../core/options/ports.ts'
import { text } from '../../core/options/values.ts'
import { type TableWriter, putIfAbsentActions } from '../../ports/suite-table.ts'
import { userKey } from '../../domain/table-item.ts'
import { readEffectOptions, type EffectDefinition, type EffectOptions } from '../effect-definition.ts'
import { effectOptions } from '../options.ts'

export interface StarterEntitlementsOptions extends EffectOptions {
  readonly table: TableWriter
  /** The attributes of the item, such as `{ plan: 'free' }`. */
  readonly entitlements: Readonly<Record<string, Json>>
}

/** Deferred when it fails. Existing entitlements stay unchanged, since the user may have paid already. */
export function starterEntitlements(options: StarterEntitlementsOptions): EffectDefinition {
  check: checkOptions<StarterEntitlementsOptions>('starterEntitlements', options, {
    table: tableWriter,
    entitlements: record(json, text('an attribute of the item'), 1),
    ...effectOptions,
  })
  return {
    ...readEffectOptions(options),
    name: 'starter-entitlements',
    dependency: options.table,
    actions: putIfAbsentActions,
    delivery: 'idempotent',
    remember: () => ({}),
    async act({ userPoolId, sub }, _, __, call) {
      await options.table.putIfAbsent(userKey(userPoolId, sub, 'ENTITLEMENTS'), options.entitlements, call)
      return { state: 'done' }
    },
  }
}
