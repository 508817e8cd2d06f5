/** The commands for the person on call, against a program of this machine that stands in for AWS. */
import { join } from 'node:path'
import { CfnResource, type Stack } from 'aws-cdk-lib/core'
import type { Template } from 'aws-cdk-lib/assertions'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { systemClock } from '../../triggers/core/deadline.ts'
import { type Ran, runInside } from './cli-process.ts'
import { deploy, type Deployed, type Request } from './deployed-stack.ts'
import { expectGolden, expectGoldenText, toGolden } from './golden.ts'

interface Infra {
  readonly synthesizeSuite: (
    suite: object,
    stage: string,
    change: (stack: Stack) => void,
  ) => { readonly template: Template }
}

// By its path, since infra/ and its tests are compiled by rules of their own.
const { synthesizeSuite }: Infra = await import(join(import.meta.dirname, '../infra/synthesize-suite.ts'))
// A function of the team has a name like that of a trigger, and an alarm one that XML cannot hold as it is.
const { template } = synthesizeSuite({}, 'prod', (made) => {
  const add = (id: string, type: string, properties = {}) => new CfnResource(made, id, { type, properties })
  add('TheirAlarm', 'AWS::CloudWatch::Alarm', { AlarmName: 'A & <B>' })
  add('PreSignUpFunction0123ABCD', 'AWS::Lambda::Function')
})
const alarms = Object.keys({
  ...template.findResources('AWS::CloudWatch::Alarm'),
  ...template.findResources('AWS::CloudWatch::CompositeAlarm'),
}).map((id) => (id === 'TheirAlarm' ? 'A & <B>' : id))
const stack = 'cognito-trigger-suite-prod'

let requests: readonly Request[]
let deployed: Deployed

async function start(change: Partial<Deployed> = {}): Promise<void> {
  const alias = () => ({ FunctionVersion: '7', RevisionId: 'r7' })
  deployed = {
    aliases: {
      PreSignUp: { ...alias(), RoutingConfig: { AdditionalVersionWeights: { '8': 0.1 } } },
      PreTokenGeneration: alias(),
      PostConfirmation: alias(),
      Worker: alias(),
    },
    versions: ['10', '6', '7', '8'],
    running: { RolloutPreSignUp: ['d-ABCDEF123'] },
    ringing: [],
    lines: {},
    refusals: {},
    ...change,
  }
  requests = await deploy(template, deployed)
}

const run = (...args: readonly string[]): Promise<Ran> =>
  runInside([...args, '--stack-name', stack, '--region', 'eu-west-1'])
const asked = (...operations: readonly string[]): readonly Request[] =>
  requests.filter(({ operation }) => operations.includes(operation))

beforeEach(() => {
  // Files share a process, and the adapters keep their connections.
  vi.resetModules()
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'operator')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret')
  vi.stubEnv('AWS_REGION', 'us-east-1')
})

afterEach(() => vi.unstubAllEnvs())

describe('status', () => {
  test('tells versions, weights, deployments and alarms, and signs each request for its service', async () => {
    await start({ ringing: ['PreSignUpAlarmsDefect'] })

    const ran = await run('status')

    await expectGoldenText('operate-status', toGolden(ran).replace(/of \d+ alarms/, 'of # alarms'))
    expect(new Set(requests.map(({ operation, signedFor }) => `${operation}: ${signedFor}`))).toEqual(
      new Set([
        'ListStackResources: cloudformation eu-west-1',
        'GET aliases: lambda eu-west-1',
        'ListDeployments: codedeploy eu-west-1',
        'DescribeAlarms: monitoring eu-west-1',
      ]),
    )
    expect(asked('ListStackResources').map(({ input }) => input)).toEqual([
      { Action: 'ListStackResources', Version: '2010-05-15', StackName: stack },
      { Action: 'ListStackResources', Version: '2010-05-15', StackName: stack, NextToken: 'rest' },
    ])
  })

  test('asks for every alarm of the stack', async () => {
    await start()

    const ran = await run('status', '--json')

    expect(asked('DescribeAlarms').flatMap(({ input }) => input['AlarmNames'])).toEqual(
      expect.arrayContaining(alarms),
    )
    expect(ran.exitCode).toBe(0)
    expect(JSON.parse(ran.stdout)).toMatchObject({
      stack,
      functions: [
        { function: 'pre-sign-up', version: '7', rolledOut: { '8': 0.1 }, deployments: ['d-ABCDEF123'] },
        { function: 'pre-token-generation', version: '7', rolledOut: {}, deployments: [] },
        { function: 'post-confirmation', version: '7' },
        { function: 'provisioning-worker', version: '7' },
      ],
    })
  })
})

