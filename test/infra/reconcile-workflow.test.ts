/** The workflow that walks the pool is one that Step Functions takes, and goes on until it is done. */
import aslValidator from 'asl-validator'
import { describe, expect, test } from 'vitest'

import { isObject, own } from '../../triggers/core/json.ts'
import { readWorkerInput } from '../../triggers/provisioning-worker/input.ts'
import { type ReconcileCheckpoint, reconcilePage } from '../../triggers/provisioning-worker/reconcile.ts'
import { createPacer } from '../../triggers/provisioning-worker/pacer.ts'
import { createFakePool, poolId } from '../reconcile/fake-pool.ts'
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
    readonly BooleanEquals: boolean
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

test('it walks stretch by stretch until the checkpoint says that it is done', () => {
  const { StartAt, States } = readDefinition()

  expect(StartAt).toBe('Walk')
  expect(States['Walk']?.Next).toBe('IsDone')
  expect(States['IsDone']).toMatchObject({
    Choices: [{ Variable: '$.checkpoint.isDone', BooleanEquals: true, Next: 'Walked' }],
    Default: 'Walk',
  })
})

describe('what Walk is called with', () => {
  const input = readSchedule()
  const walkState = readState('Walk')

  test('is its input as it is, for the first stretch and for the next, until the walk is done', async () => {
    const first = readWorkerInput(resolveInput(walkState, input))
    if (first.kind !== 'reconcile') throw new Error('the schedule begins no walk')
    const afterOne = await walkOnePage(first.checkpoint)
    const answered = resolveOutput(walkState, { kind: 'reconcile', checkpoint: afterOne })
    const second = readWorkerInput(resolveInput(readState(choose(answered)), answered))
    if (second.kind !== 'reconcile') throw new Error('the loop goes on with no walk')
    const afterTwo = await walkOnePage(second.checkpoint)

    expect(first.checkpoint).toMatchObject({ userPoolId: poolId, isDone: false, pages: 0 })
    expect(choose(answered)).toBe('Walk')
    expect(second.checkpoint).toEqual(afterOne)
    expect(afterTwo).toMatchObject({ isDone: true, pages: 2, counts: { seen: 100 } })
    expect(choose(resolveOutput(walkState, { kind: 'reconcile', checkpoint: afterTwo }))).toBe('Walked')
  })

  test('would not be read if it were a path in a bare text, which Step Functions leaves as it is', () => {
    expect(() => resolveInput({ ...walkState, Parameters: '$' }, input)).toThrow('not resolved')
  })

  test.each([
    ['a field', { 'kind.$': '$.kind', 'checkpoint.$': '$.checkpoint' }],
    ['everything, beside a field', { kind: 'reconcile', 'checkpoint.$': '$.checkpoint' }],
  ])('would be read if its parameters named %s', (_, Parameters) => {
    expect(readWorkerInput(resolveInput({ ...walkState, Parameters }, input)).kind).toBe('reconcile')
  })
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

test('it is started every hour with the pool of the stack', () => {
  const rule = findAll(template, 'AWS::Events::Rule').find(({ Properties }) =>
    JSON.stringify(Properties['Targets']).includes('reconcile'),
  )

  expect(rule?.Properties['ScheduleExpression']).toBe('rate(1 hour)')
  expect(JSON.stringify(Object(rule?.Properties['Targets'])[0].Input)).toContain('userPoolId')
})

function readState(name: string): State {
  const state = readDefinition().States[name]
  if (state === undefined) throw new Error(`no state ${name}`)
  return state
}

/** What the schedule begins with, in the pool of this test. */
function readSchedule(): unknown {
  const rule = findAll(template, 'AWS::Events::Rule').find(({ Properties }) =>
    JSON.stringify(Properties['Targets']).includes('reconcile'),
  )
  const [, parts]: readonly [string, readonly unknown[]] = Object(rule?.Properties['Targets'])[0].Input[
    'Fn::Join'
  ]
  return JSON.parse(parts.map((part) => (typeof part === 'string' ? part : poolId)).join(''))
}

/** What a task is called with. Only fields whose name ends in `.$` are paths; any other text stays unchanged.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/input-output-inputpath-params.html */
function resolveInput({ InputPath = '$', Parameters }: State, input: unknown): unknown {
  const given = followPath(InputPath, input)
  if (Parameters === undefined) return given
  if (!isObject(Parameters)) throw new Error(`Parameters is not resolved: ${JSON.stringify(Parameters)}`)
  return fill(Parameters, given)
}

/** What the next state gets. */
function resolveOutput(state: State, result: unknown): unknown {
  const { ResultPath = '$', OutputPath = '$', ResultSelector } = state
  expect([ResultPath, OutputPath, ResultSelector]).toEqual(['$', '$', undefined])
  return result
}

function fill(parameters: unknown, input: unknown): unknown {
  if (!isObject(parameters)) return parameters
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) =>
      name.endsWith('.$') ? [name.slice(0, -2), followPath(value, input)] : [name, fill(value, input)],
    ),
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
  const { Choices = [], Default = '' } = readState('IsDone')
  const taken = Choices.find(({ Variable, BooleanEquals }) => followPath(Variable, input) === BooleanEquals)
  return taken?.Next ?? Default
}

/** As the worker does it, over a pool of two pages. */
function walkOnePage(checkpoint: ReconcileCheckpoint): Promise<ReconcileCheckpoint> {
  const clock = createVirtualClock()
  const { config } = createFakePool({ clock, size: 100, isProvisioned: () => true })
  const deadline = { startedAtMs: 0, endsAtMs: 60_000, remainingMs: () => 60_000 }
  const pacer = createPacer(clock, 10)
  const { signal } = new AbortController()
  const region = 'eu-west-1'
  const work = { clock, deadline, region, isDryRun: false, pagePacer: pacer, userPacer: pacer, signal }
  return clock.runUntil(reconcilePage(config, checkpoint, work))
}
