import { expect, test } from 'vitest'
import { type EventName, makeEvent } from '../../../triggers/testing/make-event.ts'
import { eventFixture, readEventFixtures } from '../../../triggers/testing/golden-events.ts'

// As JavaScript would, where nothing is compiled.
const makeAny = (name: string, parts: object = {}): unknown =>
  Reflect.apply(makeEvent, undefined, [name, parts])

test.each(readEventFixtures().map(({ name }) => name))(
  'the event %s without parts is the golden one',
  (name) => {
    expect(makeAny(name)).toEqual(eventFixture(name))
  },
)

test('the names of events compile, and those that do not exist do not', () => {
  const names: readonly EventName[] = ['PreSignUp_SignUp', 'TokenGeneration_ClientCredentials.v3']
  // @ts-expect-error a machine client has no version 2
  const none: EventName = 'TokenGeneration_ClientCredentials.v2'

  expect(names.map((name) => makeEvent(name)['triggerSource'])).toEqual([
    'PreSignUp_SignUp',
    'TokenGeneration_ClientCredentials',
  ])
  expect(() => makeAny(none)).toThrow(TypeError)
})

test('parts replace those of the golden event, each in its place', () => {
  const event = makeEvent('TokenGeneration_Authentication.v2', {
    userName: 'joe',
    clientId: null,
    attributes: { sub: 'a' },
    clientMetadata: { tenant: 'acme' },
    groups: ['editors'],
    scopes: ['openid'],
  })

  expect(event).toMatchObject({
    userName: 'joe',
    callerContext: { clientId: null },
    request: {
      userAttributes: { sub: 'a' },
      clientMetadata: { tenant: 'acme' },
      groupConfiguration: { groupsToOverride: ['editors'] },
      scopes: ['openid'],
    },
  })
})

test.each([
  ['PreSignUp_Signup', {}, 'there is no event PreSignUp_Signup: did you mean PreSignUp_SignUp?'],
  [
    'PreSignUp_SignUp',
    { atributes: {} },
    'there is no part of PreSignUp_SignUp with the name atributes: did you mean attributes?',
  ],
  ['PreSignUp_SignUp', { groups: [] }, 'there is no part of PreSignUp_SignUp with the name groups'],
])('%s with %j is refused', (name, parts, message) => {
  expect(() => makeAny(name, parts)).toThrow(new TypeError(message))
})
