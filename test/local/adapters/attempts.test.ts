/** Attempts are attempts: as many requests as a step allows, for every error that may pass, and one for any other. */
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { systemClock } from '../../../triggers/core/deadline.ts'
import { createCall } from '../../../triggers/testing/call.ts'
import { runs } from '../../support/run-counts.ts'
import { type AdapterCase, isCounted } from './adapter-case.ts'
import { adapterCases } from './adapter-cases.ts'
import { type Answer, type DyingService, type Respond, startDyingService } from './dying-sockets.ts'

/** No budget decides: it only ends what hangs. */
const budgetMs = 60_000
/** The time of an attempt that gets no answer. */
const littleMs = 60

let service: DyingService
beforeEach(async () => {
  service = await startDyingService()
})
afterEach(() => service.close())

const rows = new Map<string, string[]>()
function note({ name }: AdapterCase, answer: string, seen: Readonly<Record<string, number>>): void {
  const counts = Object.entries(seen).map(([allowed, requests]) => `${allowed}: ${requests}`)
  rows.set(name, [...(rows.get(name) ?? []), `${answer} (${counts.join(', ')})`])
}
afterAll(() => {
  const lines = [...rows].map(([name, cells]) => [name, ...cells].join(' | '))
  process.stdout.write(`\nThe table of attempts: requests seen, by attempts allowed\n${lines.join('\n')}\n`)
})

const exception = (status: number, name: string): Answer => ({
  status,
  headers: { 'x-amzn-errortype': name },
  body: JSON.stringify({ __type: `com.amazonaws#${name}` }),
})

const faults: Readonly<Record<string, (adapter: AdapterCase) => Respond>> = {
  '503': () => () => ({ status: 503, body: '{}' }),
  '503 of a proxy': () => () => ({ status: 503, headers: { 'content-type': 'text/html' }, body: '<html>' }),
  '500': () => () => exception(500, 'InternalFailure'),
  '429': () => () => ({ status: 429, body: '{}' }),
  '400 that throttles':
    ({ throttle }) =>
    () =>
      throttle === undefined ? { status: 429 } : exception(400, throttle),
  '408': () => () => ({ status: 408, body: '{}' }),
  'a connection that is cut': () => () => 'cut',
}

/** Refusals that pass by themselves, as AWS names them. */
const passing = [
  'Throttling',
  'ThrottledException',
  'RequestThrottledException',
  'RequestLimitExceeded',
  'BandwidthLimitExceeded',
  'SlowDown',
  'PriorRequestNotComplete',
  'EC2ThrottledException',
  'TransactionConflictException',
  'TransactionInProgressException',
  'ReplicatedWriteConflictException',
  'RequestTimeout',
  'RequestTimeoutException',
  'InternalErrorException',
  'InternalServerError',
]
const staying = ['LimitExceededException', 'RequestTimeTooSkewed', 'RequestExpired', 'SlowExceptionOfMine']

/** All the ways in which services write the name of an exception. */
const writings: Readonly<Record<string, (name: string) => Answer>> = {
  'with a namespace': (name) => named({ __type: `com.amazonaws.dynamodb.v20120810#${name}` }),
  'with an address behind it': (name) => named({ __type: `${name}:http://internal.amazon.com/coral/#x` }),
  'with both': (name) => named({ __type: `com.amazonaws#${name}:http://x` }),
  'with two namespaces': (name) => named({ __type: `com#amazonaws#${name}` }),
  'with spaces': (name) => named({ __type: ` ${name} ` }),
  'in code': (name) => named({ code: name }),
  'in code with both': (name) => named({ code: `com.amazonaws#${name}:http://x` }),
  'in a header': (name) => ({ status: 400, headers: { 'X-Amzn-ErrorType': name }, body: '{}' }),
  'in a header with both': (name) => ({
    status: 400,
    headers: { 'x-amzn-errortype': `com.amazonaws#${name}:http://x` },
    body: '{}',
  }),
  'in a header twice': (name) => ({
    status: 400,
    headers: { 'x-amzn-errortype': `${name},${name}` },
    body: '',
  }),
  'in a header before a page': (name) => ({
    status: 400,
    headers: { 'x-amzn-errortype': name, 'content-type': 'text/html' },
    body: '<html>',
  }),
}
function named(body: object): Answer {
  return { status: 400, body: JSON.stringify(body) }
}

/** Nothing but the name names an exception. */
const elsewhere: Readonly<Record<string, (name: string) => Answer>> = {
  'in a message': (name) => named({ __type: 'Refused', message: `"__type":"${name}"` }),
  'deep inside': (name) => named({ detail: { __type: name }, __type: 'Refused' }),
  'as a namespace': (name) => named({ __type: `${name}#Refused` }),
  'as an address': (name) => named({ __type: `Refused:${name}` }),
  'as no text': (name) => named({ __type: [name] }),
}

