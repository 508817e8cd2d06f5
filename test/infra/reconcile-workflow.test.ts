/** The workflow that walks the pool is one that Step Functions takes, and goes on until it is done. */
import { RetentionDays } from 'aws-cdk-lib/aws-logs'
import { describe, expect, test } from 'vitest'

import { choose } from '../../local/states/choose.ts'
import type { State } from '../../local/states/definition.ts'
import { createExecutions } from '../../local/states/executions.ts'
import { own } from '../../triggers/core/json.ts'
import { createWorker } from '../../triggers/provisioning-worker/run.ts'
import { maxStretches } from '../../triggers/provisioning-worker/walk.ts'
import { createFakePool, type FakePoolOptions, poolId } from '../reconcile/fake-pool.ts'
import { findAslErrors } from '../support/asl-errors.ts'
import { contextOf, createWorkerRuntime } from '../support/worker-runtime.ts'
import { createVirtualClock } from '../../triggers/testing/virtual-clock.ts'
import { readDefinitionText, readWorkflow } from './read-workflow.ts'
import { findAll, findOnly, synthesizeSuite } from './synthesize-suite.ts'

const { template } = synthesizeSuite()
const comment = 'Finds users without a provisioning record'
const workflow = readWorkflow(template, comment, 'STANDARD')

function readDefinition() {
  return JSON.parse(readDefinitionText(template, comment))
}

test('the definition is valid', () => {
  expect(findAslErrors(readDefinition())).toBe('')
})

test('the validator would find a state that leads nowhere', () => {
  const definition = readDefinition()
  const broken = {
    ...definition,
    States: { ...definition.States, Walk: { ...definition.States['Walk'], Next: 'Gone' } },
  }

  expect(findAslErrors(broken)).toContain('MISSING_TRANSITION_TARGET')
})

describe('an execution', () => {
  test('walks stretch by stretch until the pool is done, each as the same walker', async () => {
    const scene = createScene({ size: 30_000, isProvisioned: () => true })

    const { walk, stretches, counts } = await scene.execute('execution-1')

    expect(walk).toBe('done')
    expect(stretches.length).toBeGreaterThan(1)
    expect(new Set(stretches)).toEqual(new Set([expect.stringMatching(/:execution-1$/)]))
    expect(counts).toMatchObject({ seen: 30_000 })
  })

  test('finds within a day that nothing is due, and begins a day later, though looks are not exactly an hour apart', async () => {
    const scene = createScene({ size: 60, isProvisioned: () => true })
    await scene.execute('execution-0')

    const ends: unknown[] = []
    for (let hour = 1; hour <= 24; hour += 1) {
      await scene.pass(3_600_000 - 30_000)
      ends.push((await scene.execute(`execution-${hour}`)).walk)
    }

    expect(ends).toEqual([...Array.from({ length: 23 }, () => 'not-due'), 'done'])
    expect(scene.pool.listedAtMs).toHaveLength(2)
  })

  test('ends at once, and does nothing, while another one walks', async () => {
    const scene = createScene({ size: 30_000, isProvisioned: () => true })
    const first = await scene.holdAfterOne('execution-1')
    const pages = scene.pool.listedAtMs.length

    const { walk } = await scene.execute('execution-2')
    const pagesOfBoth = scene.pool.listedAtMs.length
    const went = await first.goOn()

    expect(walk).toBe('held')
    expect(pagesOfBoth).toBe(pages)
    expect(went.walk).toBe('done')
    expect(went.counts).toMatchObject({ seen: 30_000 })
  })

  test('goes on where one stopped that was cut off, once its lease has ended', async () => {
    const scene = createScene({ size: 30_000, isProvisioned: () => true })
    const cutOff = await scene.cutOffAfterOne('execution-1')
    await scene.pass(120_000)

    const { walk, counts } = await scene.execute('execution-2')
    const late = await cutOff.goOn()

    expect(walk).toBe('done')
    expect(counts).toMatchObject({ seen: 30_000 })
    expect(scene.pool.listedAtMs).toHaveLength(500)
    expect(late.walk).toBe('not-due')
  })

  test('ends after as many stretches as its events allow, and the next look goes on at once', async () => {
    const scene = createScene({ size: 30_000, isProvisioned: () => true })

    const first = await scene.execute('execution-1', { stretches: maxStretches - 1 })
    const second = await scene.execute('execution-2')

    expect(first.walk).toBe('paused')
    expect(second.walk).toBe('done')
    expect(scene.pool.listedAtMs).toHaveLength(500)
    // Of 25,000 events: each stretch makes 7, and 5 more when it is tried again once.
    expect(maxStretches * (7 + 5)).toBeLessThan(25_000)
  })

  test('tries a stretch that fails again for about an hour, then stops and says so', async () => {
    const scene = createScene({
      size: 60,
      isProvisioned: () => true,
      isThrottled: () => true,
    })

    const { end, stretches } = await scene.execute('execution-1')

    expect(end).toMatchObject({ status: 'FAILED', error: 'ReconcileStopped' })
    expect(stretches).toHaveLength(10)
  })
})

