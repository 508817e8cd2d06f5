/** The few conditional writes of the suite's table that a token waits for. */
import type { TableWriter } from '../ports/suite-table.ts'
import type { ProvisioningHandover } from '../ports/provisioning-handover.ts'
import { type Database, putIfAbsent, suiteDatabase } from './dynamodb-client.ts'
import { unlistedItem } from './provisioning-item.ts'

type LightTableWriter = TableWriter & ProvisioningHandover

/** The writer that `suite.ts` gives to claim sources. It connects on first use or in `connect`. */
export const suiteTableLightWriter: LightTableWriter = createLightTableWriter(suiteDatabase)

export function createLightTableWriter(database: Database): LightTableWriter {
  return {
    name: 'table',
    connect: (count) => database.open(count),
    putIfAbsent: (key, item, call) => putIfAbsent(database, key, item, call),
    handOver: async ({ key, user, nowMs }, call) =>
      putIfAbsent(database, key, unlistedItem(key, { ...user, source: 'Reconcile' }, nowMs), call),
  }
}
