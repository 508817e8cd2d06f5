/** The workflow that provisions one user now: its template, and what it does with the code of its functions. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { Stack, Stage } from 'aws-cdk-lib'
import { UserPool } from 'aws-cdk-lib/aws-cognito'
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { afterAll, describe, expect, test } from 'vitest'

import { createCallerHandler } from '../../callers/shared/handler.ts'
import { provisionNow } from '../../callers/workflow/provision.ts'
import { ProvisionNow } from '../../infra/callers/provision-now.ts'
import type { SuiteStack } from '../../infra/suite-stack.ts'
import type { InvokeFunction } from '../../local/states/call-function.ts'
import type { InvokeResult } from '../../local/lambda/invocation.ts'
import { createExecutions } from '../../local/states/executions.ts'
import { createWorker } from '../../triggers/provisioning-worker/run.ts'
import { createScene, jane } from '../unit/provisioning-worker/scene.ts'
import { findAslErrors } from '../support/asl-errors.ts'
import { createWorkerRuntime } from '../support/worker-runtime.ts'
import { readGrants } from './read-grants.ts'
import { readDefinitionText, readWorkflow } from './read-workflow.ts'
import { findAll, synthesizeSuite } from './synthesize-suite.ts'
import { makeApp, removeBuilds } from './triggers-app.ts'

afterAll(removeBuilds)

const comment = 'Provisions one user now, and tells of each effect'
const sub = '6a4f2c1e-8d3b-4c5a-9e7f-0b1c2d3e4f5a'

let code = ''
const { template, stack } = synthesizeSuite({}, 'dev', (suiteStack) => {
  const now = new ProvisionNow(suiteStack, 'Now', Object({ ...about(suiteStack), retainLogs: undefined }))
  now.grantStart(new Role(suiteStack, 'Desk', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') }))
  const folder = join(Stage.of(now)?.outdir ?? '', 'callers', now.node.addr, 'workflow')
  code = readFileSync(join(folder, 'index.mjs'), 'utf8')
})

function about({ suite }: SuiteStack) {
  return { suite, userPool: suite.userPool.pool }
}

describe('the template', () => {
  test('has a definition that Step Functions takes, within the time of an Express workflow', () => {
    const definition = JSON.parse(readDefinitionText(template, comment))

    expect(findAslErrors(definition)).toBe('')
    expect(definition.TimeoutSeconds).toBe(300)
  })

  test('makes an Express workflow that logs what happened, without what was passed on', () => {
    const workflow = findAll(template, 'AWS::StepFunctions::StateMachine').find(
      ({ Properties }) => Properties['StateMachineType'] === 'EXPRESS',
    )

    expect(workflow?.Properties).toMatchObject({
      LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: false },
    })
  })

  test('lets the function read records, the workflow call two functions, and the desk start it', () => {
    const grants = readGrants(template)
    const withoutLogs = (role: string) => grants[role]?.filter((line) => !line.startsWith('logs:'))

    expect(withoutLogs('NowAskedRole')).toEqual([
      'dynamodb:GetItem SuiteDataTable.Arn if dynamodb:LeadingKeys ForAllValues:StringLike USER#* if dynamodb:LeadingKeys Null false',
    ])
    expect(withoutLogs('NowWorkflowRole')).toEqual([
      'lambda:InvokeFunction NowAskedFunctionAliaslive',
      'lambda:InvokeFunction SuiteProvisioningWorkerFunctionAliaslive',
    ])
    expect(withoutLogs('Desk')).toEqual(['states:StartSyncExecution NowWorkflow'])
  })

  test('every step is tried again when Lambda throttles, and none for an input that is refused', () => {
    const { States } = JSON.parse(readDefinitionText(template, comment))

    for (const name of ['Ask', 'Provision']) {
      const [{ ErrorEquals }] = States[name].Retry
      expect(ErrorEquals).toContain('Lambda.TooManyRequestsException')
      expect(ErrorEquals).not.toContain('InvalidInput')
    }
  })

  test('bundles the function without an AWS SDK, in less than 28 KB', () => {
    expect(code.length).toBeGreaterThan(0)
    expect(code.length).toBeLessThan(28 * 1_024)
    expect(code).not.toContain('@smithy')
  })

  test.each([
    ['another suite', { suite: {}, userPool: about(stack).userPool }, 'suite must be a CognitoTriggerSuite'],
    [
      'an id of a pool',
      { suite: about(stack).suite, userPool: 'eu-west-1_Pool' },
      'userPool must be a user pool of the CDK',
    ],
    [
      'another pool',
      {
        suite: about(stack).suite,
        userPool: UserPool.fromUserPoolId(new Stack(makeApp(), 'Elsewhere'), 'Other', 'eu-west-1_Other0001'),
      },
      'its pool is another one',
    ],
    [
      'a misspelled prop',
      { suite: about(stack).suite, userPool: about(stack).userPool, retainLog: true },
      'retainLog is no option',
    ],
  ])('refuses %s', (_, props, words) => {
    const make = () => new ProvisionNow(new Stack(makeApp(), 'Theirs'), 'Wrong', Object(props))

    expect(make).toThrow(`ProvisionNow: ${words}`)
  })

  test.each([undefined, {}])('lets nobody start it who is no principal: %j', (grantee) => {
    // @ts-expect-error -- what a team without types may write
    const grant = () => ProvisionNow.prototype.grantStart(grantee)

    expect(grant).toThrow('grantStart takes who may start it')
  })
})

type Options = NonNullable<Parameters<typeof createScene>[0]>

/** Executions of the workflow over one worker and one table, on one clock. */
type Trouble = InvokeResult | 'hangs' | 'answer-lost' | undefined

