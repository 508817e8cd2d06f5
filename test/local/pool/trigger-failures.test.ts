/** What a caller sees when a trigger fails, and what the console hears of each attempt. */
import { describe, expect, test } from 'vitest'
import type { InvokeResult } from '../../../local/pool/triggers/triggers.ts'
import { systemClock } from '../../../triggers/core/deadline.ts'
import { atOnce } from '../../support/at-once.ts'
import {
  arns,
  clientId,
  email,
  emailPool,
  fail,
  goodPassword,
  harness,
  openPool,
  refusal,
  respond,
  type HarnessOptions,
} from './pool-harness.ts'

async function start(options: HarnessOptions['options'] = {}): Promise<void> {
  await openPool({
    pool: { ...emailPool, LambdaConfig: { PreSignUp: arns.preSignUp } },
    options: { timer: atOnce, ...options },
  })
}

function attempt(): Promise<unknown> {
  return harness.sdk.signUp({ ClientId: clientId, Username: email, Password: goodPassword })
}

const never = (): Promise<InvokeResult> => new Promise(() => undefined)

describe('a function that does not answer in time', () => {
  test.each([1, 2, 3])('is called %i times where the pool attempts that often', async (attempts) => {
    await start({ attempts })
    harness.functions.set(arns.preSignUp, never)

    const answer = await refusal(attempt())

    expect(answer).toBe(
      'UnexpectedLambdaException: PreSignUp invocation failed due to error Socket timeout while invoking Lambda function.',
    )
    expect(harness.events).toHaveLength(attempts)
    expect(harness.records.map(({ outcome, attempt: count }) => [outcome, count])).toEqual(
      Array.from({ length: attempts }, (_, index) => ['timeout', index + 1]),
    )
  })

  test('is overtaken by an attempt that answers, and runs on', async () => {
    await start()
    let calls = 0
    const { promise: late, resolve: finish } = Promise.withResolvers<InvokeResult>()
    const done = late.then(() => 'ran on')
    harness.functions.set(arns.preSignUp, (event) => {
      calls += 1
      return calls === 1 ? late : { kind: 'success', payload: JSON.stringify(event) }
    })

    const answer = await attempt()
    finish({ kind: 'function-error', errorType: 'Error', errorMessage: 'too late' })

    expect(answer).toMatchObject({ UserConfirmed: false })
    await expect(done).resolves.toBe('ran on')
    expect(harness.records.map(({ outcome }) => outcome)).toEqual(['timeout', 'ok'])
  })

  test('counts as such when the invoker itself gave up', async () => {
    await start({ attempts: 2 })
    harness.functions.set(arns.preSignUp, () => ({ kind: 'abandoned' }))

    const answer = await refusal(attempt())

    expect(answer).toContain('Socket timeout')
    expect(harness.events).toHaveLength(2)
  })

  test('does not keep the pool from closing', async () => {
    await start({ timer: systemClock })
    const called = Promise.withResolvers<void>()
    harness.functions.set(arns.preSignUp, () => {
      called.resolve()
      return never()
    })
    const answer = refusal(attempt())
    await called.promise

    await harness.pool.close()

    await expect(answer).resolves.toBeDefined()
    expect(harness.events).toHaveLength(1)
  })
})

describe('a function that cannot be invoked', () => {
  test('because its policy does not allow the pool is not called', async () => {
    const asked: string[][] = []
    await start({
      isTriggerAllowed: (...call) => {
        asked.push(call)
        return false
      },
    })

    const answer = await refusal(attempt())

    expect(answer).toBe(
      'UnexpectedLambdaException: PreSignUp invocation failed due to error AccessDeniedException.',
    )
    expect(asked).toEqual([
      [arns.preSignUp, 'arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_Test12345'],
    ])
    expect(harness.events).toEqual([])
    expect(harness.records).toMatchObject([{ outcome: 'failed', attempt: 1 }])
  })

  test.each([
    ['not-found', 'AccessDeniedException'],
    ['access-denied', 'AccessDeniedException'],
    ['throttled', 'TooManyRequestsException'],
  ] as const)('because it is %s is not tried again', async (kind, error) => {
    await start()
    harness.functions.set(arns.preSignUp, () => ({ kind }))

    const answer = await refusal(attempt())

    expect(answer).toBe(`UnexpectedLambdaException: PreSignUp invocation failed due to error ${error}.`)
    expect(harness.events).toHaveLength(1)
  })

  test('because the invoker breaks is answered as a failed invocation', async () => {
    await start({ invokeTrigger: () => Promise.reject(new Error('broken')) })

    const answer = await refusal(attempt())

    expect(answer).toBe(
      'UnexpectedLambdaException: PreSignUp invocation failed due to error ServiceException.',
    )
  })
})

