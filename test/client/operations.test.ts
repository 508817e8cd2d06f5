import { describe, expect, test } from 'vitest'
import {
  exists,
  lost,
  type Scripted,
  scriptCognito,
  signedIn,
  throttled,
  timedOut,
} from './scripted-cognito.ts'

const alreadyConfirmed: Scripted = {
  exception: 'NotAuthorizedException',
  text: 'User cannot be confirmed. Current status is CONFIRMED',
}
const confirmation = { Username: 'ada@example.com', ConfirmationCode: '123456' }
const person = { Username: 'ada@example.com', Password: 'Correct-Horse-7' }
const revoked: Scripted = { exception: 'NotAuthorizedException', text: 'Access Token has been revoked' }
const empty: Scripted = { body: '', status: 200 }

describe('confirming a sign-up', () => {
  test('is one call when Cognito answers', async () => {
    const { client, bodies } = scriptCognito([{ answer: {} }])

    const result = await client.confirmSignUp(confirmation)

    expect(result).toEqual({ kind: 'confirmed', wasAlready: false, isRecovered: false })
    expect(bodies).toEqual([{ ...confirmation, ClientId: 'app' }])
  })

  test.each([
    ['a second click', []],
    ['an attempt whose answer got lost', [lost]],
    ['an attempt whose trigger timed out', [timedOut]],
    ['an attempt whose trigger is broken', [{ exception: 'InvalidLambdaResponseException' }]],
    [
      'an attempt that post confirmation denied',
      [
        {
          exception: 'UserLambdaValidationException',
          text: 'PostConfirmation failed with error [temporarily_unavailable] Later.',
        },
      ],
    ],
  ] satisfies [string, Scripted[]][])(
    'is done when the user is confirmed already by %s',
    async (_, before) => {
      const { client, clock } = scriptCognito([...before, alreadyConfirmed])

      const result = await clock.runUntil(client.confirmSignUp(confirmation))

      expect(result).toEqual({ kind: 'confirmed', wasAlready: true, isRecovered: before.length > 0 })
    },
  )

  test('is not repeated for a wrong code', async () => {
    const { client, operations } = scriptCognito([{ exception: 'CodeMismatchException' }])

    const result = await client.confirmSignUp(confirmation)

    expect(result).toMatchObject({ kind: 'rejected', reason: 'code_mismatch' })
    expect(operations).toHaveLength(1)
  })

  test('says what is broken when asking once more does not help', async () => {
    const { client, operations } = scriptCognito([
      { exception: 'InvalidLambdaResponseException' },
      { exception: 'InvalidLambdaResponseException' },
    ])

    const result = await client.confirmSignUp(confirmation)

    expect(result).toMatchObject({ kind: 'defect', cause: { name: 'InvalidLambdaResponseException' } })
    expect(operations).toHaveLength(2)
  })
})

describe('resending the code', () => {
  test('tells where it went', async () => {
    const { client } = scriptCognito([{ answer: { CodeDeliveryDetails: { Destination: 'a***@e***' } } }])

    const result = await client.resendCode({ Username: 'ada@example.com' })

    expect(result).toMatchObject({
      kind: 'code_sent',
      answer: { CodeDeliveryDetails: { Destination: 'a***@e***' } },
    })
  })

  test.each([
    ['the answer got lost', lost],
    ['a trigger timed out', timedOut],
  ])('is not repeated when %s: a message may be on its way', async (_, first) => {
    const { client, clock, operations } = scriptCognito([first])

    const result = await clock.runUntil(client.resendCode({ Username: 'ada@example.com' }))

    expect(result).toMatchObject({ kind: 'transient', isUnclear: true })
    expect(operations).toEqual(['ResendConfirmationCode'])
  })

  test('is repeated when nothing was sent', async () => {
    const sent = { answer: { CodeDeliveryDetails: { Destination: 'a***@e***' } } }
    const { client, clock } = scriptCognito([throttled, { breaks: 'ECONNREFUSED' }, sent])

    const result = await clock.runUntil(client.resendCode({ Username: 'ada@example.com' }))

    expect(result).toMatchObject({ kind: 'code_sent' })
  })

  test('is not done when the answer is empty, nor repeated', async () => {
    const { client, clock, operations } = scriptCognito([empty])

    const result = await clock.runUntil(client.resendCode({ Username: 'ada@example.com' }))

    expect(result).toEqual({ kind: 'transient', reason: 'network', isUnclear: true })
    expect(operations).toHaveLength(1)
  })

  test.each([
    ['message_limit_exceeded', { exception: 'LimitExceededException', text: 'Exceeded daily email limit' }],
    ['limit_exceeded', { exception: 'LimitExceededException', text: 'Attempt limit exceeded' }],
    ['code_delivery_failure', { exception: 'CodeDeliveryFailureException' }],
  ])('tells that nothing was sent, %s, and asks once', async (reason, unsent) => {
    const { client, operations } = scriptCognito([unsent])

    const result = await client.resendCode({ Username: 'ada@example.com' })

    expect(result).toMatchObject({ kind: 'rejected', reason, isUnclear: false })
    expect(operations).toEqual(['ResendConfirmationCode'])
  })

  test('tells that the user is confirmed already', async () => {
    const { client } = scriptCognito([
      { exception: 'InvalidParameterException', text: 'User is already confirmed.' },
    ])

    const result = await client.resendCode({ Username: 'ada@example.com' })

    expect(result).toMatchObject({ kind: 'rejected', reason: 'already_confirmed' })
  })
})

