/** The built functions after a freeze: their kept connections are dead, their dependencies are well. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, inject, test } from 'vitest'
import { readReport } from '../../triggers/core/read-report.ts'
import { maxIdleMs } from '../../triggers/adapters/connection.ts'
import { deaths, type DyingService, startDyingService } from '../local/adapters/dying-sockets.ts'
import { eventFixture } from '../../triggers/testing/golden-events.ts'

const triggers = join(inject('dist'), 'triggers')

/** Calls the handler for each message, and lets the time of day jump as a freeze does. */
const host = `
const { handler } = await import(process.argv[2])
const now = Date.now
process.on('message', async ({ event, skippedMs }) => {
  Date.now = () => now() + skippedMs
  const context = { awsRequestId: 'request', getRemainingTimeInMillis: () => 60_000 }
  process.send({ response: (await handler(event, context)).response })
})
process.send('ready')
`

let service: DyingService
let directory: string
let child: ChildProcess
let logs: string
beforeEach(async () => {
  service = await startDyingService()
  directory = await mkdtemp(join(tmpdir(), 'frozen-'))
})
afterEach(async () => {
  if (child.exitCode === null && child.kill()) await once(child, 'exit')
  await service.close()
  await rm(directory, { recursive: true })
})

async function start(trigger: string): Promise<void> {
  const file = join(directory, 'host.mjs')
  await writeFile(file, host)
  child = fork(file, [join(triggers, trigger, 'index.mjs')], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: {
      AWS_REGION: 'eu-west-1',
      AWS_LAMBDA_INITIALIZATION_TYPE: 'provisioned-concurrency',
      TABLE_NAME: 'suite',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_ENDPOINT_URL: service.origin,
    },
  })
  logs = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (logs += text))
  await once(child, 'message')
}

async function call(event: object, skippedMs = 0) {
  logs = ''
  const answered = once(child, 'message')
  child.send({ event, skippedMs })
  const [{ response }] = await answered
  const report = await expect
    .poll(() => readReport(logs.split('\n')))
    .toBeDefined()
    .then(() => readReport(logs.split('\n')))
  return {
    response,
    steps: (report?.steps ?? []).map(({ name, outcome, attempts }) => `${name} ${outcome} ${attempts}`),
  }
}

const item = '{"Item":{"plan":{"S":"gold"}}}'
const gapMs = { reset: 0, fin: 0, swallowed: maxIdleMs + 1 }

test.each(deaths)('a token has its claims over connections that died by %s', async (death) => {
  service.respond(() => ({ body: item }))
  await start('pre-token-generation')
  const event = eventFixture('TokenGeneration_Authentication.v2')
  // What is known of the first user is remembered.
  const other = JSON.parse(JSON.stringify(event).replace(/"sub":"[^"]*"/, '"sub":"another"'))
  const before = await call(event)
  expect(service.connections()).toBeGreaterThan(1)

  service.kill(death)
  const after = await call(other, gapMs[death])

  expect(JSON.stringify(after.response)).toContain('gold')
  expect(after).toEqual(before)
  expect(after.steps.map((step) => step.split(' ').slice(1).join(' '))).toEqual(after.steps.map(() => 'ok 1'))
})

test.each(deaths)('a confirmation has its record over connections that died by %s', async (death) => {
  service.respond(() => ({ body: '{}' }))
  await start('post-confirmation')
  const event = eventFixture('PostConfirmation_ConfirmSignUp')
  const before = await call(event)
  expect(service.connections()).toBeGreaterThan(1)

  service.kill(death)
  const after = await call(event, gapMs[death])

  expect(after.steps).toEqual(before.steps)
  expect(after.steps[0]).toBe('open-ledger ok 1')
})
