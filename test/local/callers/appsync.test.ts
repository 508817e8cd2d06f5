/** A GraphQL API's listener over HTTP, in front of functions that answer as each test says. */
import { afterEach, describe, expect, test } from 'vitest'
import type { GraphqlApiModel } from '../../../local/callers/appsync/model.ts'
import { serveGraphqlApi } from '../../../local/callers/appsync/serve.ts'
import type { Invoker } from '../../../local/callers/invoker.ts'
import type { InvokeRequest, InvokeResult } from '../../../local/lambda/invocation.ts'
import { own } from '../../../triggers/core/json.ts'
import golden from '../../../callers/golden/appsync/request.json' with { type: 'json' }
import { ask } from './ask.ts'

const arn = 'arn:aws:appsync:eu-west-1:000000000000:apis/api1'
const model: GraphqlApiModel = {
  apiId: 'api1',
  arn,
  name: 'articles',
  endpoint: 'https://api1.appsync-api.eu-west-1.amazonaws.com',
  authorizer: { functionArn: 'guard', ttlMs: 0, expression: undefined },
  guardFields: ['Query.article'],
  schema: `
    type Query { article(id: ID!): Article other: String signed: String @aws_iam open: String @aws_iam @aws_lambda }
    type Mutation { remove(id: ID!): Article }
    type Subscription { removed: Article }
    type Article { id: ID! title: AWSJSON draft: String }`,
  resolvers: {
    'Query.article': { kind: 'lambda', functionArn: 'articles', isAllowed: true },
    'Query.open': { kind: 'lambda', functionArn: 'articles', isAllowed: false },
    'Mutation.remove': { kind: 'lambda', functionArn: 'articles', isAllowed: true },
    'Query.other': { kind: 'unknown' },
  },
}

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

const ran = { requestId: 'r', executedVersion: '1', traceId: 't', logTail: '' }
const success = (value: unknown): InvokeResult => ({
  ...ran,
  kind: 'success',
  payload: JSON.stringify(value),
})
const thrown: InvokeResult = {
  ...ran,
  kind: 'function-error',
  errorType: 'Error',
  errorMessage: 'no such article',
  payload: '{}',
}
const throttled: InvokeResult = { kind: 'throttled', message: 'Rate Exceeded.' }
const late: InvokeResult = { kind: 'abandoned', requestId: 'r' }
const article = success({ id: '7', title: '"t"', draft: 'd' })
const allowed = { isAuthorized: true, resolverContext: { tenant: 'acme' } }

interface World {
  readonly guard?: InvokeResult
  readonly articles?: InvokeResult
  readonly api?: Partial<GraphqlApiModel>
}

async function start({ guard = success(allowed), articles = article, api = {} }: World = {}) {
  const calls: InvokeRequest[] = []
  let nowMs = 1_800_000_000_000
  const current = { ...model, ...api }
  const invoker: Invoker = {
    region: 'eu-west-1',
    accountId: '000000000000',
    clock: { epochMs: () => nowMs, monotonicMs: () => nowMs, after: () => () => {} },
    invoke(request) {
      calls.push(request)
      return Promise.resolve(request.functionArn === 'guard' ? guard : articles)
    },
    onExchange: () => {},
    isAllowed: (_, sourceArn, principal) => sourceArn === arn && principal === 'appsync.amazonaws.com',
    issuerHere: () => undefined,
  }
  const served = await serveGraphqlApi(() => current, invoker, 0)
  closing.push(() => served.close())
  return {
    calls,
    pass: (ms: number) => void (nowMs += ms),
    ask: async (query: string, token = 'token', more: object = {}) => {
      const body = JSON.stringify({ query, ...more })
      const headers = token === '' ? [] : ['authorization', token]
      const answer = await ask(`${served.endpoint}/graphql`, headers, { method: 'POST', body })
      return [answer.status, JSON.parse(answer.body.toString())] as const
    },
    raw: (body: string, path = '/graphql') =>
      ask(`${served.endpoint}${path}`, ['authorization', 'token'], { method: 'POST', body }),
  }
}

