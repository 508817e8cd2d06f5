import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { siteverify, type SiteverifyService } from '../../../triggers/adapters/human-verifier-siteverify.ts'
import type { Secret } from '../../../triggers/adapters/secret-https.ts'
import { createCall } from '../../../triggers/testing/call.ts'
import { startServiceDouble } from './service-double.ts'

let forgotten: number

const site = await startServiceDouble()
afterAll(() => site.close())
beforeEach(() => {
  site.received.length = 0
  forgotten = 0
})

const secret: Secret = {
  name: { store: 'ssm', name: '/suite/turnstile-secret' },
  actions: ['ssm:GetParameter'],
  read: async () => 's&cret',
  forget: () => {
    forgotten += 1
  },
}
const check = { token: 'token', signUp: 'of jane' }
const verifier = (service: SiteverifyService = 'turnstile') =>
  siteverify({ service, secret, endpoint: `${site.endpoint}siteverify` })

test.each([
  ['turnstile', 'cf-turnstile-response'],
  ['recaptcha', 'g-recaptcha-response'],
  ['hcaptcha', 'h-captcha-response'],
] as const)('%s is sent what forms of it name %s', async (service, tokenField) => {
  site.answer(() => [200, { success: true }])
  const port = verifier(service)

  await port.verify({ token: 'to=ken&', signUp: 'a' }, createCall())

  expect(port.tokenField).toBe(tokenField)
  expect(port.actions).toEqual(['ssm:GetParameter'])
  const [call] = site.calls()
  expect(call).toMatchObject({
    method: 'POST',
    path: '/siteverify',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': String(call?.body.length),
    },
  })
  const form = new URLSearchParams(call?.body)
  expect([form.get('secret'), form.get('response')]).toEqual(['s&cret', 'to=ken&'])
  expect(form.has('remoteip')).toBe(false)
  expect(form.has('idempotency_key')).toBe(service === 'turnstile')
})

test('a repeat of one sign-up carries one idempotency key, in the form of a UUID; another token or sign-up another', async () => {
  site.answer(() => [200, { success: true }])
  const checks = [check, check, { ...check, token: 'two' }, { ...check, signUp: 'of another' }]

  for (const each of checks) await verifier().verify(each, createCall())

  const keys = site.calls().map(({ body }) => new URLSearchParams(body).get('idempotency_key'))
  expect(keys[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(keys[1]).toBe(keys[0])
  expect(new Set(keys).size).toBe(3)
})

describe('an answer', () => {
  test.each([
    [{ success: true }, { isHuman: true }],
    [{ success: false, 'error-codes': ['timeout-or-duplicate'] }, { isHuman: false }],
    [{ success: false, 'error-codes': 'invalid-input-response' }, { isHuman: false }],
    [
      {
        success: true,
        hostname: 'app.example',
        action: 'sign-up',
        score: 0.9,
        challenge_ts: '2026-01-01T00:00:00Z',
      },
      {
        isHuman: true,
        hostname: 'app.example',
        action: 'sign-up',
        score: 0.9,
        solvedAtMs: 1_767_225_600_000,
      },
    ],
    [
      { success: true, hostname: 7, action: null, score: '0.9', challenge_ts: 'yesterday' },
      { isHuman: true },
    ],
  ])('%j is read as %j', async (answer, expected) => {
    site.answer(() => [200, answer])

    expect(await verifier().verify(check, createCall())).toEqual(expected)
    expect(forgotten).toBe(0)
  })

  test('with status 400 that says no is a no', async () => {
    site.answer(() => [400, { success: false, 'error-codes': ['invalid-input-response'] }])

    expect(await verifier().verify(check, createCall())).toEqual({ isHuman: false })
  })

  test.each(['missing-input-secret', 'invalid-input-secret'])(
    'that says %s is our failure, and forgets the secret',
    async (error) => {
      site.answer(() => [200, { success: false, 'error-codes': [error] }])

      await expect(verifier().verify(check, createCall())).rejects.toMatchObject({
        code: 'human_check_refused',
      })
      expect(forgotten).toBe(1)
    },
  )

  test('that says internal-error is a service that is down', async () => {
    site.answer(() => [200, { success: false, 'error-codes': ['internal-error'] }])

    await expect(verifier().verify(check, createCall())).rejects.toMatchObject({
      code: 'human_check_server_error',
    })
    expect(forgotten).toBe(0)
  })

  test.each(['sitekey-secret-mismatch', 'bad-request', 'timeout-or-duplicate', 'not-seen-before'])(
    'that says %s, which a token can bring about, is a no, and keeps the secret',
    async (error) => {
      site.answer(() => [200, { success: false, 'error-codes': [error] }])

      expect(await verifier().verify(check, createCall())).toEqual({ isHuman: false })
      expect(forgotten).toBe(0)
    },
  )

  test.each<[string, readonly [number, unknown], string, number]>([
    ['not JSON', [200, '<html>'], 'human_check_answer_unreadable', 1],
    ['without success', [200, {}], 'human_check_answer_unreadable', 1],
    ['with a success that is a text', [200, { success: 'true' }], 'human_check_answer_unreadable', 1],
    ['too long', [200, `{"success":true,"a":"${'x'.repeat(65_536)}"}`], 'human_check_answer_unreadable', 1],
    ['throttling', [429, { success: true }], 'human_check_throttled', 2],
    ['a failure', [502, { success: true }], 'human_check_server_error', 2],
    ['a failure', [500, { success: true }], 'human_check_server_error', 2],
  ])('that is %s rejects', async (_, answer, code, attempts) => {
    site.answer(() => answer)
    const call = createCall()

    await expect(verifier().verify(check, call)).rejects.toMatchObject({ code })
    expect(call.attempts()).toBe(attempts)
  })

  test.each([
    ['turnstile', 2],
    ['recaptcha', 1],
    ['hcaptcha', 1],
  ] as const)(
    'that does not come is waited for by %s in %s attempts: a token without a key is good once',
    async (service, attempts) => {
      site.answer(() => undefined)
      const waiting = verifier(service)
      const call = createCall(50, waiting.attempts)

      await expect(waiting.verify(check, call)).rejects.toMatchObject({ code: 'human_check_timeout' })
      expect(call.attempts()).toBe(attempts)
    },
  )
})

test('connecting reads the secret and opens the connection, and survives both being away', async () => {
  let reads = 0
  const counting = {
    ...secret,
    read: async () => {
      reads += 1
      throw new Error('away')
    },
  }
  await siteverify({ service: 'turnstile', secret: counting, endpoint: site.endpoint }).connect?.()
  await siteverify({ service: 'turnstile', secret: counting, endpoint: 'http://127.0.0.1:9/' }).connect?.()

  expect(reads).toBe(2)
  expect(site.received.map(({ method }) => method)).toEqual(['HEAD'])
})

test.each(['http://challenges.example/', 'ftp://127.0.0.2/'])('the endpoint %s is refused', (endpoint) => {
  expect(() => siteverify({ service: 'turnstile', secret, endpoint })).toThrow(TypeError)
  expect(() => siteverify({ service: 'turnstile', secret, endpoint })).toThrow(
    'siteverify: endpoint must be https, or http on 127.0.0.1',
  )
})

test('the services’ own addresses are https', () => {
  for (const service of ['turnstile', 'recaptcha', 'hcaptcha'] as const)
    expect(() => siteverify({ service, secret })).not.toThrow()
})
