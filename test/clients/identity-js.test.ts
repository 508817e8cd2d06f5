/** amazon-cognito-identity-js, unchanged: SRP, the new-password challenge, forgotten passwords and the profile. */
import { randomBytes } from 'node:crypto'
import {
  AuthenticationDetails,
  CognitoUser,
  CognitoUserAttribute,
  CognitoUserPool,
  type CognitoUserSession,
  type IAuthenticationCallback,
  type ICognitoStorage,
} from 'amazon-cognito-identity-js'
import { afterEach, describe, expect, test } from 'vitest'
import {
  arns,
  clientId,
  codeOf,
  email,
  emailPool,
  enroll,
  goodPassword,
  poolId,
  startHarness,
  type Harness,
  type HarnessOptions,
} from '../local/pool/pool-harness.ts'
import { runs } from '../support/run-counts.ts'

const temporaryPassword = 'Temporary-Horse-7'
const newPassword = 'Another-Horse-8'

let harness: Harness
afterEach(() => harness.close())

async function start(options: HarnessOptions = {}): Promise<void> {
  harness = await startHarness({
    ...options,
    client: { ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'], ...options.client },
  })
}

function makePool(): CognitoUserPool {
  return new CognitoUserPool({ UserPoolId: poolId, ClientId: clientId, endpoint: harness.pool.endpoint })
}

/** Answers null for what it does not have, as a browser's; the client then sends such nulls on. */
function makeStorage(): ICognitoStorage {
  const items = new Map<string, string>()
  return {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
    clear: () => items.clear(),
  }
}

function makeUser(Username: string = email): CognitoUser {
  return new CognitoUser({ Username, Pool: makePool(), Storage: makeStorage() })
}

type Outcome =
  | { readonly kind: 'signed-in'; readonly session: CognitoUserSession }
  | { readonly kind: 'new-password'; readonly attributes: unknown; readonly required: unknown }

/** What the callbacks hear; a failure rejects. */
function listen(call: (callbacks: IAuthenticationCallback) => void): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    call({
      onSuccess: (session) => resolve({ kind: 'signed-in', session }),
      onFailure: reject,
      newPasswordRequired: (attributes: unknown, required: unknown) =>
        resolve({ kind: 'new-password', attributes, required }),
    })
  })
}

function signIn(
  user: CognitoUser,
  Password: string,
  ClientMetadata?: Record<string, string>,
): Promise<Outcome> {
  const details = new AuthenticationDetails({
    Username: user.getUsername(),
    Password,
    ...(ClientMetadata === undefined ? {} : { ClientMetadata }),
  })
  return listen((callbacks) => user.authenticateUser(details, callbacks))
}

async function demandSession(outcome: Promise<Outcome>): Promise<CognitoUserSession> {
  const settled = await outcome
  if (settled.kind !== 'signed-in') throw new Error(`the sign-in ended with ${settled.kind}`)
  return settled.session
}

/** The name and text of what a call failed with. */
async function failure(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => {
      throw new Error('the call did not fail')
    },
    (error: unknown) => (error instanceof Error ? `${error.name}: ${error.message}` : String(error)),
  )
}

describe('a sign-in by SRP', () => {
  test('gives tokens of the user, whom the client calls by its own name from then on', async () => {
    await start()
    const sub = await enroll()
    const user = makeUser()

    const session = await demandSession(signIn(user, goodPassword))

    expect(session.getIdToken().decodePayload()).toMatchObject({ sub, email, token_use: 'id' })
    expect(session.getAccessToken().decodePayload()).toMatchObject({ sub, client_id: clientId })
    expect(user.getUsername()).toBe(sub)
  })

  test('works with any password that Cognito takes, and any user name', async () => {
    await start({ pool: {} })
    const users = [
      ['ada', goodPassword],
      ['Зоя', 'Пароль-Aa1-пароль'],
      ['a:b', 'Colon:Aa1:€ and blanks'],
    ] as const
    for (const [Username, Password] of users) {
      await harness.sdk.signUp({ ClientId: clientId, Username, Password })
      await harness.sdk.adminConfirmSignUp({ UserPoolId: poolId, Username })
    }

    const sessions = await Promise.all(
      users.map(([username, password]) => demandSession(signIn(makeUser(username), password))),
    )

    expect(sessions.map((session) => session.getAccessToken().decodePayload()['username'])).toEqual(
      users.map(([username]) => username),
    )
  })

  test.each(runs({ few: [0x00, 0xff], full: [0x00, 0x0f, 0x7f, 0x80, 0xff] }))(
    'works with a salt that begins with the byte %i',
    async (byte) => {
      const random = (size: number): Uint8Array => {
        const bytes = randomBytes(size)
        // Salts have 16 bytes.
        return size === 16 ? Buffer.from([byte, ...bytes.subarray(1)]) : bytes
      }
      await start({ options: { random } })
      await enroll()

      await expect(signIn(makeUser(), goodPassword)).resolves.toMatchObject({ kind: 'signed-in' })
    },
  )

  test('fails with a wrong password, and in the same way for a user who is not there', async () => {
    await start({ client: { PreventUserExistenceErrors: 'ENABLED' } })
    await enroll()

    const wrong = await failure(signIn(makeUser(), 'Wrong-Horse-7'))
    const nobody = await failure(signIn(makeUser('nobody@example.com'), goodPassword))

    expect(wrong).toBe('NotAuthorizedException: Incorrect username or password.')
    expect(nobody).toBe(wrong)
  })

  test('hands its client metadata to pre token generation', async () => {
    await start({
      pool: {
        ...emailPool,
        LambdaConfig: {
          PreTokenGenerationConfig: { LambdaArn: arns.preToken, LambdaVersion: 'V2_0' },
        },
      },
    })
    await enroll()

    await signIn(makeUser(), goodPassword, { tenant: 'acme' })

    expect(harness.events.at(-1)?.event).toMatchObject({
      triggerSource: 'TokenGeneration_Authentication',
      request: { clientMetadata: { tenant: 'acme' } },
    })
  })

  test('is refreshed, and ends by signing out everywhere', async () => {
    await start()
    await enroll()
    const user = makeUser()
    const first = await demandSession(signIn(user, goodPassword))

    const second = await new Promise<CognitoUserSession>((resolve, reject) => {
      user.refreshSession(first.getRefreshToken(), (error: unknown, session: CognitoUserSession) =>
        session === null ? reject(error) : resolve(session),
      )
    })
    const message = await new Promise((onSuccess, onFailure) => user.globalSignOut({ onSuccess, onFailure }))

    expect(second.getIdToken().decodePayload()['origin_jti']).toBe(
      first.getIdToken().decodePayload()['origin_jti'],
    )
    expect(message).toBe('SUCCESS')
    await expect(harness.sdk.getUser({ AccessToken: second.getAccessToken().getJwtToken() })).rejects.toThrow(
      'Access Token has been revoked',
    )
  })
})

