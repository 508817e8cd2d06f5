/** HTTP API, REST API and load balancer of a template, asked by Node's own clients: what the function gets, and what comes back. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CognitoIdentityProviderClient, InitiateAuthCommand } from '@aws-sdk/client-cognito-identity-provider'
import { SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readHttpRequest } from '../../../callers/shared/http.ts'
import { type RunningStack, startLocalStack } from '../../../local/start-local-stack.ts'
import { isObject, own } from '../../../triggers/core/json.ts'
import { ask, valuesOf } from './ask.ts'
import { doorsTemplate } from './doors-template.ts'

const password = 'Correct-horse-1'
let stack: RunningStack
let api = ''
let rest = ''
let balancer = ''
let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doors-'))
  const template = join(folder, 'doors.template.json')
  await writeFile(template, JSON.stringify(doorsTemplate))
  stack = await startLocalStack({ template, users: [{ username: 'ada@example.com', password }] })
  const addressOf = (caller: string): string =>
    stack.details.callers.find((each) => each.caller === caller)?.address ?? ''
  api = addressOf('http-api')
  rest = `${addressOf('rest-api')}/prod`
  balancer = addressOf('alb')
})

afterAll(async () => {
  await stack.close()
  await rm(folder, { recursive: true, force: true })
})

async function eventOf(...asked: Parameters<typeof ask>): Promise<unknown> {
  const { body } = await ask(...asked)
  return JSON.parse(body.toString())
}

const contextOf = (event: unknown): unknown => own(own(event, 'requestContext'), 'authorizer')

/** What the code behind each door makes of the same request. */
const doors: readonly (readonly [string, () => string, string])[] = [
  ['HTTP API, payload 2.0', () => api, ''],
  ['HTTP API, payload 1.0', () => api, '/old'],
  ['HTTP API, a named stage', () => `${api}/test`, ''],
  ['REST API', () => rest, ''],
  ['load balancer, one value a header', () => balancer, ''],
  ['load balancer, multi-value headers', () => balancer, '/many'],
]

describe.each(doors)('%s', (name, address, prefix) => {
  test('hands the request to the function', async () => {
    const event = await eventOf(
      `${address()}${prefix}/a%20b?x=1&y=%26%20&x=2`,
      ['Content-Type', 'application/json', 'Cookie', 'a=1; b=2', 'X-List', 'one', 'X-List', 'two'],
      { method: 'POST', body: '{"grüß":1}' },
    )

    const parsed = readHttpRequest(event)
    if (parsed.kind === 'malformed') throw new Error(parsed.problem)
    expect(parsed.event).toMatchObject({
      method: 'POST',
      path: `${prefix}/a%20b`,
      body: '{"grüß":1}',
      clientIp: '127.0.0.1',
    })
    expect([...parsed.event.cookies]).toEqual([
      ['a', '1'],
      ['b', '2'],
    ])
    const isLossy = name.includes('one value')
    expect(parsed.event.query.getAll('x')).toEqual(isLossy ? ['2'] : ['1', '2'])
    expect(parsed.event.query.get('y')).toBe('& ')
    expect(parsed.event.headers.get('x-list')?.split(/, ?/)).toEqual(isLossy ? ['two'] : ['one', 'two'])
    expect(parsed.event.headers.get('x-amzn-trace-id')).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/)
  })

  test('hands over what is no text as base64', async () => {
    const event = await eventOf(`${address()}${prefix}/a`, ['content-type', 'image/png'], {
      method: 'POST',
      body: Buffer.from([0xff, 0]),
    })

    expect(event).toMatchObject({ body: '/wA=', isBase64Encoded: true })
  })

  test('carries the answer, bytes and header too', async () => {
    const { status, rawHeaders, body } = await ask(`${address()}${prefix}/binary`, ['accept', 'image/png'])

    expect([status, [...body]]).toEqual([200, [0xff, 0]])
    expect(rawHeaders).toContain('x-door')
  })

  const many = name.includes('one value') ? [] : ['two cookies']
  test.each(many)('carries %s', async () => {
    expect(valuesOf((await ask(`${address()}${prefix}/cookies`)).rawHeaders, 'set-cookie')).toEqual([
      'a=1; Path=/',
      'b=2; Path=/',
    ])
  })

  test.each(['/throw', '/continue', '/malformed', '/line-break', '/larger'])(
    'answers %s with its own error',
    async (path) => {
      const { status, body } = await ask(`${address()}${prefix}${path}`)

      const isHttpApi = name.startsWith('HTTP API')
      expect(status).toBe(isHttpApi ? 500 : 502)
      const texts = [
        '{"message":"Internal Server Error"}',
        '{"message":"Internal server error"}',
        '502 Bad Gateway',
      ]
      expect(body.toString()).toContain(isHttpApi ? texts[0] : name === 'REST API' ? texts[1] : texts[2])
      expect(body.toString()).not.toContain('ada@example.com')
    },
  )
})

