/** A whole batch job on the virtual clock: runner, function and worker, with faults: everybody once, under the quotas. */
import { describe, expect, test } from 'vitest'
import { createBatchFunction } from '../../callers/s3-batch/provision.ts'
import { createCallerHandler } from '../../callers/shared/handler.ts'
import type { InvokeResult } from '../../local/lambda/invocation.ts'
import { runTasks, type TaskEnd } from '../../local/callers/batch/run-tasks.ts'
import { ServiceError } from '../../triggers/adapters/service-error.ts'
import { definePostConfirmation } from '../../triggers/post-confirmation/define.ts'
import { defaultGroup } from '../../triggers/post-confirmation/effects/default-group.ts'
import { defineProvisioningWorker } from '../../triggers/provisioning-worker/config.ts'
import { createWorker } from '../../triggers/provisioning-worker/run.ts'
import type { PoolUser } from '../../triggers/ports/record-index.ts'
import { createMemoryLedger } from '../../triggers/testing/memory-ledger.ts'
import { createVirtualClock } from '../../triggers/testing/virtual-clock.ts'
import { createRandom } from '../support/seeded-random.ts'
import { contextOf, createWorkerRuntime } from '../support/worker-runtime.ts'
import { busiestSecond, poolId } from './fake-pool.ts'

const quotas = { lists: 30, writes: 25 }

type Left = 'ready' | 'disabled' | 'gone' | 'done'

interface World {
  readonly size: number
  readonly copies?: number
  readonly usersPerSecond?: number
  /** How the pool and the table have the user. */
  readonly leftOf?: (ordinal: number) => Left
  /** Whether this call of the worker gets no answer, though it does its work. */
  readonly isLost?: (call: number) => boolean
}

async function runJob({
  size,
  copies = 2,
  usersPerSecond = 5,
  leftOf = () => 'ready',
  isLost = () => false,
}: World) {
  const clock = createVirtualClock(1_000)
  const ledger = createMemoryLedger()
  const listedAtMs: number[] = []
  const addedAtMs: number[] = []
  const added: string[] = []
  const subOf = (ordinal: number): string => `sub-${ordinal}`
  const ordinalOf = (sub: string): number => Number(sub.slice('sub-'.length))
  const userOf = (sub: string): PoolUser => ({
    userName: `user-of-${sub}@example.com`,
    sub,
    status: 'CONFIRMED',
    isEnabled: leftOf(ordinalOf(sub)) !== 'disabled',
    createdAtMs: 0,
    modifiedAtMs: 0,
    attributes: new Map([['email', `user-of-${sub}@example.com`]]),
  })
  const directory = {
    name: 'user-pool' as const,
    async addUserToGroup({ userName }: { readonly userName: string }) {
      addedAtMs.push(clock.monotonicMs())
      added.push(userName)
      await clock.sleep(40)
    },
  }
  const config = defineProvisioningWorker({
    postConfirmation: definePostConfirmation({
      ledger,
      effects: [defaultGroup({ directory, group: 'members' })],
    }),
    index: ledger,
    users: {
      name: 'user-pool',
      listUsers: async () => ({ users: [], nextToken: undefined }),
      async findUser({ sub }) {
        listedAtMs.push(clock.monotonicMs())
        await clock.sleep(30)
        return leftOf(ordinalOf(sub)) === 'gone' ? undefined : userOf(sub)
      },
    },
  })
  const lines: string[] = []
  const runtime = { ...createWorkerRuntime(clock, lines), hashUser: () => 'hash' }

  // Lambda: a free copy takes a call, and the next one is refused.
  let calls = 0
  const free = Array.from({ length: config.copies }, () => createWorker(config, runtime))
  const invokeWorker = async (input: object) => {
    const copy = free.pop()
    if (copy === undefined) throw new ServiceError('lambda', 'throttled')
    const call = (calls += 1)
    const payload = await copy(input, contextOf(clock, `worker-${call}`))
    free.push(copy)
    if (isLost(call)) throw new ServiceError('lambda', 'unreachable')
    return { functionError: undefined, payload }
  }
  const idle = Array.from({ length: copies }, () =>
    createCallerHandler(
      createBatchFunction(
        { userPoolId: poolId, usersPerSecond: usersPerSecond / copies, invokeWorker },
        { clock, hashUser: () => 'hash' },
      ),
      runtime,
    ),
  )
  let requests = 0
  const ran = { requestId: 'r', executedVersion: '1', traceId: 't', logTail: '' }
  const invoke = async (event: object): Promise<InvokeResult> => {
    const handler = idle.pop()
    if (handler === undefined) return { kind: 'throttled', message: 'Rate Exceeded.' }
    requests += 1
    const answer = await handler(event, contextOf(clock, `batch-${requests}`, 150_000))
    idle.push(handler)
    return { ...ran, kind: 'success', payload: JSON.stringify(answer) }
  }

  const ends: TaskEnd[] = []
  let ids = 0
  const { isTooManyFailed } = await clock.runUntil(
    runTasks({
      jobId: 'job',
      schema: '2.0',
      userArguments: { userPoolId: poolId },
      tasks: Array.from({ length: size }, (_, ordinal) => ({ bucket: 'reports', key: subOf(ordinal) })),
      // More than there are copies: some are throttled.
      concurrency: copies + 1,
      clock,
      signal: new AbortController().signal,
      invoke,
      newId: () => String((ids += 1)),
      onEnd: (end) => void ends.push(end),
    }),
  )
  const told = new Map<string, number>()
  for (const { message } of ends) told.set(message, (told.get(message) ?? 0) + 1)
  return {
    ends,
    told,
    added,
    addedAtMs,
    listedAtMs,
    lines,
    isTooManyFailed,
    seconds: clock.monotonicMs() / 1_000,
  }
}