const refusals: Readonly<Record<string, Respond>> = {
  '400': () => exception(400, 'SomethingElseException'),
  '403': () => exception(403, 'AccessDeniedException'),
}

/** The SDK waits longer before each attempt. */
const allowances = runs({ few: [1, 3], full: [1, 2, 5] })

/** Requests, by how many attempts were allowed. */
async function ask(adapter: AdapterCase, respond: Respond): Promise<Readonly<Record<string, number>>> {
  const seen: Record<string, number> = {}
  for (const allowed of adapter.ownAttempts === undefined ? allowances : [adapter.ownAttempts]) {
    const run = adapter.open(service.origin, systemClock)
    service.respond(respond)
    const call = createCall(budgetMs, allowed)
    await expect(run(call)).rejects.toThrow(Error)
    seen[allowed] = service.requests()
    if (isCounted(adapter)) expect(call.attempts()).toBe(service.requests())
  }
  return seen
}

/** Requests, with two attempts allowed. */
async function countRequests(adapter: AdapterCase, answer: Answer): Promise<number> {
  const run = adapter.open(service.origin, systemClock)
  service.respond(() => answer)
  await expect(run(createCall(budgetMs, 2))).rejects.toThrow(Error)
  return service.requests()
}

describe.each(adapterCases)('$name', (adapter) => {
  test.each(Object.entries(faults))('after %s tries as often as it may', async (fault, respondTo) => {
    const seen = await ask(adapter, respondTo(adapter))

    note(adapter, fault, seen)
    expect(Object.keys(seen)).toEqual(Object.values(seen).map(String))
  })

  test.each(Object.entries(refusals))('after %s does not try again', async (refusal, respond) => {
    const seen = await ask(adapter, respond)

    note(adapter, refusal, seen)
    expect(new Set(Object.values(seen))).toEqual(new Set([1]))
  })
})

/** Those whose service names its exceptions. */
const naming = adapterCases.flatMap(({ throttle, ...adapter }) =>
  throttle === undefined ? [] : [{ ...adapter, throttle }],
)

describe.each(naming)('$name', (adapter) => {
  const { throttle } = adapter
  const written = Object.entries(writings)

  test('reads the name of an exception however it is written', async () => {
    const seen: Record<string, unknown> = {}
    for (const [way, write] of written) seen[way] = await countRequests(adapter, write(throttle))

    expect(seen).toEqual(Object.fromEntries(written.map(([way]) => [way, adapter.ownAttempts ?? 2])))
  })
  test('tries again after what passes, and not after what stays', async () => {
    const seen: Record<string, unknown> = {}
    for (const name of [...passing, ...staying])
      seen[name] = await countRequests(adapter, exception(400, name))

    expect(seen).toEqual({
      ...Object.fromEntries(passing.map((name) => [name, adapter.ownAttempts ?? 2])),
      ...Object.fromEntries(staying.map((name) => [name, 1])),
    })
  })
  test('takes no other text for the name of an exception', async () => {
    const seen: Record<string, unknown> = {}
    for (const [place, write] of Object.entries(elsewhere))
      seen[place] = await countRequests(adapter, write(throttle))

    expect(seen).toEqual(Object.fromEntries(Object.keys(elsewhere).map((place) => [place, 1])))
  })

  test('tries once where the first attempt succeeds, and stops at the one that does', async () => {
    for (const good of [1, 2]) {
      const run = adapter.open(service.origin, systemClock)
      let count = 0
      service.respond(() => ((count += 1) < good ? { status: 503, body: '{}' } : { body: adapter.success }))
      await run(createCall(budgetMs, 5))
      expect(service.requests()).toBe(good)
    }
  })
})

describe.each(adapterCases.filter(isCounted))('$name', (adapter) => {
  test('where nobody listens tries as often as it may', async () => {
    const call = createCall(budgetMs, 3)

    await expect(adapter.open('http://127.0.0.1:9', systemClock)(call)).rejects.toThrow(Error)

    expect(call.attempts()).toBe(3)
  })

  test('gives an attempt without an answer its share of the time, and then tries again', async () => {
    const run = adapter.open(service.origin, systemClock)
    const call = createCall(budgetMs, 2)
    service.respond(() => (call.attempts() === 1 ? 'hang' : { body: adapter.success }))

    // Little time for the first attempt and plenty afterwards, as the call tells it.
    await run({
      ...call,
      remainingMs: () => (call.attempts() === 1 ? littleMs + (adapter.reserveMs ?? 0) : budgetMs),
    })

    expect(call.attempts()).toBe(2)
  })
})
