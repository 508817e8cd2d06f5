/** A browser that is signed in already: when `/oauth2/authorize` gives a code without a page. */
import { describe, expect, test } from 'vitest'
import { arns, email, emailPool, fail, harness } from '../pool/pool-harness.ts'
import { authorizeUrl, openOAuthEnrolled, signedInVisitor, signInByPage } from './oauth-harness.ts'
import { backAtApp, createVisitor } from './visitor.ts'

describe('a browser that is signed in', () => {
  test('gets a code for another app without a page', async () => {
    await openOAuthEnrolled()
    const visitor = await signedInVisitor()

    const answer = backAtApp(await visitor.get(authorizeUrl({ client_id: 'other1client' })))

    expect(answer['code']).toBeDefined()
  })

  test('has to sign in again after an hour', async () => {
    await openOAuthEnrolled()
    const visitor = await signedInVisitor()
    harness.advance(3_600_000)

    const { location } = await visitor.get(authorizeUrl())

    expect(location).toContain('/login?')
  })

  test('has to sign in again with prompt=login', async () => {
    await openOAuthEnrolled()
    const visitor = await signedInVisitor()

    const { location } = await visitor.get(authorizeUrl({ prompt: 'login' }))

    expect(location).toContain('/login?')
  })

  test('is not signed in any more once the user is disabled', async () => {
    await openOAuthEnrolled()
    const visitor = await signedInVisitor()
    await harness.sdk.adminDisableUser({ UserPoolId: 'eu-west-1_Test12345', Username: email })

    const { location } = await visitor.get(authorizeUrl())

    expect(location).toContain('/login?')
  })

  test('gets a code with prompt=none, and login_required where it is not signed in', async () => {
    await openOAuthEnrolled()
    const visitor = createVisitor()

    const before = backAtApp(await visitor.get(authorizeUrl({ prompt: 'none' })))
    await signInByPage(email, {}, visitor)
    const after = backAtApp(await visitor.get(authorizeUrl({ prompt: 'none' })))

    expect(before).toEqual({ error: 'login_required', state: 'a-state' })
    expect(after['code']).toBeDefined()
  })

  test('is sent back to the app with the words of a failing pre token generation trigger', async () => {
    await openOAuthEnrolled({ pool: { ...emailPool, LambdaConfig: preToken() } })
    const visitor = await signedInVisitor()
    harness.functions.set(arns.preToken, fail('No access'))

    const answer = backAtApp(await visitor.get(authorizeUrl()))

    expect(answer).toEqual({
      error: 'invalid_request',
      error_description: 'PreTokenGeneration failed with error No access. ',
      state: 'a-state',
    })
  })
})

function preToken(): object {
  return { PreTokenGenerationConfig: { LambdaArn: arns.preToken, LambdaVersion: 'V2_0' } }
}
