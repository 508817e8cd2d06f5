/** Adds every new user to one group. */
import type { UserDirectory } from '../../core/user-directory.ts'
import type { EffectDefinition } from '../effect-definition.ts'

export interface DefaultGroupOptions {
  readonly directory: UserDirectory
  /** A literal, since the function may add users to any group of the pool: never take it from an event. */
  readonly group: string
  /** Milliseconds, claim and close included. Default 1,800. */
  readonly budgetMs?: number
}

/** Deferred when it fails. @throws TypeError when the group name is not one that Cognito takes. */
export function defaultGroup(options: DefaultGroupOptions): EffectDefinition {
  const { directory, group } = options
  if (!/^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u.test(group))
    throw new TypeError(`defaultGroup: group must be 1 to 128 characters without spaces, not '${group}'`)
  return {
    name: 'default-group',
    sources: ['PostConfirmation_ConfirmSignUp'],
    dependency: directory,
    actions: ['cognito-idp:AdminAddUserToGroup'],
    budgetMs: options.budgetMs ?? 1_800,
    attempts: 2,
    onFailure: { kind: 'defer' },
    act: ({ userPoolId, userName }, _, __, call) =>
      directory.addUserToGroup({ userPoolId, userName, group }, call),
  }
}
