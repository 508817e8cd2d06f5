/** The further steps of a sign-in: a code, a new password, both, and everything that is no right answer. */
import { describe, expect, test, vi } from 'vitest'
import { type Browser, openBrowser } from './browser.ts'
import { code, type Fault } from './fake-cognito.ts'
import { createWorld, type World } from './world.ts'

vi.mock(
  '@aws-sdk/client-cognito-identity-provider',
  () => import('../../../../callers/shared/cognito-commands.ts'),
)

const person = { username: 'jane@example.com', password: 'Correct-Horse-9' }
const cookie = '__Host-Http-challenge'

async function challenged(...steps: string[]): Promise<{ readonly world: World; readonly browser: Browser }> {
  const world = createWorld()
  world.pool.people.set(person.username, { password: person.password, isConfirmed: true })
  world.pool.steps.set(person.username, steps)
  const browser = openBrowser(world)
  await browser.post('/auth/sign-in', person)
  return { world, browser }
}

const answers = ({ pool }: World): number =>
  pool.operations.filter((operation) => operation === 'RespondToAuthChallenge').length

describe('a second factor', () => {
  test.each([
    ['SMS_MFA', { medium: 'SMS', destination: '+*******1234' }],
    ['EMAIL_OTP', { medium: 'APP' }],
    ['SOFTWARE_TOKEN_MFA', { medium: 'APP' }],
  ])('%s is asked for, and its code signs in', async (step, challenge) => {
    const { world, browser } = await challenged(step)
    const asked = await browser.post('/auth/sign-in', person)

    expect(asked).toMatchObject({ status: 401, body: { code: 'code_needed', challenge } })
    expect(asked.cookies).toEqual([
      expect.stringMatching(
        /^__Host-Http-challenge=\S+; Path=\/; Max-Age=900; Secure; HttpOnly; SameSite=Strict$/,
      ),
    ])
    expect(await browser.get('/auth/session')).toMatchObject({ status: 401 })
    expect(await browser.post('/auth/challenge', { code })).toMatchObject({
      status: 200,
      body: { refreshes: 0 },
    })
    expect([...browser.jar.keys()]).toEqual(['__Host-Http-session'])
    expect(await browser.get('/auth/session')).toMatchObject({ status: 200 })
    expect(world.pool.addresses.at(-1)).toBe('192.0.2.1')
  })

  test('a wrong code may be mended', async () => {
    const { browser } = await challenged('SMS_MFA')
    const wrong = await browser.post('/auth/challenge', { code: '000000' })

    expect(wrong).toMatchObject({ status: 400, body: { code: 'code_mismatch', field: 'code' }, cookies: [] })
    expect(await browser.post('/auth/challenge', { code })).toMatchObject({ status: 200 })
  })

  test('ten answers in a quarter of an hour are all, also by new challenges in other browsers', async () => {
    const { world } = await challenged('SMS_MFA')
    const guess = async (given: string) => {
      const browser = openBrowser(world)
      await browser.post('/auth/sign-in', person)
      return { browser, told: await browser.post('/auth/challenge', { code: given }) }
    }
    for (let time = 0; time < 10; time += 1)
      expect((await guess('000000')).told).toMatchObject({ status: 400 })
    const { told, browser } = await guess(code)

    expect(told).toMatchObject({ status: 429, body: { code: 'too_many_answers' } })
    expect(told.headers['retry-after']).toBe('900')
    expect(browser.jar.size).toBe(0)
    expect(answers(world)).toBe(10)
    await world.run(world.clock.sleep(900_000))
    expect((await guess(code)).told).toMatchObject({ status: 200 })
  })

  test('the same code again finds the session open', async () => {
    const { browser } = await challenged('SMS_MFA')
    const kept = browser.jar.get(cookie) ?? ''
    await browser.post('/auth/challenge', { code })
    browser.jar.set(cookie, kept)

    expect(await browser.post('/auth/challenge', { code })).toMatchObject({
      status: 401,
      body: { code: 'session_ended' },
    })
    expect(await browser.get('/auth/session')).toMatchObject({ status: 200 })
  })
})

