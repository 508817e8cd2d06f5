/** AdminCreateUser and the pre sign-up trigger. */
import type { AdminCreateUserCommandInput } from '@aws-sdk/client-cognito-identity-provider'
import { describe, expect, test } from 'vitest'
import {
  arns,
  byAdministrator,
  echo,
  email,
  emailPool,
  envelope,
  fail,
  harness,
  meet,
  named,
  openPool,
  refusal,
  respond,
} from './pool-harness.ts'

function create(input: Partial<AdminCreateUserCommandInput> = {}) {
  return harness.sdk.adminCreateUser({ ...named, ...input })
}

const verifiedEmail = [{ Name: 'email_verified', Value: 'true' }]

describe('AdminCreateUser and the pre sign-up trigger', () => {
  const pool = {
    ...emailPool,
    LambdaConfig: { PreSignUp: arns.preSignUp, PostConfirmation: arns.postConfirmation },
  }

  test('tells it of the user, the validation data and the metadata, and nothing to post confirmation', async () => {
    await openPool({ pool })

    const { User } = await create({
      UserAttributes: verifiedEmail,
      ValidationData: [{ Name: 'invitation', Value: 'abc' }],
      ClientMetadata: { tenant: 'acme' },
    })

    expect(harness.events).toEqual([
      {
        functionArn: arns.preSignUp,
        event: {
          ...envelope(User?.Username, 'PreSignUp_AdminCreateUser'),
          callerContext: byAdministrator,
          request: {
            userAttributes: { email, email_verified: 'true' },
            validationData: { invitation: 'abc' },
            clientMetadata: { tenant: 'acme' },
          },
          response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
        },
      },
    ])
  })

  test('does nothing with its flags, also with those that would fail a sign-up', async () => {
    await openPool({ pool })
    const flags = { autoConfirmUser: true, autoVerifyEmail: true, autoVerifyPhone: true }
    harness.functions.set(arns.preSignUp, respond(flags))

    const { User } = await create()

    expect(User?.UserStatus).toBe('FORCE_CHANGE_PASSWORD')
    expect(harness.pool.dump().users[0]?.attributes).toEqual({ email })
  })

  test('makes and sends nothing when it refuses', async () => {
    await openPool({ pool })
    harness.functions.set(arns.preSignUp, fail('No'))

    expect(await refusal(create())).toBe('UserLambdaValidationException: PreSignUp failed with error No.')

    expect(harness.pool.dump().users).toEqual([])
    expect(harness.mails).toEqual([])
  })

  test('refuses an answer that is not the event', async () => {
    await openPool({ pool })
    harness.functions.set(arns.preSignUp, () => ({ kind: 'success', payload: '{}' }))

    expect(await refusal(create())).toBe('InvalidLambdaResponseException: Unrecognizable lambda output')
  })

  test('makes one user of two calls at once', async () => {
    await openPool({ pool })
    harness.functions.set(arns.preSignUp, meet(2))

    const answers = await Promise.allSettled([create(), create()])

    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(harness.mails).toHaveLength(1)
  })

  test('is not asked when an invitation is sent again', async () => {
    await openPool({ pool })
    await create()
    harness.functions.set(arns.preSignUp, (event) => echo(event))
    harness.events.length = 0

    await create({ MessageAction: 'RESEND' })

    expect(harness.events).toEqual([])
  })
})