describe('status tells what it can read, and what it cannot', () => {
  test.each([
    [
      'ListDeployments',
      ['rollouts of pre-sign-up', 'rollouts of provisioning-worker'],
      'PreSignUpAlarmsDefect',
    ],
    ['GET aliases', ['state of pre-sign-up', 'state of provisioning-worker'], 'PreSignUpAlarmsDefect'],
    ['DescribeAlarms', ['The alarms were not read'], 'pre-sign-up           7'],
  ])('without the right to %s', async (operation, told, read) => {
    const refusals = { [operation]: [400, '{"__type":"AccessDeniedException"}'] as const }
    await start({ ringing: ['PreSignUpAlarmsDefect'], refusals })

    const ran = await run('status')

    for (const each of told) expect(ran.stderr).toContain(each)
    expect(ran.stderr).toContain('(AccessDeniedException): look at your credentials')
    expect(ran.stdout).toContain(read)
    expect(ran.exitCode).toBe(operation === 'DescribeAlarms' ? 69 : 1)
  })

  test('an alarm that somebody has deleted is no alarm that is quiet', async () => {
    await start({ refusals: { DescribeAlarms: [200, '{"MetricAlarms":[]}'] } })

    const ran = await run('status')

    expect(ran.exitCode).toBe(1)
    expect(ran.stdout).toMatch(/✗ \w*CannotSignIn\w*: the alarm is not there any more\n/)
    expect(ran.stdout).not.toContain('✓')
  })

  test('an alarm without data is told', async () => {
    const alarm = (AlarmName: string) => ({ AlarmName, StateValue: 'INSUFFICIENT_DATA' })
    await start({
      refusals: { DescribeAlarms: [200, JSON.stringify({ MetricAlarms: alarms.map(alarm) })] },
    })

    const ran = await run('status')

    expect(ran.exitCode).toBe(0)
    expect(ran.stdout).toContain(`${alarms.length} have no data yet.`)
  })

  test('an alias without a version', async () => {
    await start({ refusals: { 'GET aliases': [200, '{}'] } })

    expect(await run('status')).toMatchObject({
      exitCode: 69,
      stderr: expect.stringMatching(/The state of pre-sign-up was not read \(\w*answer_unreadable\)/),
    })
  })
})

describe('tail', () => {
  const nowMs = 1_800_000_000_000
  const line = (trigger: string, outcome: string): string => JSON.stringify({ trigger, outcome, steps: [] })
  const lines = {
    PreSignUpLogs: [
      [{ timestamp: nowMs - 500_000, message: line('pre-sign-up', 'failed') }],
      [],
      [
        { timestamp: nowMs - 3, message: `${line('pre-sign-up', 'denied')}\n` },
        { timestamp: nowMs - 50_000, message: line('pre-sign-up', 'allowed') },
      ],
    ],
    PreTokenGenerationLogs: [
      [
        { timestamp: nowMs - 901_000, message: line('pre-token-generation', 'failed') },
        { timestamp: nowMs - 10_001, message: line('pre-token-generation', 'allowed') },
        { timestamp: nowMs - 10_000, message: line('pre-token-generation', 'denied') },
        { timestamp: nowMs - 1, message: 'START RequestId' },
      ],
    ],
  }
  const runTail = (...args: readonly string[]): Promise<Ran> =>
    runInside(['tail', ...args, '--stack-name', stack, '--region', 'eu-west-1'], {
      clock: { ...systemClock, epochMs: () => nowMs },
    })

  test('prints the lines of all functions as they are, each once, in their order', async () => {
    await start({ lines })

    const ran = await runTail()

    expect(ran.stdout.trim().split('\n')).toEqual([
      line('pre-sign-up', 'failed'),
      line('pre-sign-up', 'allowed'),
      line('pre-token-generation', 'allowed'),
      line('pre-token-generation', 'denied'),
      line('pre-sign-up', 'denied'),
    ])
  })

  test('asks for one function, one outcome and a time, and no further back than it must', async () => {
    await start({ lines })
    const args = ['--function', 'pre-sign-up', '--outcome', 'denied', '--minutes', '60', '--lines']

    const ran = await runTail(...args, '1')
    const first = asked('FilterLogEvents').map(({ input }) => input)
    await runTail(...args, '2')
    const starts = asked('FilterLogEvents').map(({ input }) => input['startTime'])

    expect(ran.stdout).toBe(`${line('pre-sign-up', 'denied')}\n`)
    expect(first[0]).toEqual({
      logGroupName: expect.stringMatching(/PreSignUpLogs/),
      startTime: nowMs - 10_000,
      filterPattern: '{ $.outcome = "denied" }',
    })
    expect(first).toHaveLength(3)
    expect(starts.slice(3)).toEqual(
      [10_000, 10_000, 10_000, 110_001, 110_001, 110_001].map((ms) => nowMs - ms),
    )
  })

  test('reads as far back as it is told, and what is later than the clock of this machine', async () => {
    const ages = [-60_000, 899_999, 900_000, 900_001]
    const message = (age: number) => JSON.stringify({ age, outcome: 'done' })
    await start({
      lines: { WorkerLogs: [ages.map((age) => ({ timestamp: nowMs - age, message: message(age) }))] },
    })

    const ran = await runTail('--function', 'provisioning-worker')

    expect(ran.stdout).toBe(`${[900_000, 899_999, -60_000].map(message).join('\n')}\n`)
  })

  test('says so when there is no line', async () => {
    await start()

    expect(await run('tail')).toMatchObject({ stdout: 'No line.\n', exitCode: 0 })
  })
})

