/** The workflows of a template with the bundles of their functions, as AWS's own client sees them. */
import { join } from 'node:path'
import {
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
  StartSyncExecutionCommand,
} from '@aws-sdk/client-sfn'
import { beforeAll, describe, expect, test } from 'vitest'
import { slowMotion } from '../../../local/slow-motion.ts'
import { type LocalStack, startStack } from '../../../local/stack.ts'
import type { StackModel } from '../../../local/template/stack-model.ts'
import { own } from '../../../triggers/core/json.ts'
import { buildSuite } from '../../support/built-suite.ts'
import { endAfterAll } from '../../support/end-after-all.ts'

const keep = endAfterAll()
const ids = [1, 2, 3, 4].map((digit) => `6a4f2c1e-8d3b-4c5a-9e7f-0b1c2d3e4f5${digit}`)
const [ada = '', bob = '', eve = '', unknown = ''] = ids
const addressOf = (sub: string): string => `${sub.at(-1)}@example.com`

let stack: LocalStack
let client: SFNClient

let model: StackModel

beforeAll(async () => {
  const built = await buildSuite(
    join(import.meta.dirname, '../../suites/at-once.ts'),
    {},
    { with: 'callers' },
  )
  keep(() => built.remove())
  ;({ model } = built)
  // A step that fails is tried three times more, after 7 seconds in all.
  stack = await start(2)
  client = clientOf(stack)
})

async function start(times: number): Promise<LocalStack> {
  const seedUsers = [ada, bob, eve].map((sub) => ({ username: addressOf(sub), sub }))
  const started = await startStack({ model, seedUsers, port: 0, slowMotion: slowMotion(times) })
  keep(() => started.close())
  return started
}

function clientOf({ details }: LocalStack): SFNClient {
  const made = new SFNClient({
    endpoint: details.callers.find(({ caller }) => caller === 'workflow')?.address ?? '',
    region: details.region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    disableHostPrefix: true,
    maxAttempts: 1,
  })
  keep(() => Promise.resolve(made.destroy()))
  return made
}

/** The workflow whose name has this in it. */
function arnOf(part: string): string {
  const names = stack.details.callers.filter(({ caller }) => caller === 'workflow').map(({ name }) => name)
  return names.find((name) => name.includes(part)) ?? names.join()
}

async function provision(input: unknown, asker = client) {
  const answer = await asker.send(
    new StartSyncExecutionCommand({ stateMachineArn: arnOf('ProvisionNow'), input: JSON.stringify(input) }),
  )
  const output: unknown = answer.output === undefined ? undefined : JSON.parse(answer.output)
  return { ...answer, output }
}

function mailsTo(sub: string): number {
  return stack.mailbox.messages(addressOf(sub)).length
}

const names = ['default-group', 'profile', 'starter-entitlements', 'user-confirmed-event', 'welcome-mail']
const effectsOf = (output: unknown): unknown => {
  const effects = own(output, 'effects')
  return Array.isArray(effects)
    ? effects.toSorted((one, other) => (String(own(one, 'name')) < String(own(other, 'name')) ? -1 : 1))
    : effects
}

describe('StartSyncExecution', () => {
  test('provisions a user, and a repeat does nothing twice', async () => {
    const first = await provision({ sub: ada })
    const repeat = await provision({ sub: ada })

    expect(first).toMatchObject({ status: 'SUCCEEDED', output: { decision: 'done', isComplete: true } })
    expect(effectsOf(first.output)).toEqual(names.map((name) => ({ name, state: 'done' })))
    expect(effectsOf(repeat.output)).toEqual(names.map((name) => ({ name, state: 'already' })))
    expect(mailsTo(ada)).toBe(1)
  })

  test('denies a user whom the pool does not list, as data', async () => {
    expect(await provision({ sub: unknown })).toMatchObject({
      status: 'SUCCEEDED',
      output: { decision: 'deny', code: 'user_not_listed', sub: unknown },
    })
  })

  test('fails for an address instead of a sub, and does not repeat it', async () => {
    const answer = await provision({ sub: addressOf(ada) })

    expect(answer).toMatchObject({
      status: 'FAILED',
      error: 'InvalidInput',
      $metadata: { httpStatusCode: 200 },
    })
    expect(answer.cause).not.toContain(addressOf(ada))
  })

  test('tells a time-out by the name of its error, when the table never answers', async () => {
    // A minute takes three seconds. On any machine nothing but a time-out can end it.
    const hasty = await start(0.05)
    hasty.setFault('table', { kind: 'hang' })

    const { status, error } = await provision({ sub: ada }, clientOf(hasty))
    hasty.setFault('table', null)

    expect([status, error]).toEqual([
      'FAILED',
      expect.stringMatching(/^(?:ProvisionTimedOut|Sandbox\.Timedout|States\.Timeout)$/),
    ])
  })

  test('fails while the table is down, and succeeds afterwards', async () => {
    stack.setFault('table', { kind: 'error' })
    const down = await provision({ sub: bob })
    stack.setFault('table', null)
    const up = await provision({ sub: bob })

    expect(down).toMatchObject({
      status: 'FAILED',
      error: 'ProvisionFailed',
      $metadata: { httpStatusCode: 200 },
    })
    expect(up).toMatchObject({ status: 'SUCCEEDED', output: { decision: 'done', isComplete: true } })
    expect(mailsTo(bob)).toBe(1)
  })
})

test('the walk finds the users without a record, and its execution is described', async () => {
  const checkpoint = { userPoolId: stack.details.userPoolId }
  const { executionArn } = await client.send(
    new StartExecutionCommand({
      stateMachineArn: arnOf('Reconcile'),
      input: JSON.stringify({ checkpoint, dueAfterMs: 0, stretches: 0 }),
    }),
  )
  const describeIt = () => client.send(new DescribeExecutionCommand({ executionArn }))

  let described = await describeIt()
  while (described.status === 'RUNNING') described = await describeIt()
  await stack.worker?.idle()

  expect(described.status).toBe('SUCCEEDED')
  expect(JSON.parse(described.output ?? '')).toMatchObject({
    walk: 'done',
    checkpoint: { isDone: true, counts: { seen: 3 } },
  })
  expect(mailsTo(eve)).toBe(1)
})
