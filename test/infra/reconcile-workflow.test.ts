/** The workflow that walks the pool is one that Step Functions takes, and goes on until it is done. */
import aslValidator from 'asl-validator'
import { describe, expect, test } from 'vitest'

import { isObject, own } from '../../triggers/core/json.ts'
import { createWorker } from '../../triggers/provisioning-worker/run.ts'
import { maxStretches } from '../../triggers/provisioning-worker/walk.ts'
import { createFakePool, type FakePoolOptions, poolId } from '../reconcile/fake-pool.ts'
import { createWorkerRuntime } from '../support/worker-runtime.ts'
import { createVirtualClock } from '../../triggers/testing/virtual-clock.ts'
import { findAll, findOnly, synthesizeSuite } from './synthesize-suite.ts'

const { template } = synthesizeSuite()

interface State {
  readonly Type: string
  readonly InputPath?: unknown
  readonly Parameters?: unknown
  readonly ResultPath?: unknown
  readonly ResultSelector?: unknown
  readonly OutputPath?: unknown
  readonly Next?: string
  readonly Default?: string
  readonly Choices?: readonly {
    readonly Next: string
    readonly Variable: string
    readonly StringEquals: string
  }[]
  readonly Retry?: readonly { readonly ErrorEquals: readonly string[]; readonly MaxAttempts: number }[]
  readonly Catch?: readonly { readonly Next: string }[]
}

interface Definition {
  readonly StartAt: string
  readonly States: Readonly<Record<string, State>>
}

function readDefinition(): Definition {
  const { DefinitionString } = findOnly(template, 'AWS::StepFunctions::StateMachine').Properties
  const [, parts]: readonly [string, readonly unknown[]] = Object(DefinitionString)['Fn::Join']
  const arn = 'arn:aws:lambda:eu-west-1:123456789012:function:worker:live'
  return JSON.parse(parts.map((part) => (typeof part === 'string' ? part : arn)).join(''))
}

test('the definition is valid', () => {
  const definition = readDefinition()

  const { isValid, errorsText } = aslValidator(definition)

  expect(errorsText('\n')).toBe('')
  expect(isValid).toBe(true)
})

test('the validator would find a state that leads nowhere', () => {
  const definition = readDefinition()
  const broken = {
    ...definition,
    States: { ...definition.States, Walk: { ...definition.States['Walk'], Next: 'Gone' } },
  }

  const { isValid } = aslValidator(broken)

  expect(isValid).toBe(false)
})