test.each(['eu-west-1 ', 'evil.example/', 'Ireland', 'eu-west', '127.0.0.1'])(
  'no request is signed for the Region %j',
  async (region) => {
    await start()

    const ran = await runInside(['status', '--stack-name', stack, '--region', region])

    expect(ran).toMatchObject({
      exitCode: 64,
      stderr: `'${region}' is not the name of a Region, such as eu-west-1.\n`,
    })
    expect(requests).toEqual([])
  },
)

describe('rollback', () => {
  test('changes nothing without --apply', async () => {
    await start()

    await expectGolden('operate-rollback-dry-run', await run('rollback', 'pre-token-generation'))
    expect(asked('PUT aliases', 'StopDeployment')).toEqual([])
  })

  test('stops the rollout that runs before the alias names the version of before alone', async () => {
    await start()

    await expectGolden('operate-rollback-apply', await run('rollback', 'pre-sign-up', '--apply'))
    expect(asked('PUT aliases', 'StopDeployment')).toEqual([
      {
        operation: 'StopDeployment',
        signedFor: 'codedeploy eu-west-1',
        input: { deploymentId: 'd-ABCDEF123', autoRollbackEnabled: false },
      },
      {
        operation: 'PUT aliases',
        signedFor: 'lambda eu-west-1',
        input: {
          FunctionName: expect.stringMatching(/PreSignUpFunction/),
          FunctionVersion: '7',
          RoutingConfig: { AdditionalVersionWeights: {} },
          RevisionId: 'r7',
        },
      },
    ])
  })

  test('takes the version that is named', async () => {
    await start()

    const ran = await run('rollback', 'provisioning-worker', '--to', '10', '--apply')

    expect(ran.exitCode).toBe(0)
    expect(asked('PUT aliases').map(({ input }) => input['FunctionVersion'])).toEqual(['10'])
    expect(asked('StopDeployment')).toEqual([])
  })

  test('takes several functions, and one that fails holds up no other', async () => {
    await start({ running: {}, refusals: {} })
    const all = ['pre-sign-up', 'pre-token-generation', 'post-confirmation']

    const plan = await run('rollback', ...all)
    const ran = await run('rollback', ...all, '--apply')

    expect(plan.exitCode).toBe(5)
    expect(plan.stdout.trim().split('\n')).toEqual([
      'pre-sign-up  7 and 8 → 7',
      'pre-token-generation  7 → 6',
      'post-confirmation  7 → 6',
      'Nothing was changed. Give --apply to roll back.',
    ])
    expect(ran.exitCode).toBe(0)
    expect(asked('PUT aliases').map(({ input }) => input['FunctionVersion'])).toEqual(['7', '6', '6'])
  })

  test('of several functions changes none when one has no version before', async () => {
    await start({ versions: ['7'] })

    const ran = await run('rollback', 'pre-sign-up', 'pre-token-generation', '--apply')

    expect(ran.stderr).toContain('pre-token-generation has no version before 7')
    expect(asked('PUT aliases', 'StopDeployment')).toEqual([])
  })

  test('of several functions goes on after one that is refused', async () => {
    await start({ refusals: { StopDeployment: [400, '{"__type":"AccessDeniedException"}'] } })

    const ran = await run('rollback', 'pre-sign-up', 'pre-token-generation', '--apply')

    expect(ran.exitCode).toBe(69)
    expect(ran.stderr).toContain('pre-sign-up was not changed (AccessDeniedException)')
    expect(ran.stdout).toContain('✗ pre-sign-up  7 and 8 → 7 did not happen.\n')
    expect(ran.stdout).toContain('✓ pre-token-generation answers with version 6.\n')
  })

  test('leaves an alias that is there already', async () => {
    await start()

    const ran = await run('rollback', 'pre-token-generation', '--to', '7', '--apply')

    expect(ran).toMatchObject({ exitCode: 0, stdout: '✓ pre-token-generation is at version 7 already.\n' })
    expect(asked('PUT aliases')).toEqual([])
  })
})

