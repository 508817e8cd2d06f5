/** Tokens of a sign-in by page: when the trigger is asked, and which attributes the scopes open. */
import { describe, expect, test } from 'vitest'
import { arns, email, emailPool, fail, harness, setAttributes } from '../pool/pool-harness.ts'
import {
  authorizeUrl,
  claimsOf,
  exchange,
  openOAuthEnrolled,
  signInAndExchange,
  signInByPage,
} from './oauth-harness.ts'
import { backAtApp, createVisitor, problemOf } from './visitor.ts'

describe('the pre token generation trigger', () => {
  const pool = {
    ...emailPool,
    LambdaConfig: { PreTokenGenerationConfig: { LambdaArn: arns.preToken, LambdaVersion: 'V2_0' } },
  }

  test('is asked at sign-in, with the scopes of the request and the source HostedAuth', async () => {
    await openOAuthEnrolled({ pool })

    const { code = '' } = backAtApp(await signInByPage(email))
    const asked = harness.events.length
    await exchange(code)

    expect(asked).toBe(1)
    expect(harness.events).toHaveLength(1)
    expect(harness.events[0]?.event).toMatchObject({
      version: '2',
      triggerSource: 'TokenGeneration_HostedAuth',
      request: { scopes: ['openid', 'email'], userAttributes: { email } },
    })
  })

  test('that fails is quoted above the prompt, and nobody is signed in', async () => {
    await openOAuthEnrolled({ pool })
    harness.functions.set(arns.preToken, fail('No access'))
    const visitor = createVisitor()

    const answer = await signInByPage(email, {}, visitor)
    const silent = backAtApp(await visitor.get(authorizeUrl({ prompt: 'none' })))

    expect(problemOf(answer)).toBe('PreTokenGeneration failed with error No access.')
    expect(silent['error']).toBe('login_required')
  })

  test('is asked at the token endpoint where that is switched on', async () => {
    await openOAuthEnrolled({ pool, managedLogin: { preTokenAt: 'token-endpoint' } })

    const { code = '' } = backAtApp(await signInByPage(email))
    const asked = harness.events.length
    const { status } = await exchange(code)

    expect([asked, harness.events.length, status]).toEqual([0, 1, 200])
  })
})

describe('the ID token of a sign-in by page', () => {
  test.each([
    ['openid', ['email', 'email_verified', 'name']],
    ['openid profile', ['email', 'email_verified', 'name']],
    ['openid email', ['email', 'email_verified']],
  ])('with the scopes %s has the claims %j', async (scope, expected) => {
    await openOAuthEnrolled()
    await setAttributes({ name: 'Ada' })

    const { id_token } = await signInAndExchange(email, { scope })

    const attributes = Object.keys(claimsOf(id_token)).filter((name) => /^(email|name|phone)/.test(name))
    expect(attributes.sort()).toEqual(expected)
  })
})
