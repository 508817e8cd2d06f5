/** A function behind a door: each ending reaches the person through the door, in the shape that the door takes. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createCallerHandler } from '../../../callers/shared/handler.ts'
import { type HttpFunction, httpFunction } from '../../../callers/shared/http-function.ts'
import { own } from '../../../triggers/core/json.ts'

function golden(file: string): unknown {
  return own(JSON.parse(readFileSync(`callers/golden/${file}.json`, 'utf8')), 'event')
}

function serve(handle: HttpFunction['handle']) {
  const lines: string[] = []
  const waits: number[] = []
  const handler = createCallerHandler(httpFunction({ name: 'probe', handle }), {
    clock: {
      monotonicMs: () => 0,
      epochMs: () => 0,
      after(ms, callback) {
        waits.push(ms)
        queueMicrotask(() => queueMicrotask(() => queueMicrotask(() => queueMicrotask(callback))))
        return () => {}
      },
    },
    initializationType: 'provisioned-concurrency',
    dimensions: { FunctionName: 'probe', FunctionVersion: '1' },
    log: (line) => void lines.push(line),
    hashUser: () => 'hash',
  })
  const call = (input: unknown) =>
    handler(input, { awsRequestId: 'request', getRemainingTimeInMillis: () => 60_000 })
  return { call, lines, waits }
}

test.each([
  ['http-api/2.0', 29_800],
  ['rest-api/1.0', 28_800],
  ['alb/multi', 59_800],
])('%s waits as long as its door', async (file, waitMs) => {
  const { call, waits } = serve(() => new Promise(() => {}))

  expect(await call(golden(file))).toMatchObject({ statusCode: 504 })
  expect(waits).toEqual([waitMs])
})

test('a health check of the load balancer never reaches the code', async () => {
  const { call } = serve(() => Promise.reject(new Error('called')))

  expect(await call(golden('alb/health-check'))).toEqual({
    statusCode: 200,
    body: '',
    isBase64Encoded: false,
    headers: { 'cache-control': 'no-store' },
  })
  const check = Object(golden('alb/health-check'))
  for (const other of [
    golden('alb/single'),
    { ...check, path: '/auth/sign-in' },
    { ...check, httpMethod: 'POST' },
  ])
    expect(await call(other)).toMatchObject({ statusCode: 500 })
})

test.each([
  ['an unreadable event', { requestContext: { elb: {} }, multiValueHeaders: {} }, 400],
  ['a defect', golden('alb/multi'), 500],
])('%s is answered in the shape of the door', async (_, input, statusCode) => {
  const { call, lines } = serve(() => Promise.reject(new TypeError('ada@example.com')))

  expect(await call(input)).toMatchObject({
    statusCode,
    multiValueHeaders: { 'content-type': ['application/problem+json'] },
  })
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ outcome: 'failed' })
  expect(lines.join('')).not.toContain('ada@example.com')
})

test('an answer that the door cannot carry is reported as a failure', async () => {
  const { call, lines } = serve(() =>
    Promise.resolve({ answer: { status: 200, cookies: ['a=1', 'b=2'] }, outcome: 'allowed' }),
  )

  expect(await call(golden('alb/single'))).toMatchObject({ statusCode: 500 })
  expect(await call(golden('http-api/1.0'))).toMatchObject({ statusCode: 200 })
  expect(lines.map((line): unknown => own(JSON.parse(line), 'outcome'))).toEqual(['failed', 'allowed'])
})
