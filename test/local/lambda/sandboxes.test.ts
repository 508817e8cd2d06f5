/** Which sandbox serves a request, and what happens to it between two requests. */
import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import { InvokeCommand } from '@aws-sdk/client-lambda'
import { afterAll, expect, test } from 'vitest'
import { closeServer, listenOnLoopback } from '../../../local/listen.ts'
import type { InvocationRecord } from '../../../local/lambda/invocation.ts'
import { call, expectState, processState, startFunctions } from './local-functions.ts'

let connections = 0
let beats = 0
const held: (() => void)[] = []
const records: InvocationRecord[] = []

/** A handler that waits until the test answers its request tells the test that it runs. */
const dependency = createServer((incoming, outgoing) => {
  if (incoming.url === '/hold') held.push(() => outgoing.end('released'))
  else outgoing.end('ok')
  if (incoming.url === '/beat') beats += 1
})
dependency.on('connection', () => (connections += 1))

const fetchOnce = `
  import http from 'node:http'
  const agent = new http.Agent({ keepAlive: true })
  const get = (path) => new Promise((resolve, reject) => {
    http.get(process.env.DEPENDENCY + path, { agent }, (response) => response.resume().on('end', resolve)).on('error', reject)
  })
`

const dependencyUrl = `http://127.0.0.1:${await listenOnLoopback(dependency, 0)}`
const options = {
  environment: { DEPENDENCY: dependencyUrl },
  maxConcurrency: 3,
  onInvocation: (record: InvocationRecord) => records.push(record),
}
const local = await startFunctions(
  {
    counter: 'let calls = 0; export const handler = async () => ({ calls: ++calls, pid: process.pid })',
    keeper: `${fetchOnce} export const handler = async () => { await get('/'); return process.pid }`,
    holder: `${fetchOnce} export const handler = async () => { await get('/hold'); return process.pid }`,
    starter: `import { spawn } from 'node:child_process'
        export const handler = async () => {
          const child = spawn('sleep', ['600'], { stdio: 'ignore' })
          child.unref()
          return { pid: process.pid, child: child.pid }
        }`,
  },
  options,
)
afterAll(async () => {
  await local.stop()
  await closeServer(dependency)
})

const untilHeld = (count: number) => expect.poll(() => held.length).toBe(count)

const releaseAll = () => {
  for (const release of held.splice(0)) release()
}

test('requests in a row are served by one warm sandbox', async () => {
  const first = await call(local.service, 'counter')
  const second = await call(local.service, 'counter')

  expect(second).toEqual({ calls: 2, pid: first.pid })
  expect(local.service.invocations().slice(0, 2)).toMatchObject([
    { cold: false, outcome: 'ok', response: second },
    { cold: true, outcome: 'ok', response: first, initDurationMs: expect.any(Number) },
  ])
  expect(local.service.invocations()[0]).not.toHaveProperty('initDurationMs')
})

test('an alias and the unpublished code do not share a sandbox', async () => {
  const latest = await call(local.service, 'counter')

  const published = await call(local.service, 'counter:live')

  expect(published.pid).not.toBe(latest.pid)
})

test('requests at the same time have a sandbox each, and one too many is throttled', async () => {
  const running = [
    call(local.service, 'holder'),
    call(local.service, 'holder'),
    call(local.service, 'holder'),
  ]
  await untilHeld(3)

  const oneTooMany = await local.service.invoke({ functionArn: 'holder', payload: {} })
  const overHttp: unknown = await local.client
    .send(new InvokeCommand({ FunctionName: 'holder' }))
    .catch((error: unknown) => error)
  const another = await call(local.service, 'counter')

  expect(overHttp).toMatchObject({
    name: 'TooManyRequestsException',
    Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
    $metadata: { httpStatusCode: 429 },
  })
  releaseAll()
  expect(oneTooMany).toMatchObject({ kind: 'throttled' })
  expect(another.pid).toBeTypeOf('number')
  expect(new Set(await Promise.all(running)).size).toBe(3)
})

test('a place that has become free serves the next request from the sandbox used last', async () => {
  const earlier = call(local.service, 'holder')
  await untilHeld(1)
  const later = call(local.service, 'holder')
  await untilHeld(2)
  held.shift()?.()
  await earlier
  held.shift()?.()
  const usedLast = await later

  const next = call(local.service, 'holder')
  await untilHeld(1)
  releaseAll()

  expect(await next).toBe(usedLast)
})

test('an event above the limit waits for a free place instead of being throttled', async () => {
  const running = [
    call(local.service, 'holder'),
    call(local.service, 'holder'),
    call(local.service, 'holder'),
  ]
  await untilHeld(3)

  const accepted = await local.service.invoke({
    functionArn: 'holder',
    payload: { late: true },
    invocationType: 'Event',
  })

  expect(accepted.kind).toBe('accepted')
  expect(held).toHaveLength(3)
  releaseAll()
  await Promise.all(running)
  await untilHeld(1)
  releaseAll()
  await expect.poll(() => records.at(-1)?.payload).toEqual({ late: true })
})

test('a sandbox is stopped between two requests, and serves the next', async () => {
  const { pid } = await call(local.service, 'counter')
  await expectState(pid, 'T')

  const next = await call(local.service, 'counter')

  expect(next.pid).toBe(pid)
  await expectState(pid, 'T')
})

test('without the freeze a sandbox works on between two requests', async () => {
  const code = `${fetchOnce} setInterval(() => get('/beat'), 1); export const handler = async () => process.pid`
  const awake = await startFunctions(
    { beats: code },
    { environment: { DEPENDENCY: dependencyUrl }, freezeBetweenRequests: false },
  )
  await call(awake.service, 'beats')
  const before = beats

  await expect.poll(() => beats).toBeGreaterThan(before + 10)

  await awake.stop()
})

test('a connection that was kept open can be used after a thaw', async () => {
  const pid = await call(local.service, 'keeper')
  await expectState(pid, 'T')
  const before = connections

  await call(local.service, 'keeper')

  expect(connections).toBe(before)
})

test('what a sandbox has started is stopped and killed with it', async () => {
  const { pid, child } = await call(local.service, 'starter')

  await expectState(child, 'T')
  process.kill(pid, 'SIGKILL')

  await expect.poll(() => processState(child)).toBeUndefined()
})

test('a sandbox that died while idle is not used again', async () => {
  const { pid } = await call(local.service, 'counter')
  process.kill(pid, 'SIGKILL')
  await expect.poll(() => existsSync(`/proc/${pid}`)).toBe(false)

  const next = await call(local.service, 'counter')

  expect(next.pid).not.toBe(pid)
})
