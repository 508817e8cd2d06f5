/** `node scripts/load-front-door.ts [--people 10000] [--rate 1000] [--at-once 8] [--calm]`: people who sign up and enter their
 * code at the front door of a local stack, over HTTP, against faults. Exits 1 when an account or a code is doubled, a welcome
 * mail comes a third time, when somebody is never served, or when an answer comes too late. */
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { callers } from '../callers/callers.ts'
import { addressOf, startCallersStack } from '../test/support/callers-stack.ts'
import { createRandom } from '../test/support/seeded-random.ts'

type Stack = Awaited<ReturnType<typeof startCallersStack>>
type Fault = Parameters<Stack['setFault']>[1]

/** Which faults there are while this share of all people comes. */
const stretches: readonly (readonly [share: number, faults: Readonly<Record<string, Fault>>])[] = [
  [0.2, {}],
  [0.15, { table: { kind: 'latency', ms: 400, rate: 0.3 } }],
  [0.15, { table: { kind: 'throttle', rate: 0.1 } }],
  [0.02, { table: { kind: 'outage' } }],
  [0.1, { mail: { kind: 'latency', ms: 2_000, rate: 0.5 }, 'event-bus': { kind: 'latency', ms: 2_000 } }],
  [0.1, { 'user-pool': { kind: 'throttle', rate: 0.1 } }],
  [0.15, { 'user-pool': { kind: 'error', rate: 0.05 }, table: { kind: 'error', rate: 0.02 } }],
  [0.01, { 'user-pool': { kind: 'outage' } }],
  [0.05, { 'user-pool': { kind: 'hang', rate: 0.02 }, table: { kind: 'hang', rate: 0.01 } }],
]

/** The welcome mail's `delivery` is `at-most-twice`: the second one where nobody knows whether the first was sent. */
const maxWelcomes = 2

/** A person clicks twice, the second time a little later. */
const doubleShare = 0.2
const doubleMs = 2_000

/** The most people under way when the faults are over: the local service runs ten copies of a function. */
const calmAtOnce = 8

interface LoadOptions {
  readonly people: number
  /** New people a second; undefined for as many as the machine serves. */
  readonly rate?: number | undefined
  /** The most people under way. */
  readonly atOnce: number
  readonly isCalm: boolean
}

interface Person {
  readonly username: string
  readonly password: string
  code?: string | undefined
  isConfirmed: boolean
  codes: number
  welcomes: number
}

/** One page of one person: it sends the same form with the same key, however often. */
function createPage(address: string, note: (kind: string, tookMs: number) => void) {
  const post = async (path: string, body: object, more: Readonly<Record<string, string>> = {}) => {
    const headers = { origin: address, 'x-front-door': '1', 'content-type': 'application/json', ...more }
    const startedAt = performance.now()
    const { status, text } = await fetch(address + path, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    }).then(
      async (response) => ({ status: response.status, text: await response.text() }),
      (error: unknown) => ({ status: 0, text: JSON.stringify({ message: String(error) }) }),
    )
    const { code, message = '' }: { readonly code?: string; readonly message?: string } = JSON.parse(text)
    note(`${path} ${status} ${code ?? message}`.trim(), performance.now() - startedAt)
    return status
  }
  const page = {
    signUp: ({ username, password }: Person) =>
      post(
        '/auth/sign-up',
        { username, password, attributes: { email: username } },
        { 'idempotency-key': `form-of-${username.replace(/\W/g, '-')}` },
      ),
    /** As far as the person comes now. */
    async visit(person: Person): Promise<void> {
      if (person.code === undefined) await page.signUp(person)
      const { username, code } = person
      if (code !== undefined && !person.isConfirmed)
        person.isConfirmed = (await post('/auth/confirm', { username, code })) === 200
    },
  }
  return page
}

