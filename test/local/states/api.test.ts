/** What AWS's own client sees of the local Step Functions. */
import {
  DescribeExecutionCommand,
  ListStateMachinesCommand,
  SFNClient,
  StartExecutionCommand,
  StartSyncExecutionCommand,
} from '@aws-sdk/client-sfn'
import { expect, onTestFinished, test } from 'vitest'
import type { InvokeFunction } from '../../../local/states/call-function.ts'
import { checkDefinition } from '../../../local/states/check-definition.ts'
import type { WorkflowModel } from '../../../local/states/executions.ts'
import { startWorkflows } from '../../../local/states/start-workflows.ts'
import type { Clock } from '../../../triggers/core/deadline.ts'

const account = 'eu-west-1:123456789012'
const machine = (name: string): string => `arn:aws:states:${account}:stateMachine:${name}`
const secret = 'ada@example.com'

/** Timers that fire when the test says so, each as soon as it is set; but for turns of the event loop. */
function heldClock() {
  const timers: { readonly ms: number; readonly fire: () => void }[] = []
  const waiting = new Map<number, () => void>()
  const clock: Clock = {
    monotonicMs: () => 0,
    epochMs: () => 1_767_225_600_000,
    after(ms, fire) {
      if (ms === 0) setImmediate(fire)
      else timers.push({ ms, fire })
      waiting.get(ms)?.()
      return () => {}
    },
  }
  return {
    clock,
    fire: async (ms: number): Promise<void> => {
      const set = Promise.withResolvers<void>()
      waiting.set(ms, set.resolve)
      if (!timers.some((timer) => timer.ms === ms)) await set.promise
      const at = timers.findIndex((timer) => timer.ms === ms)
      timers.splice(at, 1)[0]?.fire()
    },
  }
}

const echo: InvokeFunction = ({ payload }) =>
  Promise.resolve({
    kind: 'success',
    payload: JSON.stringify(payload),
    requestId: 'r',
    executedVersion: '1',
    traceId: 't',
    logTail: '',
  })

async function start(invoke: InvokeFunction = echo, more: Pick<WorkflowModel, 'mayInvoke'> = {}) {
  const { clock, fire } = heldClock()
  const Resource = `arn:aws:lambda:${account}:function:worker:live`
  const call = { Type: 'Task', Resource, End: true }
  const define = (state: object) =>
    checkDefinition('Test', { StartAt: 'Call', States: { Call: { ...call, ...state } } })
  let workflows = (['STANDARD', 'EXPRESS'] as const).map((type) => ({
    arn: machine(type),
    name: type,
    type,
    definition: define({}),
    ...more,
    ...(type === 'STANDARD' ? { schedule: { everyMs: 3_600_000, input: { hourly: true } } } : {}),
  }))
  let ids = 0
  const served = await startWorkflows({
    workflows: () => workflows,
    clock,
    invoke,
    newId: () => `id-${(ids += 1)}`,
  })
  const client = new SFNClient({
    endpoint: served.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    disableHostPrefix: true,
    maxAttempts: 1,
  })
  onTestFinished(async () => {
    client.destroy()
    await served.close()
  })
  const sync = (input?: string, stateMachineArn = machine('EXPRESS')) =>
    client.send(new StartSyncExecutionCommand({ stateMachineArn, ...(input !== undefined && { input }) }))
  const edit = (state: object): void => {
    workflows = workflows.map((each) => ({ ...each, definition: define(state) }))
  }
  return { client, sync, fire, served, edit }
}

test('StartSyncExecution answers with the output', async () => {
  const { sync } = await start()

  expect(await sync('{"sub":"s-1"}')).toMatchObject({
    status: 'SUCCEEDED',
    output: '{"sub":"s-1"}',
    input: '{"sub":"s-1"}',
    stateMachineArn: machine('EXPRESS'),
    executionArn: `arn:aws:states:${account}:express:EXPRESS:id-1:id-2`,
    startDate: new Date('2026-01-01T00:00:00Z'),
    stopDate: new Date('2026-01-01T00:00:00Z'),
    $metadata: { httpStatusCode: 200 },
  })
})

test('an input that is left out is an empty object', async () => {
  const { sync } = await start()

  expect(await sync()).toMatchObject({ status: 'SUCCEEDED', output: '{}' })
})

test('an execution that failed is HTTP 200 with the error and its cause', async () => {
  const { sync } = await start(() => Promise.resolve({ kind: 'throttled', message: 'Rate Exceeded.' }))

  expect(await sync()).toMatchObject({
    status: 'FAILED',
    error: 'Lambda.TooManyRequestsException',
    cause: 'Rate Exceeded.',
    $metadata: { httpStatusCode: 200 },
  })
})

test('an execution that takes five minutes is HTTP 200 with its time-out', async () => {
  const { sync, fire } = await start(() => new Promise(() => {}))

  const asked = sync()
  await fire(300_000)

  const answer = await asked
  expect(answer).toMatchObject({ status: 'TIMED_OUT', $metadata: { httpStatusCode: 200 } })
  expect(answer.output).toBeUndefined()
})

