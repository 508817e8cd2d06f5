/** Adds an invited user to the invitation's groups, if they are allowed here. */
import { checkOptions, optional } from '../../core/options/check.ts'
import { list } from '../../core/options/collections.ts'
import { groupName } from '../../core/options/group-name.ts'
import { userDirectory } from '../../core/options/ports.ts'
import { PermanentEffectError } from '../../domain/effect-record.ts'
import type { Invitations } from '../../ports/invitations.ts'
import { type UserDirectory, addUserToGroupActions } from '../../ports/user-directory.ts'
import type { DirectoryEffect } from '../directory-effect.ts'
import { readEffectOptions } from '../effect-definition.ts'
import { effectBudget, invitations as invitationsCheck } from '../options.ts'
import { redeemInvitation, rememberSignUp } from '../redeem-invitation.ts'

export interface InvitedGroupsOptions {
  readonly invitations: Invitations
  readonly directory: UserDirectory
  /** Groups that invitations may grant. A person who may write an invitation must not be able to create administrators. */
  readonly allowed: readonly string[]
  /** Milliseconds for all groups of one user, claim and close included. Default 5,000. */
  readonly budgetMs?: number
}

/** Always deferred, since each group is an admin write.
 * @throws TypeError when a group name is not one that Cognito takes. */
export function invitedGroups(options: InvitedGroupsOptions): DirectoryEffect {
  check: checkOptions<InvitedGroupsOptions>('invitedGroups', options, {
    invitations: invitationsCheck,
    directory: userDirectory,
    allowed: list(groupName),
    budgetMs: optional(effectBudget),
  })
  const { invitations, directory, allowed } = options
  return {
    ...readEffectOptions(options, { when: 'deferred', budgetMs: 5_000 }),
    name: 'invited-groups',
    dependency: directory,
    actions: addUserToGroupActions,
    groups: allowed,
    delivery: 'idempotent',
    remember: rememberSignUp,
    over: (wrap) => invitedGroups({ ...options, directory: wrap(directory) }),
    async act(user, _, nowMs, call) {
      const redeemed = await redeemInvitation(invitations, user, nowMs, call)
      if (redeemed.kind !== 'redeemed')
        return { state: 'dropped', cause: redeemed.kind === 'none' ? 'not_invited' : 'invitation_used_up' }
      const { userPoolId, userName } = user
      const granted = redeemed.grants.groups.filter((group) => allowed.includes(group))
      for (const group of granted) await directory.addUserToGroup({ userPoolId, userName, group }, call)
      if (granted.length < redeemed.grants.groups.length) throw new PermanentEffectError('group_not_allowed')
      return { state: 'done', result: granted.join(' ') }
    },
  }
}
