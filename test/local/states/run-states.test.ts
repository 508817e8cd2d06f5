/** What the states of a definition do, on a clock that stands still. */
import { describe, expect, test } from 'vitest'
import type { InvokeFunction } from '../../../local/states/call-function.ts'
import { checkDefinition } from '../../../local/states/check-definition.ts'
import { createExecutions } from '../../../local/states/executions.ts'
import type { InvokeResult } from '../../../local/lambda/invocation.ts'
import { createVirtualClock } from '../../../triggers/testing/virtual-clock.ts'

const arn = 'arn:aws:lambda:eu-west-1:123456789012:function:worker:live'
const ran = { requestId: 'r', executedVersion: '1', traceId: 't', logTail: '' }

function succeeds(payload: unknown): InvokeResult {
  return { ...ran, kind: 'success', payload: JSON.stringify(payload) }
}

function throws(errorType: string): InvokeResult {
  const payload = JSON.stringify({ errorType, errorMessage: 'words' })
  return { ...ran, kind: 'function-error', errorType, errorMessage: 'words', payload }
}

interface Scene {
  readonly input?: unknown
  readonly invoke?: InvokeFunction
  readonly type?: 'STANDARD' | 'EXPRESS'
  readonly random?: number
}

/** Runs a definition of which the first state is the first one. */
async function execute(States: object, scene: Scene = {}, more: object = {}) {
  const clock = createVirtualClock()
  const invoke: InvokeFunction = scene.invoke ?? (({ payload }) => Promise.resolve(succeeds(payload)))
  const executions = createExecutions({ clock, newId: () => 'id', random: () => scene.random ?? 1, invoke })
  const definition = checkDefinition('Test', { StartAt: Object.keys(States)[0], States, ...more })
  const workflow = {
    arn: 'arn:aws:states:eu-west-1:123456789012:stateMachine:test',
    name: 'test',
    type: scene.type ?? 'STANDARD',
    definition,
  }
  const { ended } = executions.begin(workflow, JSON.stringify(scene.input ?? {}), 'one')
  const end = await clock.runUntil(ended)
  const output: unknown = end.status === 'SUCCEEDED' ? JSON.parse(end.output) : undefined
  return { end, output, tookMs: clock.monotonicMs() }
}

const call = { Type: 'Task', Resource: arn, End: true }

describe('input and output', () => {
  test('a task selects, calls, selects, and puts its result beside its input', async () => {
    const { output } = await execute(
      {
        Call: {
          ...call,
          InputPath: '$.given',
          Parameters: { kind: 'user', 'sub.$': '$.sub', 'id.$': '$$.Execution.Id', nested: { 'all.$': '$' } },
          ResultSelector: { 'kind.$': '$.kind', 'id.$': '$.id', 'sub.$': '$.nested.all.sub' },
          ResultPath: '$.told.result',
        },
      },
      { input: { given: { sub: 's-1' }, kept: true } },
    )

    expect(output).toEqual({
      given: { sub: 's-1' },
      kept: true,
      told: {
        result: { kind: 'user', sub: 's-1', id: 'arn:aws:states:eu-west-1:123456789012:execution:test:one' },
      },
    })
  })

  test('lambda:invoke wraps the output of the function', async () => {
    const optimized = {
      ...call,
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: { FunctionName: arn, 'Payload.$': '$.sub' },
    }

    const whole = await execute({ Call: optimized }, { input: { sub: 's-1' } })
    const selected = await execute(
      { Call: { ...optimized, OutputPath: '$.Payload' } },
      { input: { sub: 's-1' } },
    )

    expect(whole.output).toMatchObject({ StatusCode: 200, ExecutedVersion: '1', Payload: 's-1' })
    expect(selected.output).toBe('s-1')
  })

  test('a result that is discarded leaves the input, and null as a path is an empty object', async () => {
    const discarded = await execute({ Call: { ...call, ResultPath: null } }, { input: { a: 1 } })
    const empty = await execute({ Pass: { Type: 'Pass', InputPath: null, End: true } }, { input: { a: 1 } })

    expect(discarded.output).toEqual({ a: 1 })
    expect(empty.output).toEqual({})
  })

  test('a path with nothing at it ends the execution, whatever is caught', async () => {
    const { end } = await execute({
      Call: {
        ...call,
        Parameters: { 'x.$': '$.gone' },
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }],
      },
      Caught: { Type: 'Succeed' },
    })

    expect(end).toMatchObject({ status: 'FAILED', error: 'States.Runtime' })
  })

  test.each([
    ['a path into the prototype', '$.constructor', {}],
    ['a path behind the end of a list', '$[3]', [1]],
  ])('%s leads to nothing', async (_, path, input) => {
    const { end } = await execute({ Pass: { Type: 'Pass', InputPath: path, End: true } }, { input })

    expect(end).toMatchObject({ status: 'FAILED', error: 'States.Runtime' })
  })

  test('a result is not put through something else than an object', async () => {
    const { end } = await execute({ Call: { ...call, ResultPath: '$.a.b' } }, { input: { a: 'text' } })

    expect(end).toMatchObject({ status: 'FAILED', error: 'States.ResultPathMatchFailure' })
  })

  test.each([
    ['exactly 256 KiB', 262_144 - 2, 'SUCCEEDED'],
    ['a byte more', 262_144 - 1, 'FAILED'],
  ])('a result of %s: %s', async (_, length, status) => {
    const { end, tookMs } = await execute(
      { Call: { ...call, Retry: [{ ErrorEquals: ['States.ALL'] }] } },
      { invoke: () => Promise.resolve(succeeds('x'.repeat(length))) },
    )

    expect(end.status).toBe(status)
    expect(tookMs).toBe(0)
    if (end.status === 'FAILED') expect(end.error).toBe('States.DataLimitExceeded')
  })
})