test.each(['http://127.0.0.1/a', '*'])('%s is no path, and nobody is called', async (path) => {
  for (const door of [api, balancer])
    expect(await ask(door, [], { method: 'OPTIONS', path })).toMatchObject({ status: 400 })
})

describe('an HTTP API', () => {
  test('takes any JSON of payload 2.0 for a 200, and nothing malformed of 1.0', async () => {
    const { status, body } = await ask(`${api}/plain`)

    expect([status, body.toString()]).toEqual([200, '{"hello":1}'])
    expect(await ask(`${api}/old/plain`)).toMatchObject({ status: 500 })
    expect(await ask(`${api}/old/unknown-key`)).toMatchObject({ status: 500 })
  })

  test.each([
    ['/pets/dog', '1.0', 'GET /pets/dog', {}],
    ['/pets/cat%20x', '2.0', 'GET /pets/{id}', { pathParameters: { id: 'cat x' } }],
    ['/pets/cat/tail', '2.0', '$default', {}],
    ['/old/a/b', '1.0', 'ANY /old/{proxy+}', { pathParameters: { proxy: 'a/b' } }],
    [
      '/test/pets/cat',
      '2.0',
      'GET /pets/{id}',
      { stageVariables: { color: 'red' }, rawPath: '/test/pets/cat' },
    ],
  ])('sends %s the way of its best route', async (path, version, key, more) => {
    const event = await eventOf(`${api}${path}`)

    const context = own(event, 'requestContext')
    expect([own(event, 'version'), own(context, 'routeKey') ?? own(context, 'resourceId')]).toEqual([
      version,
      key,
    ])
    expect(event).toMatchObject(more)
  })

  test('stops waiting at the integration’s limit', async () => {
    const { status, body } = await ask(`${api}/hang`)

    expect([status, body.toString()]).toEqual([503, '{"message":"Service Unavailable"}'])
  })

  test('refuses what is larger than its limits, and lets through what is not', async () => {
    expect(await ask(`${api}/a`, ['x-long', 'a'.repeat(10_240)])).toMatchObject({ status: 431 })
    expect(await ask(`${api}/a`, ['x-long', 'a'.repeat(9_000)])).toMatchObject({ status: 200 })
    const body = Buffer.alloc(10_485_761, 97)
    expect(await ask(`${api}/a`, ['content-type', 'text/plain'], { method: 'POST', body })).toMatchObject({
      status: 413,
    })
    const withinApi = Buffer.alloc(6_291_456, 97)
    expect(
      await ask(`${api}/a`, ['content-type', 'text/plain'], { method: 'POST', body: withinApi }),
    ).toMatchObject({
      status: 413,
    })
  })

  test('does not run what it cannot: another integration, a signature of IAM', async () => {
    expect(await ask(`${api}/away`)).toMatchObject({ status: 500 })
    expect(await ask(`${api}/iam`)).toMatchObject({ status: 403 })
    expect(stack.notes.join('\n')).toMatch(/GET \/away[^]*GET \/iam/)
  })

  test('answers no other host name', async () => {
    expect(await ask(`${api}/a`, [], { host: 'evil.example' })).toMatchObject({ status: 403 })
  })
})

