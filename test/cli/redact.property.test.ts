import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRedact } from '../../cli/events/redact.ts'
import { eventFixture, readEventFixtures } from '../../triggers/testing/golden-events.ts'

const redactOnce = createRedact({ keepsDomains: false })

/** Values that no event holds by chance. */
const secret = fc.stringMatching(/^secret-[a-z]{8}$/)

test('nothing that a person or an app gave is left, wherever it stands', () => {
  const fixtures = readEventFixtures().map(({ name }) => name)
  const place = fc.constantFrom('userAttributes', 'clientMetadata', 'validationData', 'somethingNew')
  const value = fc.oneof(secret, fc.record({ deep: fc.array(secret, { minLength: 1 }) }))
  fc.assert(
    fc.property(fc.constantFrom(...fixtures), place, value, secret, (fixture, name, given, userName) => {
      const event = eventFixture(fixture)
      const request = {
        ...Object(event['request']),
        [name]: { 'custom:a': given, email: `${userName}@mail.example` },
      }

      const redacted = JSON.stringify(redactOnce({ ...event, request, userName, added: given }))

      expect(redacted).not.toContain('secret-')
      expect(redacted).not.toContain('mail.example')
    }),
  )
})

test('the same value becomes the same word, so that the calls of one person belong together', () => {
  const redact = createRedact({ keepsDomains: false })

  const confirmation = redact(eventFixture('PostConfirmation_ConfirmSignUp'))
  const token = redact(eventFixture('TokenGeneration_Authentication.v2'))

  expect(token['userName']).toBe(confirmation['userName'])
  expect(token['userName']).toBe('00000000-0000-4000-8000-000000000001')
})

test('what rules look at keeps its form: status, verified flags, locale, groups, scopes, provider', () => {
  const token = redactOnce(eventFixture('TokenGeneration_Authentication.v2'))
  const federated = redactOnce(eventFixture('PreSignUp_ExternalProvider'))

  expect(token).toMatchObject({
    triggerSource: 'TokenGeneration_Authentication',
    request: {
      userAttributes: { 'cognito:user_status': 'CONFIRMED', email_verified: 'true' },
      groupConfiguration: { groupsToOverride: ['members'] },
      scopes: ['aws.cognito.signin.user.admin'],
    },
  })
  expect(federated['userName']).toMatch(/^Google_value-\d+$/)
})

test('texts that Cognito replaces in a message stay, and no other text under their names', () => {
  const event = eventFixture('CustomMessage_SignUp')
  const parameters = {
    codeParameter: '{####}',
    linkParameter: '{##Click Here##}',
    usernameParameter: '{username}',
  }
  const withParameters = (given: object) => ({ ...event, request: { ...Object(event['request']), ...given } })

  expect(redactOnce(withParameters(parameters))).toMatchObject({ request: parameters })
  expect(JSON.stringify(redactOnce(withParameters({ usernameParameter: 'secret-jane' })))).not.toContain(
    'secret-',
  )
})

test('the domain of an address stays only when asked', () => {
  const keep = createRedact({ keepsDomains: true })
  const event = {
    ...eventFixture('PreSignUp_SignUp'),
    request: { userAttributes: { email: 'jane@corp.example' } },
  }

  expect(redactOnce(event)).toMatchObject({
    request: { userAttributes: { email: expect.stringMatching(/^person-\d+@example\.com$/) } },
  })
  expect(keep(event)).toMatchObject({ request: { userAttributes: { email: 'person-2@corp.example' } } })
})

test.each([
  ['jane@Acme.com.', 'person-2@acme.com'],
  ['jane@bücher.example', 'person-2@xn--bcher-kva.example'],
  ['mail me @ home, Elm Street 5', 'value-2'],
  ['https://app.example/@jane/reset?token=S3CRET', 'value-2'],
  ['[{"userId":"x@acme.com","issuer":"https://idp.acme.com/4711"}]', 'value-2'],
  ['a token@secretpart', 'value-2'],
])('domains are kept of addresses alone: %s becomes %s', (name, word) => {
  const redact = createRedact({ keepsDomains: true })
  const event = eventFixture('PreSignUp_SignUp')

  const redacted = redact({ ...event, request: { userAttributes: { name } } })

  expect(redacted['request']).toEqual({ userAttributes: { name: word } })
})
