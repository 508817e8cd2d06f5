import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { recoverSignUp } from '../../client/recover-sign-up.ts'
import type { Attempt } from '../../client/retry.ts'
import {
  exists,
  lost,
  notConfirmed,
  type Scripted,
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

const nameExists = expect.objectContaining({ kind: 'rejected', reason: 'username_exists' })
const recovered = { kind: 'signed_up', isConfirmed: false, isRecovered: true }
const notClear = { kind: 'transient', reason: 'throttled', isUnclear: true }
const denied = (trigger: string, message: string): Scripted => ({
  exception: 'UserLambdaValidationException',
  text: `${trigger} failed with error ${message}.`,
})
const refused = (text: string): Scripted => ({ exception: 'NotAuthorizedException', text })
const mailLimit = 'Exceeded daily email limit for the operation or the account. Please configure Amazon SES.'
/** Whose code could not be sent. */
const unsent: readonly (readonly [string, Scripted])[] = [
  ['message_limit_exceeded', { exception: 'LimitExceededException', text: mailLimit }],
  ['limit_exceeded', { exception: 'LimitExceededException', text: 'Attempt limit exceeded' }],
  ['code_delivery_failure', { exception: 'CodeDeliveryFailureException' }],
]

/** What Cognito answers, each call of the client in turn; what the person is told; and the operations that were called. */
type Row = readonly [string, readonly Scripted[], unknown, string]

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

  test.each<Row>([
    [
      'takes the word of Cognito for a name that exists when no attempt was unclear',
      [throttled, exists],
      expect.objectContaining({ kind: 'rejected', reason: 'username_exists', isUnclear: false }),
      'SignUp SignUp',
    ],
    ...(
      [
        ['a time-out of the trigger', timedOut],
        ['a lost connection', lost],
        ['an error of the service', { exception: 'InternalErrorException', status: 500 }],
        ['an empty answer', { body: '', status: 200 }],
      ] as const
    ).map(([what, first]): Row => [
      `finds its own unconfirmed user after ${what} by a sign-in with the same password`,
      [first, exists, notConfirmed],
      recovered,
      'SignUp SignUp InitiateAuth',
    ]),
    ...(
      [
        ['tokens', signedIn],
        ['a second factor', { answer: { ChallengeName: 'SOFTWARE_TOKEN_MFA', Session: 's' } }],
        ['a denial of tokens', denied('PreTokenGeneration', '[token_too_large] Please contact support')],
      ] as const
    ).map(([what, check]): Row => [
      `finds its own confirmed user when the sign-in is answered with ${what}`,
      [lost, exists, check],
      { ...recovered, isConfirmed: true },
      'SignUp SignUp InitiateAuth',
    ]),
    ...unsent.flatMap(([undelivered, answer]): Row[] => [
      [
        `finds the user by a sign-in, and says that the code has to be asked for: ${undelivered}`,
        [answer, notConfirmed],
        { ...recovered, undelivered },
        'SignUp InitiateAuth',
      ],
      [
        `needs no code when the user is confirmed: ${undelivered}`,
        [answer, signedIn],
        { ...recovered, isConfirmed: true },
        'SignUp InitiateAuth',
      ],
      [
        `is unclear where the check finds nothing: ${undelivered}`,
        [answer, wrongPassword],
        expect.objectContaining({ kind: 'rejected', reason: undelivered, isUnclear: true }),
        'SignUp InitiateAuth',
      ],
    ]),
    ...[
      'Client app is configured with secret but SECRET_HASH was not received',
      'Unable to verify secret hash for client app',
    ].map((message): Row => [
      `is a defect of the app, checked by nothing: ${message}`,
      [refused(message)],
      { kind: 'defect', cause: expect.objectContaining({ message }), isUnclear: false },
      'SignUp',
    ]),
    ...['User is disabled.', 'SignUp is not permitted for this user pool'].map((text): Row => [
      `is not checked after a clear refusal: ${text}`,
      [refused(text)],
      expect.objectContaining({ kind: 'rejected' }),
      'SignUp',
    ]),
    [
      'leaves an account with another password to its owner',
      [lost, exists, wrongPassword],
      nameExists,
      'SignUp SignUp InitiateAuth',
    ],
    [
      'says that the name exists where the app client cannot sign in with a password',
      [lost, exists, { exception: 'InvalidParameterException', text: 'USER_PASSWORD_AUTH flow not enabled' }],
      nameExists,
      'SignUp SignUp InitiateAuth',
    ],
    [
      'is not found by a sign-in that another trigger denies, which is asked before the password',
      [lost, exists, denied('PreAuthentication', '[maintenance] Come back later')],
      nameExists,
      'SignUp SignUp InitiateAuth',
    ],
    [
      'doubts a denial after an unclear attempt: an invitation may be used up by it',
      [lost, denied('PreSignUp', '[invitation_invalid] This invitation was used already'), notConfirmed],
      recovered,
      'SignUp SignUp InitiateAuth',
    ],
    [
      'keeps a denial after an unclear attempt when there is no account',
      [timedOut, denied('PreSignUp', '[sign_up_closed] Sign-up is closed'), wrongPassword],
      expect.objectContaining({ kind: 'denied', code: 'sign_up_closed' }),
      'SignUp SignUp InitiateAuth',
    ],
    ...[
      'x is not a function',
      // A connection of the trigger, not of the client.
      'connect ECONNREFUSED 10.0.0.1:5432',
      'getaddrinfo ENOTFOUND db.internal',
    ].map((thrown): Row => [
      `finds the user of an automatic confirmation whose post confirmation threw ${thrown}`,
      [denied('PostConfirmation', thrown), signedIn],
      { ...recovered, isConfirmed: true },
      'SignUp InitiateAuth',
    ]),
  ])('%s', async (_, script, expected, called) => {
    const { client, clock, operations } = scriptCognito([...script])

    const result = await clock.runUntil(client.signUp(input))

    expect(result).toEqual(expected)
    expect(operations.join(' ')).toBe(called)
  })

  test.each<readonly [string, readonly Scripted[], number, readonly unknown[], string]>([
    ...unsent.map(
      ([undelivered, answer]) =>
        [
          `stays unclear while the check gets no answer, and is found at the next submit: ${undelivered}`,
          [answer, throttled, exists, notConfirmed],
          1,
          [notClear, recovered],
          'SignUp InitiateAuth SignUp InitiateAuth',
        ] as const,
    ),
    [
      'stays unclear while the check gets no answer, however often it is asked',
      [lost, exists, throttled, throttled, exists, notConfirmed],
      2,
      [notClear, recovered],
      'SignUp SignUp InitiateAuth InitiateAuth SignUp InitiateAuth',
    ],
    [
      'is unclear when the attempts are used up, and settled at the next submit',
      [lost, throttled, exists, notConfirmed],
      2,
      [notClear, recovered],
      'SignUp SignUp SignUp InitiateAuth',
    ],
    [
      'checks nothing when a later submit succeeds',
      [lost, answered],
      1,
      [
        { kind: 'transient', reason: 'network', isUnclear: true },
        expect.objectContaining({ kind: 'signed_up', isRecovered: false }),
      ],
      'SignUp SignUp',
    ],
    [
      'forgets what was unclear once it is settled',
      [lost, exists, wrongPassword, exists],
      4,
      [nameExists, nameExists],
      'SignUp SignUp InitiateAuth SignUp',
    ],
  ])('%s', async (_, script, maxAttempts, expected, called) => {
    const { client, clock, operations } = scriptCognito([...script], { maxAttempts })

    const first = await clock.runUntil(client.signUp(input))
    const second = await clock.runUntil(client.signUp(input))

    expect([first, second]).toEqual(expected)
    expect(operations.join(' ')).toBe(called)
  })

  test('keeps what was unclear when somebody else submits the same name', async () => {
    const { client, clock, operations } = scriptCognito([lost, exists, exists, notConfirmed], {
      maxAttempts: 1,
    })

    await clock.runUntil(client.signUp(input))
    const other = await clock.runUntil(client.signUp({ ...input, Password: 'Another-Horse-8' }))
    const own = await clock.runUntil(client.signUp(input))

    expect(other).toMatchObject({ kind: 'rejected', reason: 'username_exists', isUnclear: false })
    expect(own).toEqual(recovered)
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
})