test('each word with which a stretch ends leads to a state of its own', () => {
  const words = ['goes-on', 'done', 'held', 'not-due', 'paused']

  const hasEnded = readState('HasEnded', 'Choice')
  const ends = words.map((walk) => choose(hasEnded, { input: { walk }, context: {} }))
  expect(ends).toEqual(['Walk', 'Walked', 'AnotherWalks', 'NotDue', 'GoesOnLater'])
  for (const end of ends.slice(1)) readState(end, 'Succeed')
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

test('every log is kept for as long as the settings say', () => {
  const { template: longer } = synthesizeSuite({ logRetention: RetentionDays.ONE_YEAR }, 'prod')

  const kept = findAll(longer, 'AWS::Logs::LogGroup').map(({ Properties }) => Properties['RetentionInDays'])
  expect(new Set(kept)).toEqual(new Set([365]))
})

function readState<Type extends State['Type']>(name: string, type: Type): Extract<State, { Type: Type }> {
  const isOfType = (state: State | undefined): state is Extract<State, { Type: Type }> => state?.Type === type
  const state = workflow.definition.States[name]
  if (!isOfType(state)) throw new Error(`no state ${name}`)
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

/** Executions of the workflow over one pool and one table, on one clock. */
function createScene(given: Pick<FakePoolOptions, 'size' | 'isProvisioned' | 'isThrottled'>) {
  const clock = createVirtualClock()
  const pool = createFakePool({ clock, ...given })
  const worker = createWorker(pool.config, createWorkerRuntime(clock))
  const owners: string[] = []
  const gates = new Map<string, () => Promise<void>>()
  const lost = new Map<string, () => Promise<void>>()
  const executions = createExecutions({
    clock,
    random: () => 0,
    newId: () => 'id',
    async invoke({ payload }) {
      const owner = String(own(payload, 'owner'))
      if (owners.includes(owner)) await gates.get(owner)?.()
      owners.push(owner)
      const ran = { requestId: 'r', executedVersion: '1', traceId: 't', logTail: '' }
      try {
        const answer = await worker(payload, contextOf(clock, `run-${owners.length}`))
        await lost.get(owner)?.()
        return { ...ran, kind: 'success', payload: JSON.stringify(answer) }
      } catch {
        const [errorType, errorMessage] = ['Error', 'no']
        return { ...ran, kind: 'function-error', errorType, errorMessage, payload: '{}' }
      }
    },
  })
  const begin = (name: string, change: object = {}) =>
    executions.begin(workflow, JSON.stringify({ ...Object(readSchedule()), ...change }), name)
  const finish = async ({ ended, execution: { arn } }: ReturnType<typeof begin>) => {
    const end = await clock.runUntil(ended)
    const output: unknown = end.status === 'SUCCEEDED' ? JSON.parse(end.output) : undefined
    return {
      end,
      walk: own(output, 'walk'),
      counts: own(own(output, 'checkpoint'), 'counts'),
      stretches: owners.filter((owner) => owner === arn),
    }
  }
  async function stop(name: string, at: typeof gates) {
    const [stopped, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const begun = begin(name)
    const { arn } = begun.execution
    const wait = () => {
      stopped.resolve()
      return gate.promise
    }
    at.set(arn, () => {
      gates.set(arn, wait)
      return at === lost ? wait().then(() => new Promise(() => {})) : wait()
    })
    await clock.runUntil(stopped.promise)
    return {
      goOn() {
        lost.delete(arn)
        gate.resolve()
        return finish(begun)
      },
    }
  }
  return {
    pool,
    execute: (name: string, change: object = {}) => finish(begin(name, change)),
    /** Begins one, and stops it before its second stretch. */
    holdAfterOne: (name: string) => stop(name, gates),
    /** Begins one whose first answer is lost. Its repeats wait. */
    cutOffAfterOne: (name: string) => stop(name, lost),
    pass: (ms: number) => clock.runUntil(clock.sleep(ms)),
  }
}
