import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { awsEndpoint } from '../../../triggers/adapters/aws-endpoint.ts'
import { parameterStore } from '../../../triggers/adapters/aws-services.ts'
import { parameterSecret, secretsManagerSecret } from '../../../triggers/adapters/secret-https.ts'
import { systemClock } from '../../../triggers/core/deadline.ts'
import { holdTimers } from '../../support/hold-timers.ts'
import { createVirtualClock } from '../../../triggers/testing/virtual-clock.ts'
import { createCall } from '../../../triggers/testing/call.ts'
import { startServiceDouble } from './service-double.ts'

const store = await startServiceDouble()
process.env['AWS_ENDPOINT_URL_SSM'] = store.endpoint
process.env['AWS_ENDPOINT_URL_SECRETS_MANAGER'] = store.endpoint
afterAll(() => store.close())
afterEach(() => vi.unstubAllEnvs())
beforeEach(() => {
  store.received.length = 0
})

describe.each([
  [
    'Parameter Store',
    parameterSecret,
    'AmazonSSM.GetParameter',
    { Name: '/suite/turnstile', WithDecryption: true },
    'ssm',
    'ssm:GetParameter',
    (value: unknown) => ({ Parameter: { Value: value } }),
  ],
  [
    'Secrets Manager',
    secretsManagerSecret,
    'secretsmanager.GetSecretValue',
    { SecretId: '/suite/turnstile' },
    'secretsmanager',
    'secretsmanager:GetSecretValue',
    (value: unknown) => ({ SecretString: value }),
  ],
] as const)('a secret of %s', (_, create, target, input, signingName, action, answer) => {
  test('is read with one signed request and kept for 15 minutes', async () => {
    const clock = createVirtualClock()
    const secret = create('/suite/turnstile', { clock })
    store.answer(() => [200, answer('first')])
    const call = createCall()

    expect(await secret.read(call)).toBe('first')
    store.answer(() => [200, answer('second')])
    await clock.runUntil(clock.sleep(900_000))
    expect(await secret.read(call)).toBe('first')
    await clock.runUntil(clock.sleep(1))
    expect(await secret.read(call)).toBe('second')

    expect(secret.actions).toEqual([action])
    expect(call.attempts()).toBe(0)
    expect(store.calls()).toHaveLength(2)
    expect(JSON.parse(store.calls()[0]?.body ?? '')).toEqual(input)
    expect(store.calls()[0]?.headers).toMatchObject({
      'x-amz-target': target,
      authorization: expect.stringContaining(`/eu-west-1/${signingName}/aws4_request`),
    })
  })

  test('is read once for all who ask at once', async () => {
    const secret = create('/suite/turnstile')
    store.answer(() => [200, answer('first')])

    const values = await Promise.all(Array.from({ length: 64 }, () => secret.read(createCall())))

    expect(new Set(values)).toEqual(new Set(['first']))
    expect(store.calls()).toHaveLength(1)
  })

  test('that is old is used while its store is down, within half of the time', async () => {
    const clock = createVirtualClock()
    const secret = create('/suite/turnstile', { clock, maxAgeMs: 1_000 })
    store.answer(() => [200, answer('first')])
    await secret.read(createCall())
    store.answer(() => [500, ''])
    await clock.runUntil(clock.sleep(1_001))

    expect(await secret.read(createCall())).toBe('first')
  })

  test('that was forgotten is read anew, and not stood in for', async () => {
    const secret = create('/suite/turnstile')
    store.answer(() => [200, answer('first')])
    await secret.read(createCall())
    secret.forget()
    store.answer(() => [400, { __type: 'AccessDeniedException' }])

    await expect(secret.read(createCall())).rejects.toMatchObject({
      code: expect.stringMatching(/_refused$/),
    })
  })

  test('that is read anew serves from then on, and the old one until then', async () => {
    const secret = create('/suite/turnstile')
    store.answer(() => [200, answer('first')])
    await secret.read(createCall())
    store.answer(() => [500, {}])
    await expect(secret.readAnew(createCall())).rejects.toThrow()
    expect(await secret.read(createCall())).toBe('first')
    store.answer(() => [200, answer('second')])

    expect(await secret.readAnew(createCall())).toBe('second')
    expect(await secret.read(createCall())).toBe('second')
  })

  test.each(['', 7, undefined, null])('that is %j is refused', async (value) => {
    store.answer(() => [200, answer(value)])

    await expect(create('x').read(createCall())).rejects.toMatchObject({
      code: expect.stringMatching(/_answer_unreadable$/),
    })
  })
})

test('a store that hangs leaves an old value half of the time', async () => {
  const pass = holdTimers()
  const secret = parameterSecret('x', {
    clock: { ...systemClock, monotonicMs: () => Date.now() },
    maxAgeMs: 0,
  })
  store.answer(() => [200, { Parameter: { Value: 'first' } }])
  await secret.read(createCall())
  await pass(1)
  const readAt: string[] = []
  const hang = async (): Promise<void> => {
    await pass(399)
    readAt.push('399 ms')
    await pass(1)
    readAt.push('400 ms')
  }
  store.answer((_, count) => void (count === 2 && hang()))

  const value = await secret.read(createCall(800))

  expect(value).toBe('first')
  expect(readAt).toEqual(['399 ms'])
})

test('without an endpoint of the environment the service of the Region is called', () => {
  vi.stubEnv('AWS_ENDPOINT_URL_SSM', undefined)

  expect(awsEndpoint(parameterStore).href).toBe('https://ssm.eu-west-1.amazonaws.com/')
})