describe('CORS of an HTTP API', () => {
  const from = async (origin: string, path = '/a', method = 'GET') => {
    const address = stack.details.callers.find(({ name }) => name === 'cors')?.address ?? ''
    const asks = method === 'OPTIONS' ? ['access-control-request-method', 'PUT'] : []
    const { status, rawHeaders } = await ask(`${address}${path}`, ['origin', origin, ...asks], { method })
    const cors = rawHeaders.flatMap((name, index) =>
      index % 2 === 0 && name.toLowerCase().startsWith('access-control-')
        ? [[name.slice('access-control-'.length), rawHeaders[index + 1]]]
        : [],
    )
    return [status, Object.fromEntries(cors)]
  }
  const allowed = (origin: string) => ({
    'allow-origin': origin,
    'allow-credentials': 'true',
    'expose-headers': 'x-door',
  })
  const preflight = { 'allow-methods': 'GET,PUT', 'allow-headers': 'authorization', 'max-age': '300' }

  test.each([
    ['https://app.example', 'GET', 200, allowed('https://app.example')],
    ['http://127.0.0.1:3000', 'GET', 200, allowed('http://127.0.0.1:3000')],
    ['https://other.example', 'GET', 200, {}],
    ['https://app.example', 'OPTIONS', 204, { ...allowed('https://app.example'), ...preflight }],
    ['https://other.example', 'OPTIONS', 204, {}],
  ])('for %s, %s', async (origin, method, status, headers) => {
    expect(await from(origin, '/a', method)).toEqual([status, headers])
  })

  test('leaves a preflight to the route that takes it, with its authorizer', async () => {
    expect(await from('https://app.example', '/closed', 'OPTIONS')).toEqual([403, {}])
  })
})

describe('a Lambda authorizer', () => {
  const refused = (status: number, message: string) => ({
    status,
    body: Buffer.from(JSON.stringify({ message })),
  })

  test('is not asked without an identity source', async () => {
    expect(await ask(`${api}/simple/one`)).toMatchObject(refused(401, 'Unauthorized'))
    expect(await ask(`${api}/simple/one`, ['authorization', ''])).toMatchObject(refused(401, 'Unauthorized'))
  })

  test('with a simple answer lets pass on every route until its time is over', async () => {
    const first = contextOf(await eventOf(`${api}/simple/one`, ['authorization', 'allow']))
    const second = contextOf(await eventOf(`${api}/simple/two`, ['authorization', 'allow']))

    expect(first).toEqual(second)
    expect(own(first, 'lambda')).toMatchObject({ identity: ['allow'] })
  })

  test.each([
    ['deny', 403, 'Forbidden'],
    ['text', 500, 'Internal Server Error'],
    ['throw', 500, 'Internal Server Error'],
    ['hang', 500, 'Internal Server Error'],
  ])('that answers %s refuses', async (token, status, message) => {
    expect(await ask(`${api}/simple/one`, ['authorization', token])).toMatchObject(refused(status, message))
  })

  test('that it may not call refuses', async () => {
    expect(await ask(`${api}/unpermitted`, ['authorization', 'allow'])).toMatchObject(
      refused(500, 'Internal Server Error'),
    )
  })

  test('with a policy is judged again for each route', async () => {
    const first = contextOf(await eventOf(`${api}/policy/one`, ['authorization', 'stage']))
    expect(own(first, 'lambda')).toMatchObject({ calls: expect.any(Number) })
    expect(contextOf(await eventOf(`${api}/policy/two`, ['authorization', 'stage']))).toEqual(first)

    expect(await ask(`${api}/policy/one`, ['authorization', 'this route'])).toMatchObject({ status: 200 })
    expect(await ask(`${api}/policy/two`, ['authorization', 'this route'])).toMatchObject(
      refused(403, 'Forbidden'),
    )
    expect(await ask(`${api}/policy/one`, ['authorization', 'deny'])).toMatchObject(refused(403, 'Forbidden'))
    expect(await ask(`${api}/policy/one`, ['authorization', 'none'])).toMatchObject(refused(403, 'Forbidden'))
  })
})

