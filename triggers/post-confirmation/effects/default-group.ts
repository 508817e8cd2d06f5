/** Adds every new user to one group. */
import { checkOptions, optional } from '../../core/options/check.ts'
import { groupName } from '../../core/options/group-name.ts'
import { userDirectory } from '../../core/options/ports.ts'
import { provisioningSourceList } from '../../events/source-lists.ts'
import { type UserDirectory, addUserToGroupActions } from '../../ports/user-directory.ts'
import type { ProvisioningSource } from '../../events/sources.ts'
import type { EffectDefinition } from '../effect-definition.ts'
import { effectBudget, effectName, when } from '../options.ts'

export interface DefaultGroupOptions {
  readonly directory: UserDirectory
  /** It must be a literal, since the function may add users to any group of the pool: never take it from an event. */
  readonly group: string
  /** Distinguishes several groups: lower-case letters, digits and hyphens. It must not change, since records hold it.
   * Default `default-group`. */
  readonly name?: string
  /** `inline`: the first token has the group. `deferred`: it spares the quota of admin writes. Default `inline`. */
  readonly when?: EffectDefinition['when']
  /** Default: sign-ups, and users whom `reconcile` finds. */
  readonly sources?: readonly ProvisioningSource[]
  /** Milliseconds, claim and close included. Default 1,800. */
  readonly budgetMs?: number
}

/** Deferred when it fails. @throws TypeError when the group is not one that Cognito takes, or the name is not kebab-case. */
export function defaultGroup(options: DefaultGroupOptions): EffectDefinition {
  check: checkOptions<DefaultGroupOptions>('defaultGroup', options, {
    directory: userDirectory,
    group: groupName,
    name: optional(effectName),
    when: optional(when),
    sources: optional(provisioningSourceList),
    budgetMs: optional(effectBudget),
  })
  const { directory, group, name = 'default-group' } = options
  return {
    name,
    when: options.when ?? 'inline',
    sources: options.sources ?? ['PostConfirmation_ConfirmSignUp', 'Reconcile'],
    dependency: directory,
    actions: addUserToGroupActions,
    groups: [group],
    budgetMs: options.budgetMs ?? 1_800,
    attempts: 2,
    onFailure: { kind: 'defer' },
    delivery: 'idempotent',
    remember: () => ({}),
    async act({ userPoolId, userName }, _, __, call) {
      await directory.addUserToGroup({ userPoolId, userName, group }, call)
      return { state: 'done' }
    },
  }
}
