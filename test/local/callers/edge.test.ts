/** A distribution of a template, asked by Node's own client: what its function gets, and what comes of its answers. */
import { createServer } from 'node:http'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { open } from '../../../local/listen.ts'
import { startLocalStack } from '../../../local/start-local-stack.ts'
import { own } from '../../../triggers/core/json.ts'
import { endAfterAll } from '../../support/end-after-all.ts'
import { ask, valuesOf } from './ask.ts'
import { doorsTemplate } from './doors-template.ts'

const atTheEdge = `
exports.handler = async ({ Records: [{ cf }] }) => {
  const { request } = cf
  const set = (name, value) => ({ ...request, headers: { ...request.headers, [name]: [{ key: name, value }] } })
  const answer = { status: '200', headers: { 'content-type': [{ key: 'Content-Type', value: 'application/json' }] } }
  switch (request.uri) {
    case '/event': return { ...answer, body: JSON.stringify(cf) }
    case '/body': {
      const { data, ...body } = request.body
      return { ...answer, body: JSON.stringify({ ...body, bytes: Buffer.from(data, 'base64').length }) }
    }
    case '/redirect': return { status: '302', headers: { location: [{ value: '/login' }], 'set-cookie': [{ value: 'a=1' }, { value: 'b=2' }] } }
    case '/binary': return { status: '200', body: '/wA=', bodyEncoding: 'base64' }
    case '/number': return { status: 200 }
    case '/status': return { status: '199' }
    case '/large': return { ...answer, body: 'a'.repeat(41_000) }
    case '/just': return { ...answer, body: 'a'.repeat(40_000) }
    case '/bad-body': return { status: '200', body: '*', bodyEncoding: 'base64' }
    case '/array': return []
    case '/throw': throw new Error('ada@example.com')
    case '/late': return new Promise((end) => setTimeout(end, 60_000))
    case '/forbidden': return set('x-edge-location', 'a')
    case '/real-ip': return set('x-real-ip', '1')
    case '/capital': return set('X-Name', 'a')
    case '/host': return set('host', 'other.example')
    case '/via': return set('via', 'a')
    case '/method': return { ...request, method: 'POST' }
    case '/relative': return { ...request, uri: 'a' }
    case '/added': return { ...set('x-user', 'ada'), uri: '/rewritten', querystring: 'a=b' }
    case '/replaced': return { ...request, body: { action: 'replace', encoding: 'text', data: 'new' } }
    default: return set('x-user', 'ada')
  }
}
`

function edgeTemplate(functionMore: object = {}, association: object = {}) {
  const Target = {
    TargetOriginId: 'api',
    ViewerProtocolPolicy: 'redirect-to-https',
    AllowedMethods: ['GET', 'HEAD', 'POST'],
    CachePolicyId: { Ref: 'SomethingElse' },
    LambdaFunctionAssociations: [
      {
        EventType: 'viewer-request',
        LambdaFunctionARN: { Ref: 'EdgeVersion' },
        IncludeBody: true,
        ...association,
      },
    ],
  }
  return {
    Resources: {
      ...doorsTemplate.Resources,
      Edge: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Handler: 'index.handler',
          Runtime: 'nodejs24.x',
          Timeout: 1,
          Code: { ZipFile: atTheEdge },
          ...functionMore,
        },
      },
      EdgeVersion: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Edge' } } },
      Site: {
        Type: 'AWS::CloudFront::Distribution',
        Properties: {
          DistributionConfig: {
            Enabled: true,
            Origins: [
              {
                Id: 'api',
                DomainName: {
                  'Fn::Select': [2, { 'Fn::Split': ['/', { 'Fn::GetAtt': ['Api', 'ApiEndpoint'] }] }],
                },
              },
              { Id: 'else', DomainName: 'elsewhere.example.com', OriginPath: '/site' },
            ],
            CacheBehaviors: [
              { ...Target, TargetOriginId: 'else', PathPattern: 'else/*' },
              { TargetOriginId: 'api', PathPattern: '/open/*' },
            ],
            DefaultCacheBehavior: Target,
          },
        },
      },
    },
  }
}

const keep = endAfterAll()

async function start(template: object, origins = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'edge-'))
  keep(() => rm(folder, { recursive: true, force: true }))
  const file = join(folder, 'edge.template.json')
  await writeFile(file, JSON.stringify(template))
  const stack = await startLocalStack({ template: file, origins })
  keep(() => stack.close())
  return stack.details.callers.find(({ caller }) => caller === 'edge')?.address ?? ''
}

let site = ''

beforeAll(async () => {
  site = await start(edgeTemplate())
})

const at = (path: string, headers?: readonly string[], more?: Parameters<typeof ask>[2]) =>
  ask(`${site}${path}`, headers, more)

async function readAt(...asked: Parameters<typeof at>): Promise<unknown> {
  return JSON.parse((await at(...asked)).body.toString())
}

