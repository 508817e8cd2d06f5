/** The few conditional writes to the suite's table that a token waits for. */
import type { TableWriter } from '../core/suite-table.ts'
import type { ActiveTenantWriter } from '../pre-token-generation/memberships.ts'
import type { ProvisioningHandover } from '../pre-token-generation/provisioning-handover.ts'
import { type Database, putIfAbsent, suiteDatabase, tryConditional } from './dynamodb-client.ts'
import { keyAttributes, toAttributes } from './dynamodb-json.ts'
import { unlistedItem } from './provisioning-item.ts'

type LightTableWriter = TableWriter & ProvisioningHandover & ActiveTenantWriter

/** The writer that `suite.ts` gives to claim sources. It connects on first use or in `connect`. */
export const suiteTableLightWriter: LightTableWriter = createLightTableWriter(suiteDatabase)

export function createLightTableWriter(database: Database): LightTableWriter {
  return {
    name: 'suite-table',
    connect: (count) => database.open(count),
    putIfAbsent: (key, item, call) => putIfAbsent(database, key, item, call),
    handOver: async ({ key, user, nowMs }, call) =>
      putIfAbsent(database, key, unlistedItem(key, { ...user, source: 'Reconcile' }, nowMs), call),
    async setIfMember({ key, tenant, nowMs }, call) {
      const input = {
        Key: keyAttributes(key),
        UpdateExpression: 'SET activeTenant = :tenant, activeSinceMs = :now',
        ConditionExpression:
          'attribute_type(tenants.#id, :map) AND (attribute_not_exists(tenants.#id.#s) OR tenants.#id.#s = :active)',
        ExpressionAttributeNames: { '#id': tenant, '#s': 'status' },
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
