import type { ServerResponse } from 'node:http'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { createTableReader } from '../../../triggers/adapters/suite-table-https.ts'
import { dynamodb } from '../../../triggers/adapters/aws-services.ts'
import { connectTo } from '../../../triggers/adapters/connection.ts'
import { createDatabase } from '../../../triggers/adapters/dynamodb-client.ts'
import { causeOf } from '../../../triggers/core/step.ts'
import { userKey } from '../../../triggers/domain/table-item.ts'
import { createCall } from '../../../triggers/testing/call.ts'
import { holdTimers } from '../../support/hold-timers.ts'
import { caught } from './caught.ts'
import { serve } from './serve.ts'
import { itemsOf, tableOfFile } from './table-items.ts'

const { table, openDatabase } = tableOfFile()
const { put } = itemsOf(table)

/** Of a table that answers as the test tells it. */
function readerAt(endpoint: string) {
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', endpoint)
  onTestFinished(() => void vi.unstubAllEnvs())
  return createTableReader(createDatabase(() => connectTo(dynamodb)))
}

describe('the reader without an SDK', () => {
  test('reads an item of every JSON type, and none where there is none', async () => {
    const key = userKey('pool', 'reader', 'ENTITLEMENTS')
    await put(key, {
      plan: { S: 'pro' },
      seats: { N: '3' },
      isTrial: { BOOL: false },
      none: { NULL: true },
      tags: { SS: ['a', 'b'] },
      list: { L: [{ S: 'x' }, { N: '1' }] },
      nested: { M: { a: { M: { b: { S: 'c' } } } } },
      raw: { B: new Uint8Array([1]) },
    })
    const reader = createTableReader(openDatabase())
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

  test.each([
    ['nobody listens', 'http://127.0.0.1:9/', 'table_unreachable', 2],
    ['access is denied', '{"__type":"com.amazon.coral.service#AccessDeniedException"}', 'table_refused', 1],
    ['the answer is no JSON', 'not json', 'table_answer_unreadable', 1],
    ['the answer is JSON of another shape', '[]', 'table_answer_unreadable', 1],
  ])('rejects by class when %s', async (_, given, code, attempts) => {
    const endpoint = given.startsWith('http')
      ? given
      : await serve(
          (_request, response) => void response.writeHead(given.startsWith('{') ? 400 : 200).end(given),
        )
    const reader = readerAt(endpoint)
    const call = createCall()

    const error = await caught(reader.read({ pk: 'a', sk: 'b' }, call))

    expect(causeOf(error)).toBe(code)
    expect(call.attempts()).toBe(attempts)
  })

  test('tries again after a hang when half of its time is over', async () => {
    const pass = holdTimers()
    const call = createCall(600)
    const attempts: number[] = []
    const hang = async (): Promise<void> => {
      await pass(299)
      attempts.push(call.attempts())
      // The rest of the half, and the pause before the next attempt.
      await pass(1 + 25)
    }
    const endpoint = await serve((_, response, count) => {
      if (count === 1) void hang()
      else response.end('{"Item":{"plan":{"S":"pro"}}}')
    })

    const item = await readerAt(endpoint).read({ pk: 'a', sk: 'b' }, call)

    expect(item?.get('plan')).toBe('pro')
    expect([...attempts, call.attempts()]).toEqual([1, 2])
  })

  test.each([
    ['never answers', () => {}],
    ['never ends its answer', (response: ServerResponse) => void response.writeHead(200).write(' ')],
  ])('ends with its step when the server %s, and lets go of the socket', async (_, misbehave) => {
    const step = new AbortController()
    const closed = Promise.withResolvers<void>()
    const endpoint = await serve((_request, response) => {
      response.once('close', closed.resolve)
      misbehave(response)
      step.abort()
    })
    const call = createCall(60_000, 2, step.signal)

    const error = await caught(readerAt(endpoint).read({ pk: 'a', sk: 'b' }, call))
    await closed.promise

    expect(causeOf(error)).toBe('table_unreachable')
    expect(call.attempts()).toBe(1)
  })
})
