/** Writes the user's profile item, once. */
import { checkOptions, optional } from '../../core/options/check.ts'
import { tableWriter } from '../../core/options/ports.ts'
import { provisioningSourceList } from '../../events/source-lists.ts'
import { type TableWriter, putIfAbsentActions } from '../../ports/suite-table.ts'
import { userKey } from '../../domain/table-item.ts'
import type { ProvisioningSource } from '../../events/sources.ts'
import { attributesOf, type EffectDefinition } from '../effect-definition.ts'
import { attributeList, effectBudget, when } from '../options.ts'

export interface ProfileOptions {
  readonly table: TableWriter
  /** The user attributes to copy, such as `email` and `locale`. They are as current as the confirmation. */
  readonly attributes: readonly string[]
  /** Default `inline`. */
  readonly when?: EffectDefinition['when']
  /** Default: sign-ups, and users whom `reconcile` finds. */
  readonly sources?: readonly ProvisioningSource[]
  /** Milliseconds, claim and close included. Default 1,800. */
  readonly budgetMs?: number
}

/** Deferred when it fails. An existing profile stays unchanged. */
export function profile(options: ProfileOptions): EffectDefinition {
  check: checkOptions<ProfileOptions>('profile', options, {
    table: tableWriter,
    attributes: attributeList,
    when: optional(when),
    sources: optional(provisioningSourceList),
    budgetMs: optional(effectBudget),
  })
  return {
    name: 'profile',
    when: options.when ?? 'inline',
    sources: options.sources ?? ['PostConfirmation_ConfirmSignUp', 'Reconcile'],
    dependency: options.table,
    actions: putIfAbsentActions,
    budgetMs: options.budgetMs ?? 1_800,
    attempts: 2,
    onFailure: { kind: 'defer' },
    delivery: 'idempotent',
    remember: (event) => attributesOf(event, options.attributes),
    async act({ userPoolId, sub, userName, facts }, _, nowMs, call) {
      const item = { sub, userName, attributes: facts, createdAtMs: nowMs }
      await options.table.putIfAbsent(userKey(userPoolId, sub, 'PROFILE'), item, call)
      return { state: 'done' }
    },
  }
}
