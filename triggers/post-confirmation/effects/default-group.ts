/** Adds every new user to one group. */
import { checkOptions, optional } from '../../core/options/check.ts'
import { groupName } from '../../core/options/group-name.ts'
import { userDirectory } from '../../core/options/ports.ts'
import { type UserDirectory, addUserToGroupActions } from '../../ports/user-directory.ts'
import { readEffectOptions, type EffectDefinition, type EffectOptions } from '../effect-definition.ts'
import { effectName, effectOptions } from '../options.ts'

export interface DefaultGroupOptions extends EffectOptions {
  readonly directory: UserDirectory
  /** It must be a literal, since the function may add users to any group of the pool: never take it from an event. */
  readonly group: string
  /** Distinguishes several groups: lower-case letters, digits and hyphens. It must not change, since records hold it.
   * Default `default-group`. */
  readonly name?: string
}

/** Deferred when it fails. @throws TypeError when the group is not one that Cognito takes, or the name is not kebab-case. */
export function defaultGroup(options: DefaultGroupOptions): EffectDefinition {
  check: checkOptions<DefaultGroupOptions>('defaultGroup', options, {
    directory: userDirectory,
    group: groupName,
    name: optional(effectName),
    ...effectOptions,
  })
  const { directory, group, name = 'default-group' } = options
  return {
    ...readEffectOptions(options),
    name,
    dependency: directory,
    actions: addUserToGroupActions,
    groups: [group],
    delivery: 'idempotent',
    remember: () => ({}),
    async act({ userPoolId, userName }, _, __, call) {
      await directory.addUserToGroup({ userPoolId, userName, group }, call)
      return { state: 'done' }
    },
  }
}
