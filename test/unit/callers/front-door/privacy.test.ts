/** No address, password, code, token or cookie of a person is in a log line, in an error, or readable in the table. */
import { expect, test, vi } from 'vitest'
import { createTokenEndpoint } from '../../../../callers/shared/token-endpoint.ts'
import { openBrowser } from './browser.ts'
import { clientId, clientSecret, code, type Fault } from './fake-cognito.ts'
import { createWorld, keys, loginOrigin, origin } from './world.ts'

vi.mock(
  '@aws-sdk/client-cognito-identity-provider',
  () => import('../../../../callers/shared/cognito-commands.ts'),
)

const person = { username: 'jane@example.com', password: 'Correct-Horse-9' }
const key = { 'idempotency-key': '0123456789abcdef-1' }

const faults: readonly (Fault | undefined)[] = [
  undefined,
  'throttled',
  'hangs',
  'lost-answer',
  'service',
  { trigger: 'PreSignUp', denial: '[email_unavailable] Please use another address' },
]

test.each(faults.map((fault) => [fault] as const))('whatever Cognito does: %j', async (fault) => {
  const world = createWorld({
    managedLogin: {
      origin: loginOrigin,
      redirectUri: `${origin}/auth/callback`,
      scopes: ['openid'],
      startPath: '/auth/login',
      appOrigin: origin,
      tokens: createTokenEndpoint(() => Promise.reject(new Error(`${person.username} ${clientSecret}`)), {
        clientId,
        readSecret: () => Promise.resolve(clientSecret),
      }),
      randomBytes: (size) => new Uint8Array(size).fill(1),
    },
    admin: {
      verify: () =>
        Promise.resolve({ kind: 'verified', claims: { token_use: 'access', scope: 'door/admin' } }),
      invoke: () => Promise.reject(new Error(person.username)),
    },
  })
  world.pool.fault = () => fault
  const browser = openBrowser(world)
  const answers = [
    await browser.post('/auth/sign-up', { ...person, attributes: { email: person.username } }, key),
    await browser.post('/auth/confirm', { username: person.username, code }),
    await browser.post('/auth/resend', { username: person.username }),
  ]
  world.pool.people.set(person.username, { password: person.password, isConfirmed: true })
  answers.push(
    await browser.post('/auth/sign-in', person),
    await browser.post('/auth/refresh', { refreshes: 0 }),
  )
  const cookies = [...browser.jar.values()]
  const login = await browser.send('GET', '/auth/login', { headers: {} })
  const state = new URL(String(login.headers['location'])).searchParams.get('state') ?? ''
  const query = new URLSearchParams({ code: 'authorization-code', state }).toString()
  answers.push(await browser.send('GET', '/auth/callback', { query, headers: {} }))
  const check = { attributes: { email: person.username } }
  answers.push(await browser.post('/auth/admin/sign-up-check', check, { authorization: 'Bearer a.b.c' }))
  answers.push(await browser.post('/auth/confirm', { username: person.username, code: 7 }))
  answers.push(await browser.post('/auth/sign-out'))

  const secrets = [
    person.username,
    person.password,
    code,
    'refresh-token',
    'authorization-code',
    state,
    clientSecret,
    keys.text,
    key['idempotency-key'],
    '192.0.2.1',
    ...cookies,
  ]
  const errors = answers.filter(({ status }) => status >= 400).map(({ text }) => text)
  const found = (text: string) => secrets.filter((secret) => text.includes(secret))
  expect(errors.length).toBeGreaterThan(1)
  expect(errors.flatMap(found)).toEqual([])
  expect(world.lines.length).toBe(answers.length + 1)
  expect(world.lines.flatMap(found)).toEqual([])
  expect(world.pool.addresses).toContain('192.0.2.1')
  expect(found(JSON.stringify([...world.table.items]))).toEqual([])
})
