/** What pre sign-up and post confirmation receive, compared with literal events, and their order. */
import { describe, expect, test } from 'vitest'
import {
  arns,
  byAdministrator,
  clientId,
  codeOf,
  email,
  emailPool,
  envelope,
  everyTrigger,
  fail,
  goodPassword,
  harness,
  named,
  openPool,
  refusal,
  respond,
  signUp,
  stored,
} from './pool-harness.ts'

async function start(lambdaConfig: object = everyTrigger, pool: object = emailPool): Promise<void> {
  await openPool({ pool: { ...pool, LambdaConfig: lambdaConfig } })
}

describe('pre sign-up', () => {
  test('receives the attributes without sub, null validation data and no client metadata when none was sent', async () => {
    await start()

    const sub = await signUp()

    expect(harness.events).toEqual([
      {
        functionArn: arns.preSignUp,
        event: {
          ...envelope(sub, 'PreSignUp_SignUp'),
          request: { userAttributes: { email }, validationData: null },
          response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
        },
      },
    ])
  })

  test('receives validation data as a map and client metadata as it was sent', async () => {
    await start()

    await harness.sdk.signUp({
      ClientId: clientId,
      Username: email,
      Password: goodPassword,
      UserAttributes: [{ Name: 'given_name', Value: 'Ada' }],
      ValidationData: [{ Name: 'invite', Value: 'abc' }],
      ClientMetadata: { locale: 'de' },
    })

    expect(harness.events).toMatchObject([
      {
        event: {
          request: {
            userAttributes: { email, given_name: 'Ada' },
            validationData: { invite: 'abc' },
            clientMetadata: { locale: 'de' },
          },
        },
      },
    ])
  })

  test('receives the user name that was chosen where an e-mail is not the user name', async () => {
    await start(everyTrigger, {})

    await harness.sdk.signUp({ ClientId: clientId, Username: 'ada', Password: goodPassword })

    expect(harness.events).toMatchObject([{ event: { userName: 'ada', request: { userAttributes: {} } } }])
  })

  test('runs before the user is stored', async () => {
    await start()
    const seen: number[] = []
    harness.functions.set(arns.preSignUp, (event) => {
      seen.push(harness.pool.dump().users.length)
      return { kind: 'success', payload: JSON.stringify(event) }
    })

    await signUp()

    expect(seen).toEqual([0])
  })
})

describe('post confirmation', () => {
  test('receives the stored user, CONFIRMED and verified, and the metadata of the confirmation', async () => {
    await start()
    const sub = await signUp()

    await harness.sdk.confirmSignUp({
      ClientId: clientId,
      Username: email,
      ConfirmationCode: codeOf(),
      ClientMetadata: { from: 'page' },
    })

    expect(harness.events.slice(1)).toEqual([
      {
        functionArn: arns.postConfirmation,
        event: {
          ...envelope(sub, 'PostConfirmation_ConfirmSignUp'),
          request: { userAttributes: stored(sub), clientMetadata: { from: 'page' } },
          response: {},
        },
      },
    ])
  })

  test('names no client when an administrator confirms', async () => {
    await start()
    const sub = await signUp()

    await harness.sdk.adminConfirmSignUp(named)

    expect(harness.events.at(-1)?.event).toEqual({
      ...envelope(sub, 'PostConfirmation_ConfirmSignUp'),
      callerContext: byAdministrator,
      request: {
        userAttributes: { sub, 'cognito:user_status': 'CONFIRMED', email, email_verified: 'false' },
      },
      response: {},
    })
  })

  test('follows a sign-up that the trigger confirms at once, with the metadata of the sign-up', async () => {
    await start()
    harness.functions.set(arns.preSignUp, respond({ autoConfirmUser: true, autoVerifyEmail: true }))

    await harness.sdk.signUp({
      ClientId: clientId,
      Username: email,
      Password: goodPassword,
      ClientMetadata: { from: 'app' },
    })

    expect(harness.events.map(({ functionArn }) => functionArn)).toEqual([
      arns.preSignUp,
      arns.postConfirmation,
    ])
    expect(harness.events.at(-1)).toMatchObject({
      event: {
        triggerSource: 'PostConfirmation_ConfirmSignUp',
        request: { clientMetadata: { from: 'app' } },
      },
    })
  })

  test('that fails leaves the user CONFIRMED, tells the caller, and is not run by a second confirmation', async () => {
    await start()
    await signUp()
    harness.functions.set(arns.postConfirmation, fail('The table is away'))
    const confirm = (): Promise<unknown> =>
      harness.sdk.confirmSignUp({ ClientId: clientId, Username: email, ConfirmationCode: codeOf() })

    const first = await refusal(confirm())
    const second = await refusal(confirm())

    expect(first).toBe('UserLambdaValidationException: PostConfirmation failed with error The table is away.')
    expect(second).toBe('NotAuthorizedException: User cannot be confirmed. Current status is CONFIRMED')
    expect(harness.pool.dump().users).toMatchObject([{ status: 'CONFIRMED' }])
    expect(harness.events.filter(({ functionArn }) => functionArn === arns.postConfirmation)).toHaveLength(1)
  })
})