function begin(options: Options = {}, trouble: (name: string, call: number) => Trouble = () => undefined) {
  const acts: string[] = []
  const act = (name: string) => () => (acts.push(name), Promise.resolve({ state: 'done' as const }))
  const scene = createScene({
    effects: { one: { act: act('one') }, two: { act: act('two'), delivery: 'at-least-once' } },
    users: { findUser: async () => jane },
    ...options,
  })
  const { clock, config } = scene
  const lines: string[] = []
  const runtime = createWorkerRuntime(clock, lines)
  const handlers = {
    Ask: createCallerHandler(provisionNow({ userPoolId: 'pool', ledger: scene.ledger, runtime }), runtime),
    Provision: createWorker(config, runtime),
  }
  const calls: string[] = []
  const invoke: InvokeFunction = async ({ functionArn, payload }) => {
    const name = functionArn.includes('NowAsked') ? 'Ask' : 'Provision'
    calls.push(name)
    const troubled = trouble(name, calls.filter((each) => each === name).length)
    if (troubled === 'hangs') return new Promise(() => {})
    if (typeof troubled === 'object') return troubled
    const context = { awsRequestId: `run-${calls.length}`, getRemainingTimeInMillis: () => 60_000 }
    const ran = { requestId: 'r', executedVersion: '1', traceId: 't', logTail: '' }
    // The pool's id is a token of the template.
    const given = name === 'Provision' ? { ...Object(payload), userPoolId: 'pool' } : payload
    try {
      const answer: unknown = await handlers[name](JSON.parse(JSON.stringify(given)), context)
      if (troubled === 'answer-lost')
        throw Object.assign(new Error('timed out'), { name: 'Sandbox.Timedout' })
      return { ...ran, kind: 'success', payload: JSON.stringify(answer) }
    } catch (error) {
      const { name: errorType, message: errorMessage } = error instanceof Error ? error : new Error('?')
      const text = JSON.stringify({ errorType, errorMessage })
      return { ...ran, kind: 'function-error', errorType, errorMessage, payload: text }
    }
  }
  const executions = createExecutions({ clock, random: () => 0, newId: () => 'id', invoke })
  const workflow = readWorkflow(template, comment, 'EXPRESS')
  const execute = async (input: unknown = { sub }) => {
    const end = await clock.runUntil(executions.begin(workflow, JSON.stringify(input)).ended)
    const output: unknown = end.status === 'SUCCEEDED' ? JSON.parse(end.output) : undefined
    return { end, output }
  }
  return { ...scene, acts, calls, execute, lines }
}

