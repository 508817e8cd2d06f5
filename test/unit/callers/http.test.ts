/** The doors' events and answers: what is read from each, and that each gets the shape it takes. */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type HttpAnswer, readHttpRequest, writeHttpAnswer } from '../../../callers/shared/http.ts'
import { isObject, own, type RawObject } from '../../../triggers/core/json.ts'

const files = ['http-api/2.0', 'http-api/1.0', 'rest-api/1.0', 'alb/single', 'alb/multi'] as const
type File = (typeof files)[number] | 'alb/health-check'

function golden(file: File): RawObject {
  const document: unknown = JSON.parse(readFileSync(`callers/golden/${file}.json`, 'utf8'))
  const event = own(document, 'event')
  if (!isObject(event)) throw new Error(`${file} holds no event`)
  return event
}

function read(input: unknown) {
  const parsed = readHttpRequest(input)
  if (parsed.kind === 'malformed') throw new Error(parsed.problem)
  return parsed.event
}

function problemOf(input: unknown): string | undefined {
  const parsed = readHttpRequest(input)
  return parsed.kind === 'malformed' ? parsed.problem : undefined
}

describe('a request', () => {
  test.each(files)('of %s is the same for the code behind every door', (file) => {
    const request = read(golden(file))

    expect(`${request.source}/${request.version}`).toBe(file.replace(/single|multi/, 'alb'))
    expect(request).toMatchObject({
      method: 'POST',
      path: '/auth/sign-in',
      body: '{"username": "ada@example.com", "password": "correct horse battery staple"}',
      clientIp: '192.0.2.10',
      takesManyCookies: file !== 'alb/single',
    })
    expect([...request.cookies]).toEqual([
      ['a', '1'],
      ['b', '2'],
    ])
    expect(request.headers.get('content-type')).toBe('application/json')
    expect(request.headers.has('cookie')).toBe(false)
    expect(request.query.get('next')).toBe('/a&b')
  })

  test.each(files)('of %s keeps what its door kept of repeats', (file) => {
    const { headers, query } = read(golden(file))

    const isLossy = file === 'alb/single'
    expect(query.getAll('lang')).toEqual(isLossy ? ['fr'] : ['de', 'fr'])
    expect(headers.get('x-list')?.split(/, ?/)).toEqual(isLossy ? ['two'] : ['one', 'two'])
  })

  test.each([
    ['/live', '/'],
    ['/live/live/x', '/live/x'],
    ['/lively', '/lively'],
    ['/%6cive/x', '/%6cive/x'],
  ])('at %s of the stage `live` is a request for %s', (rawPath, path) => {
    expect(read({ ...golden('http-api/2.0'), rawPath }).path).toBe(path)
  })

  test('takes the first cookie of a name, whichever field it stands in, and keeps the value as sent', () => {
    const cookies = ['__Host-Http-s=a%3D"b"=; __Host-Http-s=forged', 'bare', '=unnamed']
    const { requestContext, ...event } = golden('http-api/2.0')

    expect([...read({ ...event, requestContext, cookies }).cookies]).toEqual([['__Host-Http-s', 'a%3D"b"=']])
    expect([
      ...read({ ...event, requestContext, cookies: undefined, headers: { Cookie: 'c=3' } }).cookies,
    ]).toEqual([['c', '3']])
  })

  // A browser lets any host of the domain set such a cookie, since its name does not begin with the prefix.
  test.each(['\u2000', '\u00a0', '\ufeff', '\u3000', '\v', '\f'])(
    'takes no cookie for one with a prefix that begins with the white space %j',
    (space) => {
      const cookies = [`${space}__Host-Http-s=planted; a=1;\t__Host-Http-s=ours`]

      expect(read({ ...golden('http-api/2.0'), cookies }).cookies.get('__Host-Http-s')).toBe('ours')
    },
  )

  test('from the test button of a REST API has null where a real one has values', () => {
    const event = {
      ...golden('rest-api/1.0'),
      headers: null,
      multiValueHeaders: null,
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      body: null,
    }

    expect(read(event)).toMatchObject({ body: '', headers: new Map(), cookies: new Map() })
  })

  test('has its body decoded', () => {
    const body = Buffer.from('\uFEFFgrüß').toString('base64')

    expect(read({ ...golden('alb/single'), body, isBase64Encoded: true }).body).toBe('\uFEFFgrüß')
  })

  test.each<[string, unknown, RegExp]>([
    ['of a later version', { ...golden('http-api/2.0'), version: '3.0' }, /no HTTP request/],
    ['of an authorizer', { ...golden('http-api/2.0'), type: 'REQUEST' }, /no HTTP request/],
    ['that is null', null, /no HTTP request/],
    ['without a path', { ...golden('alb/single'), path: undefined }, /no method, or a path/],
    ['without a method', { ...golden('rest-api/1.0'), httpMethod: null }, /no method, or a path/],
    [
      'with a number as header',
      { ...golden('alb/single'), headers: { a: 1 } },
      /header whose value is no text/,
    ],
    [
      'with a list of numbers',
      { ...golden('alb/multi'), multiValueHeaders: { a: [1] } },
      /header whose value/,
    ],
    ['with a query of objects', { ...golden('alb/single'), queryStringParameters: { a: {} } }, /query value/],
    ['with a binary body', { ...golden('http-api/2.0'), body: '/w==', isBase64Encoded: true }, /no UTF-8/],
    [
      'with plain text said to be base64',
      { ...golden('alb/single'), body: 'aGk=!', isBase64Encoded: true },
      /UTF-8/,
    ],
    [
      'with a body over 1 MB behind ALB',
      { ...golden('alb/single'), body: 'é'.repeat(524_289) },
      /1048576 bytes/,
    ],
    ['with a body over 6 MB', { ...golden('http-api/2.0'), body: 'a'.repeat(6_291_457) }, /6291456 bytes/],
  ])('%s is refused', (_, input, problem) => {
    expect(problemOf(input)).toMatch(problem)
  })

  test('is read from any JSON without a throw, and a problem holds no data of it', () => {
    const anything = fc.oneof(fc.jsonValue(), fc.constant('secret'), fc.constant(null))
    const nearEvent = fc
      .tuple(
        fc.constantFrom(...files),
        fc.dictionary(fc.constantFrom(...Object.keys(golden('rest-api/1.0')), '__proto__'), anything),
      )
      .map(([file, changes]) => ({ ...golden(file), ...changes }))

    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), nearEvent), (input) => {
        expect(problemOf(input) ?? '').not.toContain('secret')
        expect(writeHttpAnswer(input, { status: 200 })).toMatchObject({ statusCode: 200 })
      }),
      { seed: 15, numRuns: 2_000 },
    )
  })
})