describe('an execution', () => {
  test('walks stretch by stretch until the pool is done, each as the same walker', async () => {
    const scene = createScene({ size: 30_000, isProvisioned: () => true })

    const { end, stretches } = await scene.execute('execution-1')

    expect(end).toBe('Walked')
    expect(stretches.length).toBeGreaterThan(1)
    expect(new Set(stretches.map(({ owner }) => owner))).toEqual(new Set(['execution-1']))
    expect(Object(stretches.at(-1)).answer.checkpoint).toMatchObject({
      isDone: true,
      counts: { seen: 30_000 },
    })
  })

  test('finds within a day that nothing is due, and begins a day later, though looks are not exactly an hour apart', async () => {
    const scene = createScene({ size: 60, isProvisioned: () => true })
    await scene.execute('execution-0')

    const ends: string[] = []
    for (let hour = 1; hour <= 24; hour += 1) {
      await scene.pass(3_600_000 - 30_000)
      ends.push((await scene.execute(`execution-${hour}`)).end)
    }

    expect(ends).toEqual([...Array.from({ length: 23 }, () => 'NotDue'), 'Walked'])
    expect(scene.pool.listedAtMs).toHaveLength(2)
  })

  test('ends at once, and does nothing, while another one walks', async () => {
    const scene = createScene({ size: 30_000, isProvisioned: () => true })
    const first = scene.begin('execution-1')
    await scene.stretch(first)
    const pages = scene.pool.listedAtMs.length

    const { end } = await scene.execute('execution-2')
    const pagesOfBoth = scene.pool.listedAtMs.length
    const went = await scene.goOn(first)

    expect(end).toBe('AnotherWalks')
    expect(pagesOfBoth).toBe(pages)
    expect(went.end).toBe('Walked')
    expect(Object(went.stretches.at(-1)).answer.checkpoint.counts.seen).toBe(30_000)
  })

  test('goes on where one stopped that was cut off, once its lease has ended', async () => {
    const scene = createScene({ size: 30_000, isProvisioned: () => true })
    const cutOff = scene.begin('execution-1')
    await scene.stretch(cutOff)
    await scene.pass(120_000)

    const { end, stretches } = await scene.execute('execution-2')
    const late = await scene.goOn(cutOff)

    expect(end).toBe('Walked')
    expect(Object(stretches.at(-1)).answer.checkpoint.counts.seen).toBe(30_000)
    expect(scene.pool.listedAtMs).toHaveLength(500)
    expect(late.end).toBe('NotDue')
  })

  test('ends after as many stretches as its events allow, and the next look goes on at once', async () => {
    const scene = createScene({ size: 30_000, isProvisioned: () => true })
    const long = { ...scene.begin('execution-1'), stretches: maxStretches - 1 }

    const first = await scene.goOn(long)
    const second = await scene.execute('execution-2')

    expect(first.end).toBe('GoesOnLater')
    expect(second.end).toBe('Walked')
    expect(scene.pool.listedAtMs).toHaveLength(500)
    // Of 25,000 events: each stretch makes 7, and 5 more when it is tried again once.
    expect(maxStretches * (7 + 5)).toBeLessThan(25_000)
  })
})

test('each word with which a stretch ends leads to a state of its own', () => {
  const words = ['goes-on', 'done', 'held', 'not-due', 'paused']

  expect(words.map((walk) => choose({ walk }))).toEqual([
    'Walk',
    'Walked',
    'AnotherWalks',
    'NotDue',
    'GoesOnLater',
  ])
  expect(words.slice(1).map((walk) => readState(choose({ walk })).Type)).toEqual(Array(4).fill('Succeed'))
})

test('a stretch that fails is tried again, then the walk stops and says so', () => {
  const { States } = readDefinition()

  expect(States['Walk']?.Retry).toEqual([
    {
      ErrorEquals: ['States.ALL'],
      IntervalSeconds: 10,
      MaxAttempts: 9,
      BackoffRate: 2,
      MaxDelaySeconds: 900,
    },
  ])
  expect(States['Walk']?.Catch?.[0]?.Next).toBe('Stopped')
  expect(States['Stopped']?.Type).toBe('Fail')
})

test('every hour it looks whether a walk is due, and a look that is lost rings with the dead letters', () => {
  const { Properties } = readRule()
  const [target] = [Properties['Targets']].flat()

  expect(Properties['ScheduleExpression']).toBe('rate(1 hour)')
  expect(readSchedule()).toEqual({
    checkpoint: { userPoolId: poolId },
    dueAfterMs: 23.5 * 3_600_000,
    stretches: 0,
  })
  expect(JSON.stringify(Object(target).DeadLetterConfig)).toContain('DeadLetters')
})

test('it logs what happened, without what was passed on', () => {
  const { LoggingConfiguration } = findOnly(template, 'AWS::StepFunctions::StateMachine').Properties
  const group = findAll(template, 'AWS::Logs::LogGroup').find(({ Properties }) =>
    String(Properties['LogGroupName']).startsWith('/aws/vendedlogs/states/'),
  )

  expect(LoggingConfiguration).toMatchObject({ Level: 'ALL', IncludeExecutionData: false })
  expect(group).toMatchObject({ DeletionPolicy: 'Delete', Properties: { RetentionInDays: 30 } })
})

function readState(name: string): State {
  const state = readDefinition().States[name]
  if (state === undefined) throw new Error(`no state ${name}`)
  return state
}

