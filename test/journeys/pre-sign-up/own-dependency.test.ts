import { createServer, type IncomingHttpHeaders } from 'node:http'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { closeServer, listenOnLoopback } from '../../../local/listen.ts'
import { endAfterAll } from '../../support/end-after-all.ts'
import { denial, type Journey, startJourney } from '../journey.ts'

const keep = endAfterAll()
const asked: { readonly path: string; readonly headers: IncomingHttpHeaders }[] = []
let journey: Journey

beforeAll(async () => {
  const crm = createServer((request, response) => {
    if (request.method === 'GET') asked.push({ path: request.url ?? '', headers: request.headers })
    response.writeHead(request.url === '/customers/ada%40example.com' ? 200 : 404).end('{"id":7}')
  })
  const port = await listenOnLoopback(crm, 0)
  keep(() => closeServer(crm))
  journey = await startJourney(keep, 'own-dependency', {
    origins: { CRM_ORIGIN: `http://127.0.0.1:${port}` },
    slowMotion: 5,
  })
})
afterEach(() => journey.stack.setFault('crm', null))

test("the rule decides by the answer of the team's own system, which is sent the secret and nothing else", async () => {
  await expect(journey.signUp('ada@example.com')).resolves.not.toBe('')
  await expect(journey.signUp('eve@example.com')).rejects.toMatchObject(denial('not_a_customer'))

  expect(asked.map(({ path }) => path)).toEqual([
    '/customers/ada%40example.com',
    '/customers/eve%40example.com',
  ])
  for (const { headers } of asked) {
    expect(headers.authorization).toMatch(/^Bearer \S{8,}$/)
    expect(Object.keys(headers).sort()).toEqual(['accept', 'authorization', 'connection', 'host'])
  }
})

test.each(['hang', 'error', 'outage', 'throttle'] as const)(
  'with %s on it the step does what it declares, and after that it is asked again',
  async (kind) => {
    journey.stack.setFault('crm', { kind })
    await expect(journey.signUp(`${kind}@example.com`)).rejects.toMatchObject(
      denial('temporarily_unavailable'),
    )

    journey.stack.setFault('crm', null)

    await expect(journey.signUp(`${kind}@example.com`)).rejects.toMatchObject(denial('not_a_customer'))
  },
)

test('the console lists it, and takes faults for it', async () => {
  const { consoleUrl, consoleToken } = journey.stack.details
  const call = async (method: string, body?: object): Promise<unknown> => {
    const headers = { authorization: `Bearer ${consoleToken}`, 'content-type': 'application/json' }
    const init = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) }
    return (await fetch(`${consoleUrl}/api/faults`, init)).json()
  }

  expect(await call('GET')).toMatchObject({ crm: null, table: null })
  expect(await call('PUT', { crm: { kind: 'latency', ms: 5 } })).toMatchObject({
    crm: { kind: 'latency', ms: 5 },
  })
})

test.each(['', 'http://10.0.0.1'])('the stack does not start with %j for an origin', async (origin) => {
  await expect(startJourney(keep, 'own-dependency', { origins: { CRM_ORIGIN: origin } })).rejects.toThrow(
    /^CRM_ORIGIN is (?:empty|not safe): /,
  )
})
