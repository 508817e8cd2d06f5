/** `reconcile`, `replay` and `erase` on the running local stack, from the command line to the worker. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DeleteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { Command } from 'commander'
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { CliContext, CliResult, RunAction } from '../../cli/context.ts'
import { addErase } from '../../cli/erase.ts'
import { noDeadline } from '../../cli/provisioning/walk.ts'
import { addReconcile } from '../../cli/reconcile.ts'
import { addReplay } from '../../cli/replay.ts'
import { createPaint, noProgress } from '../../cli/terminal.ts'
import { suiteRecordIndex } from '../../triggers/adapters/record-index-dynamodb.ts'
import { userKey } from '../../triggers/domain/table-item.ts'
import { beginReconcile } from '../../triggers/provisioning-worker/reconcile.ts'
import { becomeWalker } from '../../triggers/provisioning-worker/walk.ts'
import { type FullStack, letTimePass, startFullStack, statesOf } from '../faults/full-stack.ts'
import { buildSuite } from '../support/built-suite.ts'
import { endAfterAll } from '../support/end-after-all.ts'

const someSub = '6a4f2c1e-8d3b-4c5a-9e7f-0b1c2d3e4f5a'
const endsWith = endAfterAll()
let full: FullStack
let directory: string
let notes: string[]
beforeAll(async () => {
  const suite = await buildSuite(join(import.meta.dirname, '../suites/shipped.ts'))
  endsWith(() => suite.remove())
  full = await startFullStack(suite.model)
  endsWith(() => full.close())
  directory = await mkdtemp(join(tmpdir(), 'commands-'))
  endsWith(() => rm(directory, { recursive: true, force: true }))
  await writeStack({})
})
const writeStack = (more: object): Promise<void> =>
  writeFile(join(directory, 'stack.json'), JSON.stringify({ ...full.stack.details, ...more }))
beforeEach(() => {
  notes = []
})

/** Runs one command line as program.ts would, and gives its result or rejects with its error. */
async function run(...args: readonly string[]): Promise<CliResult> {
  const output = { write: () => true }
  const context: CliContext = {
    stdin: (async function* () {})(),
    stdout: output,
    stderr: output,
    env: { SUITE_FILE: process.env['SUITE_FILE'] },
    directory,
    clock: full.clock,
    random: Math.random,
    paint: createPaint(output),
    columns: 100,
    isJson: false,
    stackFile: join(directory, 'stack.json'),
    startProgress: () => noProgress,
    note: (sentence) => void notes.push(sentence),
  }
  let result: CliResult | undefined
  const runAction: RunAction =
    (action) =>
    async (...given) => {
      result = await action(context, ...given)
    }
  const program = new Command().exitOverride().configureOutput({ writeErr: () => {} })
  for (const add of [addReconcile, addReplay, addErase]) add(program, runAction)
  await program.parseAsync(args, { from: 'user' })
  if (result === undefined) throw new Error('the command gave no result')
  return result
}

/** Confirmed while the table is down: no user has a record. */
async function confirmWithoutRecord(email: string): Promise<string> {
  const sub = await full.signUp(email)
  full.stack.setFault('table', { kind: 'throttle' })
  await full.confirm(email)
  full.stack.setFault('table', null)
  return sub
}

