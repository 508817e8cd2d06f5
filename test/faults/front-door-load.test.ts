/** A thousand sign-ups a second for ten seconds against faults, in one process and in virtual time: the front door's own
 * code, with a pool and a table in memory. */
import { expect, test, vi } from 'vitest'
import { createRandom } from '../support/seeded-random.ts'
import { makeEvent, scriptHeaders } from '../unit/callers/front-door/browser.ts'
import { createQueueClock } from '../unit/callers/front-door/queue-clock.ts'
import { createWorld, type World } from '../unit/callers/front-door/world.ts'

vi.mock('@aws-sdk/client-cognito-identity-provider', () => import('../../callers/shared/cognito-commands.ts'))

const perSecond = 1_000
const seconds = 10
const doorLimitMs = 30_000

/** Of all calls of Cognito, and of the table. */
const shares = {
  throttled: 0.05,
  'lost-request': 0.02,
  'lost-answer': 0.03,
  service: 0.02,
  hangs: 0.005,
} as const
const tableShare = 0.01

/** A person clicks twice, the second time a little later. */
const doubleShare = 0.2

interface Answer {
  readonly who: number
  readonly status: number
  readonly tookMs: number
}

/** Lambda gives each request a copy of the function that is idle, or starts one. */
function createFleet(world: World) {
  const idle: World['handler'][] = []
  const fleet = {
    copies: 0,
    async send(who: number): Promise<Answer> {
      const handler = idle.pop() ?? world.makeCopy()
      const username = `p${who}@example.com`
      const startedAtMs = world.clock.monotonicMs()
      const answer = await world.call(
        makeEvent('http-api', {
          method: 'POST',
          path: '/auth/sign-up',
          query: '',
          cookies: [],
          headers: { ...scriptHeaders, 'idempotency-key': `form-of-person-${who}` },
          body: JSON.stringify({ username, password: `Secret-${who}`, attributes: { email: username } }),
        }),
        handler,
      )
      idle.push(handler)
      fleet.copies = Math.max(fleet.copies, idle.length)
      const status = Number(Reflect.get(answer, 'statusCode'))
      return { who, status, tookMs: world.clock.monotonicMs() - startedAtMs }
    },
  }
  return fleet
}

test('nothing is doubled, and every answer comes within the door’s limit', async () => {
  const random = createRandom(15)
  const clock = createQueueClock()
  const world = createWorld({ clock })
  let isFaulty = true
  world.pool.fault = () => {
    if (!isFaulty) return undefined
    let left = random()
    for (const [fault, share] of Object.entries(shares)) if ((left -= share) < 0) return asFault(fault)
    return undefined
  }
  world.table.fault = () => {
    if (!isFaulty || random() >= tableShare) return undefined
    return random() < 0.5 ? 'before' : 'after'
  }
  const fleet = createFleet(world)
  const sent: Promise<Answer>[] = []
  const arrive = (atMs: number, who: number): void => {
    clock.after(atMs, () => void sent.push(fleet.send(who)))
  }
  for (let who = 0; who < perSecond * seconds; who += 1) {
    const atMs = (who * 1_000) / perSecond
    arrive(atMs, who)
    if (random() < doubleShare) arrive(atMs + random() * 2_000, who)
  }
  await clock.runUntil(clock.sleep(seconds * 1_000 + doorLimitMs + 5_000))
  const answers = await clock.runUntil(Promise.all(sent))

  expect(answers.length).toBeGreaterThan(perSecond * seconds * 1.18)
  expect(answers.filter(({ tookMs }) => tookMs > doorLimitMs)).toEqual([])
  expect([...world.pool.made.values()].filter((times) => times !== 1)).toEqual([])
  expect(world.pool.codes).toBe(world.pool.made.size)
  const statuses = new Set(answers.map(({ status }) => status))
  expect([...statuses].filter((status) => ![200, 409, 429, 503].includes(status))).toEqual([])

  // Who was refused sends the same form again when it is over.
  isFaulty = false
  const served = new Set(answers.filter(({ status }) => status === 200).map(({ who }) => who))
  const rest = Array.from({ length: perSecond * seconds }, (_, who) => who).filter((who) => !served.has(who))
  const again = await clock.runUntil(Promise.all(rest.map((who) => fleet.send(who))))

  expect(again.filter(({ status }) => status !== 200)).toEqual([])
  expect(world.pool.made.size).toBe(perSecond * seconds)
  expect([...world.pool.made.values()].filter((times) => times !== 1)).toEqual([])
  const share = served.size / (perSecond * seconds)
  expect(share).toBeGreaterThan(0.97)
  process.stdout.write(
    `${answers.length} sign-ups of ${perSecond * seconds} people in ${seconds} s of virtual time: ${world.pool.made.size} accounts, none doubled; ` +
      `${(share * 100).toFixed(2)} % served at once; longest answer ${Math.max(...answers.map(({ tookMs }) => tookMs)).toFixed(0)} ms; ` +
      `${world.pool.operations.length} calls of Cognito; ${fleet.copies} copies\n`,
  )
})

function asFault(name: string) {
  switch (name) {
    case 'throttled':
    case 'lost-request':
    case 'lost-answer':
    case 'service':
    case 'hangs':
      return name
    default:
      throw new TypeError(`${name} is no fault`)
  }
}
