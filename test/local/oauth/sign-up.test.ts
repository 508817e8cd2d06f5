/** `/signup` and `/confirmUser`: an account made on the pages. */
import { describe, expect, test } from 'vitest'
import { arns, email, emailPool, fail, goodPassword, harness, named, respond } from '../pool/pool-harness.ts'
import { authorizeUrl, openOAuth, otherId, server, webId, type OAuthOptions } from './oauth-harness.ts'
import { backAtApp, createVisitor, problemOf, type Visit, type Visitor } from './visitor.ts'

async function openPage(options: OAuthOptions = {}, client_id: string = webId): Promise<[Visitor, Visit]> {
  await openOAuth(options)
  const visitor = createVisitor()
  return [visitor, await visitor.get(authorizeUrl({ client_id }).replace('/oauth2/authorize', '/signup'))]
}

const account = { username: email, password: goodPassword }

function lastCode(): string {
  return harness.mails.at(-1)?.code ?? ''
}

describe('the sign-up page', () => {
  test('is found from the sign-in page, unless only administrators create users', async () => {
    await openOAuth()
    const open = await createVisitor().follow(authorizeUrl())
    await openOAuth({
      pool: { ...emailPool, AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } },
    })

    const closed = await createVisitor().follow(authorizeUrl())

    expect(open.html).toContain('Create an account')
    expect(closed.html).not.toContain('Create an account')
  })

  test('asks for what the pool requires', async () => {
    const [, page] = await openPage({
      pool: {
        AutoVerifiedAttributes: ['email'],
        Schema: [
          { Name: 'given_name', Required: true },
          { Name: 'birthdate', Required: true },
        ],
      },
    })

    const asked = [...page.html.matchAll(/<label for="(\w+)">([^<]+)</g)].map(([, name, label]) => [
      name,
      label,
    ])
    expect(asked).toEqual([
      ['username', 'User name'],
      ['given_name', 'Given name'],
      ['birthdate', 'Birthdate'],
      ['email', 'Email'],
      ['password', 'Password'],
    ])
  })

  test('makes an account, takes the code and signs in', async () => {
    const [visitor, page] = await openPage()

    const codePage = await visitor.submit(page, account)
    const answer = backAtApp(await visitor.submit(codePage, { code: ` ${lastCode()} ` }))

    expect(new URL(codePage.url).pathname).toBe('/confirmUser')
    expect(answer['code']).toBeDefined()
    expect(harness.pool.dump().users).toMatchObject([
      { status: 'CONFIRMED', attributes: { email_verified: 'true' } },
    ])
  })

  test('works for a client with a secret, which the page proves itself', async () => {
    const [visitor, page] = await openPage({}, server.clientId)

    const codePage = await visitor.submit(page, account)
    const answer = backAtApp(await visitor.submit(codePage, { code: lastCode() }))

    expect(answer['code']).toBeDefined()
  })

  test('signs in at once when the trigger confirms the account', async () => {
    const [visitor, page] = await openPage({
      pool: { ...emailPool, LambdaConfig: { PreSignUp: arns.preSignUp } },
    })
    harness.functions.set(
      arns.preSignUp,
      respond({ autoConfirmUser: true, autoVerifyEmail: true, autoVerifyPhone: false }),
    )

    const answer = backAtApp(await visitor.submit(page, account))

    expect(answer['code']).toBeDefined()
  })

  test('quotes the trigger that denies above the prompt and keeps what was typed, but not the password', async () => {
    const [visitor, page] = await openPage({
      pool: { ...emailPool, LambdaConfig: { PreSignUp: arns.preSignUp } },
    })
    harness.functions.set(arns.preSignUp, fail('[domain_not_allowed] Use your <work> address'))

    const answer = await visitor.submit(page, account)

    expect(problemOf(answer)).toBe(
      'PreSignUp failed with error [domain_not_allowed] Use your <work> address.',
    )
    expect(answer.html).toContain(`value="${email}"`)
    expect(answer.html).not.toContain(goodPassword)
    expect(harness.pool.dump().users).toEqual([])
  })

  test.each([
    [{ ...account, password: 'short' }, 'Password did not conform with policy: Password not long enough'],
    [{ ...account, username: 'no-address' }, 'Username should be an email.'],
    [{ ...account, username: '' }, "Value at 'username' failed to satisfy constraint"],
  ])('refuses %j with a sentence', async (fields, text) => {
    const [visitor, page] = await openPage()

    const answer = await visitor.submit(page, fields)

    expect(problemOf(answer)).toContain(text)
  })

  test('refuses an address that has an account', async () => {
    const [visitor, page] = await openPage()
    await visitor.submit(page, account)

    const answer = await visitor.submit(page, account)

    expect(problemOf(answer)).toBe('An account with the given email already exists.')
  })
})

describe('the page for the code', () => {
  test('tells a wrong code and takes the right one after it', async () => {
    const [visitor, page] = await openPage()
    const codePage = await visitor.submit(page, account)

    const wrong = await visitor.submit(codePage, { code: '000000x' })
    const right = backAtApp(await visitor.submit(wrong, { code: lastCode() }))

    expect(problemOf(wrong)).toBe('Invalid verification code provided, please try again.')
    expect(right['code']).toBeDefined()
  })

  test('sends a new code, which makes the first worthless', async () => {
    const [visitor, page] = await openPage()
    const codePage = await visitor.submit(page, account)
    const first = lastCode()

    const again = await visitor.submit(codePage, {}, 'Send a new code')
    const old = await visitor.submit(again, { code: first })

    expect(harness.mails).toHaveLength(2)
    expect(problemOf(old)).toContain('Invalid verification code')
  })

  test('is not there for a browser that proved no password', async () => {
    const [visitor, page] = await openPage()
    await visitor.submit(page, account)
    const url = authorizeUrl().replace('/oauth2/authorize', '/confirmUser')

    const { location } = await createVisitor().get(url)

    expect(new URL(location ?? '').pathname).toBe('/login')
  })

  test('is not there for a client that does not support users of the pool', async () => {
    const [visitor, page] = await openPage({ web: { SupportedIdentityProviders: [] } }, otherId)
    const codePage = await visitor.submit(page, account)
    const token = /name="_csrf" value="([^"]*)"/.exec(codePage.html)?.[1] ?? ''
    const url = authorizeUrl().replace('/oauth2/authorize', '/confirmUser')
    const body = new URLSearchParams({ _csrf: token, code: lastCode() }).toString()

    const { location } = await visitor.post(url, body)

    expect(new URL(location ?? '').pathname).toBe('/login')
    expect(harness.pool.dump().users).toMatchObject([{ status: 'UNCONFIRMED' }])
  })

  test('signs in nobody who was disabled since', async () => {
    const [visitor, page] = await openPage()
    const codePage = await visitor.submit(page, account)
    await harness.sdk.adminDisableUser(named)

    const answer = await visitor.submit(codePage, { code: lastCode() })

    expect(problemOf(answer)).toBe('User is disabled.')
  })

  test('tells a failing post confirmation trigger; the account is confirmed all the same', async () => {
    const [visitor, page] = await openPage({
      pool: { ...emailPool, LambdaConfig: { PostConfirmation: arns.postConfirmation } },
    })
    harness.functions.set(arns.postConfirmation, fail('no table'))
    const codePage = await visitor.submit(page, account)

    const answer = await visitor.submit(codePage, { code: lastCode() })

    expect(problemOf(answer)).toBe('PostConfirmation failed with error no table.')
    expect(harness.pool.dump().users).toMatchObject([{ status: 'CONFIRMED' }])
  })
})
