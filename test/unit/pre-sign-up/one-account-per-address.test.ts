import { describe, expect, test } from 'vitest'
import {
  oneAccountPerAddress,
  type OneAccountPerAddressOptions,
} from '../../../triggers/pre-sign-up/rules/one-account-per-address.ts'
import { emailReservation } from '../../../triggers/domain/email-reservation.ts'
import { sha256 } from '../../../triggers/core/sha256.ts'
import { createVirtualClock } from '../../../triggers/testing/virtual-clock.ts'
import { ask } from './ask.ts'
import { createPreSignUp, type SignUp } from '../../../triggers/testing/pre-sign-up.ts'
import { createFakeTable } from './fake-table.ts'

function setUp(options: Partial<OneAccountPerAddressOptions> = {}) {
  const clock = createVirtualClock()
  const reservations = createFakeTable()
  const asker = createPreSignUp([oneAccountPerAddress({ reservations, onFailure: 'deny', ...options })], {
    clock,
  })
  const signUp = async (email: string, userName = 'one', question: SignUp = {}): Promise<string> =>
    (await asker.ask({ ...question, userName, attributes: { email } })).verdict
  return { clock, reservations, asker, signUp }
}

describe('a reservation by address', () => {
  test('refuses every other writing of the same mailbox', async () => {
    const { signUp, reservations } = setUp()

    expect(await signUp('jane.doe@gmail.com')).toBe('pass')
    expect(await signUp('JaneDoe+news@googlemail.com', 'two')).toBe('email_unavailable')
    expect(await signUp('"jane.doe"@gmail.com', 'three')).toBe('email_unavailable')
    expect(await signUp('jane.doe@example.com', 'four')).toBe('pass')
    expect(reservations.items.size).toBe(2)
  })

  test('is never in the way of a repeat, whatever the user name and the metadata are this time', async () => {
    const { signUp } = setUp()

    expect(await signUp('jane@example.com', '11111111-1111-4111-8111-111111111111')).toBe('pass')
    expect(
      await signUp('jane@example.com', '22222222-2222-4222-8222-222222222222', {
        validationData: { 'cf-turnstile-response': 'another' },
      }),
    ).toBe('pass')
  })

  test.each([
    ['jane@proton.me', 'jane@pm.me'],
    ['jane@icloud.com', 'jane@mac.com'],
    ['jane@me.com', 'jane@icloud.com'],
    ['jane@ya.ru', 'jane@yandex.com'],
    ['jane@gmail.com', 'ja.ne@googlemail.com'],
  ])('of %s is one of %s', async (email, other) => {
    const { signUp } = setUp()

    expect(await signUp(email)).toBe('pass')
    expect(await signUp(other, 'two')).toBe('email_unavailable')
  })

  test('is the person’s own in any letter case of the address', async () => {
    const { signUp } = setUp()

    expect(await signUp('Jane@example.com')).toBe('pass')
    expect(await signUp('jane@example.com', 'two')).toBe('pass')
    expect(await signUp('JANE@EXAMPLE.com', 'three')).toBe('pass')
  })

  test('that a version before noted by its letter case is still the person’s own', async () => {
    const { signUp, reservations } = setUp()
    await signUp('jane@example.com')
    for (const [key, item] of reservations.items)
      reservations.items.set(key, { ...item, holder: sha256('address', 'Jane@example.com') })

    expect(await signUp('jane@example.com')).toBe('email_unavailable')
    expect(await signUp('Jane@example.com')).toBe('pass')
  })

  test.each([
    ['someone@pm.me', 'someone@pm.me', 'someone@proton.me'],
    ['someone@proton.me', 'someone@proton.me', 'some.one+x@pm.me'],
    ['someone@me.com', 'someone@me.com', 'someone+news@icloud.com'],
    ['someone@mac.com', 'someone@mac.com', 'someone@me.com'],
    ['some.one@protonmail.ch', 'some.one@protonmail.ch', 'some.one@protonmail.com'],
    ['someone+x@ya.ru', 'someone+x@ya.ru', 'someone+x@yandex.com'],
    ['someone@yandex.by', 'someone@yandex.by', 'someone@yandex.ru'],
    ['someone+x@yandex.ru', 'someone+x@yandex.ru', 'someone+x@ya.ru'],
  ])('that a version before wrote as %s for %s refuses %s', async (form, email, other) => {
    const { signUp, reservations } = setUp()
    const key = { pk: `EMAIL#${sha256('eu-west-1_Example01', form)}`, sk: 'RESERVATION' }
    reservations.put(key, { holder: sha256('address', email), sub: 'a-sub' })

    expect(await signUp(other, 'two')).toBe('email_unavailable')
    expect(await signUp(email)).toBe('pass')
  })

  test.each(['jane@example.com', 'jane@gmail.com', 'jane@googlemail.com', 'jane+x@outlook.com'])(
    'of %s has no former key to look up',
    (email) => {
      expect(
        emailReservation({ userPoolId: 'pool', userName: '', email }, 'address', {})?.formerKeys,
      ).toEqual([])
    },
  )

  test('holds for as long as a code does, and lapses when nobody confirms', async () => {
    const { signUp, clock } = setUp()
    await signUp('jane@example.com')
    await clock.runUntil(clock.sleep(86_399_000))
    expect(await signUp('"jane"@example.com', 'two')).toBe('email_unavailable')
    await clock.runUntil(clock.sleep(1_000))

    expect(await signUp('"jane"@example.com', 'two')).toBe('pass')
    expect(await signUp('jane@example.com')).toBe('email_unavailable')
  })

  test('lapses after the minutes that are given', async () => {
    const { signUp, clock } = setUp({ lapseMinutes: 5 })
    await signUp('jane@example.com')
    await clock.runUntil(clock.sleep(299_000))
    expect(await signUp('"jane"@example.com')).toBe('email_unavailable')
    await clock.runUntil(clock.sleep(1_000))

    expect(await signUp('"jane"@example.com')).toBe('pass')
  })

  test('is in another pool another reservation', async () => {
    const { signUp, reservations, asker } = setUp()
    await signUp('jane@example.com')
    const event = { source: 'PreSignUp_SignUp', attributes: { email: '"jane"@example.com' } } as const
    expect((await asker.ask(event)).verdict).toBe('email_unavailable')

    expect([...reservations.items.keys()][0]).toMatch(/^EMAIL#[0-9a-f]{64}$/)
  })

  test('names nobody in the table', async () => {
    const { signUp, reservations } = setUp()

    await signUp('jane@example.com')

    expect(JSON.stringify([...reservations.items])).not.toMatch(/jane|example/)
  })
})

describe('a reservation by user name', () => {
  test('is another user name’s obstacle even with the same writing', async () => {
    const { signUp } = setUp({ holder: 'user-name' })

    expect(await signUp('jane@example.com', 'jane')).toBe('pass')
    expect(await signUp('jane@example.com', 'jane')).toBe('pass')
    expect(await signUp('jane@example.com', 'joe')).toBe('email_unavailable')
  })

  test('is what a federated user always has', async () => {
    const sources = ['PreSignUp_SignUp', 'PreSignUp_ExternalProvider'] as const
    const { signUp } = setUp({ sources })

    expect(await signUp('jane@example.com', 'jane')).toBe('pass')
    expect(await signUp('jane@example.com', 'Google_1', { source: 'PreSignUp_ExternalProvider' })).toBe(
      'email_unavailable',
    )
  })
})

test.each([
  [{ letterCase: false }, 'JANE@example.com', 'pass'],
  [{ letterCase: true }, '"JANE"@example.com', 'email_unavailable'],
  [{ letterCase: false }, '"JANE"@example.com', 'pass'],
  [{ plusTags: 'never' }, 'jane+x@example.com', 'pass'],
  [{ plusTags: 'known-providers' }, 'jane+x@example.com', 'pass'],
  [{ plusTags: 'every-domain' }, 'jane+x@example.com', 'email_unavailable'],
] as const)('with %j, %s after jane@example.com gives %s', async (same, email, expected) => {
  const { signUp } = setUp({ same })
  await signUp('jane@example.com')

  expect(await signUp(email, 'two')).toBe(expected)
})

test.each([
  [undefined, 'email_required'],
  ['', 'email_required'],
  ['nonsense', 'email_invalid'],
])('the address %j gives %s', async (email, expected) => {
  const reservations = createFakeTable()

  expect(
    await ask([oneAccountPerAddress({ reservations, onFailure: 'deny' })], { attributes: { email } }),
  ).toBe(expected)
  expect(reservations.items.size).toBe(0)
})

test.each(['PreSignUp_ExternalProvider', 'PreSignUp_AdminCreateUser'] as const)(
  '%s is not spoken for by default',
  async (source) => {
    const { reservations, asker } = setUp()

    expect((await asker.ask({ source, attributes: {} })).verdict).toBe('pass')
    expect(reservations.items.size).toBe(0)
  },
)

test('the report says who refused and how the write went', async () => {
  const { signUp, asker } = setUp()
  await signUp('jane@example.com')

  const { report } = await asker.ask({ attributes: { email: '"jane"@example.com' } })

  expect(report).toMatchObject({
    outcome: 'denied',
    code: 'email_unavailable',
    by: 'one-account-per-address',
    steps: [{ name: 'reserve-address', kind: 'effect', outcome: 'ok', attempts: 1 }],
  })
})

test.each([4, 10_081, 5.5, Number.NaN])('lapseMinutes of %s is refused', (lapseMinutes) => {
  expect(() => setUp({ lapseMinutes })).toThrow(
    `oneAccountPerAddress: lapseMinutes must be a whole number from 5 to 10080, not ${lapseMinutes}`,
  )
})

test.each([5, 10_080])('lapseMinutes of %s is taken', (lapseMinutes) => {
  expect(() => setUp({ lapseMinutes })).not.toThrow()
})
