/** A sign-up form that is sent more than once makes one account and sends one code, whatever is lost between. */
import { expect, test, vi } from 'vitest'
import { openBrowser } from './browser.ts'
import { createWorld } from './world.ts'

vi.mock(
  '@aws-sdk/client-cognito-identity-provider',
  () => import('../../../../callers/shared/cognito-commands.ts'),
)

const person = { username: 'jane@example.com', password: 'Correct-Horse-9' }
const key = { 'idempotency-key': '0123456789abcdef-1' }

test('five clicks at once get one answer', async () => {
  const world = createWorld()
  const browser = openBrowser(world)

  const answers = await world.run(
    Promise.all(Array.from({ length: 5 }, () => browser.begin('/auth/sign-up', person, key))),
  )

  expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
  expect(answers.map(({ status }) => status)).toEqual(Array(5).fill(200))
  expect(world.pool.operations).toEqual(['SignUp'])
  expect(world.pool.codes).toBe(1)
})

test('a repeat a minute later gets the same answer, and Cognito is not asked', async () => {
  const world = createWorld()
  const browser = openBrowser(world)
  const first = await browser.post('/auth/sign-up', person, key)
  await world.run(world.clock.sleep(60_000))

  expect(await browser.post('/auth/sign-up', person, key)).toMatchObject({ status: 200, text: first.text })
  expect(world.pool.operations).toEqual(['SignUp'])
})

test('a lost answer is found out by the password', async () => {
  const world = createWorld()
  world.pool.fault = (operation) => (operation === 'SignUp' ? 'lost-answer' : undefined)

  expect(await openBrowser(world).post('/auth/sign-up', person, key)).toMatchObject({
    status: 200,
    body: { isRecovered: true },
  })
  expect(world.pool.made).toEqual(new Map([[person.username, 1]]))
})

test('a submit whose function died is taken up again by the same form, and finds the account', async () => {
  const world = createWorld()
  const browser = openBrowser(world)
  world.table.fault = (operation, { UpdateExpression = '' }) =>
    operation === 'UpdateItem' && UpdateExpression.startsWith('SET sealedAnswer') ? 'before' : undefined
  expect(await browser.post('/auth/sign-up', person, key)).toMatchObject({ status: 200 })
  world.table.fault = () => undefined
  await world.run(world.clock.sleep(31_000))

  expect(await browser.post('/auth/sign-up', person, key)).toMatchObject({
    status: 200,
    body: { isRecovered: true, isConfirmed: false },
  })
  expect(world.pool.made).toEqual(new Map([[person.username, 1]]))
})

test('a submit that stayed unclear is checked by the next one, not refused as a known name', async () => {
  const world = createWorld()
  const browser = openBrowser(world)
  world.pool.fault = (operation, _, nth) => (operation === 'SignUp' && nth === 1 ? 'lost-answer' : 'service')
  const first = await browser.post('/auth/sign-up', person, key)
  expect(first).toMatchObject({ status: 503, body: { isUnclear: true } })
  world.pool.fault = () => undefined

  expect(await browser.post('/auth/sign-up', person, key)).toMatchObject({
    status: 200,
    body: { isRecovered: true },
  })
  expect(world.pool.made).toEqual(new Map([[person.username, 1]]))
})

test('the same key with another form is refused, and nothing is done', async () => {
  const world = createWorld()
  const browser = openBrowser(world)
  await browser.post('/auth/sign-up', person, key)

  expect(await browser.post('/auth/sign-up', { ...person, username: 'joe@example.com' }, key)).toMatchObject({
    status: 422,
    body: { code: 'idempotency_key_reused' },
  })
  expect(world.pool.operations).toEqual(['SignUp'])
})

test('a form that was refused may be corrected under the same key', async () => {
  const world = createWorld()
  const browser = openBrowser(world)
  world.pool.fault = (_, who) =>
    who.endsWith('@spam.example')
      ? { trigger: 'PreSignUp', denial: '[email_disposable] Use another' }
      : undefined

  expect(await browser.post('/auth/sign-up', { ...person, username: 'j@spam.example' }, key)).toMatchObject({
    status: 403,
  })
  expect(await browser.post('/auth/sign-up', person, key)).toMatchObject({ status: 200 })
})

test('a second submit waits no longer than its own caller, and is told to ask again', async () => {
  const world = createWorld()
  const browser = openBrowser(world)
  world.pool.fault = () => 'hangs'

  const [first, second] = await world.run(
    Promise.all([browser.begin('/auth/sign-up', person, key), browser.begin('/auth/sign-up', person, key)]),
  )

  expect(first).toMatchObject({ status: 503, body: { isUnclear: true } })
  expect(second).toMatchObject({ status: 409, body: { code: 'in_progress' } })
  expect(world.clock.monotonicMs()).toBeLessThan(30_000)
})

test('a sign-up without a key is refused before anything is done', async () => {
  const world = createWorld()
  const browser = openBrowser(world)

  for (const headers of [{}, { 'idempotency-key': 'short' }, { 'idempotency-key': 'a b'.repeat(10) }]) {
    expect(await browser.post('/auth/sign-up', person, headers)).toMatchObject({
      status: 400,
      body: { code: 'idempotency_key_missing' },
    })
  }
  expect(world.pool.operations).toEqual([])
  expect(world.table.items.size).toBe(0)
})
