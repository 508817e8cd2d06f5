/** The console's API keeps its contract for the holder of the token on this machine, and refuses all others. */
import { request } from 'node:http'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createInvocationLog } from '../../local/console/invocation-log.ts'
import { type Console, startConsole } from '../../local/console/server.ts'
import { keepLatest } from '../../local/latest.ts'
import type { HopView, InvocationView, StackView } from '../../local/console/views.ts'
import type { Fault } from '../../local/faults/fault.ts'
import { createLiveLog } from '../../local/live/live-view.ts'
import { createMailbox } from '../../local/stand-ins/mailbox.ts'

const stack: StackView = {
  region: 'eu-west-1',
  cognitoEndpoint: 'http://127.0.0.1:9229',
  userPoolId: 'eu-west-1_local',
  clientId: 'public-client',
  functions: { 'pre-sign-up': 'pre-sign-up' },
  limits: { triggerMs: 5000, attempts: 3, functionTimeoutMs: { 'pre-sign-up': 4500 } },
  locales: ['en', 'de'],
}

const call: InvocationView = {
  requestId: 'request-1',
  trigger: 'pre-sign-up',
  triggerSource: 'PreSignUp_SignUp',
  functionName: 'pre-sign-up',
  attempt: 1,
  startedAtMs: 1,
  durationMs: 12,
  cold: false,
  outcome: 'ok',
  limitMs: 5000,
  steps: [],
  event: {},
  response: {},
  logLines: [],
}

const mailbox = createMailbox()
const invocationLog = createInvocationLog()
const live = createLiveLog()
let faults: Map<string, Fault | null>
let running: Console

beforeEach(async () => {
  faults = new Map([
    ['table', null],
    ['user-pool', null],
  ])
  running = await startConsole({
    port: 0,
    token: 'right-token',
    stack: () => stack,
    mailbox,
    faults: { get: () => Object.fromEntries(faults), set: (name, fault) => void faults.set(name, fault) },
    invocations: () => invocationLog.list(),
    onInvocation: (listener) => invocationLog.onInvocation(listener),
    hops: keepLatest<HopView>(),
    live,
  })
})

afterEach(() => running.close())

const authorized = { Authorization: 'Bearer right-token' }

const ask = (path: string, init: RequestInit = {}) =>
  fetch(`${running.url}${path}`, { headers: authorized, ...init })

const putFaults = (body: string) => ask('/api/faults', { method: 'PUT', body })

test.each([['Bearer wrong-token'], ['right-token'], ['Bearer right-token2'], ['']])(
  'the API refuses the authorization %j with one sentence',
  async (authorization) => {
    const response = await ask('/api/stack', { headers: { Authorization: authorization } })

    expect(response.status).toBe(401)
    expect(await response.json()).toEqual({
      message: 'Send the consoleToken of .local/stack.json as "Authorization: Bearer <token>".',
    })
  },
)

test.each(['/', '/api/stack'])('%s refuses a host name that is not loopback', async (path) => {
  const status = await new Promise((resolve, reject) => {
    request(`${running.url}${path}`, {
      headers: { Host: 'rebound.example', Authorization: 'Bearer right-token' },
    })
      .on('response', (response) => resolve(response.resume().statusCode))
      .on('error', reject)
      .end()
  })

  expect(status).toBe(403)
})

test.each([['http://127.0.0.1:1'], ['null'], ['https://example.com']])(
  'the API refuses a page of the origin %s, even with the token',
  async (origin) => {
    const response = await ask('/api/stack', { headers: { ...authorized, Origin: origin } })

    expect(response.status).toBe(403)
  },
)

test('the stack is answered as it was given', async () => {
  const response = await ask('/api/stack')

  expect(await response.json()).toEqual(stack)
  expect(response.headers.get('cache-control')).toBe('no-store')
})

test('the mail to one address comes newest first, each with subject, body and code', async () => {
  mailbox.deliver({ to: 'ada+x@example.com', subject: 'One', body: 'first', code: '111111', atMs: 1 })
  mailbox.deliver({ to: 'bob@example.com', subject: 'Other', body: 'other', atMs: 2 })
  mailbox.deliver({ to: 'Ada+X@example.com', subject: 'Two', body: 'second', code: '222222', atMs: 3 })

  const encoded = await (await ask('/api/mailbox?to=ada%2Bx%40example.com')).json()
  const plain = await (await ask('/api/mailbox?to=ada+x@example.com')).json()

  expect(encoded).toMatchObject([
    { subject: 'Two', body: 'second', code: '222222' },
    { subject: 'One', body: 'first', code: '111111' },
  ])
  expect(plain).toEqual(encoded)
})