test('a Standard execution is started and described', async () => {
  const gate = Promise.withResolvers<void>()
  const { client } = await start(async (request) => {
    await gate.promise
    return echo(request)
  })

  const { executionArn } = await client.send(
    new StartExecutionCommand({ stateMachineArn: machine('STANDARD'), name: 'walk-1', input: '{"a":1}' }),
  )
  const describe = () => client.send(new DescribeExecutionCommand({ executionArn }))
  const running = await describe()
  gate.resolve()
  let described = await describe()
  while (described.status === 'RUNNING') described = await describe()

  expect(executionArn).toBe(`arn:aws:states:${account}:execution:STANDARD:walk-1`)
  expect(running).toMatchObject({ status: 'RUNNING', name: 'walk-1', input: '{"a":1}' })
  expect(running.stopDate).toBeUndefined()
  expect(described).toMatchObject({ status: 'SUCCEEDED', output: '{"a":1}' })
})

test('a name begins one Standard execution: again with the same input while it runs, and no other', async () => {
  const { client } = await start(() => new Promise(() => {}))
  const begin = (input: string) =>
    client.send(new StartExecutionCommand({ stateMachineArn: machine('STANDARD'), name: 'walk-1', input }))

  const first = await begin('{}')

  expect((await begin('{}')).executionArn).toBe(first.executionArn)
  await expect(begin('{"other":true}')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' })
})

test('a schedule starts its workflow, again and again', async () => {
  const payloads: unknown[] = []
  let called = Promise.withResolvers<void>()
  const { fire } = await start((request) => {
    payloads.push(request.payload)
    called.resolve()
    return echo(request)
  })

  for (let hour = 0; hour < 2; hour += 1) {
    await fire(3_600_000)
    await called.promise
    called = Promise.withResolvers()
  }

  expect(payloads).toEqual([{ hourly: true }, { hourly: true }])
})

test('an edited workflow runs as it is now: at once when it is asked, and at the next time of its schedule', async () => {
  const called = Promise.withResolvers<unknown>()
  const { sync, fire, edit } = await start((request) => (called.resolve(request.payload), echo(request)))

  edit({ Parameters: { edited: true } })
  await fire(3_600_000)

  expect(await called.promise).toEqual({ edited: true })
  expect(await sync()).toMatchObject({ output: '{"edited":true}' })
})

test.each([
  ['nothing', { allowed: [], denied: [] }, 'FAILED'],
  ['another function', { allowed: [`arn:aws:lambda:${account}:function:other:*`], denied: [] }, 'FAILED'],
  ['what is denied', { allowed: ['*'], denied: ['arn:aws:lambda:*:function:worker*'] }, 'FAILED'],
  ['the alias', { allowed: [`arn:aws:lambda:${account}:function:worker:live`], denied: [] }, 'SUCCEEDED'],
  ['all aliases', { allowed: [`arn:aws:lambda:${account}:function:worker:*`], denied: [] }, 'SUCCEEDED'],
] as const)('a workflow whose role may call %s has %j', async (_, mayInvoke, status) => {
  const calls: unknown[] = []
  const { sync } = await start((request) => (calls.push(request), echo(request)), { mayInvoke })

  const answer = await sync()

  expect(answer.status).toBe(status)
  expect(calls).toHaveLength(status === 'SUCCEEDED' ? 1 : 0)
  if (status === 'FAILED') expect(answer.error).toBe('Lambda.AWSLambdaException')
})

test.each([
  ['no JSON', { input: `{"mail":"${secret}"` }, 'InvalidExecutionInput'],
  ['more than 256 KiB', { input: JSON.stringify(secret + 'x'.repeat(262_144)) }, 'ValidationException'],
  ['a Standard workflow', { stateMachineArn: machine('STANDARD') }, 'StateMachineTypeNotSupported'],
  ['another workflow', { stateMachineArn: machine('other') }, 'StateMachineDoesNotExist'],
  ['no ARN', { stateMachineArn: secret }, 'InvalidArn'],
  ['a name with a blank', { name: `a ${secret}` }, 'InvalidName'],
])('StartSyncExecution of %s is refused, and calls nothing', async (_, change, name) => {
  const calls: unknown[] = []
  const { client } = await start((request) => (calls.push(request), echo(request)))

  const asked = client.send(new StartSyncExecutionCommand({ stateMachineArn: machine('EXPRESS'), ...change }))

  const error = await asked.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toMatchObject({ name, $metadata: { httpStatusCode: 400 } })
  if (!('stateMachineArn' in change)) expect(String(error)).not.toContain(secret)
  expect(calls).toEqual([])
})

test('an execution that is not known, an Express one too, cannot be described', async () => {
  const { client, sync } = await start()
  const { executionArn } = await sync()
  const describe = (arn: string | undefined) =>
    client.send(new DescribeExecutionCommand({ executionArn: arn }))

  await expect(describe(executionArn)).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' })
  await expect(describe('nonsense')).rejects.toMatchObject({ name: 'InvalidArn' })
})

test('what else Step Functions does is refused, and says what is answered', async () => {
  const { client } = await start()

  await expect(client.send(new ListStateMachinesCommand({}))).rejects.toMatchObject({
    name: 'UnknownOperationException',
    message: expect.stringContaining('StartSyncExecution'),
  })
})

test('the end of the stack ends what runs', async () => {
  const { client, served } = await start(() => new Promise(() => {}))
  await client.send(new StartExecutionCommand({ stateMachineArn: machine('STANDARD') }))

  await expect(served.close()).resolves.toBeUndefined()
})
