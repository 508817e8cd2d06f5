/** The doors as CDK writes them, in a stack with the suite. */
import { expect, test } from 'vitest'
import { readHttpRequest } from '../../../callers/shared/http.ts'
import { addressOf, startCallersStack } from '../../support/callers-stack.ts'
import { endAfterAll } from '../../support/end-after-all.ts'

const keep = endAfterAll()

test('HTTP API, load balancer and distribution of CDK reach their functions', async () => {
  const stack = await startCallersStack(keep)
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
  const site = stack.details.callers.find(({ caller }) => caller === 'edge')
  const throughEdge = await fetch(`${site?.address ?? ''}/a/b`)
  expect(await throughEdge.json()).toMatchObject({ rawPath: '/a/b', headers: { 'x-probe': 'seen' } })
})