describe('reconcile', () => {
  test('finds whom an outage left behind; a dry run says so, the real one has them provisioned, the next finds nobody', async () => {
    const sub = await confirmWithoutRecord('left-behind@example.com')

    const dry = await run('reconcile', '--dry-run', '--min-age', '0')
    const before = statesOf(await full.items(), sub)
    const real = await run('reconcile', '--min-age', '0')
    await full.stack.worker?.idle()
    const after = statesOf(await full.items(), sub)
    const again = await run('reconcile', '--min-age', '0')

    expect(dry.json).toMatchObject({
      isDryRun: true,
      counts: { seen: 1, opened: 1 },
      effects: { 'welcome-mail': 1 },
    })
    expect(before).toEqual({})
    expect(real.json).toMatchObject({ isDryRun: false, isDone: true, counts: { opened: 1 } })
    expect(Object.values(after)).toEqual(Object.values(after).map(() => 'done'))
    expect(again.json).toMatchObject({ counts: { seen: 1, opened: 0, provisioned: 1 } })
    expect(
      full.stack.mailbox.messages('left-behind@example.com').filter(({ subject }) => subject === 'Welcome'),
    ).toHaveLength(1)
    expect(dry.text).toMatchInlineSnapshot(`
      "What reconcile would do
        seen                           1
        provisioned                    0
        would be handed to the worker  1
        would be woken                 0
        under way                      0
        failed, waiting for replay     0
        erased                         0
        skipped                        0

      Effects
        default-group         1
        profile               1
        starter-entitlements  1
        user-confirmed-event  1
        welcome-mail          1"
    `)
    expect(await readdir(directory)).toEqual(['stack.json'])
  })

  test('leaves users alone who changed in the last quarter of an hour', async () => {
    await confirmWithoutRecord('fresh@example.com')

    const { json } = await run('reconcile')

    expect(json).toMatchObject({ counts: { opened: 0, skipped: 1 } })
  })

  /** Another walker, who stops where the checkpoint says. */
  async function walkAsAnother(checkpoint: object, forMs: number): Promise<void> {
    const { dynamodbEndpoint, tableName, userPoolId } = full.stack.details
    Object.assign(process.env, { AWS_ENDPOINT_URL_DYNAMODB: dynamodbEndpoint, TABLE_NAME: tableName })
    const walker = await becomeWalker(
      { index: suiteRecordIndex },
      { userPoolId, owner: 'another' },
      { clock: full.clock, deadline: noDeadline },
    )
    await walker?.keep({ beganAtMs: 1, checkpoint: { ...beginReconcile(userPoolId), ...checkpoint } }, forMs)
  }

  test('goes on where another walk stopped, and keeps what it counted', async () => {
    const counts = { ...beginReconcile('pool').counts, seen: 420, provisioned: 420 }
    await walkAsAnother({ pages: 7, counts }, 0)

    const { json } = await run('reconcile')
    const again = await run('reconcile')

    expect(json).toMatchObject({ pages: 8, counts: { seen: 422 } })
    expect(again.json).toMatchObject({ pages: 1, counts: { seen: 2 } })
    expect(notes).toEqual(['Going on after 420 users, where a walk stopped.'])
  })

  test.each([
    [['reconcile', '--table', 'nope'], 'The walk stopped, and the same command goes on with it'],
    [['replay', '--table', 'nope'], 'Not all was read; what was given back stays so'],
    [['erase', someSub, '--table', 'nope', '--dry-run'], 'What is kept was not read'],
    [['erase', someSub, '--table', 'nope'], 'The user was not erased, or not wholly'],
  ])('%j says why the table refuses', async (args, notDone) => {
    const refused = run(...args)

    await expect(refused).rejects.toThrow(notDone)
    await expect(refused).rejects.toThrow('(ResourceNotFoundException): look at the names and at the Region.')
  })

  test('begins at the first user with --restart', async () => {
    await walkAsAnother({ pages: 7 }, 0)

    expect((await run('reconcile', '--restart')).json).toMatchObject({ pages: 1 })
  })

  test('begins anew, and says so, when Cognito no longer takes the token of a walk that stopped long ago', async () => {
    await walkAsAnother({ pages: 7, nextToken: 'too old' }, 0)

    expect((await run('reconcile')).json).toMatchObject({ pages: 1, restarts: 1, counts: { seen: 2 } })
    expect(notes.at(-1)).toBe('Cognito no longer takes the page token: beginning at the first user again.')
  })

  test('does nothing, and says so, while another walk goes on; a dry run does not wait for it', async () => {
    await walkAsAnother({ pages: 7 }, 60_000)

    const { json, text, exitCode } = await run('reconcile')
    const dry = await run('reconcile', '--dry-run')
    await walkAsAnother({ isDone: true }, 0)

    expect(json).toEqual({ isHeld: true })
    expect(text).toContain('Another walk of this pool goes on')
    expect(exitCode).toBe(1)
    expect(dry.json).toMatchObject({ counts: { seen: 2 } })
  })

  test('goes on after a user for whom an effect throws, names the user, and ends as a failure', async () => {
    vi.stubEnv('SUITE_FILE', join(import.meta.dirname, '../journeys/suites/broken-effect.ts'))

    const { json, text, exitCode } = await run('reconcile', '--min-age', '0')
    const details = {
      FunctionArn: 'arn:aws:lambda:eu-west-1:000000000000:function:batch:1',
      RoleArn: 'arn:aws:iam::000000000000:role/batch',
      BucketName: 'batch',
    }
    await writeStack({ callers: [{ caller: 's3-batch', details }] })
    const batch = await run('backfill', '--manifest', "a batch's", '--min-age', '0')
    await writeStack({})
    vi.unstubAllEnvs()

    expect(json).toMatchObject({ isDone: true, counts: { opened: 0, provisioned: 1, broken: 1 } })
    expect(text).toContain('an effect threw             1')
    expect(batch.json).toMatchObject({ users: 1 })
    expect(batch.text).toContain(String.raw`'a batch'\''s/manifest.csv'`)
    expect(notes).toEqual([
      expect.stringMatching(/^An effect threw \(TypeError\) for the user [\da-f-]{36}: mend it, and run/),
    ])
    expect(exitCode).toBe(1)
    expect(`${text}${notes.join()}`).not.toContain('jane')
    expect((await run('reconcile', '--min-age', '0')).exitCode).toBe(0)
    await full.stack.worker?.idle()
  })

  test.each([
    [['reconcile', '--endpoint', 'aws'], '--endpoint aws needs --pool and --table'],
    [['reconcile', '--endpoint', 'aws', '--pool', 'p', '--table', 't'], 'The Region is not known'],
    [
      ['reconcile', '--users-per-second', '0'],
      "--users-per-second takes a whole number from 1 to 1000, not '0'",
    ],
    [
      ['reconcile', '--effects-since', 'yesterday'],
      "--effects-since takes a moment in UTC, such as 2026-11-28T12:00:00Z, not 'yesterday'",
    ],
    [['replay', '--effects-since', '2026-11-28'], '--effects-since takes a moment in UTC'],
    [['replay', '--effects-since', '2999-01-01T00:00:00Z'], '2999-01-01T00:00:00Z is in the future'],
    [['reconcile', '--effects-since', '2999-01-01T00:00:00Z'], '2999-01-01T00:00:00Z is in the future'],
    [['replay', 'sub', '--all'], 'replay takes a user or --all, not both'],
    [
      ['replay', '--all', '--effect', 'welcome-mial'],
      "There is no effect 'welcome-mial': did you mean 'welcome-mail'?",
    ],
    [['erase', 'no such sub'], "erase takes the user's sub, a UUID in lower case"],
    [['erase', '6A4F2C1E-8D3B-4C5A-9E7F-0B1C2D3E4F5A'], "erase takes the user's sub, a UUID in lower case"],
    [['erase', 'jane@example.com', '--any-sub'], 'which has letters, digits, hyphens and colons only'],
  ])('%j ends with one sentence', async (args, sentence) => {
    await expect(run(...args)).rejects.toThrow(sentence)
  })
})