describe('a function that throws', () => {
  test('denies with its own text and a full stop, once', async () => {
    await start()
    harness.functions.set(arns.preSignUp, fail('Registration is closed.'))

    const answer = await refusal(attempt())

    expect(answer).toBe('UserLambdaValidationException: PreSignUp failed with error Registration is closed..')
    expect(harness.events).toHaveLength(1)
    expect(harness.records).toMatchObject([{ outcome: 'denied', reason: 'Error' }])
  })

  test.each(['Sandbox.Timedout', 'Runtime.ExitError'])(
    'has failed, not denied, with %s',
    async (errorType) => {
      await start()
      harness.functions.set(arns.preSignUp, fail('Task timed out after 3.00 seconds', errorType))

      const answer = await refusal(attempt())

      expect(answer).toContain('UserLambdaValidationException')
      expect(harness.records).toMatchObject([{ outcome: 'failed', reason: errorType }])
    },
  )

  test('reaches the caller whole when the text is not ASCII', async () => {
    await start()
    harness.functions.set(arns.preSignUp, fail('Registrierung geschlossen ✋\nspäter'))

    const answer = await refusal(attempt())

    expect(answer).toContain('Registrierung geschlossen ✋\nspäter.')
  })
})

describe('a function that answers', () => {
  test.each(['null', '', 'undefined', '{"version":'])('%s answers no JSON', async (payload) => {
    await start()
    harness.functions.set(arns.preSignUp, () => ({ kind: 'success', payload }))

    const answer = await refusal(attempt())

    expect(answer).toBe('InvalidLambdaResponseException: Invalid lambda function output : Invalid JSON')
    expect(harness.records).toMatchObject([{ outcome: 'failed' }])
  })

  test.each(['"ok"', '[]', '{}', '{"response":{"autoConfirmUser":true}}'])(
    '%s answers no event',
    async (payload) => {
      await start()
      harness.functions.set(arns.preSignUp, () => ({ kind: 'success', payload }))

      const answer = await refusal(attempt())

      expect(answer).toBe('InvalidLambdaResponseException: Unrecognizable lambda output')
    },
  )

  test('with a wrong type is refused, and the record says where', async () => {
    await start()
    harness.functions.set(arns.preSignUp, respond({ autoConfirmUser: 'true' }))

    const answer = await refusal(attempt())

    expect(answer).toBe('InvalidLambdaResponseException: Unrecognizable lambda output')
    expect(harness.records).toMatchObject([
      { outcome: 'failed', reason: 'response.autoConfirmUser must be true or false' },
    ])
  })
})

test('the record of an attempt names the trigger, the operation and one id for all attempts', async () => {
  await start({ attempts: 2 })
  harness.functions.set(arns.preSignUp, never)

  await refusal(attempt())

  const [first, second] = harness.records
  expect(first).toEqual({
    trigger: 'PreSignUp',
    triggerSource: 'PreSignUp_SignUp',
    functionArn: arns.preSignUp,
    attempt: 1,
    startedAtMs: harness.nowMs(),
    durationMs: 0,
    outcome: 'timeout',
    reason: 'no answer in 5000 ms',
    operation: 'SignUp',
    operationId: expect.stringMatching(/^[0-9a-f-]{36}$/),
  })
  expect(second?.operationId).toBe(first?.operationId)
})
