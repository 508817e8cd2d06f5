/** All copies of the worker side by side on one virtual clock, as the stream calls them, and every write that they make
 * to the pool. */
import type { UserDirectory } from '../../triggers/ports/user-directory.ts'
import { definePostConfirmation } from '../../triggers/post-confirmation/define.ts'
import { defaultGroup } from '../../triggers/post-confirmation/effects/default-group.ts'
import { invitedGroups } from '../../triggers/post-confirmation/effects/invited-groups.ts'
import type { Invitations } from '../../triggers/ports/invitations.ts'
import { defineProvisioningWorker, type WorkerConfig } from '../../triggers/provisioning-worker/config.ts'
import { createWorker } from '../../triggers/provisioning-worker/run.ts'
import { createMemoryLedger } from '../../triggers/testing/memory-ledger.ts'
import type { VirtualClock } from '../../triggers/testing/virtual-clock.ts'
import { contextOf, createWorkerRuntime } from '../support/worker-runtime.ts'

export interface WorkerFleet {
  /** The configuration with two effects on the directory, whose records the fleet works off once they are opened. */
  follow(config: WorkerConfig): WorkerConfig
  /** Resolves when no user is due any more. */
  finish(): Promise<void>
  /** When AdminAddUserToGroup was called, on the virtual clock, and for which membership. */
  readonly addedAtMs: readonly number[]
  readonly added: readonly string[]
}

export interface WorkerFleetOptions {
  readonly clock: VirtualClock
  /** How many groups an invitation grants to the user; 0 for a user who was not invited. */
  readonly groupsOf: (ordinal: number) => number
}

const addMs = 40
const batchSize = 10
const timeoutMs = 60_000
const invitedGroupNames = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight']

export function createWorkerFleet({ clock, groupsOf }: WorkerFleetOptions): WorkerFleet {
  const addedAtMs: number[] = []
  const added: string[] = []
  const directory: UserDirectory = {
    name: 'user-pool',
    async addUserToGroup({ userName, group }, call) {
      call.onAttempt()
      addedAtMs.push(clock.monotonicMs())
      added.push(`${userName} ${group}`)
      await clock.sleep(addMs)
    },
  }
  const invitations: Invitations = {
    name: 'table',
    async redeem({ sub }) {
      const groups = invitedGroupNames.slice(0, groupsOf(Number(sub)))
      if (groups.length === 0) return { kind: 'none' }
      return { kind: 'redeemed', invitation: 'hash', grants: { groups } }
    },
  }
  const ledger = createMemoryLedger()
  const queue: { readonly pk: string; readonly sk: string }[] = []
  const state = { isFinishing: false }
  let fleet: Promise<unknown> = Promise.resolve()

  const runCopy = async (config: WorkerConfig): Promise<void> => {
    const worker = createWorker(config, createWorkerRuntime(clock))
    const call = (input: unknown): Promise<unknown> =>
      worker(input, contextOf(clock, `run-${clock.monotonicMs()}`, timeoutMs))
    while (!state.isFinishing || queue.length > 0) {
      const batch = queue.splice(0, batchSize)
      const Records = batch.map(({ pk, sk }) => ({ dynamodb: { Keys: { pk: { S: pk }, sk: { S: sk } } } }))
      await (batch.length > 0 ? call({ Records }) : clock.sleep(1_000))
    }
    while (ledger.due.size > 0) {
      await call({ kind: 'sweep' })
      await clock.sleep(timeoutMs)
    }
  }

  return {
    addedAtMs,
    added,
    follow(pool) {
      const effects = [
        defaultGroup({ directory, group: 'members' }),
        invitedGroups({ invitations, directory, allowed: invitedGroupNames }),
      ]
      const { users } = pool
      const config = defineProvisioningWorker({
        postConfirmation: definePostConfirmation({ ledger, effects }),
        index: ledger,
        users,
      })
      fleet = Promise.all(Array.from({ length: config.copies }, () => runCopy(config)))
      return {
        ...config,
        index: pool.index,
        ledger: {
          ...pool.ledger,
          async open(opening, call) {
            const opened = await pool.ledger.open(opening, call)
            if (opened.kind !== 'opened') return opened
            await ledger.open(opening, call)
            queue.push(opening.key)
            return opened
          },
        },
      }
    },
    async finish() {
      state.isFinishing = true
      await fleet
    },
  }
}