const keysOf = {
  'http-api/2.0': ['statusCode', 'body', 'isBase64Encoded', 'headers', 'cookies'],
  'http-api/1.0': ['statusCode', 'body', 'isBase64Encoded', 'headers', 'multiValueHeaders'],
  'rest-api/1.0': ['statusCode', 'body', 'isBase64Encoded', 'headers', 'multiValueHeaders'],
  'alb/single': ['statusCode', 'body', 'isBase64Encoded', 'headers'],
  'alb/multi': ['statusCode', 'body', 'isBase64Encoded', 'multiValueHeaders'],
} as const

describe('an answer', () => {
  const one: HttpAnswer = { status: 303, headers: { location: '/' }, cookies: ['a=1; Path=/'], body: '' }
  const two: HttpAnswer = { ...one, cookies: ['a=1; Expires=Sun, 29 Nov 2026 10:00:00 GMT', 'b=2'] }

  test.each(files)('of %s has the keys that its door knows, and no other', (file) => {
    expect(new Set(Object.keys(writeHttpAnswer(golden(file), one)))).toEqual(new Set(keysOf[file]))
    const bare = Object.keys(writeHttpAnswer(golden(file), { status: 204 }))
    expect(bare.filter((key) => !keysOf[file].some((known) => known === key))).toEqual([])
  })

  test.each<[Exclude<File, 'alb/single' | 'alb/health-check'>, object]>([
    ['http-api/2.0', { headers: { location: '/' }, cookies: two.cookies }],
    ['http-api/1.0', { headers: { location: '/' }, multiValueHeaders: { 'set-cookie': two.cookies } }],
    ['rest-api/1.0', { headers: { location: '/' }, multiValueHeaders: { 'set-cookie': two.cookies } }],
    ['alb/multi', { multiValueHeaders: { location: ['/'], 'set-cookie': two.cookies } }],
  ])('of %s carries every cookie', (file, expected) => {
    expect(writeHttpAnswer(golden(file), two)).toEqual({
      statusCode: 303,
      body: '',
      isBase64Encoded: false,
      ...expected,
    })
  })

  test('behind a load balancer without multi-value headers carries one cookie, and two are an error', () => {
    expect(writeHttpAnswer(golden('alb/single'), one)).toMatchObject({
      statusCode: 303,
      headers: { location: '/', 'set-cookie': 'a=1; Path=/' },
    })
    const refused = writeHttpAnswer(golden('alb/single'), two)
    expect(refused).toMatchObject({ statusCode: 500 })
    expect(JSON.stringify(refused)).toContain('lambda.multi_value_headers.enabled')
    expect(JSON.stringify(refused)).not.toContain('a=1')
  })

  test.each<[string, HttpAnswer, string]>([
    ['a line break', { status: 200, headers: { location: '/\r\nset-cookie: a=1' } }, 'line break'],
    ['a line break in a cookie', { status: 200, cookies: ['a=1\nb: 2'] }, 'line break'],
    ['a cookie among the headers', { status: 200, headers: { 'Set-Cookie': 'a=1' } }, 'sets a cookie among'],
    ['more than 1 MB', { status: 200, body: '"'.repeat(600_000) }, 'larger than 1048576 bytes'],
  ])('with %s is an error', (_, answer, detail) => {
    const written = writeHttpAnswer(golden('alb/multi'), answer)

    expect(written).toMatchObject({
      statusCode: 500,
      multiValueHeaders: { 'content-type': ['application/problem+json'] },
    })
    expect(JSON.stringify(written)).toContain(detail)
  })
})
