/** Requests that make no sense are refused, and do no harm. */
import { request } from 'node:http'
import * as fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { call, startFunctions } from './local-functions.ts'
import { runs } from '../../support/run-counts.ts'

const local = await startFunctions({
  echo: 'export const handler = async (event) => event',
  runtimeApi: `import http from 'node:http'
      export const handler = ({ requests }, context) => Promise.all(requests.map(([method, path, body]) =>
        new Promise((resolve, reject) => {
          const url = 'http://' + process.env.AWS_LAMBDA_RUNTIME_API + path.replace('<own>', context.awsRequestId)
          http.request(url, { method }, (response) => response.resume().on('end', () => resolve(response.statusCode)))
            .on('error', reject).end(body)
        })))`,
})
afterAll(() => local.stop())

interface Answer {
  readonly status: number
  readonly type: unknown
}

interface Sent {
  readonly method: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
}

const send = (sent: Sent, body = '{}'): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const headers = { 'Content-Length': Buffer.byteLength(body), ...sent.headers }
    const settings = { agent: false, ...sent, headers }
    const outgoing = request(local.service.endpoint, settings, (incoming) => {
      const { statusCode: status = 0 } = incoming
      const type = incoming.headers['x-amzn-errortype']
      incoming.resume().on('end', () => resolve({ status, type }))
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })

const echoPath = '/2015-03-31/functions/echo/invocations'

test.each([
  ['GET', echoPath],
  ['DELETE', echoPath],
  ['POST', '/'],
  ['POST', '/2015-03-31/functions/echo'],
  ['POST', '/2015-03-31/functions//invocations'],
  ['POST', '/2015-03-31/functions/echo/invocations/more'],
  ['POST', '/2018-06-01/runtime/init/error'],
  ['GET', '/2018-06-01/runtime/invocation/next'],
])('%s %s is answered with 404', async (method, path) => {
  const answer = await send({ method, path })

  expect(answer.status).toBe(404)
  expect(answer.type).toBe('UnknownOperationException')
})

test.each([
  ['%zz'],
  ['%00'],
  ['..%2f..%2fetc'],
  ['echo%20'],
  ['echo:'],
  [':live'],
  ['arn:aws:s3:::bucket'],
  ['of 10,000 letters', 'a'.repeat(10_000)],
])('the function name %s is not found', async (title, name = title) => {
  const answer = await send({ method: 'POST', path: `/2015-03-31/functions/${name}/invocations` })

  expect(answer.status).toBe(404)
  expect(answer.type).toBe('ResourceNotFoundException')
})

test.each([
  ['invocation type', { 'X-Amz-Invocation-Type': 'Later' }, 'InvalidParameterValueException'],
  ['client context', { 'X-Amz-Client-Context': '%%%' }, 'InvalidRequestContentException'],
  ['client context that is no object', { 'X-Amz-Client-Context': 'MQ==' }, 'InvalidRequestContentException'],
])('an invalid %s is refused', async (_what, headers, type) => {
  const answer = await send({ method: 'POST', path: echoPath, headers })

  expect(answer).toMatchObject({ status: 400, type })
})

test.each([
  ['an origin', { Origin: 'http://127.0.0.1:3000' }],
  ['fetch metadata', { 'Sec-Fetch-Site': 'cross-site' }],
  ['a foreign host name', { Host: 'rebound.example:9001' }],
])('a browser, known by %s, may not run functions', async (_what, headers) => {
  const before = local.service.invocations().length

  const answer = await send({ method: 'POST', path: echoPath, headers })

  expect(answer).toMatchObject({ status: 403, type: 'AccessDeniedException' })
  expect(local.service.invocations()).toHaveLength(before)
})

test('whatever is sent, the service answers with a client error or a result, and lives on', async () => {
  const path = fc.oneof(
    fc.constant(echoPath),
    fc.webPath(),
    fc.string().map((name) => `/2015-03-31/functions/${encodeURIComponent(name)}/invocations`),
  )
  const method = fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD')
  await fc.assert(
    fc.asyncProperty(method, path, fc.string(), async (verb, where, body) => {
      const answer = await send({ method: verb, path: where === '' ? '/' : where }, body)
      expect(answer.status).toBeLessThan(500)
    }),
    { numRuns: runs({ few: 25, full: 100 }) },
  )

  expect(await call(local.service, 'echo', { still: 'here' })).toEqual({ still: 'here' })
})

test('a function that plays with its Runtime API gets refusals, and still answers', async () => {
  const root = '/2018-06-01/runtime'
  const requests = [
    ['GET', `${root}/invocation/next`],
    ['POST', `${root}/invocation/wrong-id/response`, '{}'],
    ['POST', `${root}/invocation//response`, '{}'],
    ['PUT', `${root}/invocation/<own>/response`, '{}'],
    ['GET', `${root}/invocation/<own>/response`],
    ['POST', '/', '{}'],
  ]

  const statuses = await call(local.service, 'runtimeApi', { requests })

  expect(statuses).toEqual([403, 400, 404, 404, 404, 404])
  expect(await call(local.service, 'runtimeApi', { requests: [] })).toEqual([])
})
