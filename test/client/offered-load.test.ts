import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider'
import { expect, onTestFinished, test } from 'vitest'
import { createAuthClient } from '../../client/auth-client.ts'
import { quotaCapacity } from '../../client/retry-quota.ts'
import { type ProxyFault, startFaultProxy } from './fault-proxy.ts'
import { patience } from './faulty-pool.ts'

const submits = 400

/** Signs up 400 people by one client while each call meets the fault; gives the calls that arrived. */
async function measureCalls(fault: ProxyFault): Promise<number> {
  const proxy = await startFaultProxy('http://127.0.0.1:1', () => fault)
  const cognito = new CognitoIdentityProviderClient({ region: 'eu-west-1', endpoint: proxy.endpoint })
  onTestFinished(async () => {
    cognito.destroy()
    await proxy.close()
  })
  const client = createAuthClient({ cognito, clientId: 'app', ...patience, baseDelayMs: 1, maxDelayMs: 4 })
  const results = await Promise.all(
    Array.from({ length: submits }, (_, index) =>
      client.signUp({ Username: `person-${index}@example.com`, Password: 'Correct-Horse-7' }),
    ),
  )
  expect(new Set(results.map((result) => result.kind))).toEqual(new Set(['transient']))
  return proxy.counts.get(fault) ?? 0
}

test.each([
  // A quota of 500 tokens pays for 100 retries at 5, or for 50 at 10 when no answer comes.
  ['everything is throttled', 'throttled', submits + quotaCapacity / 5, 1.25],
  ['every connection is lost', 'lost-request', submits + quotaCapacity / 10, 1.125],
] as const)('the load stays bounded while %s', async (_, fault, expected, perSubmit) => {
  const calls = await measureCalls(fault)

  expect(calls).toBe(expected)
  expect(calls / submits).toBe(perSubmit)
})
