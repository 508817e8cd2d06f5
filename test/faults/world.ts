/** One user's confirmation in virtual time: Cognito's calls, the stream, the sweep every minute, reconcile every hour. */
import { definePostConfirmation } from '../../triggers/post-confirmation/define.ts'
import { defaultGroup } from '../../triggers/post-confirmation/effects/default-group.ts'
import { profile } from '../../triggers/post-confirmation/effects/profile.ts'
import { starterEntitlements } from '../../triggers/post-confirmation/effects/starter-entitlements.ts'
import { userConfirmedEvent } from '../../triggers/post-confirmation/effects/user-confirmed-event.ts'
import { webhook } from '../../triggers/post-confirmation/effects/webhook.ts'
import { welcomeMail } from '../../triggers/post-confirmation/effects/welcome-mail.ts'
import { postConfirmationTrigger } from '../../triggers/post-confirmation/trigger.ts'
import { defineProvisioningWorker, type WorkerConfig } from '../../triggers/provisioning-worker/config.ts'
import type { PoolUser } from '../../triggers/ports/record-index.ts'
import { beginReconcile } from '../../triggers/provisioning-worker/reconcile.ts'
import { createWorker } from '../../triggers/provisioning-worker/run.ts'
import { eventFixture } from '../../triggers/testing/golden-events.ts'
import { createMemoryLedger, createMemoryRecords } from '../../triggers/testing/memory-ledger.ts'
import { createRandom } from '../support/seeded-random.ts'
import { contextOf, createWorkerRuntime } from '../support/worker-runtime.ts'
import { createHarness } from '../../triggers/testing/trigger-harness.ts'
import { createVirtualClock } from '../../triggers/testing/virtual-clock.ts'
import type { Happening } from './happenings.ts'
import { createSandbox, type Sandbox, type Trouble } from './sandbox.ts'
import { connectTargets, createTargets, refusals, type Targets } from './targets.ts'

export interface Calls {
  readonly count: number
  readonly order: 'concurrent' | 'in sequence'
}

export interface Aftermath {
  readonly targets: Targets
  /** The longest that one of Cognito's calls waited for an answer, in milliseconds; crashed ones are left out. */
  readonly slowestAnswerMs: number
  /** Calls that were answered with an error. */
  readonly refused: number
  /** When the last effect was closed and the record was off the index, in milliseconds; undefined: never. */
  readonly provisionedAtMs: number | undefined
  /** Effect → state. */
  readonly states: Readonly<Record<string, string>>
}

const minuteMs = 60_000
const hourMs = 3_600_000
const streamDelayMs = 100
/** Lambda's limit of the worker. */
const workerTimeoutMs = 60_000
const giveUpAfterMs = 6 * hourMs

const confirmed = eventFixture('PostConfirmation_ConfirmSignUp')
const userPoolId = 'eu-west-1_Example01'
const sub = '6a4f2c1e-8d3b-4c5a-9e7f-0b1c2d3e4f5a'
const pk = `USER#${userPoolId}#${sub}`

