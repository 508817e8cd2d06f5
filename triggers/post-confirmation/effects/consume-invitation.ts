/** Takes one use of the invitation that a user signed up with, exactly once. */
import { PermanentEffectError } from '../../domain/effect-record.ts'
import { checkOptions, optional } from '../../core/options/check.ts'
import { readEffectOptions, type EffectDefinition, type EffectOptions } from '../effect-definition.ts'
import { type Invitations, redeemActions } from '../../ports/invitations.ts'
import { redeemInvitation, rememberSignUp } from '../redeem-invitation.ts'
import { effectBudget, invitations as invitationsCheck, when } from '../options.ts'

export interface ConsumeInvitationOptions extends Pick<EffectOptions, 'budgetMs'> {
  readonly invitations: Invitations
  /** Default `deferred`. */
  readonly when?: EffectDefinition['when']
}

/** When others used the invitation up between sign-up and confirmation, the effect fails for an operator to see: the
 * user is already confirmed. */
export function consumeInvitation(options: ConsumeInvitationOptions): EffectDefinition {
  check: checkOptions<ConsumeInvitationOptions>('consumeInvitation', options, {
    invitations: invitationsCheck,
    when: optional(when),
    budgetMs: optional(effectBudget),
  })
  const { invitations } = options
  return {
    ...readEffectOptions(options, { when: 'deferred' }),
    name: 'consume-invitation',
    dependency: invitations,
    actions: redeemActions,
    delivery: 'idempotent',
    remember: rememberSignUp,
    async act(user, _, nowMs, call) {
      const redeemed = await redeemInvitation(invitations, user, nowMs, call)
      switch (redeemed.kind) {
        case 'none':
          return { state: 'dropped', cause: 'not_invited' }
        case 'redeemed':
          return { state: 'done', result: redeemed.invitation }
        case 'refused':
          throw new PermanentEffectError('invitation_used_up')
      }
    },
  }
}
