/** A REST API of a template, asked by Node's own client: its routes, its authorizers and what they remember, its limits. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import golden from '../../../callers/golden/rest-api/1.0.json' with { type: 'json' }
import { type RunningStack, startLocalStack } from '../../../local/start-local-stack.ts'
import { own } from '../../../triggers/core/json.ts'
import { endAfterAll } from '../../support/end-after-all.ts'
import { ask } from './ask.ts'
import { doorsTemplate } from './doors-template.ts'

const keep = endAfterAll()
let stack: RunningStack
let origin = ''

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rest-api-'))
  keep(() => rm(folder, { recursive: true, force: true }))
  const template = join(folder, 'rest.template.json')
  await writeFile(template, JSON.stringify(doorsTemplate))
  stack = await startLocalStack({ template })
  keep(() => stack.close())
  origin = stack.details.callers.find(({ caller }) => caller === 'rest-api')?.address ?? ''
})

type More = Parameters<typeof ask>[2]

async function answerOf(path: string, token?: string, more?: More): Promise<readonly [number, unknown]> {
  const headers = token === undefined ? [] : ['Authorization', token]
  const { status, body } = await ask(`${origin}/prod${path}`, headers, more)
  return [status, JSON.parse(body.toString())]
}

const serverError = { message: 'Internal server error' }
const byPolicy = { Message: 'User is not authorized to access this resource with an explicit deny' }
const byNone = { Message: 'User is not authorized to access this resource' }

describe('the event', () => {
  test('has every field of the golden one, and those of its route', async () => {
    const [status, event] = await answerOf('/pets/cat%20x?lang=de&lang=fr', undefined)

    expect(status).toBe(200)
    expect(Object.keys(Object(event))).toEqual(expect.arrayContaining(Object.keys(golden.event)))
    expect(Object.keys(Object(own(event, 'requestContext')))).toEqual(
      expect.arrayContaining(Object.keys(golden.event.requestContext)),
    )
    expect(event).toMatchObject({
      resource: '/pets/{id}',
      path: '/pets/cat%20x',
      pathParameters: { id: 'cat x' },
      stageVariables: { color: 'red' },
      queryStringParameters: { lang: 'fr' },
      multiValueQueryStringParameters: { lang: ['de', 'fr'] },
      requestContext: { path: '/prod/pets/cat%20x', stage: 'prod', resourcePath: '/pets/{id}' },
      body: null,
      isBase64Encoded: false,
    })
    expect(event).not.toHaveProperty('version')
  })
})

describe('what it answers itself', () => {
  const noRoute = { message: 'Missing Authentication Token' }

  test.each<[string, string, More, number, unknown]>([
    ['a path without its stage', '/pets/1', {}, 403, { message: 'Forbidden' }],
    ['a method that is not there', '/prod/pets/1', { method: 'PUT' }, 403, noRoute],
    ['a path under a resource that has none there', '/prod/pets/1/2', {}, 403, noRoute],
    ['the limit of an integration', '/prod/hang', {}, 504, { message: 'Endpoint request timed out' }],
    [
      'more than 10 MB',
      '/prod/a',
      { method: 'POST', body: Buffer.alloc(10_485_761, 97) },
      413,
      { message: 'Request Too Long' },
    ],
    ['a signature of IAM', '/prod/closed', {}, 403, byNone],
    ['an API key', '/prod/closed', { method: 'POST' }, 403, byNone],
    ['a validator', '/prod/closed', { method: 'PATCH' }, 403, byNone],
    ['another integration', '/prod/closed', { method: 'PUT' }, 500, serverError],
  ])('%s', async (_, path, more, status, text) => {
    const { status: given, body } = await ask(`${origin}${path}`, [], more)

    expect([given, JSON.parse(body.toString())]).toEqual([status, text])
  })
})

describe.each(['/token', '/request'])('the authorizer at %s', (path) => {
  test('is not asked without its identity source', async () => {
    for (const token of [undefined, ''])
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect(await answerOf(path, token)).toEqual([401, { message: 'Unauthorized' }])
  })

  test('hands its context over as texts', async () => {
    const [status, event] = await answerOf(path, 'stage')

    expect(status).toBe(200)
    expect(own(own(event, 'requestContext'), 'authorizer')).toEqual({
      calls: expect.stringMatching(/^\d+$/),
      principalId: 'ada',
    })
  })

  test.each<[string, number, unknown]>([
    ['deny', 403, byPolicy],
    ['none', 403, byNone],
    ['condition', 403, byPolicy],
    ['throw', 401, { message: 'Unauthorized' }],
    ['crash', 500, { message: null }],
    ['rubbish', 500, { message: null }],
    ['nested', 500, { message: null }],
    ['hang', 500, { message: null }],
  ])('that answers %s refuses', async (token, status, body) => {
    expect(await answerOf(path, token)).toEqual([status, body])
  })

  test('is asked once while its answer is remembered, which is judged for each method', async () => {
    const calls = async (at: string): Promise<unknown> => {
      const [, event] = await answerOf(at, 'again')
      return own(own(own(event, 'requestContext'), 'authorizer'), 'calls')
    }
    const first = await calls(path)
    expect([await calls(path), await calls(`${path}/other`)]).toEqual([first, first])

    // The trap: a policy for one method closes the next one until it is forgotten.
    expect(await answerOf(path, 'this route')).toMatchObject([200, {}])
    expect(await answerOf(`${path}/other`, 'this route')).toEqual([403, byNone])
  })

  test('that failed is asked again', async () => {
    const token = `once ${path.slice(1)}`
    expect(await answerOf(path, token)).toEqual([500, { message: null }])
    expect(await answerOf(path, token)).toMatchObject([200, {}])
  })
})

test('a token that does not look like one never reaches its authorizer', async () => {
  expect(await answerOf('/token', 'stage?')).toEqual([401, { message: 'Unauthorized' }])
})
