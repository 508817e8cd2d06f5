/** Writes to the suite's table without an AWS SDK: the few conditional writes of the triggers that a person waits for. */
import type { Json } from '../core/decision.ts'
import type { TableWriter } from '../core/suite-table.ts'
import type { Call } from '../core/step.ts'
import type { ActiveTenantWriter } from '../pre-token-generation/memberships.ts'
import type { ProvisioningHandover } from '../pre-token-generation/provisioning-handover.ts'
import { type Connection, connectTo } from './connection.ts'
import { keyAttributes, toAttribute } from './dynamodb-json.ts'
import { unlistedItem } from './provisioning-item.ts'
import { callTable, isConditionFailure, type TableOperation } from './suite-table-https.ts'

type LightTableWriter = TableWriter & ProvisioningHandover & ActiveTenantWriter

/** The writer that `suite.ts` gives to claim sources. It connects on first use or in `connect`. */
export const suiteTableLightWriter: LightTableWriter = createLightTableWriter(() => connectTo('dynamodb'))

export function createLightTableWriter(connect: () => Connection): LightTableWriter {
  let connection: Connection | undefined
  const connected = (): Connection => (connection ??= connect())

  /** Whether the condition held. */
  const write = async (operation: TableOperation, input: object, call: Call): Promise<boolean> => {
    try {
      await callTable(connected(), operation, { ...input }, call)
      return true
    } catch (error) {
      if (isConditionFailure(error)) return false
      throw error
    }
  }
  const putIfAbsent: TableWriter['putIfAbsent'] = async (key, item, call) => {
    const input = {
      Item: toAttributes({ ...item, ...key }),
      ConditionExpression: 'attribute_not_exists(pk)',
    }
    return (await write('PutItem', input, call)) ? 'written' : 'exists'
  }

  return {
    name: 'suite-table',
    connect: () => connected().open(),
    putIfAbsent,
    handOver: ({ key, user, nowMs }, call) =>
      putIfAbsent(key, unlistedItem(key, { ...user, source: 'Reconcile' }, nowMs), call),
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
      return (await write('UpdateItem', input, call)) ? 'changed' : 'not-a-member'
    },
  }
}

function toAttributes(item: Readonly<Record<string, Json>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, toAttribute(value)]))
}