describe('a JWT authorizer', () => {
  async function tokens() {
    const { region, cognitoEndpoint: endpoint } = stack.details
    const sdk = new CognitoIdentityProviderClient({ region, endpoint })
    const { AuthenticationResult } = await sdk
      .send(
        new InitiateAuthCommand({
          ClientId: stack.clients['app']?.clientId ?? '',
          AuthFlow: 'USER_PASSWORD_AUTH',
          AuthParameters: { USERNAME: 'ada@example.com', PASSWORD: password },
        }),
      )
      .finally(() => sdk.destroy())
    return { access: AuthenticationResult?.AccessToken ?? '', id: AuthenticationResult?.IdToken ?? '' }
  }

  test('takes the pool’s tokens, and hands on the claims', async () => {
    const { access, id } = await tokens()

    const event = await eventOf(`${api}/jwt/scoped`, ['authorization', `Bearer ${access}`])
    expect(contextOf(event)).toMatchObject({
      jwt: {
        claims: { token_use: 'access', iss: stack.details.issuer },
        scopes: ['aws.cognito.signin.user.admin'],
      },
    })
    // Without a scope on the route an ID token passes too.
    expect(contextOf(await eventOf(`${api}/jwt`, ['authorization', id]))).toMatchObject({
      jwt: { claims: { token_use: 'id' }, scopes: null },
    })
    expect(await ask(`${api}/jwt/scoped`, ['authorization', id])).toMatchObject({ status: 403 })
    expect(await ask(`${api}/jwt/foreign`, ['authorization', access])).toMatchObject({ status: 403 })
  })

  test('refuses no token, a forged one, an unsigned one and one signed by a secret', async () => {
    const { access } = await tokens()
    const [head = '', payload = ''] = access.split('.')
    const none = Buffer.from('{"alg":"none"}').toString('base64url')
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString())
    const signed = await new SignJWT(isObject(claims) ? { ...claims } : {})
      .setProtectedHeader({ alg: 'HS256' })
      .sign(new TextEncoder().encode('a'.repeat(32)))

    for (const token of ['', 'x', `${head}.${payload}.AAAA`, `${none}.${payload}.`, signed]) {
      // eslint-disable-next-line no-await-in-loop
      expect(await ask(`${api}/jwt`, ['authorization', token])).toMatchObject({ status: 401 })
    }
  })
})

describe('a load balancer', () => {
  test('answers by the first rule that holds', async () => {
    const fixed = await ask(`${balancer}/many/a`, ['x-closed', 'yes'])
    expect([fixed.status, fixed.body.toString()]).toEqual([410, 'closed'])
    expect(own(await eventOf(`${balancer}/many/a`), 'multiValueHeaders')).toBeDefined()
    expect(own(await eventOf(`${balancer}/other`), 'headers')).toBeDefined()
    const moved = await fetch(`${balancer}/moved?a=b`, { redirect: 'manual' })
    expect([moved.status, moved.headers.get('location')]).toEqual([301, `${balancer}/here/moved?a=b`])
  })

  test('lets nobody pass where it would have to sign people in', async () => {
    expect(await ask(`${balancer}/private`)).toMatchObject({ status: 503 })
    expect(stack.notes.join('\n')).toContain('nobody passes')
  })

  test('does not decode the query', async () => {
    expect(own(await eventOf(`${balancer}/a?x=%26+%2B`), 'queryStringParameters')).toEqual({ x: '%26+%2B' })
  })

  test('refuses what is larger than its limits', async () => {
    const text = ['content-type', 'text/plain']
    expect(await ask(`${balancer}/a`, text, { method: 'POST', body: 'a'.repeat(1_048_577) })).toMatchObject({
      status: 413,
    })
    expect(await ask(`${balancer}/a`, text, { method: 'POST', body: 'a'.repeat(900_000) })).toMatchObject({
      status: 200,
    })
    expect(await ask(`${balancer}/large`)).toMatchObject({ status: 502 })
    expect(await ask(`${balancer}/${'a'.repeat(16_384)}`)).toMatchObject({ status: 414 })
    expect(await ask(`${balancer}/a`, ['x-long', 'a'.repeat(16_384)])).toMatchObject({ status: 400 })
  })
})

test('the function is told the address that it has here', async () => {
  expect(stack.details.callers.map(({ caller, name }) => [caller, name])).toEqual([
    ['http-api', 'front'],
    ['http-api', 'cors'],
    ['rest-api', 'rest'],
    ['alb', 'balancer'],
  ])
  expect((await ask(`${api}/own-address`)).body.toString()).toBe(api)
})