describe('a mistake, and a refusal of AWS, is one sentence', () => {
  const xml = (code: string): string => `<ErrorResponse><Error><Code>${code}</Code></Error></ErrorResponse>`

  test.each<[readonly string[], Partial<Deployed>, string]>([
    [
      ['rollback', 'pre-sign-up', 'post-confirmation', '--to', '7'],
      {},
      '--to names a version of one function: give one function, or leave --to out.',
    ],
    [['rollback', 'pre-signup'], {}, "There is no function 'pre-signup': did you mean 'pre-sign-up'?"],
    [['rollback', 'pre-sign-up', '--to', '9'], {}, 'pre-sign-up has no version 9: name one of 6, 7, 8, 10.'],
    [
      ['rollback', 'pre-token-generation'],
      { versions: ['7'] },
      'pre-token-generation has no version before 7: take the trigger off the pool by `detach`.',
    ],
    [['tail', '--function', 'rehearsal'], {}, "There is no function 'rehearsal'"],
    [
      ['status'],
      { refusals: { ListStackResources: [400, xml('ValidationError')] } },
      `The stack ${stack} was not read (ValidationError): look at the names and at the Region.`,
    ],
    [
      ['status'],
      { refusals: { ListStackResources: [403, xml('ExpiredToken')] } },
      `The stack ${stack} was not read (ExpiredToken): look at your credentials and at what they may do.`,
    ],
    [
      ['status'],
      { refusals: { ListStackResources: [403, xml('RequestExpired')] } },
      `(RequestExpired): look at your credentials and at the clock of this machine.`,
    ],
    [
      ['tail'],
      { refusals: { FilterLogEvents: [403, '{"__type":"InvalidSignatureException"}'] } },
      `(InvalidSignatureException): look at your credentials and at the clock of this machine.`,
    ],
    [
      ['status'],
      { refusals: { ListStackResources: [200, '<Empty/>'] } },
      `The stack ${stack} has no function of a suite`,
    ],
    [
      ['status'],
      { refusals: { DescribeAlarms: [400, '{"__type":"AccessDeniedException"}'] } },
      'The alarms were not read (AccessDeniedException): look at your credentials and at what they may do.',
    ],
    [
      ['rollback', 'pre-sign-up', '--apply'],
      { refusals: { 'PUT aliases': [412, '{"Type":"User","__type":"PreconditionFailedException"}'] } },
      'pre-sign-up was not changed (PreconditionFailedException): somebody else changed it at the same time, so look again.',
    ],
    [
      ['rollback', 'pre-sign-up', '--apply'],
      { refusals: { StopDeployment: [400, '{"__type":"AccessDeniedException"}'] } },
      'pre-sign-up was not changed (AccessDeniedException)',
    ],
  ])('%j', async (args, change, sentence) => {
    await start(change)

    const ran = await run(...args)

    expect(ran.stderr).toContain(sentence)
    expect(ran.stderr.trim().split('\n')).toHaveLength(1)
    expect([64, 69]).toContain(ran.exitCode)
    if (change.refusals?.['PUT aliases'] === undefined) expect(asked('PUT aliases')).toEqual([])
  })
})
