/** Each fault looks to a real client as the trouble that it stands for, and a proxy without one is transparent. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { CognitoIdentityProviderClient, ListUsersCommand } from '@aws-sdk/client-cognito-identity-provider'
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type FaultProxy, startFaultProxy } from '../../local/faults.ts'
import { createVirtualClock, type VirtualClock } from '../../triggers/testing/virtual-clock.ts'

const answerBody = '{"TableNames":["suite"]}'

let dependency: Server
let connections: number
let seen: IncomingMessage[]
let proxy: FaultProxy
let draws: number[]
/** What the proxy waits for, in milliseconds; time stands still until a test lets it pass. */
let waits: number[]
let clock: VirtualClock
let arrived: PromiseWithResolvers<void>

beforeEach(async () => {
  connections = 0
  seen = []
  draws = []
  waits = []
  clock = createVirtualClock()
  arrived = Promise.withResolvers()
  dependency = createServer((incoming, outgoing) => {
    seen.push(incoming)
    incoming.resume().on('end', () => {
      outgoing.writeHead(200, { 'Content-Type': 'application/x-amz-json-1.0', 'x-own': 'kept' })
      outgoing.end(answerBody)
    })
  })
  dependency.on('connection', () => (connections += 1))
  dependency.listen(0, '127.0.0.1')
  await once(dependency, 'listening')
  proxy = await startFaultProxy({
    name: 'table',
    target: addressOf(dependency),
    port: 0,
    random: () => {
      arrived.resolve()
      return draws.shift() ?? 0
    },
    clock: {
      ...clock,
      after(ms, callback) {
        waits.push(ms)
        return clock.after(ms, callback)
      },
    },
  })
})

afterEach(async () => {
  await proxy.close()
  dependency.closeAllConnections()
  dependency.close()
})

const addressOf = (server: Server) => {
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : address}`
}

const post = (signal?: AbortSignal) =>
  fetch(proxy.endpoint, { method: 'POST', body: '{}', ...(signal && { signal }) })

const dynamo = (maxAttempts = 1) => new DynamoDBClient({ endpoint: proxy.endpoint, maxAttempts })

test('without a fault request and answer pass unchanged', async () => {
  const response = await fetch(`${proxy.endpoint}/path?query=1`, {
    method: 'POST',
    headers: { 'X-Amz-Target': 'DynamoDB_20120810.ListTables' },
    body: '{"Limit":1}',
  })

  expect(await response.text()).toBe(answerBody)
  expect(response.headers.get('x-own')).toBe('kept')
  expect(seen[0]?.url).toBe('/path?query=1')
  expect(seen[0]?.headers['x-amz-target']).toBe('DynamoDB_20120810.ListTables')
})

test('requests in a row share one connection to the dependency', async () => {
  for (let round = 0; round < 5; round += 1) await (await post()).text()

  expect(seen).toHaveLength(5)
  expect(connections).toBe(1)
})

test('latency holds a request back and then lets it through', async () => {
  proxy.set({ kind: 'latency', ms: 40 })
  const pending = post()
  await expect.poll(() => waits).toHaveLength(1)

  await clock.runUntil(clock.sleep(39))
  expect(seen).toHaveLength(0)
  await clock.runUntil(clock.sleep(1))

  expect(await (await pending).text()).toBe(answerBody)
})

test('a request whose client gives up during the latency never reaches the dependency', async () => {
  proxy.set({ kind: 'latency', ms: 60_000 })
  const aborter = new AbortController()
  const pending = post(aborter.signal)

  aborter.abort()

  await expect(pending).rejects.toMatchObject({ name: 'AbortError' })
  expect(seen).toHaveLength(0)
})

test('a request that hangs stays so when the fault is cleared, and breaks when the proxy closes', async () => {
  proxy.set({ kind: 'hang', rate: 1 })
  const hanging = post()
  await arrived.promise

  proxy.set(null)
  const later = await post()
  await proxy.close()

  expect(await later.text()).toBe(answerBody)
  await expect(hanging).rejects.toThrow('fetch failed')
  expect(seen).toHaveLength(1)
})

test('a client bounds a hang with its own signal', async () => {
  proxy.set({ kind: 'hang', rate: 1 })
  const aborter = new AbortController()
  const call = dynamo().send(new ListTablesCommand({}), { abortSignal: aborter.signal })
  await arrived.promise

  aborter.abort()

  await expect(call).rejects.toMatchObject({ name: 'AbortError' })
  expect(seen).toHaveLength(0)
})

test('a drip sends the headers at once and the body byte by byte', async () => {
  proxy.set({ kind: 'drip', everyMs: 7 })

  const response = await post()
  const body = response.text()
  for (let sent = 0; sent <= answerBody.length; sent += 1) {
    await expect.poll(() => waits).toHaveLength(sent + 1)
    await clock.runUntil(clock.sleep(7))
  }

  expect(response.status).toBe(200)
  expect(await body).toBe(answerBody)
  expect(new Set(waits)).toEqual(new Set([7]))
})

test('a drip that is too slow is cut off by the signal of the client after its headers', async () => {
  proxy.set({ kind: 'drip', everyMs: 60_000 })
  const aborter = new AbortController()

  const response = await post(aborter.signal)
  aborter.abort()

  expect(response.status).toBe(200)
  await expect(response.text()).rejects.toMatchObject({ name: 'AbortError' })
})

test('a throttled table answers the exception that the SDK repeats', async () => {
  proxy.set({ kind: 'throttle' })

  const call = dynamo(2).send(new ListTablesCommand({}))

  await expect(call).rejects.toMatchObject({
    name: 'ProvisionedThroughputExceededException',
    $metadata: { httpStatusCode: 400, attempts: 2 },
  })
})

test('a throttled user pool answers the exception that the SDK repeats', async () => {
  const pool = await startFaultProxy({
    name: 'user-pool',
    target: addressOf(dependency),
    port: 0,
    random: () => 0,
  })
  pool.set({ kind: 'throttle' })
  const client = new CognitoIdentityProviderClient({ endpoint: pool.endpoint, maxAttempts: 2 })

  const call = client.send(new ListUsersCommand({ UserPoolId: 'eu-west-1_local' }))

  await expect(call).rejects.toMatchObject({
    name: 'TooManyRequestsException',
    $metadata: { httpStatusCode: 400, attempts: 2 },
  })
  await pool.close()
})

test('an error answers 500', async () => {
  proxy.set({ kind: 'error' })

  const call = dynamo().send(new ListTablesCommand({}))

  await expect(call).rejects.toMatchObject({
    name: 'InternalServerError',
    $metadata: { httpStatusCode: 500 },
  })
})

test('an outage resets the connection', async () => {
  proxy.set({ kind: 'outage' })

  const call = dynamo().send(new ListTablesCommand({}))

  await expect(call).rejects.toMatchObject({ code: 'ECONNRESET' })
})

test('a fault with a rate strikes only the requests whose draw is below it', async () => {
  proxy.set({ kind: 'error', rate: 0.5 })
  draws = [0.49, 0.5, 0.99, 0]

  const statuses = []
  for (let round = 0; round < 4; round += 1) statuses.push((await post()).status)

  expect(statuses).toEqual([500, 200, 200, 500])
})

test('a dependency that is gone breaks the connection as it would without the proxy', async () => {
  dependency.closeAllConnections()
  dependency.close()

  // An unused port at the proxy would be ECONNREFUSED.
  await expect(post()).rejects.toMatchObject({ cause: { code: 'UND_ERR_SOCKET' } })
})