describe('a choice', () => {
  const decide = (rule: object) => ({
    Decide: { Type: 'Choice', Choices: [{ ...rule, Next: 'Yes' }], Default: 'No' },
    Yes: { Type: 'Pass', Result: true, End: true },
    No: { Type: 'Pass', Result: false, End: true },
  })

  test.each([
    [{ Variable: '$.text', StringEquals: 'a' }, true],
    [{ Variable: '$.text', StringEquals: 'A' }, false],
    [{ Variable: '$.number', StringEquals: '2' }, false],
    [{ Variable: '$.number', NumericEquals: 2 }, true],
    [{ Variable: '$.number', NumericLessThan: 2 }, false],
    [{ Variable: '$.number', NumericLessThanEquals: 2 }, true],
    [{ Variable: '$.number', NumericGreaterThan: 1 }, true],
    [{ Variable: '$.text', NumericGreaterThan: 1 }, false],
    [{ Variable: '$.number', NumericGreaterThanEquals: 3 }, false],
    [{ Variable: '$.flag', BooleanEquals: false }, true],
    [{ Variable: '$.gone', IsPresent: false }, true],
    [{ Variable: '$.empty', IsPresent: true }, true],
    [{ Variable: '$.empty', IsNull: true }, true],
    [{ Variable: '$.text', IsNull: false }, true],
    [
      {
        And: [
          { Variable: '$.text', StringEquals: 'a' },
          { Variable: '$.number', NumericEquals: 3 },
        ],
      },
      false,
    ],
    [
      {
        Or: [
          { Variable: '$.text', StringEquals: 'b' },
          { Variable: '$.number', NumericEquals: 2 },
        ],
      },
      true,
    ],
    [{ Not: { Variable: '$.text', StringEquals: 'b' } }, true],
  ])('%j: %s', async (rule, expected) => {
    const input = { text: 'a', number: 2, flag: false, empty: null }

    expect((await execute(decide(rule), { input })).output).toBe(expected)
  })

  test('a variable that is not there fails, and so does no rule without a default', async () => {
    const { Decide, No, ...others } = decide({ Variable: '$.gone', StringEquals: 'a' })
    const { Default: _, ...closed } = Decide

    const missing = await execute({ Decide, No, ...others })
    const none = await execute({ Decide: closed, ...others }, { input: { gone: 'b' } })

    expect(missing.end).toMatchObject({ status: 'FAILED', error: 'States.Runtime' })
    expect(none.end).toMatchObject({ status: 'FAILED', error: 'States.NoChoiceMatched' })
  })
})

