import { describe, expect, test } from 'vitest'
import { type AmplifyAuth, createAmplifyAuthClient } from '../../client/amplify.ts'
import { createVirtualClock } from '../../triggers/testing/virtual-clock.ts'

const person = { username: 'ada@example.com', password: 'Correct-Horse-7' }

/** As Amplify's `AuthError`. */
function authError(name: string, message = '', underlyingError?: unknown): Error {
  return Object.assign(new Error(message), { name, recoverySuggestion: 'none', underlyingError })
}

const lost = authError('NetworkError', 'A network error has occurred.')
const exists = authError('UsernameExistsException', 'User already exists')

type Script = { readonly [Name in keyof AmplifyAuth]?: Answers<Awaited<ReturnType<AmplifyAuth[Name]>>> }
type Answers<Answer> = readonly ((Answer extends object ? Answer : object) | Error)[]

/** Each function answers with the next of its script; an error is thrown. */
function scriptAmplify(script: Script) {
  const calls: string[] = []
  const inputs: unknown[] = []
  const play = <Answer extends object>(name: string, answers: readonly (Answer | Error)[] = []) => {
    const rest = [...answers]
    return async (input: unknown): Promise<Answer> => {
      calls.push(name)
      inputs.push(input)
      const next = rest.shift() ?? new Error(`no answer is left for ${name}`)
      if (next instanceof Error) throw next
      return next
    }
  }
  const auth: AmplifyAuth = {
    signUp: play('signUp', script.signUp),
    confirmSignUp: play('confirmSignUp', script.confirmSignUp),
    resendSignUpCode: play('resendSignUpCode', script.resendSignUpCode),
    signIn: play('signIn', script.signIn),
    signOut: play('signOut', script.signOut),
    fetchAuthSession: play('fetchAuthSession', script.fetchAuthSession),
  }
  const clock = createVirtualClock()
  return { calls, inputs, clock, client: createAmplifyAuthClient(auth, { clock, random: () => 1 }) }
}

