import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { recoverSignUp } from '../../client/recover-sign-up.ts'
import type { Attempt } from '../../client/retry.ts'
import {
  exists,
  lost,
  notConfirmed,
  scriptCognito,
  signedIn,
  throttled,
  timedOut,
  wrongPassword,
} from './scripted-cognito.ts'

const input = { Username: 'ada@example.com', Password: 'Correct-Horse-7' }
const answered = {
  answer: {
    UserConfirmed: false,
    UserSub: 'sub-1',
    CodeDeliveryDetails: { Destination: 'a***@e***', DeliveryMedium: 'EMAIL' },
  },
}

describe('sign-up', () => {
  test('is one call when Cognito answers', async () => {
    const { client, operations, bodies } = scriptCognito([answered])

    const result = await client.signUp({ ...input, ClientMetadata: { locale: 'de' } })

    expect(result).toMatchObject({
      kind: 'signed_up',
      isConfirmed: false,
      isRecovered: false,
      answer: { UserSub: 'sub-1', CodeDeliveryDetails: { Destination: 'a***@e***' } },
    })
    expect(operations).toEqual(['SignUp'])
    expect(bodies).toEqual([{ ...input, ClientId: 'app', ClientMetadata: { locale: 'de' } }])
  })

  test('tells code, text, field and language of a denial', async () => {
    const text = 'Bitte verwenden Sie eine andere Adresse'
    const { client } = scriptCognito([
      {
        exception: 'UserLambdaValidationException',
        text: `PreSignUp failed with error [email_domain_not_allowed] ${text}.`,
      },
    ])

    const result = await client.signUp({ ...input, ClientMetadata: { locale: 'de-AT' } })

    expect(result).toEqual({
      kind: 'denied',
      code: 'email_domain_not_allowed',
      text,
      field: 'email',
      language: 'de',
      trigger: 'PreSignUp',
      isUnclear: false,
    })
  })

  test('takes the word of Cognito for a name that exists when no attempt was unclear', async () => {
    const { client, clock, operations } = scriptCognito([throttled, exists])

    const result = await clock.runUntil(client.signUp(input))

    expect(result).toMatchObject({ kind: 'rejected', reason: 'username_exists', isUnclear: false })
    expect(operations).toEqual(['SignUp', 'SignUp'])
  })

  test.each([
    ['a time-out of the trigger', timedOut],
    ['a lost connection', lost],
    ['an error of the service', { exception: 'InternalErrorException', status: 500 }],
    ['an empty answer', { body: '', status: 200 }],
  ])('finds its own unconfirmed user after %s by a sign-in with the same password', async (_, first) => {
    const { client, clock, operations } = scriptCognito([first, exists, notConfirmed])

    const result = await clock.runUntil(client.signUp(input))

    expect(result).toEqual({ kind: 'signed_up', isConfirmed: false, isRecovered: true })
    expect(operations).toEqual(['SignUp', 'SignUp', 'InitiateAuth'])
  })

  test.each([
    ['tokens', signedIn],
    ['a second factor', { answer: { ChallengeName: 'SOFTWARE_TOKEN_MFA', Session: 's' } }],
    [
      'a denial of the trigger that makes tokens',
      {
        exception: 'UserLambdaValidationException',
        text: 'PreTokenGeneration failed with error [token_too_large] Please contact support.',
      },
    ],
  ])('finds its own confirmed user when the sign-in is answered with %s', async (_, check) => {
    const { client, clock } = scriptCognito([lost, exists, check])

    const result = await clock.runUntil(client.signUp(input))

    expect(result).toEqual({ kind: 'signed_up', isConfirmed: true, isRecovered: true })
  })

  const mailLimit =
    'Exceeded daily email limit for the operation or the account. Please configure Amazon SES.'
  describe.each([
    ['message_limit_exceeded', { exception: 'LimitExceededException', text: mailLimit }],
    ['limit_exceeded', { exception: 'LimitExceededException', text: 'Attempt limit exceeded' }],
    ['code_delivery_failure', { exception: 'CodeDeliveryFailureException' }],
  ])('whose code could not be sent, %s,', (undelivered, unsent) => {
    test('is found by a sign-in, and says that the code has to be asked for', async () => {
      const { client, operations } = scriptCognito([unsent, notConfirmed])

      const result = await client.signUp(input)

      expect(result).toEqual({ kind: 'signed_up', isConfirmed: false, isRecovered: true, undelivered })
      expect(operations).toEqual(['SignUp', 'InitiateAuth'])
    })

    test('needs no code when the user is confirmed', async () => {
      const { client } = scriptCognito([unsent, signedIn])

      const result = await client.signUp(input)

      expect(result).toEqual({ kind: 'signed_up', isConfirmed: true, isRecovered: true })
    })

    test('stays unclear while the check gets no answer, and is found at the next submit', async () => {
      const { client, clock } = scriptCognito([unsent, throttled, exists, notConfirmed], { maxAttempts: 1 })

      const first = await clock.runUntil(client.signUp(input))
      const second = await clock.runUntil(client.signUp(input))

      expect(first).toEqual({ kind: 'transient', reason: 'throttled', isUnclear: true })
      expect(second).toEqual({ kind: 'signed_up', isConfirmed: false, isRecovered: true })
    })

    test('is unclear where the check finds nothing', async () => {
      const { client } = scriptCognito([unsent, wrongPassword])

      const result = await client.signUp(input)

      expect(result).toMatchObject({ kind: 'rejected', reason: undelivered, isUnclear: true })
    })
  })

  test.each([
    'Client app is configured with secret but SECRET_HASH was not received',
    'Unable to verify secret hash for client app',
  ])('is a defect of the app, checked by nothing: %s', async (text) => {
    const { client, operations } = scriptCognito([{ exception: 'NotAuthorizedException', text }])

    const result = await client.signUp(input)

    expect(result).toMatchObject({ kind: 'defect', cause: { message: text }, isUnclear: false })
    expect(operations).toEqual(['SignUp'])
  })

  test.each(['User is disabled.', 'SignUp is not permitted for this user pool'])(
    'is not checked after a clear refusal: %s',
    async (text) => {
      const { client, operations } = scriptCognito([{ exception: 'NotAuthorizedException', text }])

      expect((await client.signUp(input)).kind).toBe('rejected')
      expect(operations).toEqual(['SignUp'])
    },
  )

  test('leaves an account with another password to its owner', async () => {
    const { client, clock } = scriptCognito([lost, exists, wrongPassword])

    const result = await clock.runUntil(client.signUp(input))

    expect(result).toMatchObject({ kind: 'rejected', reason: 'username_exists' })
  })

  test('says that the name exists where the app client cannot sign in with a password', async () => {
    const { client, clock } = scriptCognito([
      lost,
      exists,
      { exception: 'InvalidParameterException', text: 'USER_PASSWORD_AUTH flow not enabled for this client' },
    ])

    const result = await clock.runUntil(client.signUp(input))

    expect(result).toMatchObject({ kind: 'rejected', reason: 'username_exists' })
  })

  test('doubts a denial after an unclear attempt: an invitation may be used up by it', async () => {
    const denied = {
      exception: 'UserLambdaValidationException',
      text: 'PreSignUp failed with error [invitation_invalid] This invitation was used already.',
    }
    const { client, clock } = scriptCognito([lost, denied, notConfirmed])

    const result = await clock.runUntil(client.signUp(input))

    expect(result).toMatchObject({ kind: 'signed_up', isRecovered: true })
  })

  test('keeps a denial after an unclear attempt when there is no account', async () => {
    const denied = {
      exception: 'UserLambdaValidationException',
      text: 'PreSignUp failed with error [sign_up_closed] Sign-up is closed.',
    }
    const { client, clock } = scriptCognito([timedOut, denied, wrongPassword])

    const result = await clock.runUntil(client.signUp(input))

    expect(result).toMatchObject({ kind: 'denied', code: 'sign_up_closed' })
  })

  test.each([
    'x is not a function',
    // A connection of the trigger, not of the client.
    'connect ECONNREFUSED 10.0.0.1:5432',
    'getaddrinfo ENOTFOUND db.internal',
  ])('finds the user of an automatic confirmation whose post confirmation threw %s', async (thrown) => {
    const text = `PostConfirmation failed with error ${thrown}.`
    const { client, clock, operations } = scriptCognito([
      { exception: 'UserLambdaValidationException', text },
      signedIn,
    ])

    const result = await clock.runUntil(client.signUp(input))

    expect(result).toMatchObject({ kind: 'signed_up', isConfirmed: true })
    expect(operations).toEqual(['SignUp', 'InitiateAuth'])
  })

  test('says that it is unclear when the attempts are used up, and settles it at the next submit', async () => {
    const { client, clock, operations } = scriptCognito([lost, throttled, exists, notConfirmed], {
      maxAttempts: 2,
    })

    const first = await clock.runUntil(client.signUp(input))
    const second = await clock.runUntil(client.signUp(input))

    expect(first).toEqual({ kind: 'transient', reason: 'throttled', isUnclear: true })
    expect(second).toMatchObject({ kind: 'signed_up', isRecovered: true })
    expect(operations).toEqual(['SignUp', 'SignUp', 'SignUp', 'InitiateAuth'])
  })

  test('keeps what was unclear when somebody else submits the same name', async () => {
    const { client, clock, operations } = scriptCognito([lost, exists, exists, notConfirmed], {
      maxAttempts: 1,
    })

    await clock.runUntil(client.signUp(input))
    const other = await clock.runUntil(client.signUp({ ...input, Password: 'Another-Horse-8' }))
    const own = await clock.runUntil(client.signUp(input))

    expect(other).toMatchObject({ kind: 'rejected', reason: 'username_exists', isUnclear: false })
    expect(own).toEqual({ kind: 'signed_up', isConfirmed: false, isRecovered: true })
    expect(operations).toEqual(['SignUp', 'SignUp', 'SignUp', 'InitiateAuth'])
  })

  test('remembers no password, and tells passwords apart that differ in one character', async () => {
    const attempt: Attempt = async () => ({ kind: 'transient', reason: 'network', isUnclear: true })
    const fail = async (): Promise<never> => Promise.reject(new Error('not to be called'))
    const anyPassword = fc.string({
      unit: fc.constantFrom('a', 'Z', '0', '!', 'ä', '語'),
      minLength: 8,
      maxLength: 99,
    })

    await fc.assert(
      fc.asyncProperty(anyPassword, fc.nat(), async (password, nth) => {
        const at = nth % password.length
        const other = `${password.slice(0, at)}~${password.slice(at + 1)}`
        const unclear = new Set<string>()

        await recoverSignUp(attempt, unclear, 'ada', password, fail, fail)
        await recoverSignUp(attempt, unclear, 'ada', other, fail, fail)

        expect(unclear.size).toBe(2)
        expect([...unclear].join(' ')).not.toContain(password)
      }),
    )
  })

  test('tells a waiting form that it looks for what it may have made', async () => {
    const progress: string[] = []
    const { client, clock } = scriptCognito([lost, exists, notConfirmed])

    await clock.runUntil(client.signUp(input, { onProgress: ({ kind }) => progress.push(kind) }))

    expect(progress).toEqual(['calling', 'waiting', 'calling', 'checking'])
  })

  test('checks nothing when a later submit succeeds', async () => {
    const { client, clock, operations } = scriptCognito([lost, answered], { maxAttempts: 1 })
    await clock.runUntil(client.signUp(input))

    const result = await client.signUp(input)

    expect(result).toMatchObject({ kind: 'signed_up', isRecovered: false })
    expect(operations).toEqual(['SignUp', 'SignUp'])
  })

  test('is not found by a sign-in that another trigger denies, which is asked before the password', async () => {
    const denied = {
      exception: 'UserLambdaValidationException',
      text: 'PreAuthentication failed with error [maintenance] Come back later.',
    }
    const { client, clock } = scriptCognito([lost, exists, denied])

    const result = await clock.runUntil(client.signUp(input))

    expect(result).toMatchObject({ kind: 'rejected', reason: 'username_exists' })
  })

  test('remembers a thousand unclear sign-ups at most', async () => {
    const attempt: Attempt = async () => ({ kind: 'transient', reason: 'network', isUnclear: true })
    const fail = async (): Promise<never> => Promise.reject(new Error('not to be called'))
    const unclear = new Set(Array.from({ length: 999 }, (_, index) => `other ${index}`))

    await recoverSignUp(attempt, unclear, 'ada', input.Password, fail, fail)
    const sizeAtMost = unclear.size
    await recoverSignUp(attempt, unclear, 'grace', input.Password, fail, fail)

    expect(sizeAtMost).toBe(1_000)
    expect([...unclear]).toEqual([expect.stringMatching(/ grace$/)])
  })

  test('stays unclear while the check gets no answer', async () => {
    const { client, clock } = scriptCognito([lost, exists, throttled, throttled, exists, notConfirmed], {
      maxAttempts: 2,
    })

    const first = await clock.runUntil(client.signUp(input))
    const second = await clock.runUntil(client.signUp(input))

    expect(first).toEqual({ kind: 'transient', reason: 'throttled', isUnclear: true })
    expect(second).toMatchObject({ kind: 'signed_up', isRecovered: true })
  })

  test('forgets what was unclear once it is settled', async () => {
    const { client, clock, operations } = scriptCognito([lost, exists, wrongPassword, exists])
    await clock.runUntil(client.signUp(input))

    const result = await clock.runUntil(client.signUp(input))

    expect(result).toMatchObject({ kind: 'rejected', reason: 'username_exists' })
    expect(operations.slice(3)).toEqual(['SignUp'])
  })
})
