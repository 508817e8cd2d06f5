/** Writes the user's profile item, once. */
import { type TableWriter, userKey } from '../../core/suite-table.ts'
import type { EffectDefinition } from '../effect-definition.ts'

export interface ProfileOptions {
  readonly table: TableWriter
  /** The user attributes to copy, such as `email` and `locale`. They are as current as the confirmation. */
  readonly attributes: readonly string[]
  /** Milliseconds, claim and close included. Default 1,800. */
  readonly budgetMs?: number
}

/** Deferred when it fails. A profile that exists is left as it is. */
export function profile(options: ProfileOptions): EffectDefinition {
  return {
    name: 'profile',
    sources: ['PostConfirmation_ConfirmSignUp'],
    dependency: options.table,
    actions: ['dynamodb:PutItem'],
    budgetMs: options.budgetMs ?? 1_800,
    attempts: 2,
    onFailure: { kind: 'defer' },
    async act({ userPoolId, sub, userName, userAttributes }, _, nowMs, call) {
      const attributes = Object.fromEntries(
        options.attributes.flatMap((name) => {
          const value = userAttributes.get(name)
          return value === undefined ? [] : [[name, value]]
        }),
      )
      const item = { sub, userName, attributes, createdAtMs: nowMs }
      await options.table.putIfAbsent(userKey(userPoolId, sub, 'PROFILE'), item, call)
    },
  }
}
