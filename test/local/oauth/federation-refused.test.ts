/** The first federated sign-in where a switch, a trigger or the pool decides otherwise. */
import { describe, expect, test } from 'vitest'
import { arns, fail, harness, respond } from '../pool/pool-harness.ts'
import { grace, openFederation, signInByAcme, triggered, userName } from './federation-harness.ts'
import { authorizeUrl } from './oauth-harness.ts'
import { backAtApp, createVisitor } from './visitor.ts'

describe('the first federated sign-in', () => {
  test('with an address that nobody has verified stores it as unverified, whatever autoVerifyEmail says', async () => {
    await openFederation({ ...triggered, provider: { attributeMapping: { email: 'email' } } })
    harness.functions.set(
      arns.preSignUp,
      respond({ autoConfirmUser: true, autoVerifyEmail: true, autoVerifyPhone: false }),
    )

    await signInByAcme()

    expect(harness.pool.dump().users).toMatchObject([
      { status: 'EXTERNAL_PROVIDER', attributes: { email_verified: 'false' } },
    ])
  })

  test('verifies the address by the trigger’s flag where that is switched on', async () => {
    await openFederation({
      ...triggered,
      provider: { attributeMapping: { email: 'email' } },
      managedLogin: { federatedAutoVerify: 'applied' },
    })
    harness.functions.set(
      arns.preSignUp,
      respond({ autoConfirmUser: false, autoVerifyEmail: true, autoVerifyPhone: false }),
    )

    await signInByAcme()

    expect(harness.pool.dump().users).toMatchObject([{ attributes: { email_verified: 'true' } }])
  })

  test('names the provider in lower case where that is switched on', async () => {
    await openFederation({ ...triggered, managedLogin: { providerInUserName: 'lower-case' } })

    await signInByAcme()
    await signInByAcme()

    expect(harness.events[0]?.event).toMatchObject({ userName: `acme_${grace.sub}` })
    expect(harness.pool.dump().users).toHaveLength(1)
  })

  test('that the trigger denies ends at the app, in the words users see from AWS, and makes no user', async () => {
    await openFederation(triggered)
    harness.functions.set(arns.preSignUp, fail('Registration is closed'))

    const { location = '' } = await signInByAcme()

    expect(new URL(location).search).toBe(
      '?error_description=PreSignUp+failed+with+error+Registration+is+closed.+&state=a-state&error=invalid_request',
    )
    expect(harness.pool.dump().users).toEqual([])
  })

  test('whose post confirmation trigger fails ends at the app; the user stays', async () => {
    await openFederation(triggered)
    harness.functions.set(arns.postConfirmation, fail('no table'))

    const first = backAtApp(await signInByAcme())
    const second = backAtApp(await signInByAcme())

    expect(first['error_description']).toBe('PostConfirmation failed with error no table. ')
    expect(second['code']).toBeDefined()
  })

  test('whose pre token generation trigger fails ends at the app, and nobody is signed in', async () => {
    await openFederation(triggered)
    harness.functions.set(arns.preToken, fail('No access'))
    const visitor = createVisitor()

    const answer = backAtApp(await signInByAcme({}, visitor))
    const silent = backAtApp(await visitor.follow(authorizeUrl({ prompt: 'none' })))

    expect(answer['error_description']).toBe('PreTokenGeneration failed with error No access. ')
    expect(silent['error']).toBe('login_required')
  })

  test('without a required attribute ends at the app', async () => {
    await openFederation({ pool: { Schema: [{ Name: 'given_name', Required: true }] } })

    const answer = backAtApp(await signInByAcme())

    expect(answer['error_description']).toBe('attributes required: [given_name]')
  })

  test('does not take over a user who chose such a name before', async () => {
    await openFederation({ pool: {} })
    await harness.sdk.signUp({
      ClientId: 'public1client',
      Username: userName,
      Password: 'Correct-Horse-7',
    })

    const answer = backAtApp(await signInByAcme())

    expect(answer).toEqual({
      error: 'invalid_request',
      error_description: `Already found an entry for username ${userName}`,
      state: 'a-state',
    })
  })
})