describe('signing in', () => {
  test('hands on the step that Cognito asks for', async () => {
    const { client, bodies } = scriptCognito([{ answer: { ChallengeName: 'SMS_MFA', Session: 's' } }])

    const result = await client.signIn(person)

    expect(result).toMatchObject({ kind: 'challenged', answer: { ChallengeName: 'SMS_MFA', Session: 's' } })
    expect(bodies).toEqual([
      {
        ClientId: 'app',
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: person.Username, PASSWORD: person.Password },
      },
    ])
  })
})

describe('an empty answer', () => {
  test('is none to a sign-in', async () => {
    const { client, clock, operations } = scriptCognito([empty, signedIn])

    const result = await clock.runUntil(client.signIn(person))

    expect(result).toMatchObject({ kind: 'signed_in', tokens: { AccessToken: 'a' } })
    expect(operations).toHaveLength(2)
  })

  test('is none to a refresh', async () => {
    const { client, clock, operations } = scriptCognito([empty, signedIn])

    const result = await clock.runUntil(client.refresh({ RefreshToken: 'r' }))

    expect(result).toMatchObject({ kind: 'refreshed', tokens: { AccessToken: 'a' } })
    expect(operations).toHaveLength(2)
  })
})

describe('refreshing', () => {
  test('gives the new tokens', async () => {
    const { client, clock, operations } = scriptCognito([lost, signedIn])

    const result = await clock.runUntil(client.refresh({ RefreshToken: 'r' }))

    expect(result).toMatchObject({ kind: 'refreshed', tokens: { AccessToken: 'a' } })
    expect(operations).toEqual(['GetTokensFromRefreshToken', 'GetTokensFromRefreshToken'])
  })

  test('says that the session ended when a rotated token is refused', async () => {
    const { client, clock } = scriptCognito([lost, { exception: 'RefreshTokenReuseException' }])

    const result = await clock.runUntil(client.refresh({ RefreshToken: 'r' }))

    expect(result).toMatchObject({ kind: 'rejected', reason: 'session_ended', isUnclear: true })
  })
})

describe('signing out', () => {
  test('revokes one session by its refresh token', async () => {
    const { client, operations, bodies } = scriptCognito([{ answer: {} }])

    const result = await client.signOut({ Token: 'r' })

    expect(result).toEqual({ kind: 'signed_out' })
    expect(operations).toEqual(['RevokeToken'])
    expect(bodies).toEqual([{ ClientId: 'app', Token: 'r' }])
  })

  test('is done when an attempt whose answer got lost may have revoked the access token', async () => {
    const { client, clock, bodies, operations } = scriptCognito([lost, revoked])

    const result = await clock.runUntil(client.signOut({ AccessToken: 'a' }))

    expect(result).toEqual({ kind: 'signed_out' })
    expect(operations).toEqual(['GlobalSignOut', 'GlobalSignOut'])
    expect(bodies[0]).toEqual({ AccessToken: 'a' })
  })

  test('is not done everywhere when the access token was revoked before: other sessions go on', async () => {
    const { client, clock } = scriptCognito([throttled, revoked])

    const result = await clock.runUntil(client.signOut({ AccessToken: 'a' }))

    expect(result).toMatchObject({ kind: 'rejected', reason: 'session_ended', isUnclear: false })
  })

  test('is done for one session when its refresh token was revoked before', async () => {
    const { client } = scriptCognito([
      { exception: 'NotAuthorizedException', text: 'Refresh Token has been revoked' },
    ])

    const result = await client.signOut({ Token: 'r' })

    expect(result).toEqual({ kind: 'signed_out' })
  })

  test('is not done when the access token expired after an attempt whose answer got lost', async () => {
    const { client, clock } = scriptCognito([
      lost,
      { exception: 'NotAuthorizedException', text: 'Access Token has expired' },
    ])

    const result = await clock.runUntil(client.signOut({ AccessToken: 'a' }))

    expect(result).toMatchObject({ kind: 'rejected', reason: 'session_ended', isUnclear: true })
  })

  test('is not done when the access token has only expired', async () => {
    const { client } = scriptCognito([
      { exception: 'NotAuthorizedException', text: 'Access Token has expired' },
    ])

    const result = await client.signOut({ AccessToken: 'a' })

    expect(result).toMatchObject({ kind: 'rejected', reason: 'session_ended' })
  })
})

describe('a double submit', () => {
  test('shares one call', async () => {
    const { client, operations } = scriptCognito([{ answer: { UserConfirmed: false, UserSub: 'sub-1' } }])

    const results = await Promise.all([client.signUp(person), client.signUp({ ...person })])

    expect(results[1]).toBe(results[0])
    expect(operations).toEqual(['SignUp'])
  })

  test('is a call of its own with another password: no caller gets the answer to another caller’s password', async () => {
    const wrong = { exception: 'NotAuthorizedException', text: 'Incorrect username or password.' }
    const { client } = scriptCognito([signedIn, wrong])

    const [right, guessed] = await Promise.all([
      client.signIn(person),
      client.signIn({ ...person, Password: 'a guess' }),
    ])

    expect(right.kind).toBe('signed_in')
    expect(guessed.kind).toBe('rejected')
  })

  test('is a new call once the first one has ended', async () => {
    const { client, operations } = scriptCognito([exists, exists])

    await client.signUp(person)
    await client.signUp(person)

    expect(operations).toHaveLength(2)
  })
})