describe('errors', () => {
  const always = (result: InvokeResult): Scene & { readonly calls: unknown[] } => {
    const calls: unknown[] = []
    return { calls, invoke: (request) => (calls.push(request), Promise.resolve(result)) }
  }

  test('the name of a thrown error is that of the execution, its cause the JSON of Lambda', async () => {
    const { end } = await execute({ Call: call }, always(throws('InvalidInput')))

    expect(end).toMatchObject({ status: 'FAILED', error: 'InvalidInput' })
    expect(end.status === 'FAILED' && JSON.parse(end.cause)).toEqual({
      errorType: 'InvalidInput',
      errorMessage: 'words',
    })
  })

  test('retries wait longer each time, up to the longest wait, and each retrier counts for itself', async () => {
    const scene = always(throws('Boom'))
    const Retry = [
      { ErrorEquals: ['Other'], MaxAttempts: 9 },
      { ErrorEquals: ['Boom'], IntervalSeconds: 10, BackoffRate: 2, MaxAttempts: 4, MaxDelaySeconds: 30 },
    ]

    const { end, tookMs } = await execute({ Call: { ...call, Retry } }, scene)

    expect(end).toMatchObject({ status: 'FAILED', error: 'Boom' })
    expect(scene.calls).toHaveLength(5)
    expect(tookMs).toBe(10_000 + 20_000 + 30_000 + 30_000)
  })

  test('a retrier that says no more tries three times more, after one, two and four seconds', async () => {
    const scene = always(throws('Boom'))

    const { tookMs } = await execute({ Call: { ...call, Retry: [{ ErrorEquals: ['Boom'] }] } }, scene)

    expect(scene.calls).toHaveLength(4)
    expect(tookMs).toBe(7_000)
  })

  test('full jitter waits for a part of the time, and the retries of before the first success are forgotten', async () => {
    const results = [throws('Boom'), succeeds(1)]
    const Retry = [{ ErrorEquals: ['States.TaskFailed'], IntervalSeconds: 8, JitterStrategy: 'FULL' }]

    const { output, tookMs } = await execute(
      { Call: { ...call, Retry } },
      { random: 0.25, invoke: () => Promise.resolve(results.shift() ?? throws('Late')) },
    )

    expect(output).toBe(1)
    expect(tookMs).toBe(2_000)
  })

  test.each([
    ['throttled', { kind: 'throttled', message: 'Rate Exceeded.' }, 'Lambda.TooManyRequestsException'],
    ['not found', { kind: 'not-found', message: 'no' }, 'Lambda.ResourceNotFoundException'],
    ['too large', { kind: 'request-too-large', message: 'no' }, 'Lambda.RequestTooLargeException'],
    ['timed out', throws('Sandbox.Timedout'), 'Sandbox.Timedout'],
  ] as const)('a function that is %s', async (_, result, error) => {
    const { end } = await execute({ Call: call }, always(result))

    expect(end).toMatchObject({ status: 'FAILED', error })
  })

  test('a catcher goes on with the error beside the input', async () => {
    const Catch = [{ ErrorEquals: ['Boom'], ResultPath: '$.error', Next: 'Caught' }]

    const { output } = await execute(
      { Call: { ...call, Catch }, Caught: { Type: 'Succeed' } },
      { ...always(throws('Boom')), input: { kept: true } },
    )

    expect(output).toMatchObject({ kept: true, error: { Error: 'Boom' } })
  })

  test.each([
    ['States.TaskFailed', false],
    ['States.Timeout', true],
    ['States.ALL', true],
  ])('%s catches a task that takes too long: %s', async (name, isCaught) => {
    const Catch = [{ ErrorEquals: [name], Next: 'Caught' }]

    const { end, tookMs } = await execute(
      { Call: { ...call, TimeoutSeconds: 7, Catch }, Caught: { Type: 'Succeed' } },
      { invoke: () => new Promise(() => {}) },
    )

    expect(end.status).toBe(isCaught ? 'SUCCEEDED' : 'FAILED')
    expect(tookMs).toBe(7_000)
  })

  test('a fail state names its error and cause, which may be at paths', async () => {
    const written = await execute({ Stop: { Type: 'Fail', Error: 'Stopped', Cause: 'words' } })
    const read = await execute(
      { Stop: { Type: 'Fail', ErrorPath: '$.e', CausePath: '$.c' } },
      { input: { e: 'Given', c: 'why' } },
    )
    const unread = await execute({ Stop: { Type: 'Fail', ErrorPath: '$.e' } }, { input: { e: { a: 1 } } })

    expect(written.end).toMatchObject({ status: 'FAILED', error: 'Stopped', cause: 'words' })
    expect(read.end).toMatchObject({ status: 'FAILED', error: 'Given', cause: 'why' })
    expect(unread.end).toMatchObject({ status: 'FAILED', error: 'States.Runtime' })
  })
})

