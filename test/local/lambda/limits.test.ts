/** How a function that does not come to a good end is stopped and reported. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { createVirtualClock } from '../../../triggers/testing/virtual-clock.ts'
import { call, expectState, startFunctions } from './local-functions.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

/** Its time stands still until a test lets it pass. */
const clock = createVirtualClock()
/** Where functions say what they do. */
const folder = await temporaryFolder(afterAll)

const pathOf = (name: string) => join(folder, name)
const contentOf = (name: string) => (existsSync(pathOf(name)) ? readFileSync(pathOf(name), 'utf8') : '')
const append = (name: string) => `appendFileSync(${JSON.stringify(pathOf(name))}, 'x')`

const countInits = `
  import { appendFileSync, existsSync, readFileSync } from 'node:fs'
  appendFileSync('inits', 'x')
  const inits = readFileSync('inits', 'utf8').length
`

const spins = `import { appendFileSync } from 'node:fs'
    export const handler = async ({ spin }) => {
      console.log('pid', process.pid)
      if (spin) ${append('spins')}
      while (spin);
      return process.pid
    }`
const waits = `import { appendFileSync } from 'node:fs'
    export const handler = () => new Promise(() => { ${append('waits')}; setInterval(() => {}, 1_000) })`
const stuck = `${countInits} ${append('stuck')}; if (inits === 1) process.exit(1)\nwhile (true);`
/** Its init ends when the test says so; a handler at the epoch has all the time until its deadline. */
const waitsToInit = (name: string, begin: string) => `${countInits} ${begin}
    ${append(name)}
    while (!existsSync(${JSON.stringify(pathOf(`${name} ends`))}));
    export const handler = async (event, context) => {
      Date.now = () => 0
      return { inits, deadlineMs: context.getRemainingTimeInMillis() }
    }`
const standing = await startFunctions(
  {
    spins: { timeoutS: 1, code: spins },
    waits: { timeoutS: 0.2, code: waits },
    stuck: { timeoutS: 0.2, code: stuck },
    secondInit: waitsToInit('secondInit', 'if (inits === 1) process.exit(1)'),
    firstInit: waitsToInit('firstInit', ''),
  },
  { clock },
)
const local = await startFunctions({
  exits: 'export const handler = async ({ code }) => process.exit(code)',
  crashes: `export const handler = () => new Promise(() => setImmediate(() => { throw new Error('boom') }))`,
  dries: 'export const handler = () => new Promise(() => {})',
  unloadable: `${countInits} throw new RangeError('init ' + inits)`,
  missing: `import './nowhere.mjs'\nexport const handler = async () => {}`,
  handlerless: 'export const other = async () => {}',
  callback: 'export const handler = (event, context, callback) => callback(null, 1)',
  quitter: 'process.exit(3)',
  memoryHog: {
    memoryMb: 128,
    code: 'export const handler = async () => { const all = []; while (true) all.push(new Array(1e5).fill(all.length)) }',
  },
})
afterAll(() => Promise.all([local.stop(), standing.stop()]))

const fail = async (functionArn: string, payload: unknown = {}, { service } = local) => {
  const result = await service.invoke({ functionArn, payload })
  if (result.kind !== 'function-error') throw new Error(`${functionArn} ended as ${result.kind}.`)
  const [record] = service.invocations()
  return { ...result, record, body: JSON.parse(result.payload) }
}

/** Lets the limit pass when the function has written `said`. */
const failAfter = async (name: string, said: string, limitMs: number, payload: unknown = {}) => {
  const failed = fail(name, payload, standing)
  await expect.poll(() => contentOf(name)).toBe(said)
  await clock.runUntil(clock.sleep(limitMs - 1))
  const last = standing.service.invocations().find(({ functionName }) => functionName === name)
  expect(last?.outcome).not.toBe('timeout')
  await clock.runUntil(clock.sleep(1))
  return failed
}

