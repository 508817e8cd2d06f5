/** How the rules of pre authentication are asked, and what stands of an event. */
import { expect, test } from 'vitest'
import { parsePreAuthentication } from '../../../triggers/events/pre-authentication.ts'
import { definePreAuthentication, observe } from '../../../triggers/pre-authentication/rule.ts'
import { maintenanceMode } from '../../../triggers/pre-authentication/rules/maintenance-mode.ts'
import { signInDomains } from '../../../triggers/pre-authentication/rules/sign-in-domains.ts'
import { suspendedUsers } from '../../../triggers/pre-authentication/rules/suspended-users.ts'
import { eventFixture, eventWith } from '../../../triggers/testing/golden-events.ts'
import { fakeTable } from '../../../triggers/testing/table.ts'
import { ask, harnessOf, signIn } from './ask.ts'

test('where everybody passes the event goes back as it came', async () => {
  const event = eventFixture(signIn)

  const answer = await harnessOf([maintenanceMode({ isOn: false })]).invoke(event)

  expect(answer).toMatchObject({ kind: 'returned', value: event })
})

test('where a rule that reads nothing denies, nothing is read', async () => {
  const table = fakeTable()
  const harness = harnessOf([
    suspendedUsers({ from: { table, itemAttribute: 'x' } }),
    maintenanceMode({ isOn: true }),
  ])

  await harness.invoke(eventFixture(signIn))

  expect(table.reads).toEqual([])
  expect(harness.reports).toMatchObject([{ outcome: 'denied', by: 'maintenance-mode', Denied: 1 }])
})

test('an observed rule is reported and refuses nobody', async () => {
  const harness = harnessOf([observe(maintenanceMode({ isOn: true }))])

  expect((await harness.invoke(eventFixture(signIn))).kind).toBe('returned')
  expect(harness.reports).toMatchObject([
    { notes: { observed: ['maintenance-mode: deny under_maintenance'] } },
  ])
})

test('the app says with its client metadata in which language a denial speaks', async () => {
  const harness = harnessOf([maintenanceMode({ isOn: true })])

  const answer = await harness.invoke(eventWith(signIn, { validationData: { locale: 'de-AT' } }))

  expect(answer).toMatchObject({ message: expect.stringContaining('Wartungsarbeiten') })
})

test.each([
  [true, {}, true],
  ['true', {}, true],
  [true, { sub: 'a' }, false],
  [false, {}, false],
  [undefined, {}, false],
  [null, {}, false],
] as const)(
  'userNotFound %j with the attributes %j reads as %j',
  (userNotFound, userAttributes, isMissing) => {
    expect(parsePreAuthentication(eventWith(signIn, { userAttributes, userNotFound }))).toMatchObject({
      event: { isUserMissing: isMissing },
    })
  },
)

test.each(['maybe', 1, [true], {}])('userNotFound %j cannot be read, and nobody signs in', async (given) => {
  const event = eventWith(signIn, { userNotFound: given })

  expect(await ask(maintenanceMode({ isOn: false }), event)).toBe('temporarily_unavailable')
})

test('a source that AWS adds is a sign-in with all rules, or denied', async () => {
  const event = { ...eventFixture(signIn), triggerSource: 'PreAuthentication_New' }
  const answerOf = async (unknownSource?: 'deny') => {
    const options = unknownSource === undefined ? {} : { unknownSource }
    return harnessOf([signInDomains({ deny: ['blocked.example'] })], options).invoke(event)
  }

  expect((await answerOf()).kind).toBe('returned')
  expect((await answerOf('deny')).kind).toBe('threw')
})

test('a rule that is there twice is refused at load', () => {
  expect(() =>
    definePreAuthentication({ rules: [maintenanceMode({ isOn: true }), maintenanceMode({ isOn: false })] }),
  ).toThrow('pre-authentication rule maintenance-mode is configured twice: merge the two')
})
