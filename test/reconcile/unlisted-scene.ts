/** Users who are handed over without effects, in virtual time: the pool, the records, the worker, a confirmation. */
import type { ProvisioningEvent } from '../../triggers/post-confirmation/effect-definition.ts'
import { definePostConfirmation } from '../../triggers/post-confirmation/define.ts'
import { postConfirmationTrigger } from '../../triggers/post-confirmation/trigger.ts'
import { userKey } from '../../triggers/domain/table-item.ts'
import { defineProvisioningWorker } from '../../triggers/provisioning-worker/config.ts'
import type { PoolUser } from '../../triggers/ports/record-index.ts'
import { createWorker } from '../../triggers/provisioning-worker/run.ts'
import { createSandbox, type FaultKind, type Sandbox, type Trouble } from '../faults/sandbox.ts'
import { refusals } from '../faults/targets.ts'
import type { PostConfirmationSource } from '../../triggers/events/sources.ts'
import { eventFixture } from '../../triggers/testing/golden-events.ts'
import { createMemoryLedger, createMemoryRecords } from '../../triggers/testing/memory-ledger.ts'
import { createCall } from '../../triggers/testing/call.ts'
import { createHarness } from '../../triggers/testing/trigger-harness.ts'
import { createVirtualClock, type VirtualClock } from '../../triggers/testing/virtual-clock.ts'
import { anEffect } from '../support/an-effect.ts'
import { contextOf, createWorkerRuntime } from '../support/worker-runtime.ts'

export const userPoolId = 'eu-west-1_Example01'
/** Of the confirmation's fixture. */
export const sub = '6a4f2c1e-8d3b-4c5a-9e7f-0b1c2d3e4f5a'
export const keyOf = (ofSub: string) => userKey(userPoolId, ofSub, 'PROVISIONING')

const dayMs = 86_400_000

export interface SceneOptions {
  /** What befalls a call of a function. Default nothing. */
  readonly faultOf?: Trouble['faultOf']
  /** Milliseconds that pass before each call of a function. Default none, beside the sandbox's 10. */
  readonly latencyMs?: () => number
  /** Names of the effects; those that end in `inline` are. */
  readonly effects?: readonly string[]
  /** Names of those that a password reset calls for, besides. */
  readonly resetEffects?: readonly string[]
}

export function poolUserOf(clock: VirtualClock, ofSub: string, changed: Partial<PoolUser> = {}): PoolUser {
  return {
    userName: ofSub,
    sub: ofSub,
    status: 'CONFIRMED',
    isEnabled: true,
    createdAtMs: clock.epochMs() - dayMs,
    modifiedAtMs: clock.epochMs() - dayMs,
    attributes: new Map([
      ['sub', ofSub],
      ['email', 'jane@example.com'],
    ]),
    ...changed,
  }
}

