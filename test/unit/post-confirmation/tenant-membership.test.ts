import { describe, expect, test } from 'vitest'
import { tenantMembership } from '../../../triggers/post-confirmation/effects/tenant-membership.ts'
import type { Redeemed } from '../../../triggers/ports/invitations.ts'
import { nowMs, perform } from '../../../triggers/testing/perform-effect.ts'
import { redeemedAs, granted } from './redeemed-as.ts'

describe('an invitation to a tenant', () => {
  const joining = async (invitations: ReturnType<typeof redeemedAs>) => {
    const joined: unknown[] = []
    const join = async (key: object, grant: object) => void joined.push({ ...key, ...grant })
    const memberships = { name: 'table', join } as const
    return {
      closing: await perform(tenantMembership({ invitations, memberships, roles: ['reader'] })),
      joined,
    }
  }

  test('makes a member of it', async () => {
    expect(await joining(granted)).toEqual({
      closing: { state: 'done', result: 'acme' },
      joined: [
        {
          pk: 'USER#pool#sub-1',
          sk: 'MEMBERSHIPS',
          tenant: 'acme',
          roles: ['reader'],
          sinceMs: nowMs + 5_000,
        },
      ],
    })
  })

  test.each<[string, Redeemed]>([
    ['invitation_used_up', { kind: 'refused' }],
    ['not_invited', { kind: 'none' }],
    ['no_tenant', { kind: 'redeemed', invitation: 'hash', grants: { groups: ['editors'] } }],
  ])('makes nobody a member when it is dropped as %s', async (cause, redeemed) => {
    expect(await joining(redeemedAs(redeemed))).toEqual({ closing: { state: 'dropped', cause }, joined: [] })
  })
})