describe('the client over aws-amplify', () => {
  test('signs up, and hands on what Amplify answers', async () => {
    const answer = { isSignUpComplete: false, nextStep: { signUpStep: 'CONFIRM_SIGN_UP' } }
    const { client } = scriptAmplify({ signUp: [answer] })

    const result = await client.signUp(person)

    expect(result).toEqual({ kind: 'signed_up', isConfirmed: false, isRecovered: false, answer })
  })

  test.each([
    ['message_limit_exceeded', authError('LimitExceededException', 'Exceeded daily email limit')],
    [
      'code_delivery_failure',
      authError('Unknown', 'An unknown error has occurred.', authError('CodeDeliveryFailureException')),
    ],
  ])('finds the user whose code could not be sent: %s', async (undelivered, unsent) => {
    const progress: string[] = []
    const { client, calls, inputs } = scriptAmplify({
      signUp: [unsent],
      signIn: [{ nextStep: { signInStep: 'CONFIRM_SIGN_UP' } }],
    })

    const result = await client.signUp(person, { onProgress: ({ kind }) => progress.push(kind) })

    expect(result).toEqual({ kind: 'signed_up', isConfirmed: false, isRecovered: true, undelivered })
    expect(calls).toEqual(['signUp', 'signIn'])
    expect(inputs).toEqual([person, person])
    expect(progress).toEqual(['calling', 'checking'])
  })

  test('reads a denial and its language', async () => {
    const { client } = scriptAmplify({
      signUp: [
        authError(
          'UserLambdaValidationException',
          'PreSignUp failed with error [email_disposable] Bitte eine andere Adresse.',
        ),
      ],
    })

    const result = await client.signUp({
      ...person,
      options: { userAttributes: {}, clientMetadata: { locale: 'de' } },
    })

    expect(result).toMatchObject({ kind: 'denied', code: 'email_disposable', field: 'email', language: 'de' })
  })

  test('finds the own user after a lost connection by the step that Amplify makes of it', async () => {
    const { client, clock, calls } = scriptAmplify({
      signUp: [lost, exists],
      signIn: [{ nextStep: { signInStep: 'CONFIRM_SIGN_UP' } }],
    })

    const result = await clock.runUntil(client.signUp(person))

    expect(result).toEqual({ kind: 'signed_up', isConfirmed: false, isRecovered: true })
    expect(calls).toEqual(['signUp', 'signUp', 'signIn'])
  })

  test('takes a repeated confirmation for a success', async () => {
    const { client, clock } = scriptAmplify({
      confirmSignUp: [
        lost,
        authError('NotAuthorizedException', 'User cannot be confirmed. Current status is CONFIRMED'),
      ],
    })

    const result = await clock.runUntil(client.confirmSignUp({ username: 'ada', confirmationCode: '123456' }))

    expect(result).toEqual({ kind: 'confirmed', wasAlready: true, isRecovered: true })
  })

  test('sends a code again, and hands on what Amplify answers', async () => {
    const answer = { destination: 'a***@e***' }
    const { client } = scriptAmplify({ resendSignUpCode: [answer] })

    expect(await client.resendCode({ username: 'ada' })).toEqual({ kind: 'code_sent', answer })
  })

  test('does not send a code twice', async () => {
    const { client, clock, calls } = scriptAmplify({ resendSignUpCode: [lost] })

    const result = await clock.runUntil(client.resendCode({ username: 'ada' }))

    expect(result).toMatchObject({ kind: 'transient', isUnclear: true })
    expect(calls).toHaveLength(1)
  })

  test.each([
    ['DONE', { kind: 'signed_in' }],
    ['CONFIRM_SIGN_IN_WITH_TOTP_CODE', { kind: 'challenged', signInStep: 'CONFIRM_SIGN_IN_WITH_TOTP_CODE' }],
    ['CONFIRM_SIGN_UP', { kind: 'rejected', reason: 'user_not_confirmed' }],
    ['RESET_PASSWORD', { kind: 'rejected', reason: 'password_reset_required' }],
  ])('tells what the step %s means', async (signInStep, expected) => {
    const { client } = scriptAmplify({ signIn: [{ nextStep: { signInStep } }] })

    const result = await client.signIn(person)

    expect(result).toMatchObject(expected)
  })

  test('looks into the error that Amplify wraps', async () => {
    const { client, clock, calls } = scriptAmplify({
      signIn: [
        authError('Unknown', 'An unknown error has occurred.', new TypeError('Failed to fetch')),
        { nextStep: { signInStep: 'DONE' } },
      ],
    })

    const result = await clock.runUntil(client.signIn(person))

    expect(result).toEqual({ kind: 'signed_in' })
    expect(calls).toHaveLength(2)
  })

  test('takes nothing that an error throws for what was thrown', async () => {
    const refusal = authError('UserNotFoundException', 'User does not exist.')
    const trapped = Object.defineProperty(refusal, 'underlyingError', {
      get() {
        throw new TypeError('Failed to fetch')
      },
    })
    const revoked = Proxy.revocable({}, {})
    revoked.revoke()
    const { client } = scriptAmplify({ signIn: [trapped, authError('Unknown', 'Unknown', revoked.proxy)] })

    expect(await client.signIn(person)).toMatchObject({ kind: 'rejected', reason: 'user_not_found' })
    expect(await client.signIn(person)).toMatchObject({ kind: 'defect', isUnclear: true })
  })

  test('refreshes, or says that the session has ended', async () => {
    const { client, inputs } = scriptAmplify({ fetchAuthSession: [{ tokens: { accessToken: {} } }, {}] })

    expect(await client.refresh({})).toEqual({ kind: 'refreshed' })
    expect(await client.refresh({})).toMatchObject({ kind: 'rejected', reason: 'session_ended' })
    expect(inputs).toEqual([{ forceRefresh: true }, { forceRefresh: true }])
  })

  test('says that the session ended when Amplify dropped the tokens of a throttled refresh', async () => {
    const { client, clock } = scriptAmplify({
      fetchAuthSession: [authError('TooManyRequestsException', 'Rate exceeded'), {}],
    })

    const result = await clock.runUntil(client.refresh({}))

    expect(result).toMatchObject({ kind: 'rejected', reason: 'session_ended' })
  })

  test.each([true, false])(
    'claims no more of a sign-out, global: %s, than that the tokens are gone here',
    async (global) => {
      const { client } = scriptAmplify({ signOut: [{}] })

      const result = await client.signOut({ global })

      expect(result).toEqual({ kind: 'signed_out_here' })
    },
  )

  test('says that a sign-out failed when Amplify does', async () => {
    const { client } = scriptAmplify({ signOut: [authError('OAuthSignOutException', 'An error occurred')] })

    const result = await client.signOut({ global: true })

    expect(result.kind).toBe('defect')
  })

  test('keeps what was unclear when somebody else submits the same name', async () => {
    const { client, clock, calls } = scriptAmplify({
      signUp: [...Array.from({ length: 5 }, () => lost), exists, exists],
      signIn: [{ nextStep: { signInStep: 'CONFIRM_SIGN_UP' } }],
    })

    await clock.runUntil(client.signUp(person))
    const other = await client.signUp({ ...person, password: 'Another-Horse-8' })
    const own = await client.signUp(person)

    expect(other).toMatchObject({ kind: 'rejected', reason: 'username_exists' })
    expect(own).toMatchObject({ kind: 'signed_up', isRecovered: true })
    expect(calls.filter((name) => name === 'signIn')).toHaveLength(1)
  })
})