export function createScene(options: SceneOptions = {}) {
  const { faultOf = (): FaultKind => 'none', latencyMs = () => 0 } = options
  const clock = createVirtualClock()
  const records = createMemoryRecords()
  /** The users of the pool's list. */
  const pool = new Map<string, PoolUser>([[sub, poolUserOf(clock, sub)]])
  const lookUpsAtMs: number[] = []
  /** Idempotency keys of what was done, one for each time, and with what. */
  const acts: string[] = []
  const users: unknown[] = []
  const remembered: ProvisioningEvent[] = []
  const lines: string[] = []

  const startFunction = () => {
    const sandbox = createSandbox(clock, { faultOf }, refusals)
    const call: Sandbox['call'] = async (dependency, operation, apply) => {
      await clock.sleep(latencyMs())
      return sandbox.call(dependency, operation, apply)
    }
    const ledger = createMemoryLedger(undefined, records, (operation, apply) =>
      call('table', operation, apply),
    )
    const effects = (options.effects ?? ['first-inline', 'second']).map((name) =>
      anEffect(name, {
        when: name.endsWith('inline') ? 'inline' : 'deferred',
        sources: [
          'PostConfirmation_ConfirmSignUp',
          'Reconcile',
          ...(options.resetEffects?.includes(name) === true
            ? (['PostConfirmation_ConfirmForgotPassword'] as const)
            : []),
        ],
        dependency: { name: 'event-bus' },
        budgetMs: 1_800,
        delivery: 'at-least-once',
        remember(event) {
          remembered.push(event)
          return { email: event.userAttributes.get('email') ?? '' }
        },
        act: (user, idempotencyKey) =>
          call('event-bus', 'act', () => {
            users.push(user)
            acts.push(idempotencyKey)
            return { state: 'done' }
          }),
      }),
    )
    const config = defineProvisioningWorker({
      postConfirmation: definePostConfirmation({ ledger, effects }),
      index: ledger,
      users: {
        name: 'user-pool',
        listUsers: () =>
          call('user-pool', 'ListUsers', () => ({ users: [...pool.values()], nextToken: undefined })),
        findUser(wanted) {
          lookUpsAtMs.push(clock.monotonicMs())
          return call('user-pool', 'ListUsers', () => pool.get(wanted.sub))
        },
      },
    })
    return { sandbox, config }
  }

  /** One run of the worker in a sandbox of its own. The test drives the clock. */
  const beginWorker = async (input: unknown): Promise<void> => {
    const { sandbox, config } = startFunction()
    const worker = createWorker(config, createWorkerRuntime(clock, lines))
    const answer = worker(input, contextOf(clock, `worker-${clock.monotonicMs()}`))
    await Promise.race([answer, sandbox.died])
  }
  /** One call of the confirmation for the user of the fixture. */
  const beginConfirmation = async (
    requestId = 'confirmation',
    source: PostConfirmationSource = 'PostConfirmation_ConfirmSignUp',
  ): Promise<void> => {
    const { sandbox, config } = startFunction()
    const trigger = postConfirmationTrigger({ ...config, trigger: 'post-confirmation', language: 'en' })
    const answer = createHarness(trigger, { clock }).begin(eventFixture(source), { requestId })
    await Promise.race([answer, sandbox.died])
  }
  /** As the token trigger does it. */
  const handOver = (ofSub: string = sub) =>
    createMemoryLedger(undefined, records).handOver(
      { key: keyOf(ofSub), user: { userName: ofSub, region: 'eu-west-1' }, nowMs: clock.epochMs() },
      createCall(),
    )
  const run = (input: unknown): Promise<void> => clock.runUntil(beginWorker(input))
  const sleep = (ms: number): Promise<void> => clock.runUntil(clock.sleep(ms))

  return {
    clock,
    records,
    pool,
    lookUpsAtMs,
    acts,
    users,
    remembered,
    lines,
    beginWorker,
    beginConfirmation,
    handOver,
    run,
    sleep,
    stream: () => run(streamOf(sub)),
    sweep: () => run({ kind: 'sweep' }),
    reconcile: () => run({ kind: 'reconcile', checkpoint: { userPoolId } }),
    /** Until nothing is due, a sweep a minute, an hour at most. */
    async sweepUntilFinished() {
      for (let minute = 0; minute < 60 && records.due.size > 0; minute += 1) {
        await sleep(60_000)
        await run({ kind: 'sweep' })
      }
    },
    record: (ofSub: string = sub) => records.records.get(keyOf(ofSub).pk),
    report: () => JSON.parse(lines.at(-1) ?? '{}'),
  }
}

export function streamOf(ofSub: string) {
  const { pk, sk } = keyOf(ofSub)
  return { Records: [{ dynamodb: { Keys: { pk: { S: pk }, sk: { S: sk } } } }] }
}

/** Effect → state. */
export function statesIn(record: ReturnType<ReturnType<typeof createScene>['record']>) {
  return Object.fromEntries([...(record?.entries ?? [])].map(([name, { state }]) => [name, state]))
}