const size = 10_000

describe(`a job of ${size} tasks, a twentieth of them disabled, a hundredth gone, with one lost answer in a hundred`, async () => {
  const random = createRandom(15)
  const job = await runJob({
    size,
    leftOf: (ordinal) => (ordinal % 20 === 0 ? 'disabled' : ordinal % 100 === 1 ? 'gone' : 'ready'),
    isLost: () => random() < 0.01,
  })

  test('ends each task once, and provisions each user once', () => {
    expect(job.isTooManyFailed).toBe(false)
    expect(job.ends).toHaveLength(size)
    expect(new Set(job.ends.map(({ task }) => task.key)).size).toBe(size)
    expect(job.added).toHaveLength(size - size / 20 - size / 100)
    expect(new Set(job.added).size).toBe(job.added.length)
    expect(Object.fromEntries(job.told)).toEqual({
      provisioned: size - size / 20 - size / 100,
      user_disabled: size / 20,
      user_not_listed: size / 100,
    })
  })

  test('stays under Cognito’s quotas, and under the rate that it was given', () => {
    expect(busiestSecond(job.listedAtMs)).toBeLessThanOrEqual(quotas.lists / 3)
    expect(busiestSecond(job.addedAtMs)).toBeLessThanOrEqual(quotas.writes / 3)
    const perSecond = size / job.seconds
    expect(perSecond).toBeLessThanOrEqual(5)
    expect(perSecond).toBeGreaterThan(4)
  })

  test('tells nothing of a person, neither in the report nor in a line', () => {
    const told = JSON.stringify(job.ends) + job.lines.join('')

    expect(told).not.toContain('example.com')
    expect(job.lines.join('')).not.toContain('sub-')
  })
})

test('a job in which half of the answers are lost changes nobody twice, and reports whom it gave up', async () => {
  const { added, told } = await runJob({ size: 200, isLost: (call) => call % 2 === 1 })
  const [done = 0, givenUp = 0] = ['provisioned', 'lambda_unreachable'].map((message) => told.get(message))

  expect(added).toHaveLength(200)
  expect(new Set(added).size).toBe(200)
  expect(done + givenUp).toBe(200)
  expect(givenUp).toBeGreaterThan(0)
})

test('a job for the wrong users is ended after a thousand tasks', async () => {
  const { ends, added, isTooManyFailed } = await runJob({
    size: 5_000,
    usersPerSecond: 20,
    leftOf: () => 'gone',
  })

  expect(isTooManyFailed).toBe(true)
  expect(ends.length).toBeGreaterThanOrEqual(1_000)
  expect(ends.length).toBeLessThan(1_010)
  expect(added).toEqual([])
})

test('a job in which everybody is left alone ends well: a denial is no failure', async () => {
  const { ends, isTooManyFailed } = await runJob({
    size: 1_200,
    usersPerSecond: 20,
    leftOf: () => 'disabled',
  })

  expect(isTooManyFailed).toBe(false)
  expect(ends).toHaveLength(1_200)
})
