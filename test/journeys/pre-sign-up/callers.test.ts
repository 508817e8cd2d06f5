import { AdminCreateUserCommand, SignUpCommand } from '@aws-sdk/client-cognito-identity-provider'
import { beforeAll, expect, test } from 'vitest'
import { oidcProvider, signInBy } from '../federated.ts'
import { endAfterAll } from '../../support/end-after-all.ts'
import { denial, type Journey, password, startJourney } from '../journey.ts'

let journey: Journey
const keep = endAfterAll()
beforeAll(async () => {
  journey = await startJourney(keep, 'callers', {
    pool: { identityProviders: ['Google', 'Okta-EU', 'Okta-US'].map(oidcProvider) },
    // The app client has the id that the suite names.
    change: (model) => ({
      ...model,
      clients: model.clients.map((client) =>
        client.kind === 'public' ? { ...client, clientId: '1example23456789abcdefghijk' } : client,
      ),
    }),
  })
})

test('people sign up through the app that is named', async () => {
  await expect(journey.signUp('jane@example.com')).resolves.not.toBe('')
})

test('another app is refused', async () => {
  const { clientId, clientSecret = '' } = journey.stack.details.clients.confidential
  const { createHmac } = await import('node:crypto')
  const email = 'joe@example.com'
  const command = new SignUpCommand({
    ClientId: clientId,
    SecretHash: createHmac('sha256', clientSecret).update(`${email}${clientId}`).digest('base64'),
    Username: email,
    Password: password,
    UserAttributes: [{ Name: 'email', Value: email }],
  })

  await expect(journey.cognito.send(command)).rejects.toMatchObject(denial('caller_not_allowed'))
})

test('administrators are refused, and no user is made', async () => {
  const { userPoolId } = journey.stack.details
  const command = new AdminCreateUserCommand({ UserPoolId: userPoolId, Username: 'made@example.com' })

  await expect(journey.cognito.send(command)).rejects.toMatchObject(denial('caller_not_allowed'))
  await expect(journey.statusOf('made@example.com')).rejects.toMatchObject({ name: 'UserNotFoundException' })
})

test.each(['Google', 'Okta-EU'])('people of %s get in', async (name) => {
  const person = { sub: '1', email: `${name.toLowerCase()}@example.com`, email_verified: true }

  expect(await signInBy(journey, name, person)).toMatchObject({ code: expect.any(String) })
  expect(await journey.statusOf(`${name}_1`)).toBe('EXTERNAL_PROVIDER')
})

test('people of a provider that is not allowed are told so at the app', async () => {
  const person = { sub: '1', email: 'us@example.com', email_verified: true }

  expect(await signInBy(journey, 'Okta-US', person)).toMatchObject({
    error_description: expect.stringContaining('[provider_not_allowed]'),
  })
  await expect(journey.statusOf('Okta-US_1')).rejects.toMatchObject({ name: 'UserNotFoundException' })
})
