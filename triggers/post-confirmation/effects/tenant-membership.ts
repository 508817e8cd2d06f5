/** Makes an invited user a member of the tenant that the invitation is for. */
import { checkOptions, optional } from '../../core/options/check.ts'
import { list } from '../../core/options/collections.ts'
import { text } from '../../core/options/values.ts'
import { userKey } from '../../domain/table-item.ts'
import { readEffectOptions, type EffectDefinition, type EffectOptions } from '../effect-definition.ts'
import { type Invitations, type Memberships, joinActions, redeemActions } from '../../ports/invitations.ts'
import { redeemInvitation, rememberSignUp } from '../redeem-invitation.ts'
import {
  effectBudget,
  invitations as invitationsCheck,
  memberships as membershipsCheck,
  when,
} from '../options.ts'

export interface TenantMembershipOptions extends Omit<EffectOptions, 'sources'> {
  readonly invitations: Invitations
  readonly memberships: Memberships
  /** What an invited user may do in the tenant. Default none. */
  readonly roles?: readonly string[]
}

/** Only when the invitation was really redeemed for the user. The effect itself takes the use, if `consumeInvitation`
 * has not yet. */
export function tenantMembership(options: TenantMembershipOptions): EffectDefinition {
  check: checkOptions<TenantMembershipOptions>('tenantMembership', options, {
    invitations: invitationsCheck,
    memberships: membershipsCheck,
    roles: optional(list(text('a role'), 0)),
    when: optional(when),
    budgetMs: optional(effectBudget),
  })
  const { invitations, memberships, roles = [] } = options
  return {
    ...readEffectOptions(options),
    name: 'tenant-membership',
    dependency: memberships,
    actions: [...redeemActions, ...joinActions],
    delivery: 'idempotent',
    remember: rememberSignUp,
    async act(user, _, nowMs, call) {
      const redeemed = await redeemInvitation(invitations, user, nowMs, call)
      if (redeemed.kind !== 'redeemed')
        return { state: 'dropped', cause: redeemed.kind === 'none' ? 'not_invited' : 'invitation_used_up' }
      const { tenant } = redeemed.grants
      if (tenant === undefined) return { state: 'dropped', cause: 'no_tenant' }
      const key = userKey(user.userPoolId, user.sub, 'MEMBERSHIPS')
      await memberships.join(key, { tenant, roles, sinceMs: nowMs }, call)
      return { state: 'done', result: tenant }
    },
  }
}
