/** Switches the tenant that a user's tokens are for. */
import type { Call } from '../core/step.ts'
import { membershipsKey } from '../domain/memberships.ts'
import type { ActiveTenantWriter } from '../ports/active-tenant.ts'

/** An app's own API calls it when a signed-in user switches tenant. Pool and `sub` are those of the verified access
 * token. The user's next refresh carries the new tenant. */
export function changeActiveTenant(
  writer: ActiveTenantWriter,
  user: { readonly userPoolId: string; readonly sub: string },
  tenant: string,
  nowMs: number,
  call: Call,
): Promise<'changed' | 'not-a-member'> {
  if (tenant === '') return Promise.resolve('not-a-member')
  return writer.setIfMember({ key: membershipsKey(user.userPoolId, user.sub), tenant, nowMs }, call)
}