const query = '{ article(id: "7") { id draft } }'
const denied = {
  errors: [{ errorType: 'UnauthorizedException', message: 'You are not authorized to make this call.' }],
}

describe('the authorizer', () => {
  test('is told of the request as AWS documents it', async () => {
    const { ask: send, calls } = await start()

    await send('query A($id: ID!) { article(id: $id) { id } }', 'token', {
      operationName: 'A',
      variables: { id: '7' },
    })

    const payload = calls[0]?.payload
    expect(Object.keys(Object(payload))).toEqual(Object.keys(golden.event))
    expect(Object.keys(Object(own(payload, 'requestContext'))).toSorted()).toEqual(
      Object.keys(golden.event.requestContext).toSorted(),
    )
    expect(payload).toMatchObject({
      authorizationToken: 'token',
      requestContext: { apiId: 'api1', operationName: 'A', variables: { id: '7' } },
    })
    expect(calls[0]?.abandonAfterMs).toBe(10_000)
  })

  test.each<[string, InvokeResult]>([
    ['denies', success({ isAuthorized: false })],
    ['throws', thrown],
    ['is late', late],
    ['answers text for the boolean', success({ isAuthorized: 'true' })],
    ['answers nothing', success(null)],
    ['answers a nested context', success({ ...allowed, resolverContext: { list: [] } })],
    ['answers a context over 5 MB', success({ ...allowed, resolverContext: { a: 'x'.repeat(5_242_880) } })],
    ['denies fields by something else', success({ ...allowed, deniedFields: [1] })],
    ['answers a text for the time', success({ ...allowed, ttlOverride: '300' })],
  ])('that %s lets nobody in', async (_, guard) => {
    const { ask: send, calls } = await start({ guard })

    expect(await send(query)).toEqual([401, denied])
    expect(calls).toHaveLength(1)
  })

  test.each<[string, World, string]>([
    ['a token over 2,048 characters', {}, 'x'.repeat(2_049)],
    [
      'a token that does not match',
      { api: { authorizer: { functionArn: 'guard', ttlMs: 0, expression: /^a$/ } } },
      'b',
    ],
    ['another mode', { api: { authorizer: undefined } }, 'token'],
    ['a function that may not be called', { api: { arn: 'other' } }, 'token'],
  ])('is not asked about %s', async (_, world, token) => {
    const { ask: send, calls } = await start(world)

    expect(await send(query, token)).toEqual([401, denied])
    expect(calls).toEqual([])
  })

  test('is not asked without a token', async () => {
    const { ask: send } = await start()

    expect(await send(query, '')).toMatchObject([401, { errors: [{ errorType: 'UnauthorizedException' }] }])
  })

  test.each<[string, number | undefined, number, number]>([
    ['not at all by default', undefined, 0, 2],
    ['for as long as the API says', undefined, 60_000, 1],
    ['not, where the answer says so', 0, 60_000, 2],
    ['for as long as the answer says', 30, 0, 1],
  ])('is remembered %s', async (_, ttlOverride, ttlMs, asked) => {
    const {
      ask: send,
      calls,
      pass,
    } = await start({
      guard: success({ ...allowed, ttlOverride }),
      api: { authorizer: { functionArn: 'guard', ttlMs, expression: undefined } },
    })
    const count = () => calls.filter(({ functionArn }) => functionArn === 'guard').length

    await send(query)
    pass(29_000)
    await send(query)
    expect(count()).toBe(asked)
    await send(query, 'another')
    pass(60_000)
    await send(query)
    expect(count()).toBe(asked + 2)
  })
})

