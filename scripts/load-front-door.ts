/** `node scripts/load-front-door.ts [--people 10000] [--rate 1000] [--at-once 8] [--calm]`: sign-ups through the front door of
 * a local stack, over HTTP, against faults. Exits 1 when anything is doubled or lost, or an answer came too late. */
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { callers } from '../callers/callers.ts'
import type { Fault } from '../local/faults/fault.ts'
import type { LocalStack } from '../local/stack.ts'
import { addressOf, startCallersStack } from '../test/support/callers-stack.ts'
import { createRandom } from '../test/support/seeded-random.ts'

/** Which faults there are while so many of all people sign up. */
const stretches: readonly (readonly [share: number, faults: Readonly<Record<string, Fault>>])[] = [
  [0.2, {}],
  [0.2, { table: { kind: 'latency', ms: 400, rate: 0.3 } }],
  [0.15, { table: { kind: 'throttle', rate: 0.1 } }],
  [0.02, { table: { kind: 'outage' } }],
  [0.15, { 'user-pool': { kind: 'throttle', rate: 0.1 } }],
  [0.15, { 'user-pool': { kind: 'error', rate: 0.05 }, table: { kind: 'error', rate: 0.02 } }],
  [0.01, { 'user-pool': { kind: 'outage' } }],
  [0.05, { 'user-pool': { kind: 'hang', rate: 0.02 }, table: { kind: 'hang', rate: 0.01 } }],
  [0.07, {}],
]

/** A person clicks twice, the second time a little later. */
const doubleShare = 0.2
const doubleMs = 2_000

/** How often who was refused sends the same form again, when the faults are over. */
const rounds = 10

export interface LoadOptions {
  readonly people: number
  /** New people a second; undefined for as many as the machine serves. */
  readonly rate?: number | undefined
  /** The most people under way. */
  readonly atOnce: number
  readonly isCalm: boolean
}

export interface LoadResult {
  /** How many answers of each kind there were. */
  readonly kinds: ReadonlyMap<string, number>
  readonly tookMs: readonly number[]
  readonly seconds: number
  readonly servedAtOnce: number
  readonly doubled: readonly string[]
  readonly lost: readonly string[]
}

export async function load(stack: LocalStack, options: LoadOptions): Promise<LoadResult> {
  const { people, rate, atOnce, isCalm } = options
  const address = addressOf(stack, 'http-api', 'front-door')
  const random = createRandom(15)
  const kinds = new Map<string, number>()
  const tookMs: number[] = []
  const served = new Set<number>()

  const submit = async (who: number): Promise<void> => {
    const startedAt = performance.now()
    const { kind, isDone } = await send(address, who)
    tookMs.push(performance.now() - startedAt)
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
    if (isDone) served.add(who)
  }
  const everybody = Array.from({ length: people }, (_, who) => who)
  const doubles = new Map(
    everybody.flatMap((who) => (random() < doubleShare ? [[who, random() * doubleMs]] : [])),
  )
  const again: Promise<void>[] = []
  const startedAt = performance.now()
  let next = 0
  const take = async (): Promise<void> => {
    for (;;) {
      const who = next
      next += 1
      if (who >= people) return
      if (rate !== undefined) await sleep(Math.max(0, startedAt + (who * 1_000) / rate - performance.now()))
      if (!isCalm) setFaults(stack, who / people)
      const afterMs = doubles.get(who)
      if (afterMs !== undefined) again.push(sleep(afterMs).then(() => submit(who)))
      await submit(who)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, take))
  await Promise.all(again)
  const seconds = (performance.now() - startedAt) / 1_000
  const servedAtOnce = served.size
  setFaults(stack, 1)
  for (let round = 0; round < rounds && served.size < people; round += 1) {
    const rest = everybody.filter((who) => !served.has(who))
    await Promise.all(
      Array.from({ length: atOnce }, async (_, lane) => {
        for (let at = lane; at < rest.length; at += atOnce) await submit(rest[at] ?? 0)
      }),
    )
  }
  const codes = (who: number): number => stack.mailbox.messages(nameOf(who)).length
  return {
    kinds,
    tookMs,
    seconds,
    servedAtOnce,
    doubled: everybody.filter((who) => codes(who) > 1).map(nameOf),
    lost: everybody.filter((who) => !served.has(who) || codes(who) < 1).map(nameOf),
  }
}

