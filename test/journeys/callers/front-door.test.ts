/** The front door on the local stack, by HTTP through its API and its load balancer, with the code that is deployed. */
import { randomUUID } from 'node:crypto'
import { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider'
import { beforeAll, describe, expect, test } from 'vitest'
import type { LocalStack } from '../../../local/stack.ts'
import { addressOf, startCallersStack } from '../../support/callers-stack.ts'
import { endAfterAll } from '../../support/end-after-all.ts'
import { triggerCalls } from '../../support/trigger-calls.ts'
import { visit } from './visitor.ts'

const keep = endAfterAll()
const password = 'correct horse battery staple 1A'
let stack: LocalStack
let people = 0

beforeAll(async () => {
  stack = await startCallersStack(keep, { times: 2 })
})

const someone = () => ({ username: `jane.${(people += 1)}@example.com`, password })
const key = () => ({ 'idempotency-key': randomUUID() })

async function callsOf(trigger: string, since: number): Promise<number> {
  const calls = await triggerCalls(stack.details)
  return calls.filter((call) => call.trigger === trigger).length - since
}

async function putFaults(faults: object): Promise<void> {
  const { consoleUrl, consoleToken } = stack.details
  await fetch(`${consoleUrl}/api/faults`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${consoleToken}`, 'content-type': 'application/json' },
    body: JSON.stringify(faults),
  })
}

function codeOf(username: string): string {
  return stack.mailbox.messages(username).find(({ code }) => code !== undefined)?.code ?? ''
}

async function enroll(address: string) {
  const person = someone()
  const visitor = visit(address)
  const attributes = { email: person.username }
  expect(await visitor.post('/auth/sign-up', { ...person, attributes }, key())).toMatchObject({ status: 200 })
  const confirmed = await visitor.post('/auth/confirm', {
    username: person.username,
    code: codeOf(person.username),
  })
  expect(confirmed).toMatchObject({ status: 200 })
  expect(await visitor.post('/auth/sign-in', person)).toMatchObject({ status: 200 })
  return { person, visitor }
}

describe.each(['http-api', 'alb'])('by the %s', (caller) => {
  const address = (): string => addressOf(stack, caller, 'front-door')

  test('a person signs up, confirms, signs in, gets new tokens and signs out', async () => {
    const { person, visitor } = await enroll(address())

    expect(await visitor.get('/auth/session')).toMatchObject({
      status: 200,
      body: { claims: { email: person.username, plan: 'free', 'cognito:groups': ['members'] }, refreshes: 0 },
    })
    expect(await visitor.post('/auth/refresh', { refreshes: 0 })).toMatchObject({
      status: 200,
      body: { refreshes: 1 },
    })
    expect(await visitor.post('/auth/sign-out')).toMatchObject({ status: 200, body: { isRevoked: true } })
    expect(visitor.jar.size).toBe(0)
    expect(await visitor.get('/auth/session')).toMatchObject({ status: 401 })
  })

  test('a denial of the suite is a problem in the person’s language', async () => {
    const told = await visit(address()).post(
      '/auth/sign-up',
      { ...someone(), username: 'x@blocked.example', attributes: { email: 'x@blocked.example' } },
      { ...key(), 'accept-language': 'de-CH, en;q=0.3' },
    )

    expect(told.headers.get('content-type')).toBe('application/problem+json')
    expect(told).toMatchObject({
      status: 403,
      body: { code: 'email_domain_not_allowed', field: 'email', language: 'de', title: 'Forbidden' },
    })
  })

  test('five submits of one form at once make one account and send one code', async () => {
    const before = await callsOf('pre-sign-up', 0)
    const person = someone()
    const headers = key()
    const form = { ...person, attributes: { email: person.username } }

    const answers = await Promise.all(
      Array.from({ length: 5 }, () => visit(address()).post('/auth/sign-up', form, headers)),
    )

    expect(new Set(answers.map(({ status, body }) => `${status} ${JSON.stringify(body)}`)).size).toBe(1)
    expect(answers[0]?.status).toBe(200)
    expect(await callsOf('pre-sign-up', before)).toBe(1)
    expect(stack.mailbox.messages(person.username)).toHaveLength(1)
  })

  test('five tabs at once share one renewal', async () => {
    const { visitor } = await enroll(address())
    const before = await callsOf('pre-token-generation', 0)

    const answers = await Promise.all(
      Array.from({ length: 5 }, () => visitor.post('/auth/refresh', { refreshes: 0 })),
    )

    // On a busy machine the renewal may take longer than the second that the others wait.
    const told = answers.map(({ status, body }) => `${status} ${String(body['refreshes'] ?? body['code'])}`)
    expect(told.filter((each) => each !== '503 refresh_in_progress')).toContain('200 1')
    expect([...new Set(told)].filter((each) => !['200 1', '503 refresh_in_progress'].includes(each))).toEqual(
      [],
    )
    expect(await callsOf('pre-token-generation', before)).toBe(1)
    expect(await visitor.get('/auth/session')).toMatchObject({ status: 200, body: { refreshes: 1 } })
  })

  test('a new sign-in ends the session before', async () => {
    const { person, visitor } = await enroll(address())
    const before = new Map(visitor.jar)
    expect(await visitor.post('/auth/sign-in', person)).toMatchObject({ status: 200 })

    expect(await visitor.get('/auth/session')).toMatchObject({ status: 200 })
    for (const [name, value] of before) visitor.jar.set(name, value)
    expect(await visitor.get('/auth/session')).toMatchObject({ status: 401 })
  })

  test('a person whom an administrator made chooses a password', async () => {
    const { username } = someone()
    const { cognitoEndpoint, region, userPoolId } = stack.details
    const cognito = new CognitoIdentityProvider({ endpoint: cognitoEndpoint, region })
    await cognito.adminCreateUser({
      UserPoolId: userPoolId,
      Username: username,
      TemporaryPassword: 'Temporary-Horse-1',
      MessageAction: 'SUPPRESS',
      UserAttributes: [{ Name: 'email', Value: username }],
    })
    const visitor = visit(address())
    expect(await visitor.post('/auth/sign-in', { username, password: 'Temporary-Horse-1' })).toMatchObject({
      status: 401,
      body: { code: 'new_password_needed' },
    })
    const weak = await visitor.post('/auth/challenge', { password: 'x' })
    expect(weak).toMatchObject({ status: 400, body: { code: 'invalid_password', field: 'password' } })
    expect(await visitor.post('/auth/challenge', { password })).toMatchObject({ status: 200 })

    expect([...visitor.jar.keys()]).toEqual(['__Host-Http-session'])
    expect(await visitor.get('/auth/session')).toMatchObject({
      status: 200,
      body: { claims: { email: username } },
    })
    expect(await visit(address()).post('/auth/sign-in', { username, password })).toMatchObject({
      status: 200,
    })
  })

  test('an outage of the pool is told with the time to come back', async () => {
    const { person, visitor } = await enroll(address())
    await putFaults({ 'user-pool': { kind: 'outage' } })
    try {
      const refused = await visitor.post('/auth/sign-in', person)
      expect(refused).toMatchObject({ status: 503, body: { code: 'temporarily_unavailable' } })
      expect(refused.headers.get('retry-after')).toBe('2')
    } finally {
      await putFaults({ 'user-pool': null })
    }
    expect(await visitor.post('/auth/sign-in', person)).toMatchObject({ status: 200 })
  })

  test('a table that is down refuses the session, and shows nobody signed in or out', async () => {
    const { visitor } = await enroll(address())
    await putFaults({ table: { kind: 'outage' } })
    try {
      expect(await visitor.get('/auth/session')).toMatchObject({ status: 503 })
    } finally {
      await putFaults({ table: null })
    }
    expect(await visitor.get('/auth/session')).toMatchObject({ status: 200 })
  })
})

test('a pool that hangs is given up before the door gives up, and the session goes on', async () => {
  const { visitor } = await enroll(addressOf(stack, 'http-api', 'front-door'))
  await putFaults({ 'user-pool': { kind: 'hang' } })
  try {
    const told = await visitor.post('/auth/refresh', { refreshes: 0 })
    expect(told).toMatchObject({ status: 503, body: { code: 'temporarily_unavailable' } })
  } finally {
    await putFaults({ 'user-pool': null })
  }
  expect(await visitor.post('/auth/refresh', { refreshes: 0 })).toMatchObject({
    status: 200,
    body: { refreshes: 1 },
  })
})

describe('an administrator', () => {
  async function tokenOf(scope: string): Promise<Readonly<Record<string, string>>> {
    const { clientId, clientSecret = '' } = stack.details.clients.machine
    const response = await fetch(new URL('/oauth2/token', stack.details.cognitoEndpoint), {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', scope }),
    })
    const { access_token: token }: { readonly access_token?: string } = JSON.parse(await response.text())
    return { authorization: `Bearer ${token}` }
  }
  const door = () => visit(addressOf(stack, 'http-api', 'front-door'))

  test('asks whether an address may sign up: the same rules, no user, no message', async () => {
    const token = await tokenOf('api/write')
    const { username } = someone()
    const ask = (email: string) =>
      door().post('/auth/admin/sign-up-check', { attributes: { email }, locale: 'fr' }, token)

    expect(await ask('x@blocked.example')).toMatchObject({
      status: 200,
      body: { isAllowed: false, code: 'email_domain_not_allowed', language: 'fr', field: 'email' },
    })
    expect(await ask(username)).toMatchObject({ status: 200, body: { isAllowed: true } })
    expect(stack.mailbox.messages(username)).toEqual([])
    expect(
      await door().post('/auth/sign-up', { username, password, attributes: { email: username } }, key()),
    ).toMatchObject({ status: 200, body: { isRecovered: false } })
    // An address with an account is answered like any other.
    expect(await ask(username)).toMatchObject({ body: { isAllowed: true } })
  })

  test('needs the scope, and a token of this pool', async () => {
    const weak = await tokenOf('api/read')
    const { authorization = '' } = await tokenOf('api/write')
    const forged = authorization.replace(/\.[^.]{4}([^.]*)$/, '.AAAA$1')
    const path = '/auth/admin/sign-up-check'

    expect(await door().post(path, {}, weak)).toMatchObject({ status: 403, body: { code: 'scope_missing' } })
    for (const each of [
      forged,
      'Bearer a.b.c',
      `Bearer ${Buffer.from('{"alg":"none"}').toString('base64url')}.e30.`,
    ])
      expect(await door().post(path, {}, { authorization: each })).toMatchObject({ status: 401 })
  })
})
