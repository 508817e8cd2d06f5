import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type LocalTable, startTable } from '../../../local/table.ts'
import { createTableReader } from '../../../triggers/adapters/suite-table-https.ts'
import { connectTo } from '../../../triggers/adapters/connection.ts'
import { systemClock, within } from '../../../triggers/core/deadline.ts'
import { causeOf, type Call } from '../../../triggers/core/step.ts'
import { userKey } from '../../../triggers/core/suite-table.ts'

const name = 'suite'
let table: LocalTable
let client: DynamoDBClient
let server: Server | undefined

beforeAll(async () => {
  table = await startTable({
    port: 0,
    table: {
      name,
      properties: {
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'sk', AttributeType: 'S' },
        ],
      },
    },
  })
  process.env['TABLE_NAME'] = name
  client = new DynamoDBClient({ endpoint: table.endpoint, region: 'eu-west-1' })
})
afterAll(async () => {
  client.destroy()
  await table.close()
})
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
  server = undefined
})

interface TestCall extends Call {
  readonly attempts: () => number
}

function createCall(budgetMs = 2_000, maxAttempts = 2, signal = new AbortController().signal): TestCall {
  const endsAtMs = systemClock.monotonicMs() + budgetMs
  let attempts = 0
  return {
    signal,
    maxAttempts,
    remainingMs: () => Math.max(0, endsAtMs - systemClock.monotonicMs()),
    onAttempt: () => {
      attempts += 1
    },
    attempts: () => attempts,
  }
}

function connection(endpoint: string) {
  process.env['AWS_ENDPOINT_URL_DYNAMODB'] = endpoint
  return connectTo('dynamodb')
}

async function startServer(
  respond: (request: IncomingMessage, response: ServerResponse, count: number) => void,
): Promise<string> {
  let count = 0
  server = createServer((request, response) => {
    count += 1
    respond(request, response, count)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/`
}

describe('the reader without an SDK', () => {
  test('reads an item of every JSON type, and none where there is none', async () => {
    const key = userKey('pool', 'reader', 'ENTITLEMENTS')
    await client.send(
      new PutItemCommand({
        TableName: name,
        Item: {
          pk: { S: key.pk },
          sk: { S: key.sk },
          plan: { S: 'pro' },
          seats: { N: '3' },
          isTrial: { BOOL: false },
          none: { NULL: true },
          tags: { SS: ['a', 'b'] },
          list: { L: [{ S: 'x' }, { N: '1' }] },
          nested: { M: { a: { M: { b: { S: 'c' } } } } },
          raw: { B: new Uint8Array([1]) },
        },
      }),
    )
    const reader = createTableReader(() => connection(table.endpoint))
    const call = createCall()

    const item = await reader.read(key, call)
    const none = await reader.read(userKey('pool', 'nobody', 'ENTITLEMENTS'), createCall())

    expect(Object.fromEntries(item ?? [])).toEqual({
      ...key,
      plan: 'pro',
      seats: 3,
      isTrial: false,
      none: null,
      tags: ['a', 'b'],
      list: ['x', 1],
      nested: { a: { b: 'c' } },
      raw: null,
    })
    expect(none).toBeUndefined()
    expect(call.attempts()).toBe(1)
  })

  test('reuses one connection', async () => {
    const ports = new Set<number | undefined>()
    const endpoint = await startServer((request, response) => {
      ports.add(request.socket.remotePort)
      response.end('{}')
    })
    const reader = createTableReader(() => connection(endpoint))
    await reader.connect?.()

    for (let read = 0; read < 3; read += 1) await reader.read({ pk: 'a', sk: 'b' }, createCall())

    expect(ports.size).toBe(1)
  })

  test.each([
    ['a reset', (request: IncomingMessage) => request.socket.destroy()],
    [
      'a server error',
      (_: IncomingMessage, response: ServerResponse) => void response.writeHead(500).end('oops'),
    ],
    [
      'throttling',
      (_: IncomingMessage, response: ServerResponse) =>
        void response
          .writeHead(400)
          .end('{"__type":"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException"}'),
    ],
    ['a hang', () => {}],
  ])('tries again after %s', async (_, misbehave) => {
    const endpoint = await startServer((request, response, count) => {
      if (count === 1) misbehave(request, response)
      else response.end('{"Item":{"plan":{"S":"pro"}}}')
    })
    const reader = createTableReader(() => connection(endpoint))
    const call = createCall(600)

    const item = await reader.read({ pk: 'a', sk: 'b' }, call)

    expect(item?.get('plan')).toBe('pro')
    expect(call.attempts()).toBe(2)
  })

  test.each([
    ['nobody listens', 'http://127.0.0.1:9/', 'table_unreachable', 2],
    ['access is denied', '{"__type":"com.amazon.coral.service#AccessDeniedException"}', 'table_refused', 1],
    ['the answer is no JSON', 'not json', 'table_answer_unreadable', 1],
  ])('rejects by class when %s', async (_, given, code, attempts) => {
    const endpoint = given.startsWith('http')
      ? given
      : await startServer(
          (_request, response) => void response.writeHead(given.startsWith('{') ? 400 : 200).end(given),
        )
    const reader = createTableReader(() => connection(endpoint))
    const call = createCall()

    const error: unknown = await reader.read({ pk: 'a', sk: 'b' }, call).catch((caught: unknown) => caught)

    expect(causeOf(error)).toBe(code)
    expect(call.attempts()).toBe(attempts)
  })

  test.each([
    ['hangs', () => {}],
    [
      'drips',
      (_: IncomingMessage, response: ServerResponse) => {
        response.writeHead(200)
        const timer = setInterval(() => response.write(' '), 20)
        response.on('close', () => clearInterval(timer))
      },
    ],
  ])('ends with its budget when the server %s', async (_, misbehave) => {
    const endpoint = await startServer(misbehave)
    const reader = createTableReader(() => connection(endpoint))
    const startedAtMs = systemClock.monotonicMs()

    const settled = await within(systemClock, 300, (signal) =>
      reader.read({ pk: 'a', sk: 'b' }, createCall(300, 2, signal)),
    )

    expect(settled.kind).not.toBe('ok')
    expect(systemClock.monotonicMs() - startedAtMs).toBeLessThan(400)
  })
})