const nameOf = (who: number): string => `p${who}@example.com`

/** As one page sends it, with the key of its form. */
async function send(
  address: string,
  who: number,
): Promise<{ readonly kind: string; readonly isDone: boolean }> {
  const username = nameOf(who)
  const password = `Correct-Horse-${who}`
  try {
    const response = await fetch(`${address}/auth/sign-up`, {
      method: 'POST',
      headers: {
        origin: address,
        'x-front-door': '1',
        'content-type': 'application/json',
        'idempotency-key': `form-of-person-${who}`,
      },
      body: JSON.stringify({ username, password, attributes: { email: username } }),
    })
    const { code, isRecovered, message }: Readonly<Record<string, unknown>> = JSON.parse(
      await response.text(),
    )
    const told = code ?? message ?? (isRecovered === true ? 'recovered' : 'signed up')
    return { kind: `${response.status} ${String(told)}`, isDone: response.ok }
  } catch (error) {
    return { kind: `no answer: ${error instanceof Error ? error.message : 'unknown'}`, isDone: false }
  }
}

function setFaults(stack: LocalStack, share: number): void {
  let end = 0
  const [, faults] = stretches.find(([width]) => (end += width) > share) ?? [0, {}]
  for (const name of ['table', 'user-pool']) stack.setFault(name, Reflect.get(faults, name) ?? null)
}

/** One line for each kind of answer, and what must not be. */
function describe({ people }: LoadOptions, result: LoadResult): string {
  const { kinds, tookMs, seconds, servedAtOnce, doubled, lost } = result
  const sorted = tookMs.toSorted((one, other) => one - other)
  const at = (share: number): string =>
    (sorted.at(Math.min(sorted.length - 1, Math.floor(sorted.length * share))) ?? 0).toFixed(0)
  return [
    `${people} people in ${seconds.toFixed(1)} s, ${(people / seconds).toFixed(0)} a second; ${servedAtOnce} served at once`,
    ...[...kinds].toSorted().map(([kind, count]) => `  ${count} x ${kind}`),
    `answers: median ${at(0.5)} ms, 99 % ${at(0.99)} ms, longest ${at(1)} ms of ${callers['http-api'].waitsMs} ms`,
    `doubled: ${doubled.length}; lost: ${lost.length}`,
  ].join('\n')
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      people: { type: 'string', default: '10000' },
      rate: { type: 'string' },
      'at-once': { type: 'string', default: '8' },
      calm: { type: 'boolean', default: false },
    },
  })
  const options: LoadOptions = {
    people: readCount('people', values.people),
    rate: values.rate === undefined ? undefined : readCount('rate', values.rate),
    atOnce: readCount('at-once', values['at-once']),
    isCalm: values.calm,
  }
  const ends: (() => Promise<void>)[] = []
  try {
    const stack = await startCallersStack((end) => void ends.push(end), { times: 1 })
    const result = await load(stack, options)
    process.stdout.write(`${describe(options, result)}\n`)
    const isLate = result.tookMs.some((ms) => ms > callers['http-api'].waitsMs)
    if (isLate || result.doubled.length > 0 || result.lost.length > 0) process.exitCode = 1
  } finally {
    for (const end of ends.toReversed()) await end()
  }
}

function readCount(name: string, text: string): number {
  const count = Number(text)
  if (Number.isSafeInteger(count) && count > 0) return count
  throw new TypeError(`--${name} must be a whole number above 0, and is ${JSON.stringify(text)}.`)
}
