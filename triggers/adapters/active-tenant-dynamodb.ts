/** Changes a user's active tenant in the suite's table. */
import type { ActiveTenantWriter } from '../ports/active-tenant.ts'
import { type Database, suiteDatabase, tryConditional } from './dynamodb-client.ts'
import { keyAttributes, toAttributes } from './dynamodb-json.ts'

/** Give it to `changeActiveTenant` in your own API. It connects on first use.
 * @public */
export const suiteActiveTenants: ActiveTenantWriter = createActiveTenantWriter(suiteDatabase)

export function createActiveTenantWriter(database: Database): ActiveTenantWriter {
  return {
    name: 'table',
    async setIfMember({ key, tenant, nowMs }, call) {
      const input = {
        Key: keyAttributes(key),
        UpdateExpression: 'SET activeTenant = :tenant, activeSinceMs = :now',
        ConditionExpression:
          'attribute_type(tenants.#tenant, :map) AND ' +
          '(attribute_not_exists(tenants.#tenant.#status) OR tenants.#tenant.#status = :active)',
        ExpressionAttributeNames: { '#tenant': tenant, '#status': 'status' },
        ExpressionAttributeValues: toAttributes({
          ':tenant': tenant,
          ':now': nowMs,
          ':active': 'active',
          ':map': 'M',
        }),
      }
      const written = await tryConditional(database.send('UpdateItem', input, call))
      return written === undefined ? 'not-a-member' : 'changed'
    },
  }
}
