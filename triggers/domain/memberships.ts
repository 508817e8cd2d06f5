/** Which tenants a user belongs to, which one is active, and how the active one is changed.
 *
 * The item `MEMBERSHIPS` of a user has `tenants`, a map of tenant → `{ roles, status }`, and `activeTenant`. Only the
 * server writes it. A membership without `status` is active. Any status except `active` suspends it, also one that
 * cannot be read. */
import { isObject, own, readStrings } from '../core/json.ts'
import { type TableItem, type TableKey, userKey } from './table-item.ts'

export interface Membership {
  readonly tenant: string
  readonly roles: readonly string[]
}

/** The membership that a token is for.
 *
 * The caller sends the wish and may make it up, so that it only chooses among the memberships. A wish for any other
 * tenant yields no membership: with a token for another tenant than the caller means, the caller would act in the
 * wrong place. Without a wish the active tenant counts. It yields no membership when the user is suspended there or
 * has left. A user without an active tenant gets the only tenant. */
export function chooseMembership(item: TableItem, wish: string | undefined): Membership | undefined {
  const memberships = readMemberships(item)
  if (wish !== undefined) return memberships.find(({ tenant }) => tenant === wish)
  if (!item.has('activeTenant')) return memberships.length === 1 ? memberships[0] : undefined
  const active = item.get('activeTenant')
  return memberships.find(({ tenant }) => tenant === active)
}

/** Active memberships. What cannot be read does not count as a membership. */
export function readMemberships(item: TableItem): readonly Membership[] {
  const tenants: unknown = item.get('tenants')
  if (!isObject(tenants)) return []
  return Object.entries(tenants).flatMap(([tenant, membership]) => {
    if (!isObject(membership)) return []
    const status = own(membership, 'status')
    if (tenant === '' || (status !== undefined && status !== 'active')) return []
    return [{ tenant, roles: readStrings(own(membership, 'roles')) }]
  })
}

/** The key of a user's memberships. */
export function membershipsKey(userPoolId: string, sub: string): TableKey {
  return userKey(userPoolId, sub, 'MEMBERSHIPS')
}
