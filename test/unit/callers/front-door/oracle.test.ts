/** Who only guesses hears the same of every account, and of none: status, text, cookies and time. */
import { describe, expect, test, vi } from 'vitest'
import { type Asked, openBrowser } from './browser.ts'
import { code, type Fault } from './fake-cognito.ts'
import { createWorld, type World } from './world.ts'

vi.mock(
  '@aws-sdk/client-cognito-identity-provider',
  () => import('../../../../callers/shared/cognito-commands.ts'),
)

const username = 'jane@example.com'
const password = 'Correct-Horse-9'
const accounts: Readonly<Record<string, (world: World) => unknown>> = {
  none: () => {},
  confirmed: ({ pool }) => pool.people.set(username, { password, isConfirmed: true }),
  unconfirmed: ({ pool }) => pool.people.set(username, { password, isConfirmed: false }),
  'to be reset': (world) =>
    refusing(world, 'PasswordResetRequiredException', 'Password reset required for the user'),
  'of an expired invitation': (world) =>
    refusing(
      world,
      'NotAuthorizedException',
      'User account has expired, it must be reset by an administrator.',
    ),
  'of an administrator': (world) =>
    refusing(
      world,
      'NotAuthorizedException',
      'User cannot be confirmed. Current status is FORCE_CHANGE_PASSWORD',
    ),
}

function refusing({ pool }: World, name: string, message: string): void {
  pool.fault = (): Fault => ({ name, message })
}

test.each<[string, object, number, string | undefined]>([
  ['/auth/sign-in', { username, password: 'Wrong-Horse-9' }, 401, 'wrong_password'],
  ['/auth/confirm', { username, code: '000000' }, 400, 'code_mismatch'],
  ['/auth/resend', { username }, 200, undefined],
])('%s', async (path, body, status, told) => {
  const heard = async (
    prepare: (world: World) => unknown,
  ): Promise<readonly [Asked, number, readonly string[]]> => {
    const world = createWorld()
    prepare(world)
    const asked = await openBrowser(world).post(path, body)
    return [asked, world.clock.monotonicMs(), world.pool.operations]
  }
  const ofNone = await heard(() => {})

  expect(ofNone[0]).toMatchObject({ status, body: told === undefined ? {} : { code: told } })
  for (const [name, prepare] of Object.entries(accounts))
    expect([name, await heard(prepare)]).toEqual([name, ofNone])
})

describe('who has the code', () => {
  const confirm = { username, code }
  const begin = (): World => {
    const world = createWorld()
    accounts['unconfirmed']?.(world)
    return world
  }

  test('may send it twice, and Cognito is asked once', async () => {
    const world = begin()
    const browser = openBrowser(world)

    const both = world.run(
      Promise.all([browser.begin('/auth/confirm', confirm), browser.begin('/auth/confirm', confirm)]),
    )
    for (const asked of [...(await both), await browser.post('/auth/confirm', confirm)])
      expect(asked).toMatchObject({ status: 200, body: { wasAlready: false } })
    expect(world.pool.operations).toEqual(['ConfirmSignUp'])
    expect(await browser.post('/auth/confirm', { username, code: '654321' })).toMatchObject({ status: 400 })
  })

  test('succeeds although the answer was lost', async () => {
    const world = begin()
    world.pool.fault = (_, __, nth) => (nth === 1 ? 'lost-answer' : undefined)

    expect(await openBrowser(world).post('/auth/confirm', confirm)).toMatchObject({
      status: 200,
      body: { wasAlready: true },
    })
  })

  test('succeeds with the same form, although the first one never heard of it', async () => {
    const world = begin()
    world.pool.fault = (_, __, nth) => (nth === 1 ? 'lost-answer' : nth < 6 ? 'service' : undefined)
    const browser = openBrowser(world)

    expect(await browser.post('/auth/confirm', confirm)).toMatchObject({
      status: 503,
      body: { isUnclear: true },
    })
    world.pool.fault = () => undefined
    expect(await browser.post('/auth/confirm', confirm)).toMatchObject({ status: 200 })
  })
})

test('an attribute that the app client may not write is no wrong password, and the report says what to set', async () => {
  const world = createWorld()
  refusing(world, 'NotAuthorizedException', 'A client attempted to write unauthorized attribute')

  const refused = await openBrowser(world).post(
    '/auth/sign-up',
    { username, password, attributes: { phone_number: '+441632960001' } },
    { 'idempotency-key': '0123456789abcdef-1' },
  )

  expect(refused).toMatchObject({
    status: 400,
    body: { code: 'attribute_not_writable', field: 'attributes' },
  })
  expect(JSON.parse(world.lines[0] ?? '')).toMatchObject({
    outcome: 'denied',
    cause: expect.stringContaining('writableAttributes'),
  })
  expect(world.lines.join('')).not.toContain('phone_number')
})

test('what Cognito says to who asks for another code is in the report alone', async () => {
  const world = createWorld()
  accounts['confirmed']?.(world)

  await openBrowser(world).post('/auth/resend', { username })

  expect(JSON.parse(world.lines[0] ?? '')).toMatchObject({ outcome: 'denied', code: 'already_confirmed' })
})