function readRule() {
  const rule = findAll(template, 'AWS::Events::Rule').find(({ Properties }) =>
    JSON.stringify(Properties['Targets']).includes('userPoolId'),
  )
  if (rule === undefined) throw new Error('no rule begins a walk')
  return rule
}

/** What the schedule begins with, in the pool of this test. */
function readSchedule(): unknown {
  const [, parts]: readonly [string, readonly unknown[]] = Object(readRule().Properties['Targets'])[0].Input[
    'Fn::Join'
  ]
  return JSON.parse(parts.map((part) => (typeof part === 'string' ? part : poolId)).join(''))
}

interface Execution {
  readonly id: string
  readonly state: unknown
  readonly stretches?: number
}

/** Executions of the workflow over one pool and one table, on one clock. */
function createScene(given: Pick<FakePoolOptions, 'size' | 'isProvisioned'>) {
  const clock = createVirtualClock()
  const pool = createFakePool({ clock, ...given })
  const worker = createWorker(pool.config, createWorkerRuntime(clock))
  const walk = readState('Walk')
  const begin = (id: string): Execution => ({ id, state: readSchedule() })
  let runs = 0
  async function stretch({ id, state, stretches }: Execution) {
    const input = resolveInput(walk, { ...Object(state), ...(stretches !== undefined && { stretches }) }, id)
    const endsAtMs = clock.monotonicMs() + 60_000
    const getRemainingTimeInMillis = (): number => endsAtMs - clock.monotonicMs()
    runs += 1
    const answer = await clock.runUntil(
      worker(input, { awsRequestId: `run-${runs}`, getRemainingTimeInMillis }),
    )
    return { owner: Object(input).owner, answer: resolveOutput(walk, answer) }
  }
  async function goOn(execution: Execution) {
    const stretches = [await stretch(execution)]
    for (;;) {
      const state = stretches.at(-1)?.answer
      const next = choose(state)
      if (next !== 'Walk') return { end: next, stretches }
      stretches.push(await stretch({ id: execution.id, state }))
    }
  }
  return {
    pool,
    begin,
    stretch,
    goOn,
    execute: (id: string) => goOn(begin(id)),
    pass: (ms: number) => clock.runUntil(clock.sleep(ms)),
  }
}

/** What a task is called with. Only fields whose name ends in `.$` are paths; any other text stays unchanged.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/input-output-inputpath-params.html */
function resolveInput({ InputPath = '$', Parameters }: State, input: unknown, execution: string): unknown {
  if (InputPath !== '$' || !isObject(Parameters)) throw new Error('not resolved')
  return fill(Parameters, input, execution)
}

/** What the next state gets. */
function resolveOutput(state: State, result: unknown): unknown {
  const { ResultPath = '$', OutputPath = '$', ResultSelector } = state
  expect([ResultPath, OutputPath, ResultSelector]).toEqual(['$', '$', undefined])
  return result
}

function fill(parameters: unknown, input: unknown, execution: string): unknown {
  if (!isObject(parameters)) return parameters
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => {
      if (value === '$$.Execution.Id') return [name.slice(0, -2), execution]
      return name.endsWith('.$')
        ? [name.slice(0, -2), followPath(value, input)]
        : [name, fill(value, input, execution)]
    }),
  )
}

function followPath(path: unknown, input: unknown): unknown {
  if (typeof path !== 'string' || !/^\$(\.\w+)*$/.test(path))
    throw new Error(`no path: ${JSON.stringify(path)}`)
  const names = path.split('.').slice(1)
  return names.reduce((value: unknown, name) => (isObject(value) ? own(value, name) : undefined), input)
}

/** Where the choice leads. */
function choose(input: unknown): string {
  const { Choices = [], Default = '' } = readState('HasEnded')
  const taken = Choices.find(({ Variable, StringEquals }) => followPath(Variable, input) === StringEquals)
  return taken?.Next ?? Default
}