describe('an execution', () => {
  test('does what is due, and tells of each effect', async () => {
    const { execute, acts } = begin()

    const { output } = await execute()

    const effects = ['one', 'two'].map((name) => ({ name, state: 'done' }))
    expect(output).toEqual({ decision: 'done', sub, isComplete: true, effects })
    expect(acts).toEqual(['one', 'two'])
  })

  test('that is repeated does nothing twice, says so, and does not ask the worker', async () => {
    const { execute, acts, calls } = begin()
    await execute()
    calls.length = 0

    const { output } = await execute()

    const effects = ['one', 'two'].map((name) => ({ name, state: 'already' }))
    expect(output).toEqual({ decision: 'done', sub, isComplete: true, effects })
    expect(acts).toEqual(['one', 'two'])
    expect(calls).toEqual(['Ask'])
  })

  test('two at once do each effect once', async () => {
    const { execute, acts } = begin()

    const both = await Promise.all([execute(), execute()])

    expect(acts).toEqual(['one', 'two'])
    for (const { output } of both) expect(output).toMatchObject({ decision: 'done', isComplete: true })
  })

  test.each([
    ['was throttled', { kind: 'throttled', message: 'Rate Exceeded.' }],
    ['gave an answer that was lost', 'answer-lost'],
  ] as const)('whose worker %s is tried again, and does nothing twice', async (_, troubled) => {
    const { execute, calls, acts } = begin({}, (name, call) =>
      name === 'Provision' && call < 4 ? troubled : undefined,
    )

    expect((await execute()).output).toMatchObject({ decision: 'done', isComplete: true })
    expect(calls.filter((name) => name === 'Provision')).toHaveLength(4)
    expect(acts).toEqual(['one', 'two'])
  })

  test('is denied as data, and nothing is written', async () => {
    const { execute, records } = begin({ users: { findUser: async () => ({ ...jane, isEnabled: false }) } })

    expect((await execute()).output).toEqual({ decision: 'deny', code: 'user_disabled', sub })
    expect(records.records.size).toBe(0)
  })

  test('tells of an effect that failed, which is no failure of the execution', async () => {
    const refused = () =>
      Promise.reject(Object.assign(new Error('ada@example.com'), { code: 'mail_refused' }))
    const { execute } = begin({ effects: { mail: { act: refused, delivery: 'at-least-once' } } })

    const { output } = await execute()

    expect(output).toMatchObject({
      decision: 'done',
      isComplete: false,
      effects: [{ name: 'mail', state: 'deferred', cause: 'mail_refused' }],
    })
    expect(JSON.stringify(output)).not.toContain('ada')
  })

  test('fails when the table is down, after four tries', async () => {
    const { execute, calls } = begin({ ledger: { read: () => Promise.reject(new Error('ada@example.com')) } })

    const { end } = await execute()

    expect(end).toMatchObject({ status: 'FAILED', error: 'ProvisionFailed' })
    expect(JSON.stringify(end)).not.toContain('ada')
    expect(calls).toEqual(['Ask', 'Ask', 'Ask', 'Ask'])
  })

  test.each([2, 3])(
    'asks the worker again that could not read, and fails after it was asked three times',
    async (down) => {
      const unknown = { kind: 'success', payload: '{"end":"unknown","effects":{}}' } as const
      const lost = { requestId: 'r', executedVersion: '1', traceId: 't', logTail: '', ...unknown }
      const { execute, calls, acts, clock } = begin({}, (name, call) =>
        name === 'Provision' && call <= down ? lost : undefined,
      )

      const { end, output } = await execute()

      expect(calls.filter((name) => name === 'Provision')).toHaveLength(3)
      expect(clock.monotonicMs()).toBeGreaterThanOrEqual(4_000)
      expect(acts).toEqual(down === 2 ? ['one', 'two'] : [])
      if (down === 2) expect(output).toMatchObject({ decision: 'done', isComplete: true })
      else expect(end).toMatchObject({ status: 'FAILED', error: 'WorkerUnavailable' })
    },
  )

  test('fails when the worker hangs, each time until its own limit', async () => {
    const { execute, clock } = begin({}, (name) => (name === 'Provision' ? 'hangs' : undefined))

    const { end } = await execute()

    expect(end).toMatchObject({ status: 'FAILED', error: 'States.Timeout' })
    expect(clock.monotonicMs()).toBeLessThan(300_000)
  })

  test.each([[{ sub: 'ada@example.com' }], [{ sub, email: 'ada@example.com' }], ['ada@example.com']])(
    'of %j fails at once, without the input in its cause',
    async (input) => {
      const { execute, calls, lines } = begin()

      const { end } = await execute(input)

      expect(end).toMatchObject({ status: 'FAILED', error: 'InvalidInput' })
      expect(JSON.stringify([end, lines])).not.toContain('ada')
      expect(calls).toEqual(['Ask'])
    },
  )
})