describe('replay', () => {
  test('lists what failed for good and why, and gives it back to the worker, what may have happened only when asked to', async () => {
    const email = 'replay@example.com'
    const sub = await full.signUp(email)
    full.stack.setFault('mail', { kind: 'error' })
    await full.confirm(email)
    await full.stack.worker?.idle()
    await letTimePass(full.stack.details.dynamodbEndpoint, full.stack.details.tableName)
    await full.stack.worker?.sweep()
    full.stack.setFault('mail', null)
    const failed = statesOf(await full.items(), sub)['welcome-mail']

    const listed = await run('replay')
    const left = await run('replay', sub)
    const since = new Date(full.clock.epochMs()).toISOString()
    const withheld = await run('replay', sub, '--again', '--effects-since', since)
    const given = await run('replay', sub, '--again')
    await full.stack.worker?.sweep()
    const none = await run('replay', '--all')

    expect(failed).toBe('failed')
    expect(listed.json).toEqual({
      isDryRun: true,
      effects: 1,
      left: 1,
      withheld: 0,
      counts: [{ effect: 'welcome-mail', cause: 'outcome_unknown', users: 1 }],
    })
    expect(listed.text).toMatchInlineSnapshot(`
      "  effect        cause            users
        welcome-mail  outcome_unknown      1

      1 effect waits for replay.
      1 effect of unknown outcome may have happened already: look whether it did; --again gives it one attempt more."
    `)
    expect(left).toMatchObject({ json: { isDryRun: false, effects: 0, left: 1 } })
    expect(withheld).toMatchObject({
      json: { effects: 0, left: 0, withheld: 1 },
      text: '1 effect left alone: confirmed before the moment of effectsSince.',
    })
    expect(left.text).toMatchInlineSnapshot(
      `"1 effect of unknown outcome may have happened already: look whether it did; --again gives it one attempt more."`,
    )
    expect(given.text).toContain('1 effect given back: the worker tries within a minute.')
    expect(given.json).toMatchObject({ effects: 1, left: 0 })
    expect(statesOf(await full.items(), sub)['welcome-mail']).toBe('done')
    expect(none).toMatchObject({ json: { effects: 0 }, text: 'Nothing has failed for good.' })
    expect(full.stack.mailbox.messages(email).filter(({ subject }) => subject === 'Welcome')).toHaveLength(1)
  })
})

/** As after the table was restored to before their confirmation. */
async function forgetRecord(sub: string): Promise<void> {
  const { dynamodbEndpoint: endpoint, tableName, userPoolId } = full.stack.details
  const dynamodb = new DynamoDBClient({ region: 'eu-west-1', endpoint })
  const { pk, sk } = userKey(userPoolId, sub, 'PROVISIONING')
  await dynamodb.send(new DeleteItemCommand({ TableName: tableName, Key: { pk: { S: pk }, sk: { S: sk } } }))
  dynamodb.destroy()
}

