/** What a redeemed invitation comes to. */
import type { Redeemed } from '../../../triggers/ports/invitations.ts'

export const redeemedAs = (redeemed: Redeemed) => ({ name: 'table', redeem: async () => redeemed }) as const

export const granted = redeemedAs({
  kind: 'redeemed',
  invitation: 'hash',
  grants: { groups: ['editors', 'admins'], tenant: 'acme' },
})