describe('a query', () => {
  test('reaches its direct Lambda resolver with the context', async () => {
    const { ask: send, calls } = await start()

    expect(await send('{ a: article(id: "7") { id title } }')).toEqual([
      200,
      { data: { a: { id: '7', title: '"t"' } } },
    ])
    expect(calls[1]).toMatchObject({
      functionArn: 'articles',
      abandonAfterMs: 30_000,
      payload: {
        arguments: { id: '7' },
        identity: { resolverContext: { tenant: 'acme' } },
        source: null,
        info: { parentTypeName: 'Query', fieldName: 'article', selectionSetList: ['id', 'title'] },
      },
    })
  })

  test.each<[string, string, unknown]>([
    ['in the short form', 'Article.draft', { article: { id: '7', draft: null } }],
    ['in the long form', `${arn}/types/Article/fields/draft`, { article: { id: '7', draft: null } }],
    [
      'of another API, which does not count',
      `${arn}2/types/Article/fields/draft`,
      { article: { id: '7', draft: 'd' } },
    ],
  ])('gets null for a denied field %s', async (_, field, data) => {
    const { ask: send } = await start({ guard: success({ ...allowed, deniedFields: [field] }) })

    expect(await send(query)).toMatchObject([200, { data }])
  })

  test('runs no resolver of a denied field', async () => {
    const { ask: send, calls } = await start({
      guard: success({ ...allowed, deniedFields: ['Mutation.remove'] }),
    })

    expect(await send('mutation { remove(id: "7") { id } }')).toEqual([
      200,
      {
        data: { remove: null },
        errors: [
          {
            path: ['remove'],
            data: null,
            errorType: 'Unauthorized',
            errorInfo: null,
            locations: [{ line: 1, column: 12, sourceName: null }],
            message: 'Not Authorized to access remove on type Mutation',
          },
        ],
      },
    ])
    expect(calls).toHaveLength(1)
  })

  test.each<[string, string, World, string, string]>([
    ['a resolver that throws', query, { articles: thrown }, 'Lambda:Unhandled', 'no such article'],
    ['a resolver that is late', query, { articles: late }, 'ExecutionTimeout', 'Execution timed out.'],
    [
      'a throttled resolver',
      query,
      { articles: throttled },
      'Lambda:ServiceException',
      'no more requests at once',
    ],
    ['a role without the right', '{ open }', {}, 'Lambda:AccessDenied', 'may not call'],
    ['another data source', '{ other }', {}, 'NotRunHere', 'no direct Lambda resolver'],
    ['a field of another mode', '{ signed }', {}, 'Unauthorized', 'Not Authorized to access signed'],
  ])('shows %s as an error of its field', async (_, text, world, errorType, message) => {
    const { ask: send } = await start(world)

    expect(await send(text)).toMatchObject([
      200,
      { errors: [{ errorType, message: expect.stringContaining(message) }] },
    ])
  })

  test.each([
    ['a misspelled field', '{ artcle }', 'artcle'],
    ['50,000 levels', '{a'.repeat(50_000), 'nested too deep'],
    ['half a query', '{', 'Syntax Error'],
    ['a subscription', 'subscription { removed { id } }', 'Subscriptions do not run here.'],
  ])('with %s gets an error and no data', async (_, text, message) => {
    const { ask: send } = await start()

    expect(await send(text)).toMatchObject([
      200,
      { data: null, errors: [{ message: expect.stringContaining(message) }] },
    ])
  })
})

describe('another request', () => {
  test.each([
    ['no JSON', 'query { a }', '/graphql', 400, 'MalformedHttpRequestException'],
    ['bytes', '\u0000\uFFFD', '/graphql', 400, 'MalformedHttpRequestException'],
    ['no query', '{"query":1}', '/graphql', 400, 'MalformedHttpRequestException'],
    [
      'a list of variables',
      '{"query":"{a}","variables":[]}',
      '/graphql',
      400,
      'MalformedHttpRequestException',
    ],
    ['another path', '{"query":"{a}"}', '/', 404, 'NotFound'],
    ['more than 1 MB', 'x'.repeat(1_048_577), '/graphql', 413, 'RequestEntityTooLargeException'],
  ])('with %s is refused, and nobody is called', async (_, body, path, status, errorType) => {
    const { raw, calls } = await start()
    const answer = await raw(body, path)

    expect([answer.status, JSON.parse(answer.body.toString())]).toMatchObject([
      status,
      { errors: [{ errorType }] },
    ])
    expect(calls).toEqual([])
  })
})

test('a guard that names a field of no type does not start', async () => {
  await expect(start({ api: { guardFields: ['Query.artcle'] } })).rejects.toThrow(
    'The guard names the field Query.artcle, which no type of the schema has',
  )
})
