import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ownService } from '../../../triggers/adapters/own-service.ts'
import type { Secret } from '../../../triggers/adapters/secret-https.ts'
import { causeOf } from '../../../triggers/core/step.ts'
import { createCall } from '../../../triggers/testing/call.ts'
import { caught } from './caught.ts'
import { serve } from './serve.ts'

beforeEach(() => vi.stubEnv('OWN_LOOPBACK_ORIGIN', undefined))
afterEach(() => vi.unstubAllEnvs())

const answering = async (status: number, body = '{"id":7}') => {
  const requests: string[] = []
  const { origin } = new URL(
    await serve((request, response) => {
      requests.push(`${request.method} ${request.url} ${request.headers.authorization}`)
      response.writeHead(status).end(body)
    }),
  )
  return { origin, requests }
}

const secretOf = (forget = () => {}): Secret => ({
  name: { store: 'ssm', name: '/crm/key' },
  actions: ['ssm:GetParameter'],
  read: () => Promise.resolve('the-key'),
  forget,
})

test('an answer is JSON, and 404 is none', async () => {
  const found = await answering(200)
  const crm = ownService({ name: 'crm', origin: found.origin, secret: secretOf() })

  expect(await crm.ask('/customers/7', createCall())).toEqual({ id: 7 })
  expect(found.requests).toEqual(['GET /customers/7 Bearer the-key'])
  const gone = ownService({ name: 'crm', origin: (await answering(404)).origin })
  expect(await gone.ask('/customers/8', createCall())).toBeUndefined()
})

test.each([
  [200, 'no JSON', 'own_crm_answer_unreadable'],
  [200, `{"a":"${'a'.repeat(1_100_000)}"}`, 'own_crm_answer_unreadable'],
  [301, '{}', 'own_crm_refused'],
  [401, '{}', 'own_crm_refused'],
  [429, '{}', 'own_crm_throttled'],
  [503, '{}', 'own_crm_server_error'],
])('status %i with its body is a failure by its name', async (status, body, code) => {
  const { origin } = await answering(status, body)

  const error = await caught(ownService({ name: 'own-crm', origin }).ask('/', createCall()))

  expect(causeOf(error)).toBe(code)
})

test('a key that is refused is read anew by the next call', async () => {
  const forget = vi.fn<() => void>()
  const { origin } = await answering(401)

  await caught(ownService({ name: 'crm', origin, secret: secretOf(forget) }).ask('/', createCall()))

  expect(forget).toHaveBeenCalledOnce()
})

test('in a simulation it stays on this machine, wherever it is', async () => {
  const { origin, requests } = await answering(200)
  vi.stubEnv('OWN_LOOPBACK_ORIGIN', origin)

  await ownService({ name: 'crm', origin: 'https://crm.example.com' }).ask('/', createCall())

  expect(requests).toHaveLength(1)
})

test('it goes where the function is told, and says what IAM must allow', async () => {
  const { origin, requests } = await answering(200)
  vi.stubEnv('OWN_CRM_ORIGIN', origin)
  const crm = ownService({ name: 'own-crm', origin: 'https://crm.example.com', secret: secretOf() })

  await crm.ask('/', createCall())

  expect(requests).toHaveLength(1)
  expect(crm).toMatchObject({
    name: 'own-crm',
    origin: 'https://crm.example.com',
    secret: { store: 'ssm', name: '/crm/key' },
    actions: ['ssm:GetParameter'],
  })
})

test('init opens its sockets and reads its secret, and bears that it cannot', async () => {
  const { origin, requests } = await answering(200)
  const read = vi.fn<Secret['read']>(() => Promise.reject(new Error('throttled')))

  await ownService({ name: 'crm', origin, secret: { ...secretOf(), read } }).connect?.(2)

  expect(requests).toEqual(['HEAD / undefined', 'HEAD / undefined'])
  expect(read).toHaveBeenCalledOnce()
})