/** Confirms one user under a fault, while something may happen to the table, and waits until nothing is left to do. */
export async function confirmUnder(
  createTrouble: (nowMs: () => number) => Trouble,
  calls: Calls,
  happening: Happening = async () => {},
): Promise<Aftermath> {
  const clock = createVirtualClock()
  const trouble = createTrouble(() => clock.monotonicMs())
  const records = createMemoryRecords()
  const targets = createTargets()
  const random = createRandom(calls.count)
  const user: PoolUser = {
    userName: sub,
    sub,
    status: 'CONFIRMED',
    isEnabled: true,
    createdAtMs: clock.epochMs(),
    modifiedAtMs: clock.epochMs(),
    attributes: new Map([
      ['email', 'jane@example.com'],
      ['email_verified', 'true'],
    ]),
  }

  const startFunction = (): { readonly sandbox: Sandbox; readonly config: WorkerConfig } => {
    const sandbox = createSandbox(clock, trouble, refusals)
    return { sandbox, config: configure(sandbox, targets, records, user) }
  }
  const runWorker = async (input: unknown): Promise<void> => {
    const { sandbox, config } = startFunction()
    const worker = createWorker(config, { ...createWorkerRuntime(clock), random })
    const context = contextOf(clock, `worker-${clock.monotonicMs()}`)
    await Promise.race([worker(input, context).catch(() => {}), sandbox.died, clock.sleep(workerTimeoutMs)])
  }

  let slowestAnswerMs = 0
  let refused = 0
  const callOnce = async (call: number): Promise<void> => {
    const { sandbox, config } = startFunction()
    const trigger = postConfirmationTrigger({
      trigger: 'post-confirmation',
      ledger: config.ledger,
      effects: config.effects,
      language: 'en',
    })
    const answered = createHarness(trigger, { clock }).begin(confirmed, { requestId: `call-${call}` })
    const answer = await Promise.race([answered, sandbox.died])
    if (answer === undefined) return
    slowestAnswerMs = Math.max(slowestAnswerMs, answer.tookMs)
    if (answer.kind === 'threw') refused += 1
  }
  const confirm = async (): Promise<void> => {
    const all = Array.from({ length: calls.count }, (_, call) => call)
    if (calls.order === 'concurrent')
      await Promise.all(all.map((call) => clock.sleep(call * 20).then(() => callOnce(call))))
    else for (const call of all) await callOnce(call)
  }

  let isHappening = true
  const isProvisioned = (): boolean => {
    if (isHappening) return false
    if (records.erased.has(pk)) return true
    const entries = [...(records.records.get(pk)?.entries.values() ?? [])]
    const open = entries.some(({ state }) => state === 'pending' || state === 'started')
    return entries.length > 0 && !open && !records.due.has(pk)
  }
  /** The table's stream calls the worker a moment after the record was put, beside the confirmation. */
  const stream = async (): Promise<void> => {
    for (let waitedMs = 0; !records.records.has(pk); waitedMs += streamDelayMs) {
      if (waitedMs > minuteMs) return
      await clock.sleep(streamDelayMs)
    }
    await clock.sleep(streamDelayMs)
    await runWorker({ Records: [{ dynamodb: { Keys: { pk: { S: pk }, sk: { S: 'PROVISIONING' } } } }] })
  }
  const happen = async (): Promise<void> => {
    await happening({ clock, records, targets, user: { userPoolId, sub } })
    isHappening = false
  }
  const goOn = async (): Promise<number | undefined> => {
    const happened = happen()
    await Promise.all([confirm(), stream()])
    for (let minute = 1; clock.monotonicMs() < giveUpAfterMs; minute += 1) {
      if (isProvisioned()) return clock.monotonicMs()
      await clock.sleep(Math.max(0, minute * minuteMs - clock.monotonicMs()))
      await runWorker({ kind: 'sweep' })
      if (minute % 60 === 0) await runWorker({ kind: 'reconcile', checkpoint: beginReconcile(userPoolId) })
    }
    await happened
    return undefined
  }
  const provisionedAtMs = await clock.runUntil(goOn())
  const states = Object.fromEntries(
    [...(records.records.get(pk)?.entries ?? [])].map(([name, { state }]) => [name, state]),
  )
  return { targets, slowestAnswerMs, refused, provisionedAtMs, states }
}

function configure(
  sandbox: Sandbox,
  targets: Targets,
  records: ReturnType<typeof createMemoryRecords>,
  user: PoolUser,
): WorkerConfig {
  const ports = connectTargets(targets, sandbox)
  const ledger = createMemoryLedger(undefined, records, (operation, apply) =>
    sandbox.call('table', operation, apply),
  )
  const mail = {
    mailer: ports.mailer,
    from: 'welcome@example.com',
    templates: { en: { subject: 'Welcome', text: 'Hello {{name}}' } },
  }
  const postConfirmation = definePostConfirmation({
    ledger,
    effects: [
      defaultGroup({ directory: ports.directory, group: 'members' }),
      profile({ table: ports.table, attributes: ['email'] }),
      starterEntitlements({ table: ports.table, entitlements: { plan: 'free' } }),
      userConfirmedEvent({ bus: ports.bus }),
      webhook({ sender: ports.sender, url: 'https://hooks.example.com/' }),
      welcomeMail(mail),
      { ...welcomeMail({ ...mail, delivery: 'at-most-once' }), name: 'welcome-mail-once' },
    ],
  })
  return defineProvisioningWorker({
    postConfirmation,
    index: ledger,
    users: {
      name: 'user-pool',
      listUsers: () =>
        sandbox.call('user-pool', 'ListUsers', () => ({ users: [user], nextToken: undefined })),
      findUser: () => sandbox.call('user-pool', 'ListUsers', () => user),
    },
  })
}