describe('a user whose record a restored table has forgotten', () => {
  test('is sent nothing again with --effects-since, and all of it without', async () => {
    const email = 'restored@example.com'
    const sub = await full.signUp(email)
    await full.confirm(email)
    await full.stack.worker?.idle()
    const mails = () =>
      full.stack.mailbox.messages(email).filter(({ subject }) => subject === 'Welcome').length
    const walk = async (...args: readonly string[]) => {
      await forgetRecord(sub)
      const { json, text } = await run('reconcile', '--min-age', '0', ...args)
      await full.stack.worker?.idle()
      return { json: Object(json), text, mails: mails(), states: statesOf(await full.items(), sub) }
    }
    const since = new Date(full.clock.epochMs()).toISOString()

    const kept = await walk('--effects-since', since)
    const repeated = await walk()

    expect(kept).toMatchObject({
      mails: 1,
      json: {
        // Others before have no record either.
        withheld: { 'user-confirmed-event': expect.any(Number), 'welcome-mail': expect.any(Number) },
      },
    })
    expect(kept.states).toEqual({ 'default-group': 'done', profile: 'done', 'starter-entitlements': 'done' })
    expect(kept.text).toMatch(/Not sent: .*\n.*user-confirmed-event +\d+\n.*welcome-mail +\d+/)
    expect(repeated).toMatchObject({ mails: 2, json: { withheld: {} } })

    const settings = join(directory, 'cdk.json')
    await writeFile(settings, JSON.stringify({ context: { effectsSince: since } }))
    const set = await walk()
    await writeFile(settings, JSON.stringify({ context: { effectsSince: 'yesterday' } }))
    await expect(walk()).rejects.toThrow('cdk.json must be a moment in UTC, such as 2026-11-28T12:00:00Z.')
    await rm(settings)

    expect(set).toMatchObject({
      mails: 2,
      json: { withheld: { 'user-confirmed-event': 1, 'welcome-mail': 1 } },
    })
  })
})

test('each command of the runbook about a restored table runs', async () => {
  const runbook = await readFile(join(import.meta.dirname, '../../docs/runbook.md'), 'utf8')
  const section = runbook.split(/^## /m).find((part) => part.startsWith('After a restore of the table')) ?? ''
  const commands = [...section.matchAll(/npm run cli -- ([^`\n]+)/g)].map(([, command = '']) => command)

  expect(commands).toHaveLength(6)
  for (const command of commands) {
    const args = command.replace('<sub>', '6a4f2c1e-8d3b-4c5a-9e7f-0b1c2d3e4f5a').trim().split(' ')
    expect((await run(...args)).text, command).not.toBe('')
  }
})

describe('erase', () => {
  test('leaves nothing of a user, and neither reconcile nor the worker brings them back', async () => {
    const email = 'erase@example.com'
    const sub = await full.signUp(email)
    await full.confirm(email)
    await full.stack.worker?.idle()

    const planned = await run('erase', sub, '--dry-run')
    const erased = await run('erase', sub)
    const again = await run('erase', sub)
    await full.reconcile()
    await full.stack.worker?.sweep()
    await full.stack.worker?.idle()

    const kept = { profile: 1, entitlements: 1, provisioning: 1 }
    const summary = { sub, items: 3, kept, waited: false }
    expect(planned.json).toEqual({ ...summary, isDryRun: true })
    expect(planned.text).toContain('3 items would be erased.')
    expect(erased.json).toEqual({ ...summary, isDryRun: false })
    expect(erased.text).toMatchInlineSnapshot(`
      "  entitlements         1
        profile              1
        provisioning record  1

      3 items erased. Nothing of this user will be written again."
    `)
    expect(again).toMatchObject({
      json: { items: 0, kept: {} },
      text: '0 items erased. Nothing of this user will be written again.',
    })
    const own = (await full.items()).filter(({ pk }) => pk?.S?.endsWith(`#${sub}`))
    expect(JSON.stringify(own)).not.toContain('example.com')
    expect(own.map((item) => 'erasedAtMs' in item)).toEqual(own.map(() => true))
    expect(own.length).toBeGreaterThan(1)
  })
})

test('without a running stack each command says how to start it', async () => {
  await rm(join(directory, 'stack.json'))

  for (const args of [['reconcile'], ['replay'], ['erase', 'sub', '--any-sub']])
    await expect(run(...args)).rejects.toThrow('The local stack does not run: start it with `npm start`.')
})