test('the trigger calls come newest first', async () => {
  invocationLog.add({ ...call, requestId: 'older', startedAtMs: 1 })
  invocationLog.add({ ...call, requestId: 'newer', startedAtMs: 2 })

  const response = await ask('/api/invocations')

  expect(await response.json()).toMatchObject([{ requestId: 'newer' }, { requestId: 'older' }])
})

test('faults are merged, and null clears one', async () => {
  await putFaults('{"table":{"kind":"hang"},"user-pool":{"kind":"latency","ms":300}}')

  const response = await putFaults('{"table":null}')

  expect(response.status).toBe(200)
  expect(await response.json()).toEqual({ table: null, 'user-pool': { kind: 'latency', ms: 300 } })
  expect(faults.get('table')).toBeNull()
})

test('deleting the faults clears all of them', async () => {
  await putFaults('{"table":{"kind":"hang"},"user-pool":{"kind":"outage"}}')

  const response = await ask('/api/faults', { method: 'DELETE' })

  expect(await response.json()).toEqual({ table: null, 'user-pool': null })
  expect(await (await ask('/api/faults')).json()).toEqual({ table: null, 'user-pool': null })
})

test.each([
  ['not json', 'The body must be a JSON object of dependency names and their faults.'],
  ['[]', 'The body must be a JSON object of dependency names and their faults.'],
  [
    '{"table":{"kind":"hang"},"queue":{"kind":"hang"}}',
    'There is no dependency "queue"; name one of table, user-pool.',
  ],
  [
    '{"table":{"kind":"hang"},"user-pool":{"kind":"latency"}}',
    'The latency fault of user-pool needs ms, a number from 0 to 600000.',
  ],
])('the fault update %s is refused with one sentence, and nothing is applied', async (body, message) => {
  const response = await putFaults(body)

  expect(response.status).toBe(400)
  expect(await response.json()).toEqual({ message })
  expect([...faults.values()]).toEqual([null, null])
})

test('a body over one megabyte is refused', async () => {
  const response = await putFaults(' '.repeat(1024 * 1024 + 1))

  expect(response.status).toBe(413)
})

test('an open event stream hears of calls, mails and faults', async () => {
  const response = await ask('/api/events')
  const events = readEvents(response)
  const ready = await events.next()

  invocationLog.add(call)
  mailbox.deliver({ to: 'ada@example.com', subject: 'Hi', body: 'Hello', atMs: 1 })
  await putFaults('{"table":{"kind":"throttle"}}')

  expect(ready.value).toEqual(['ready', null])
  expect((await events.next()).value).toMatchObject(['invocation', { requestId: 'request-1' }])
  expect((await events.next()).value).toMatchObject(['mail', { subject: 'Hi' }])
  expect((await events.next()).value).toEqual(['faults', { table: { kind: 'throttle' }, 'user-pool': null }])
})

test('the page runs only its own files and talks only to the console and the user pool', async () => {
  const response = await fetch(running.url)

  const policy = response.headers.get('content-security-policy')
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'")
  expect(policy).toContain("connect-src 'self' http://127.0.0.1:9229")
  expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  expect(response.headers.get('referrer-policy')).toBe('no-referrer')
  expect(await response.text()).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=/)
})

test('the modules of the page are served as JavaScript without types', async () => {
  const response = await fetch(`${running.url}/main.ts`)

  expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
  expect(await response.text()).not.toMatch(/^import type/m)
})

test.each(['/tsconfig.json', '/../server.ts', '/%2e%2e/server.ts', '/nothing'])(
  'the console serves no file beside its page: %s',
  async (path) => {
    const response = await fetch(`${running.url}${path}`)

    expect(response.status).toBe(404)
  },
)

async function* readEvents(response: Response) {
  let text = ''
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const [, name, data] = /^event: (\w+)\ndata: (.*)$/m.exec(text.slice(0, end)) ?? []
      text = text.slice(end + 2)
      yield [name, JSON.parse(data ?? '')] as const
    }
  }
}