describe('side by side', () => {
  const branch = (state: object, name = 'B') => ({ StartAt: name, States: { [name]: state } })

  test('branches begin together, and their outputs are a list', async () => {
    const Branches = [
      branch({ Type: 'Wait', Seconds: 5, End: true }),
      branch({ Type: 'Pass', Result: 'b', End: true }, 'C'),
    ]

    const { output, tookMs } = await execute(
      { Both: { Type: 'Parallel', Branches, End: true } },
      { input: 'a' },
    )

    expect(output).toEqual(['a', 'b'])
    expect(tookMs).toBe(5_000)
  })

  test('the first branch that fails stops the others, and can be caught', async () => {
    const Branches = [
      { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 60, Next: 'C' }, C: call } },
      branch({ Type: 'Fail', Error: 'Stopped' }),
    ]
    const calls: unknown[] = []

    const { output, tookMs } = await execute(
      {
        Both: { Type: 'Parallel', Branches, Catch: [{ ErrorEquals: ['Stopped'], Next: 'Rest' }], End: true },
        Rest: { Type: 'Wait', Seconds: 90, End: true },
      },
      { invoke: (request) => (calls.push(request), Promise.resolve(succeeds(1))) },
    )

    expect(output).toEqual({ Error: 'Stopped', Cause: '' })
    expect(tookMs).toBe(90_000)
    expect(calls).toEqual([])
  })

  test('a map takes as many items at once as it says, and keeps their order', async () => {
    const ItemProcessor = {
      StartAt: 'W',
      States: { W: { Type: 'Wait', Seconds: 1, Next: 'P' }, P: { Type: 'Pass', End: true } },
    }
    const map = {
      Type: 'Map',
      ItemsPath: '$.items',
      ItemSelector: { 'at.$': '$$.Map.Item.Index', 'is.$': '$$.Map.Item.Value', 'of.$': '$.all' },
      ItemProcessor,
      End: true,
    }
    const input = { items: ['a', 'b', 'c'], all: 3 }

    const two = await execute({ Each: { ...map, MaxConcurrency: 2 } }, { input })
    const all = await execute({ Each: map }, { input })

    expect(two.output).toEqual(['a', 'b', 'c'].map((is, at) => ({ at, is, of: 3 })))
    expect([two.tookMs, all.tookMs]).toEqual([2_000, 1_000])
  })
})

describe('limits', () => {
  const circle = {
    Wait: { Type: 'Wait', Seconds: 100, Next: 'Turn' },
    Turn: {
      Type: 'Choice',
      Choices: [{ Variable: '$.over', IsPresent: true, Next: 'Over' }],
      Default: 'Wait',
    },
    Over: { Type: 'Succeed' },
  }

  test('an Express workflow ends after five minutes', async () => {
    const { end, tookMs } = await execute(circle, { type: 'EXPRESS' })

    expect(end.status).toBe('TIMED_OUT')
    expect(tookMs).toBe(300_000)
  })

  test('a workflow ends by its own limit, if that is shorter', async () => {
    const { end, tookMs } = await execute(circle, { type: 'EXPRESS' }, { TimeoutSeconds: 150 })

    expect(end.status).toBe('TIMED_OUT')
    expect(tookMs).toBe(150_000)
  })

  test('a Standard workflow that goes round in a circle ends at 25,000 events', async () => {
    const { End: _, ...goesOn } = call
    const { end } = await execute({
      Call: { ...goesOn, Next: 'Call', Catch: [{ ErrorEquals: ['Boom'], Next: 'Over' }] },
      Over: { Type: 'Succeed' },
    })

    expect(end).toMatchObject({
      status: 'FAILED',
      error: 'States.Runtime',
      cause: expect.stringContaining('25000'),
    })
  })
})
