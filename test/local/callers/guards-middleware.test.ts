/** The guard in applications, asked by real requests: plain Node, in Express's manner, and Hono. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serve as serveHono } from '@hono/node-server'
import { Hono } from 'hono'
import { afterEach, describe, expect, test } from 'vitest'
import { createMiddleware } from '../../../callers/guards/middleware.ts'
import { ask as askRaw } from './ask.ts'
import { makeToken, nowS } from '../../unit/callers/make-token.ts'
import { fetchKeys, keys, makeGuard } from '../../unit/callers/guards/make-guard.ts'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

interface Listening {
  address(): AddressInfo | string | null
  close(done: () => void): unknown
}

async function urlOf(server: Listening, listening: Promise<unknown>): Promise<string> {
  await listening
  closing.push(() => new Promise<void>((resolve) => void server.close(resolve)))
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/articles`
}

const needs = { permissions: ['articles:read'] }

async function startNode(fetched = fetchKeys): Promise<string> {
  const { node, claimsOf } = createMiddleware(makeGuard({}, fetched))
  const guarded = node(needs)
  const server = createServer((request, response) => {
    void guarded(request, response, () => response.end(JSON.stringify(claimsOf(request).permissions)))
  })
  return urlOf(server, new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve)))
}

async function startHono(fetched = fetchKeys): Promise<string> {
  const { hono, claimsOf } = createMiddleware(makeGuard({}, fetched))
  const app = new Hono()
  app.use('/articles', hono(needs))
  app.get('/articles', (context) => context.json(claimsOf(context.req.raw).permissions))
  const listening = Promise.withResolvers<AddressInfo>()
  const server = serveHono({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, listening.resolve)
  return urlOf(server, listening.promise)
}

describe.each([
  ['plain Node', startNode],
  ['Hono', startHono],
])('%s', (_, start) => {
  const ask = async (authorization?: string, fetched = fetchKeys): Promise<Response> =>
    fetch(await start(fetched), authorization === undefined ? {} : { headers: { authorization } })

  test('refuses two tokens in one request, however good the first', async () => {
    const good = `Bearer ${makeToken(keys, { permissions: ['articles:read'] })}`

    const { status } = await askRaw(await start(fetchKeys), [
      'authorization',
      good,
      'Authorization',
      'Bearer x',
    ])

    expect(status).toBe(401)
  })

  test('shows the claims to the route behind the guard', async () => {
    const answer = await ask(`Bearer ${makeToken(keys, { permissions: ['articles:read'] })}`)

    expect(answer.status).toBe(200)
    expect(await answer.json()).toEqual(['articles:read'])
  })

  test.each([
    ['no token', undefined, 401, 'token_missing', 'Bearer'],
    [
      'an expired token',
      `Bearer ${makeToken(keys, { exp: nowS })}`,
      401,
      'token_expired',
      'Bearer error="invalid_token", error_description="The token has ended"',
    ],
    [
      'too few rights',
      `Bearer ${makeToken(keys)}`,
      403,
      'permission_missing',
      'Bearer error="insufficient_scope", error_description="The token lacks a permission that is needed here"',
    ],
  ])(
    'answers %s by problem details and a challenge',
    async (_name, authorization, status, code, challenge) => {
      const answer = await ask(authorization)

      expect(answer.status).toBe(status)
      expect(answer.headers.get('www-authenticate')).toBe(challenge)
      expect(answer.headers.get('content-type')).toContain('application/problem+json')
      expect(await answer.json()).toMatchObject({
        type: 'about:blank',
        status,
        code,
        detail: expect.stringMatching(/\.$/),
      })
    },
  )

  test('asks to come again when the keys are out of reach', async () => {
    const answer = await ask(`Bearer ${makeToken(keys)}`, () => Promise.reject(new Error('reset')))

    expect(answer.status).toBe(503)
    expect(answer.headers.get('retry-after')).toBe('1')
  })
})

test('misspelled needs do not start', () => {
  const { node, hono } = createMiddleware(makeGuard())

  for (const make of [node, hono]) expect(() => make(Object({ permission: ['a'] }))).toThrow('permission')
})

test('claims are known of no request that the guard did not let through', () => {
  expect(() => createMiddleware(makeGuard()).claimsOf({ headers: {} })).toThrow('put the guard before')
})
