/** Who may sign in, by the rules of pre authentication: through pool and function. */
import { createHmac } from 'node:crypto'
import { AdminInitiateAuthCommand, InitiateAuthCommand } from '@aws-sdk/client-cognito-identity-provider'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import type { BuiltSuite } from '../../support/built-suite.ts'
import { endAfterAll } from '../../support/end-after-all.ts'
import { buildJourney, type Journey, password, startJourney } from '../journey.ts'

/** The app client through which the suite refuses every sign-in. */
const refusedClient = '2example23456789abcdefghijk'

let built: BuiltSuite
let journey: Journey
const keep = endAfterAll()
beforeAll(async () => {
  built = await buildJourney(keep, 'pre-authentication')
  journey = await startJourney(keep, 'pre-authentication', {
    built,
    change: (model) => ({
      ...model,
      clients: model.clients.map((client) =>
        client.kind === 'confidential' ? { ...client, clientId: refusedClient } : client,
      ),
    }),
  })
})

function denial(code: string): object {
  return {
    name: 'UserLambdaValidationException',
    message: expect.stringContaining(`PreAuthentication failed with error [${code}] `),
  }
}

const keyOf = (sub: string) => `USER#${journey.stack.details.userPoolId}#${sub}`

test('who is neither suspended nor of a domain that left signs in', async () => {
  await journey.enroll('jane@example.com')

  expect((await journey.signIn('jane@example.com')).idToken).not.toBe('')
  expect(await journey.calls()).toContainEqual(
    expect.objectContaining({ trigger: 'pre-authentication', outcome: 'ok', operation: 'InitiateAuth' }),
  )
})

test('an address of a domain that left signs up and cannot sign in', async () => {
  await journey.enroll('jane@left.example')

  await expect(journey.signIn('jane@left.example')).rejects.toMatchObject(
    denial('email_domain_no_longer_allowed'),
  )
})

test('who is suspended is refused, in the language that the app asks for, and refreshes all the same', async () => {
  const sub = await journey.enroll('joe@example.com')
  const { refreshToken } = await journey.signIn('joe@example.com')
  await journey.put({ pk: keyOf(sub), sk: 'ENTITLEMENTS', suspended: true })
  const { clientId: ClientId } = journey.stack.details.clients.public

  await expect(
    journey.cognito.send(
      new InitiateAuthCommand({
        ClientId,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: 'joe@example.com', PASSWORD: 'not-the-password' },
        ClientMetadata: { locale: 'de' },
      }),
    ),
  ).rejects.toMatchObject({ message: expect.stringContaining('[account_suspended] Dieses Konto') })
  const { AuthenticationResult: renewed } = await journey.cognito.send(
    new InitiateAuthCommand({
      ClientId,
      AuthFlow: 'REFRESH_TOKEN_AUTH',
      AuthParameters: { REFRESH_TOKEN: refreshToken },
    }),
  )
  expect(renewed?.AccessToken).toBeDefined()
})

test('of somebody who does not exist nothing is told', async () => {
  await expect(journey.signIn('nobody@left.example')).rejects.toMatchObject({
    name: 'NotAuthorizedException',
    message: 'Incorrect username or password.',
  })
})

test('a sign-in through an app client that is left out is refused', async () => {
  await journey.enroll('jill@example.com')
  const { userPoolId, clients } = journey.stack.details
  const hash = createHmac('sha256', clients.confidential.clientSecret ?? '')
    .update(`jill@example.com${refusedClient}`)
    .digest('base64')

  await expect(
    journey.cognito.send(
      new AdminInitiateAuthCommand({
        UserPoolId: userPoolId,
        ClientId: refusedClient,
        AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: 'jill@example.com', PASSWORD: password, SECRET_HASH: hash },
      }),
    ),
  ).rejects.toMatchObject(denial('app_client_not_allowed'))
})

test('while the table is out nobody signs in', async () => {
  await journey.enroll('jim@example.com')
  journey.stack.setFault('table', { kind: 'outage' })
  onTestFinished(() => journey.stack.setFault('table', null))

  await expect(journey.signIn('jim@example.com')).rejects.toMatchObject(denial('temporarily_unavailable'))
})

test.each(['hang', 'error'] as const)(
  'while the table answers with the fault %s nothing tells who exists: neither the answer nor what is read',
  async (kind) => {
    // Its steps wait for what hangs.
    const waiting = await startJourney(onTestFinished, 'pre-authentication', { built, slowMotion: 4 })
    await waiting.enroll(`${kind}@example.com`)
    waiting.stack.setFault('table', { kind })

    const answers = await Promise.allSettled([
      waiting.signIn(`${kind}@example.com`),
      waiting.signIn(`no-${kind}@example.com`),
    ])

    const [known, unknown] = answers.map((answer) =>
      answer.status === 'rejected' ? String(answer.reason) : 'signed in',
    )
    expect(known).toContain('PreAuthentication failed with error [temporarily_unavailable] ')
    expect(unknown).toBe(known)
    const [one, other] = (await waiting.calls()).filter(({ trigger }) => trigger === 'pre-authentication')
    const seenOf = (call: typeof one) =>
      call?.steps.map(({ name, attempts, outcome, policy }) => ({ name, attempts, outcome, policy }))
    const isMissing = [one, other].map((call) => Object(call?.event).request?.userNotFound)
    expect(new Set(isMissing)).toEqual(new Set([false, true]))
    expect(seenOf(one)).toHaveLength(2)
    expect(seenOf(other)).toEqual(seenOf(one))
  },
)

test('under maintenance nobody signs in, with no deployment', async () => {
  const { userPoolId } = journey.stack.details
  await journey.put({ pk: `POOL#${userPoolId}`, sk: 'MAINTENANCE', isOn: true })

  await expect(journey.signIn('jane@example.com')).rejects.toMatchObject(denial('under_maintenance'))
  await expect(journey.signIn('nobody@example.com')).rejects.toMatchObject(denial('under_maintenance'))
})