test('a new password, with what the account lacks, may be followed by a code', async () => {
  const { world, browser } = await challenged('NEW_PASSWORD_REQUIRED', 'SMS_MFA')
  expect(await browser.post('/auth/sign-in', person)).toMatchObject({
    status: 401,
    body: { code: 'new_password_needed', challenge: { attributes: ['name'] } },
  })
  const attributes = { name: 'Jane' }
  expect(await browser.post('/auth/challenge', { code })).toMatchObject({
    status: 400,
    body: { code: 'field_missing', field: 'password' },
  })
  expect(await browser.post('/auth/challenge', { password: 'short', attributes })).toMatchObject({
    status: 400,
    body: { code: 'invalid_password', field: 'password' },
  })
  expect(await browser.post('/auth/challenge', { password: 'Correct-Horse-8', attributes })).toMatchObject({
    status: 401,
    body: { code: 'code_needed' },
  })
  expect(await browser.post('/auth/challenge', { code })).toMatchObject({ status: 200 })
  expect(answers(world)).toBe(3)
})

test.each(['CUSTOM_CHALLENGE', 'MFA_SETUP', 'SELECT_MFA_TYPE', 'DEVICE_SRP_AUTH'])(
  '%s is for managed login',
  async (step) => {
    const { browser } = await challenged(step)

    expect(await browser.post('/auth/sign-in', person)).toMatchObject({
      status: 403,
      body: { code: 'second_step_needed' },
      cookies: [],
    })
  },
)

test.each<[string, (scene: Awaited<ReturnType<typeof challenged>>) => unknown]>([
  ['without a cookie', ({ browser }) => browser.jar.clear()],
  ['with a forged cookie', ({ browser }) => browser.jar.set(cookie, 'aaaaaaaa.bbbb')],
  [
    'with a cookie of another purpose',
    async ({ browser, world }) => {
      const other = openBrowser(world)
      world.pool.steps.clear()
      await other.post('/auth/sign-in', person)
      browser.jar.set(cookie, [...other.jar.values()][0] ?? '')
    },
  ],
  ['too late', ({ world }) => world.run(world.clock.sleep(900_000))],
])('%s nobody is asked', async (_, change) => {
  const scene = await challenged('SMS_MFA')
  await change(scene)

  expect(await scene.browser.post('/auth/challenge', { code })).toMatchObject({
    status: 401,
    body: { code: 'no_challenge' },
  })
  expect(answers(scene.world)).toBe(0)
})

test.each<[Fault, number]>([
  ['throttled', 429],
  ['hangs', 503],
  ['service', 503],
  [{ trigger: 'PreTokenGeneration', denial: '[account_suspended] Your account is suspended' }, 403],
])(
  '%j is told as at the sign-in, within the limit, and the same answer works afterwards',
  async (fault, status) => {
    const { world, browser } = await challenged('SMS_MFA')
    world.pool.fault = (operation) => (operation === 'RespondToAuthChallenge' ? fault : undefined)
    expect(await browser.post('/auth/challenge', { code })).toMatchObject({ status })
    expect(world.clock.monotonicMs()).toBeLessThan(30_000)
    world.pool.fault = () => undefined

    expect(await browser.post('/auth/challenge', { code })).toMatchObject({ status: 200 })
  },
)

test('an answer that cannot be counted is not given', async () => {
  const { world, browser } = await challenged('SMS_MFA')
  world.table.fault = () => 'before'

  expect(await browser.post('/auth/challenge', { code })).toMatchObject({ status: 503 })
  expect(answers(world)).toBe(0)
})

test('a wrong password tells nothing of a second factor, and no log, table or browser has a code or a session', async () => {
  const { world, browser } = await challenged('SMS_MFA')
  const kept = [...browser.jar.values()].join()
  await browser.post('/auth/challenge', { code: '000000' })
  await browser.post('/auth/challenge', { code })
  const wrong = await openBrowser(world).post('/auth/sign-in', { ...person, password: 'no' })
  const nobody = await openBrowser(world).post('/auth/sign-in', {
    username: 'nobody@example.com',
    password: 'no',
  })

  expect(wrong).toMatchObject({ status: 401, body: { code: 'wrong_password' } })
  expect(nobody.body).toEqual(wrong.body)
  const seen = `${world.lines.join()} ${JSON.stringify([...world.table.items])} ${kept}`
  expect(
    ['cognito-session', code, '000000', person.username, '192.0.2.1'].filter((each) => seen.includes(each)),
  ).toEqual([])
})
