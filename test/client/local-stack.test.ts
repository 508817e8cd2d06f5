import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider'
import { afterEach, beforeAll, describe, expect, inject, test } from 'vitest'
import { type AuthClient, createAuthClient } from '../../client/auth-client.ts'
import { slowMotion } from '../../local/slow-motion.ts'
import { type LocalStack, startStack } from '../../local/stack.ts'
import { findSuiteFile } from '../../triggers/build/suite-file.ts'
import { readModel } from '../support/built-suite.ts'
import { endAfterAll } from '../support/end-after-all.ts'
import { type FaultProxy, type ProxyFault, startFaultProxy } from './fault-proxy.ts'
import { patience } from './faulty-pool.ts'

const password = 'Correct-Horse-Battery-7'

const endsWith = endAfterAll()
let stack: LocalStack
let proxy: FaultProxy
let cognito: CognitoIdentityProviderClient
let client: AuthClient
/** The fault of the nth call of an operation; none when it is not listed. */
const faults = new Map<string, ProxyFault>()

beforeAll(async () => {
  const model = await readModel(findSuiteFile(), inject('dist'))
  stack = await startStack({ model, port: 0, slowMotion: slowMotion(20) })
  endsWith(() => stack.close())
  const { region, cognitoEndpoint, clients } = stack.details
  proxy = await startFaultProxy(
    cognitoEndpoint,
    ({ operation, nth }) => faults.get(`${operation} ${nth}`) ?? 'none',
  )
  endsWith(() => proxy.close())
  cognito = new CognitoIdentityProviderClient({ region, endpoint: proxy.endpoint })
  client = createAuthClient({ cognito, clientId: clients.public.clientId, ...patience, baseDelayMs: 10 })
})

afterEach(() => {
  faults.clear()
  stack.setFault('table', null)
})

/** Of another device. */
function cloneClient(): AuthClient {
  return createAuthClient({ cognito, clientId: stack.details.clients.public.clientId, ...patience })
}

function codeOf(email: string): string {
  return stack.mailbox.messages(email).find((message) => message.code !== undefined)?.code ?? ''
}

describe('the client before the local stack', () => {
  test('takes a person from the form to the tokens and out again, though answers get lost', async () => {
    const email = 'grace@example.com'
    faults.set('SignUp 1', 'lost-answer')
    faults.set('ConfirmSignUp 1', 'lost-answer')
    faults.set('InitiateAuth 2', 'throttled')
    const attributes = [{ Name: 'email', Value: email }]

    const signedUp = await client.signUp({ Username: email, Password: password, UserAttributes: attributes })
    const confirmed = await client.confirmSignUp({ Username: email, ConfirmationCode: codeOf(email) })
    const resent = await client.resendCode({ Username: email })
    const signedIn = await client.signIn({ Username: email, Password: password })
    const tokens = signedIn.kind === 'signed_in' ? signedIn.tokens : {}
    const refreshed = await client.refresh({ RefreshToken: tokens.RefreshToken })
    const signedOut = await client.signOut({ Token: tokens.RefreshToken })
    const ended = await client.refresh({ RefreshToken: tokens.RefreshToken })

    expect(signedUp).toEqual({ kind: 'signed_up', isConfirmed: false, isRecovered: true })
    expect(confirmed).toEqual({ kind: 'confirmed', wasAlready: true, isRecovered: true })
    expect(resent).toMatchObject({ kind: 'rejected', reason: 'already_confirmed' })
    expect(signedIn).toMatchObject({ kind: 'signed_in', tokens: { AccessToken: expect.any(String) } })
    expect(refreshed).toMatchObject({ kind: 'refreshed', tokens: { AccessToken: expect.any(String) } })
    expect(signedOut).toEqual({ kind: 'signed_out' })
    expect(ended).toMatchObject({ kind: 'rejected', reason: 'session_ended' })
  })

  test('ends all sessions of a person', async () => {
    const email = 'hedy@example.com'
    const person = { Username: email, Password: password }
    await client.signUp({ ...person, UserAttributes: [{ Name: 'email', Value: email }] })
    await client.confirmSignUp({ Username: email, ConfirmationCode: codeOf(email) })
    const signedIn = await client.signIn(person)
    const tokens = signedIn.kind === 'signed_in' ? signedIn.tokens : {}
    faults.set('GlobalSignOut 1', 'lost-answer')

    const signedOut = await client.signOut({ AccessToken: tokens.AccessToken })
    const ended = await client.refresh({ RefreshToken: tokens.RefreshToken })

    expect(signedOut).toEqual({ kind: 'signed_out' })
    expect(ended).toMatchObject({ kind: 'rejected', reason: 'session_ended' })
  })

  test('does not say that all sessions ended when only the one of the token did', async () => {
    const email = 'joan@example.com'
    const person = { Username: email, Password: password }
    await client.signUp({ ...person, UserAttributes: [{ Name: 'email', Value: email }] })
    await client.confirmSignUp({ Username: email, ConfirmationCode: codeOf(email) })
    const [here, elsewhere] = await Promise.all([client.signIn(person), cloneClient().signIn(person)])
    const tokensHere = here.kind === 'signed_in' ? here.tokens : {}
    const tokensElsewhere = elsewhere.kind === 'signed_in' ? elsewhere.tokens : {}
    await client.signOut({ Token: tokensHere.RefreshToken })

    const everywhere = await client.signOut({ AccessToken: tokensHere.AccessToken })
    const refreshed = await client.refresh({ RefreshToken: tokensElsewhere.RefreshToken })

    expect(everywhere).toMatchObject({ kind: 'rejected', reason: 'session_ended', isUnclear: false })
    expect(refreshed).toMatchObject({ kind: 'refreshed' })
  })

  test('tells the denial of a rule in the language of the form', async () => {
    const email = 'eve@blocked.example'

    const result = await client.signUp({
      Username: email,
      Password: password,
      UserAttributes: [{ Name: 'email', Value: email }],
      ClientMetadata: { locale: 'fr-CH' },
    })

    expect(result).toEqual({
      kind: 'denied',
      code: 'email_domain_not_allowed',
      text: "Ce domaine de messagerie n'est pas accepté. Veuillez utiliser une autre adresse",
      language: 'fr',
      field: 'email',
      trigger: 'PreSignUp',
      isUnclear: false,
    })
  })

  test('confirms a person while the table is down', async () => {
    const email = 'katherine@example.com'
    await client.signUp({
      Username: email,
      Password: password,
      UserAttributes: [{ Name: 'email', Value: email }],
    })
    stack.setFault('table', { kind: 'outage' })

    const confirmed = await client.confirmSignUp({ Username: email, ConfirmationCode: codeOf(email) })

    expect(confirmed).toMatchObject({ kind: 'confirmed' })
  })

  test.each([
    ['a wrong code', 'ConfirmSignUp', 'code_mismatch'],
    ['a weak password', 'SignUp', 'invalid_password'],
  ])('tells what Cognito refuses: %s', async (_, operation, reason) => {
    const email = `${reason}@example.com`
    const attributes = [{ Name: 'email', Value: email }]
    await client.signUp({ Username: email, Password: password, UserAttributes: attributes })
    const wrongCode = codeOf(email) === '000000' ? '000001' : '000000'

    const result =
      operation === 'SignUp'
        ? await client.signUp({ Username: `x${email}`, Password: 'short' })
        : await client.confirmSignUp({ Username: email, ConfirmationCode: wrongCode })

    expect(result).toMatchObject({ kind: 'rejected', reason })
  })
})