test('a function that spins past its limit is killed, and the next call gets a new sandbox', async () => {
  const first = await call(standing.service, 'spins', { spin: false })

  const result = await failAfter('spins', 'x', 1_000, { spin: true })

  expect(result.body).toEqual({
    errorType: 'Sandbox.Timedout',
    errorMessage: `RequestId: ${result.requestId} Error: Task timed out after 1.00 seconds`,
  })
  expect(result.logTail).toMatch(
    new RegExp(`\tpid ${first}\n.* ${result.requestId} Task timed out after 1.00 seconds\n`),
  )
  expect(result.logTail).toMatch(/Status: timeout\n$/)
  expect(result.record).toMatchObject({ outcome: 'timeout', errorType: 'Sandbox.Timedout', cold: false })
  expect(result.record?.durationMs).toBe(1_000)
  await expectState(first, undefined)
  expect(await call(standing.service, 'spins', { spin: false })).not.toBe(first)
})

test('a function that waits past its limit is killed as well', async () => {
  const result = await failAfter('waits', 'x', 200)

  expect(result.errorType).toBe('Sandbox.Timedout')
  expect(result.errorMessage).toContain('Task timed out after 0.20 seconds')
})

test.each([
  [3, 'Runtime exited with error: exit status 3'],
  [0, 'Runtime exited without providing a reason'],
])('a handler that exits with %i is reported as an exit of the runtime', async (code, reason) => {
  const result = await fail('exits', { code })

  expect(result.body).toEqual({
    errorType: 'Runtime.ExitError',
    errorMessage: `RequestId: ${result.requestId} Error: ${reason}`,
  })
  expect(result.record?.outcome).toBe('function-error')
  expect(result.logTail).toMatch(/Status: error\tError Type: Runtime.ExitError\n$/)
})

test('an uncaught error ends the runtime, and its stack is in the log', async () => {
  const result = await fail('crashes')

  expect(result.errorMessage).toContain('Runtime exited with error: exit status 1')
  expect(result.logTail).toContain('Error: boom')
})

test('a handler that waits for what cannot come ends when its event loop is empty', async () => {
  const result = await fail('dries')

  expect(result.errorMessage).toContain('Runtime exited without providing a reason')
})

test('a function that outgrows its memory is reported as an exit of the runtime', async () => {
  const result = await fail('memoryHog')

  expect(result.body).toMatchObject({
    errorType: 'Runtime.ExitError',
    errorMessage: expect.stringContaining('Runtime exited with error: signal: aborted'),
  })
})

test('an init that throws is tried twice and reported with its own error', async () => {
  const result = await fail('unloadable')

  expect(result.body).toMatchObject({ errorType: 'RangeError', errorMessage: 'init 2' })
  expect(result.record).toMatchObject({ outcome: 'init-error', errorType: 'RangeError', cold: true })
  expect(result.record?.logLines.join('\n')).toMatch(
    /Init Error[^]*INIT_REPORT Init Duration: .* ms\tPhase: init\tStatus: error\tError Type: RangeError\n[^]*Phase: invoke[^]*START/,
  )
})

test.each([
  ['missing', 'Error', 'nowhere.mjs'],
  ['handlerless', 'Runtime.HandlerNotFound', 'index.handler is undefined or not exported'],
  ['callback', 'Runtime.CallbackHandlerDeprecated', 'callback-based'],
  ['quitter', 'Runtime.ExitError', 'Runtime exited with error: exit status 3'],
])('a function that cannot be loaded (%s) is an init error', async (name, errorType, message) => {
  const result = await fail(name)

  expect(result.errorType).toBe(errorType)
  expect(result.errorMessage).toContain(message)
  expect(result.record?.outcome).toBe('init-error')
})

test('a second init runs on the time of the function', async () => {
  const result = await failAfter('stuck', 'xx', 200)

  expect(result.errorMessage).toContain('Task timed out after 0.20 seconds')
  expect(result.record).toMatchObject({ outcome: 'timeout', cold: true })
})

test.each([
  ['a second init takes its time from the handler', 'secondInit', 2, 300_000 - 50],
  ['a first init leaves the handler the whole limit', 'firstInit', 1, 300_000],
])('%s', async (_, name, inits, leftMs) => {
  const answer = call(standing.service, name)
  await expect.poll(() => contentOf(name)).toBe('x')
  await clock.runUntil(clock.sleep(50))
  writeFileSync(pathOf(`${name} ends`), '')

  expect(await answer).toEqual({ inits, deadlineMs: clock.epochMs() + leftMs })
})
