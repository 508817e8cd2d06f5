/** What a rehearsal asks of the worker: whether it may read the index, and read and change a record. It works on nobody. */
import { rehearsedPool, rehearsedSub } from '../events/rehearsed-person.ts'
import { userKey } from '../domain/table-item.ts'
import type { WorkerConfig } from './config.ts'
import { callRecords, type Work } from './work.ts'

/** There is no record of the made-up person, so that the change finds nothing to change.
 * @throws RecordUnavailableError when one of it fails */
export async function rehearse({ index, ledger }: WorkerConfig, work: Work, region: string): Promise<void> {
  const key = userKey(`${region}${rehearsedPool}`, rehearsedSub, 'PROVISIONING')
  await callRecords(work, async (call) => {
    await index.find('due', 0, work.clock.epochMs(), 1, call)
    await index.readMany([key], call)
    await ledger.read(key, call)
    await ledger.acknowledge(key, 'rehearsal', call)
  })
}