async function load(stack: Stack, { people, rate, atOnce, isCalm }: LoadOptions): Promise<boolean> {
  const random = createRandom(15)
  const kinds = new Map<string, number>()
  const tookMs: number[] = []
  const everybody = Array.from({ length: people }, (_, who): Person => {
    const counts = { isConfirmed: false, codes: 0, welcomes: 0 }
    return { username: `p${who}@example.com`, password: `Correct-Horse-${who}`, ...counts }
  })
  const byName = new Map(everybody.map((person) => [person.username, person]))
  stack.mailbox.onMessage(({ to, code }) => {
    const person = byName.get(to)
    if (person === undefined) return
    person.code ??= code
    if (code === undefined) person.welcomes += 1
    else person.codes += 1
  })
  const page = createPage(addressOf(stack, 'http-api', 'front-door'), (kind, ms) => {
    tookMs.push(ms)
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
  })
  const inLanes = async (
    lanes: number,
    who: readonly Person[],
    serve: (person: Person, at: number) => Promise<void>,
  ) => {
    let next = 0
    const lane = async () => {
      for (let at = next++; at < who.length; at = next++) await serve(who[at] ?? never(), at)
    }
    await Promise.all(Array.from({ length: lanes }, lane))
  }

  const startedAt = performance.now()
  const progress = setInterval(() => process.stderr.write(`${tookMs.length} answers\n`), 10_000).unref()
  const again: Promise<unknown>[] = []
  await inLanes(atOnce, everybody, async (person, at) => {
    if (rate !== undefined) await sleep(Math.max(0, startedAt + (at * 1_000) / rate - performance.now()))
    if (!isCalm) setFaults(stack, at / people)
    if (random() < doubleShare) again.push(sleep(random() * doubleMs).then(() => page.signUp(person)))
    await page.visit(person)
  })
  await Promise.all(again)
  const seconds = (performance.now() - startedAt) / 1_000
  const servedAtOnce = everybody.filter(({ isConfirmed }) => isConfirmed).length
  setFaults(stack, 1)
  // Who was not served comes again, as long as that helps anybody.
  for (
    let before = people + 1, rest = everybody.filter(({ isConfirmed }) => !isConfirmed);
    rest.length < before;
  ) {
    before = rest.length
    await inLanes(Math.min(atOnce, calmAtOnce), rest, (person) => page.visit(person))
    rest = rest.filter(({ isConfirmed }) => !isConfirmed)
  }
  clearInterval(progress)
  await stack.worker?.sweep()
  await stack.worker?.idle()

  const sorted = tookMs.toSorted((one, other) => one - other)
  const at = (share: number) => Math.round(sorted[Math.ceil(sorted.length * share) - 1] ?? 0)
  const limitMs = callers['http-api'].waitsMs
  const count = (is: (person: Person) => boolean): number => everybody.filter(is).length
  const doubled = count(({ codes, welcomes }) => codes > 1 || welcomes > maxWelcomes)
  const lost = count(({ isConfirmed }) => !isConfirmed)
  const lines = [
    `${people} people in ${seconds.toFixed(1)} s, ${(sorted.length / seconds).toFixed(0)} requests a second; ${servedAtOnce} served at once`,
    ...[...kinds.keys()].toSorted().map((kind) => `  ${kinds.get(kind)} x ${kind}`),
    `answers: median ${at(0.5)} ms, 99 % ${at(0.99)} ms, longest ${at(1)} ms of ${limitMs} ms`,
    `doubled: ${doubled}; never served: ${lost}; without a welcome mail so far: ${count(({ welcomes }) => welcomes === 0)}`,
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
  return doubled === 0 && lost === 0 && at(1) <= limitMs
}

function setFaults(stack: Stack, share: number): void {
  let end = 0
  const [, faults] = stretches.find(([width]) => (end += width) > share) ?? [0, {}]
  for (const name of stack.faultNames()) stack.setFault(name, Reflect.get(faults, name) ?? null)
}

function never(): never {
  throw new RangeError('there is no such person')
}

function readCount(name: string, text: string): number {
  const count = Number(text)
  if (Number.isSafeInteger(count) && count > 0) return count
  throw new TypeError(`--${name} must be a whole number above 0, and is ${JSON.stringify(text)}.`)
}

const { values } = parseArgs({
  options: {
    people: { type: 'string', default: '10000' },
    rate: { type: 'string' },
    'at-once': { type: 'string', default: '8' },
    calm: { type: 'boolean', default: false },
  },
})
const options = {
  people: readCount('people', values.people),
  rate: values.rate === undefined ? undefined : readCount('rate', values.rate),
  atOnce: readCount('at-once', values['at-once']),
  isCalm: values.calm,
}
const ends: (() => Promise<void>)[] = []
try {
  const stack = await startCallersStack((end) => void ends.push(end), { times: 1 })
  if (!(await load(stack, options))) process.exitCode = 1
} finally {
  for (const end of ends.toReversed()) await end()
}