describe('the function of a distribution', () => {
  test('gets the event of a viewer request', async () => {
    const headers = [
      'X-List',
      'one',
      'x-list',
      'two',
      'X-Edge-Location',
      'a',
      'X-Real-IP',
      '1',
      'Cookie',
      'a=1; b=2',
    ]
    const cf = await readAt('/event?x=%26&x=2', headers)

    expect(own(cf, 'config')).toEqual({
      distributionDomainName: expect.stringMatching(/\.cloudfront\.net$/),
      distributionId: expect.any(String),
      eventType: 'viewer-request',
      requestId: expect.any(String),
    })
    expect(own(cf, 'request')).toEqual({
      clientIp: '127.0.0.1',
      method: 'GET',
      uri: '/event',
      querystring: 'x=%26&x=2',
      headers: {
        host: [{ key: 'host', value: new URL(site).host }],
        'x-list': [
          { key: 'X-List', value: 'one' },
          { key: 'x-list', value: 'two' },
        ],
        cookie: [{ key: 'Cookie', value: 'a=1; b=2' }],
      },
    })
  })

  test.each([
    [40_960, false],
    [40_961, true],
  ])('gets at most 40 KB of a body of %d bytes, and the origin all of it', async (bytes, isTruncated) => {
    const body = Buffer.alloc(bytes, 97)

    expect(await readAt('/body', [], { method: 'POST', body })).toEqual({
      inputTruncated: isTruncated,
      action: 'read-only',
      encoding: 'base64',
      bytes: 40_960,
    })
    const passed = await readAt('/else/a', ['content-type', 'text/plain'], { method: 'POST', body })
    expect(String(own(passed, 'body'))).toHaveLength(bytes)
  })

  test('answers in place of the origin', async () => {
    const redirected = await at('/redirect')
    expect([redirected.status, valuesOf(redirected.rawHeaders, 'location')]).toEqual([302, ['/login']])
    expect(valuesOf(redirected.rawHeaders, 'set-cookie')).toEqual(['a=1', 'b=2'])
    expect([...(await at('/binary')).body]).toEqual([0xff, 0])
    expect(await at('/just')).toMatchObject({ status: 200 })
  })

  test.each([
    ['/number', 502],
    ['/status', 502],
    ['/large', 502],
    ['/bad-body', 502],
    ['/array', 502],
    ['/forbidden', 502],
    ['/real-ip', 502],
    ['/capital', 502],
    ['/host', 502],
    ['/via', 502],
    ['/method', 502],
    ['/relative', 502],
    ['/throw', 503],
    ['/late', 503],
  ])('that answers %s wrongly is a %d', async (path, status) => {
    const answer = await at(path)

    expect(answer.status).toBe(status)
    expect(answer.body.toString()).not.toContain('ada@example.com')
  })
})

describe('a request that goes on', () => {
  test('reaches the API of the same template, as the function left it', async () => {
    const event = await readAt('/added')

    expect(event).toMatchObject({
      rawPath: '/rewritten',
      rawQueryString: 'a=b',
      headers: { 'x-user': 'ada', via: expect.stringContaining('CloudFront') },
      requestContext: { http: { method: 'GET' } },
    })
    expect(
      await readAt('/replaced', ['content-type', 'text/plain'], { method: 'POST', body: 'old' }),
    ).toMatchObject({
      body: 'new',
    })
  })

  test('to an origin that is not here is told', async () => {
    expect(await readAt('/else/a?b=c')).toMatchObject({
      origin: 'elsewhere.example.com',
      method: 'GET',
      path: '/site/else/a?b=c',
    })
  })

  test('passes without the function where the behaviour has none', async () => {
    expect(await readAt('/open/event')).toMatchObject({ rawPath: '/open/event' })
  })

  test.each([
    ['/open/../closed', true],
    ['/open/%2e%2E/closed', true],
    ['//open//a', false],
    ['/%6Fpen/a', false],
    ['/Open/a', true],
    ['/open%2Fa', true],
    ['/open', true],
  ])('to %s belongs to the behaviour of where it leads, and goes on as sent', async (path, hasFunction) => {
    const told = await readAt('/', [], { path })

    expect(own(told, 'rawPath')).toBe(path)
    expect(Object.keys(Object(own(told, 'headers'))).includes('x-user')).toBe(hasFunction)
  })

  test('reaches what a variable names, and nothing beyond this machine', async () => {
    const origin = createServer((request, response) => response.end(`site ${request.url ?? ''}`))
    const { endpoint, close } = await open(origin, 0)
    keep(close)
    const variable = { EDGE_LOOPBACK_ORIGIN: endpoint }
    const other = await start(edgeTemplate(), variable)

    expect((await ask(`${other}/else/a`)).body.toString()).toBe('site /site/else/a')
    await expect(start(edgeTemplate(), { EDGE_LOOPBACK_ORIGIN: 'https://example.com' })).rejects.toThrow(
      'EDGE_LOOPBACK_ORIGIN must be an address on this machine',
    )
  })
})

test('a distribution whose function is of another app lets nobody through', async () => {
  const LambdaFunctionARN = 'arn:aws:lambda:us-east-1:123456789012:function:elsewhere:1'
  const other = await start(edgeTemplate({}, { LambdaFunctionARN }))

  expect(await ask(`${other}/else/a`)).toMatchObject({ status: 503 })
})

test('CloudFront’s own limits and methods hold', async () => {
  expect(await at('/a', [], { method: 'DELETE' })).toMatchObject({ status: 403 })
  expect(await at(`/${'a'.repeat(8_192)}`)).toMatchObject({ status: 413 })
  expect(await at('/a', ['x-long', 'a'.repeat(20_480)])).toMatchObject({ status: 413 })
})

test.each([
  [
    'variables',
    edgeTemplate({ Environment: { Variables: { POOL: 'a' } } }),
    'put POOL into a file beside its code',
  ],
  [
    'an alias',
    edgeTemplate(
      {},
      { LambdaFunctionARN: { 'Fn::Join': [':', [{ 'Fn::GetAtt': ['Edge', 'Arn'] }, 'live']] } },
    ),
    'a version with a number alone',
  ],
  [
    'no version',
    edgeTemplate({}, { LambdaFunctionARN: { 'Fn::GetAtt': ['Edge', 'Arn'] } }),
    'a version with a number alone',
  ],
])('a function with %s does not start', async (_, template, sentence) => {
  await expect(start(template)).rejects.toThrow(sentence)
})
