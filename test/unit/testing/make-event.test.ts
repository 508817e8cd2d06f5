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

test.each<readonly [unknown, unknown, string]>([
  [
    undefined,
    {},
    'there is no event that is undefined: name one such as PreSignUp_SignUp or TokenGeneration_Authentication.v2',
  ],
  [
    'Whatever',
    {},
    'there is no event Whatever: name one such as PreSignUp_SignUp or TokenGeneration_Authentication.v2',
  ],
  ['PreSignUp_Signup', {}, 'there is no event PreSignUp_Signup: did you mean PreSignUp_SignUp?'],
  [
    'TokenGeneration_Authentication',
    {},
    'there is no event TokenGeneration_Authentication: did you mean TokenGeneration_Authentication.v1?',
  ],
  [
    'TokenGeneration_RefreshTokens.v4',
    {},
    'there is no event TokenGeneration_RefreshTokens.v4: did you mean TokenGeneration_RefreshTokens.v1?',
  ],
  [
    'PreSignUp_SignUp',
    { atributes: {} },
    'makeEvent of PreSignUp_SignUp: atributes is no option: did you mean attributes? It takes userName, clientId, attributes, clientMetadata or validationData',
  ],
  [
    'PreSignUp_SignUp',
    { groups: [] },
    'makeEvent of PreSignUp_SignUp: groups is no option. It takes userName, clientId, attributes, clientMetadata or validationData',
  ],
  [
    'PreSignUp_SignUp',
    { attributes: 'email' },
    'makeEvent of PreSignUp_SignUp: attributes must be an object or null, not a text',
  ],
  [
    'TokenGeneration_RefreshTokens.v2',
    { groups: 'members' },
    'makeEvent of TokenGeneration_RefreshTokens.v2: groups must be a list, each a text, not a text',
  ],
  [
    'PostConfirmation_ConfirmSignUp',
    null,
    'makeEvent of PostConfirmation_ConfirmSignUp: the object of options must be an object with userName, clientId, attributes or clientMetadata, not null',
  ],
])('%s with %j is refused', (name, parts, message) => {
  expect(() => Reflect.apply(makeEvent, undefined, [name, parts])).toThrow(new TypeError(message))
})