describe('a user whom an administrator created', () => {
  const pool = {
    ...emailPool,
    Schema: [{ Name: 'name', Required: true, Mutable: true }],
    LambdaConfig: { PreTokenGeneration: arns.preToken },
  }

  async function invite(): Promise<void> {
    await harness.sdk.adminCreateUser({
      UserPoolId: poolId,
      Username: email,
      TemporaryPassword: temporaryPassword,
      UserAttributes: [{ Name: 'email_verified', Value: 'true' }],
    })
  }

  test('chooses a new password, gives what is missing, and is signed in', async () => {
    await start({ pool })
    await invite()
    const user = makeUser()

    const challenge = await signIn(user, temporaryPassword)
    const session = await demandSession(
      listen((callbacks) =>
        user.completeNewPasswordChallenge(newPassword, { name: 'Ada' }, callbacks, { tenant: 'acme' }),
      ),
    )

    expect(challenge).toMatchObject({
      kind: 'new-password',
      attributes: { email, email_verified: 'true' },
      required: ['name'],
    })
    expect(session.getIdToken().decodePayload()).toMatchObject({ name: 'Ada', email_verified: true })
    expect(harness.events.map(({ event }) => Object(event).triggerSource)).toEqual([
      'TokenGeneration_NewPasswordChallenge',
    ])
    expect(harness.events[0]?.event).toMatchObject({ request: { clientMetadata: { tenant: 'acme' } } })
    await expect(signIn(makeUser(), newPassword)).resolves.toMatchObject({ kind: 'signed-in' })
  })

  test('hears what the new password lacks, and may try again', async () => {
    await start({ pool })
    await invite()
    const user = makeUser()
    await signIn(user, temporaryPassword)

    const weak = await failure(
      listen((callbacks) => user.completeNewPasswordChallenge('weak-weak-1', { name: 'Ada' }, callbacks)),
    )
    const again = listen((callbacks) =>
      user.completeNewPasswordChallenge(newPassword, { name: 'Ada' }, callbacks),
    )

    expect(weak).toContain('InvalidPasswordException')
    await expect(again).resolves.toMatchObject({ kind: 'signed-in' })
  })
})

test('a forgotten password is replaced by the code in the mail', async () => {
  await start()
  await enroll()
  const user = makeUser()

  const details = await new Promise((onSuccess, onFailure) => user.forgotPassword({ onSuccess, onFailure }))
  const answer = await new Promise((onSuccess, onFailure) =>
    user.confirmPassword(codeOf(), newPassword, { onSuccess, onFailure }),
  )

  expect(details).toMatchObject({ CodeDeliveryDetails: { Destination: 'a***@e***' } })
  expect(answer).toBe('SUCCESS')
  await expect(signIn(makeUser(), newPassword)).resolves.toMatchObject({ kind: 'signed-in' })
})

test('a person changes the password and the address, verifies it, and deletes the account', async () => {
  await start()
  await enroll()
  const user = makeUser()
  await signIn(user, goodPassword)
  const promise = (call: (callback: (error: Error | undefined, result: unknown) => void) => void) =>
    new Promise((resolve, reject) => call((error, result) => (error ? reject(error) : resolve(result))))

  await promise((callback) => user.changePassword(goodPassword, newPassword, callback))
  const newAddress = new CognitoUserAttribute({ Name: 'email', Value: 'ada@example.org' })
  await promise((callback) => user.updateAttributes([newAddress], callback))
  const code = codeOf()
  await new Promise((resolve, reject) =>
    user.verifyAttribute('email', code, { onSuccess: resolve, onFailure: reject }),
  )
  const attributes = harness.pool.dump().users[0]?.attributes
  await promise((callback) => user.deleteUser(callback))

  expect(harness.mails.at(-1)?.to).toBe('ada@example.org')
  expect(attributes).toEqual({ email: 'ada@example.org', email_verified: 'true' })
  expect(harness.pool.dump().users).toEqual([])
})
