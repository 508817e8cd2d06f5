/** The doors as CDK writes them, in a stack with the suite. */
import { beforeAll, expect, test } from 'vitest'
import type { LocalStack } from '../../../local/stack.ts'
import { readHttpRequest } from '../../../callers/shared/http.ts'
import { addressOf, startCallersStack } from '../../support/callers-stack.ts'
import { readHops, triggerCalls } from '../../support/trigger-calls.ts'
import { endAfterAll } from '../../support/end-after-all.ts'

const keep = endAfterAll()

let stack: LocalStack

beforeAll(async () => {
  stack = await startCallersStack(keep)
})

test('HTTP API, load balancer and distribution of CDK reach their functions', async () => {
  const sourceOf = async (address: string): Promise<string> => {
    const response = await fetch(address)
    const parsed = readHttpRequest(await response.json())
    return parsed.kind === 'event'
      ? `${parsed.event.source} ${parsed.event.version} ${parsed.event.path}`
      : parsed.problem
  }

  expect(await sourceOf(`${addressOf(stack, 'http-api', 'plain')}/a/b`)).toBe('http-api 2.0 /a/b')
  expect(await sourceOf(`${addressOf(stack, 'http-api', 'plain')}/old/b`)).toBe('http-api 1.0 /old/b')
  expect(await sourceOf(`${addressOf(stack, 'alb', 'plain')}/a/b`)).toBe('alb alb /a/b')
  const throughEdge = await fetch(`${addressOf(stack, 'edge', 'PlainSite')}/a/b`)
  expect(await throughEdge.json()).toMatchObject({ rawPath: '/a/b', headers: { 'x-probe': 'seen' } })
})

test('the app client of a site sends people back to where the site is on this machine', () => {
  const { properties } = stack.model.clients.find(({ name }) => name === 'site') ?? {}
  const site = addressOf(stack, 'edge', 'SignInSite')

  expect(properties).toMatchObject({ CallbackURLs: [`${site}/.auth/callback`], LogoutURLs: [`${site}/`] })
})

test('the console follows a sign-up from the front door through Cognito and the trigger to the table', async () => {
  const door = addressOf(stack, 'http-api', 'front-door')

  const answer = await fetch(`${door}/auth/sign-up`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      origin: door,
      'x-front-door': '1',
      'idempotency-key': 'a'.repeat(32),
    },
    body: JSON.stringify({
      username: 'ada@example.com',
      password: 'Correct horse battery 1!',
      attributes: { email: 'ada@example.com' },
    }),
  })

  expect(answer.status).toBeLessThan(300)
  const hops = await readHops(stack.details)
  const { traceId } = hops.find(({ name }) => name === 'HTTP API front-door, POST /auth/sign-up') ?? {}
  const names = hops.filter((hop) => hop.traceId === traceId).map(({ name }) => name)
  expect(names).toContain('user-pool SignUp')
  expect(names.some((name) => name.startsWith('table '))).toBe(true)
  const calls = (await triggerCalls(stack.details)).filter((call) => call.traceId === traceId)
  expect(calls.map(({ trigger }) => trigger)).toEqual(expect.arrayContaining(['front-door', 'pre-sign-up']))
})
