/** A pool for tests: fake clock, fake functions, a mailbox, and the official SDK as its client. */
import { createHmac } from 'node:crypto'
import { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider'
import { onTestFinished } from 'vitest'
import { makeKeyPair } from '../../../local/pool/tokens/keys.ts'
import { startUserPool, type UserPool, type UserPoolOptions } from '../../../local/pool/service.ts'
import type { InvokeResult, TriggerCallRecord } from '../../../local/pool/triggers/triggers.ts'

export interface TestMail {
  readonly to: string
  readonly subject: string
  readonly body: string
  readonly code: string
}
export interface TestEvent {
  readonly functionArn: string
  readonly event: unknown
}
export type TestFunction = (event: unknown) => InvokeResult | Promise<InvokeResult>

export interface Harness {
  readonly pool: UserPool
  readonly sdk: CognitoIdentityProvider
  readonly mails: TestMail[]
  readonly events: TestEvent[]
  readonly records: TriggerCallRecord[]
  readonly defects: unknown[]
  readonly functions: Map<string, TestFunction>
  readonly advance: (ms: number) => void
  readonly nowMs: () => number
  readonly close: () => Promise<void>
}

const keyPair = await makeKeyPair()

export const region = 'eu-west-1'
export const poolId = 'eu-west-1_Test12345'
export const clientId = 'public1client'
export const confidential = { clientId: 'confidential1client', clientSecret: 'a-secret' } as const
export const arns = {
  preSignUp: 'arn:aws:lambda:eu-west-1:111122223333:function:pre-sign-up',
  postConfirmation: 'arn:aws:lambda:eu-west-1:111122223333:function:post-confirmation',
  preToken: 'arn:aws:lambda:eu-west-1:111122223333:function:pre-token',
  customMessage: 'arn:aws:lambda:eu-west-1:111122223333:function:custom-message',
} as const
export const emailPool = { UsernameAttributes: ['email'], AutoVerifiedAttributes: ['email'] }
export const goodPassword = 'Correct-Horse-7'
export const email = 'ada@example.com'
const startMs = Date.UTC(2026, 10, 23, 12)

export interface HarnessOptions {
  readonly pool?: UserPoolOptions['pool']
  readonly client?: { readonly [property: string]: unknown }
  readonly options?: Partial<UserPoolOptions>
}

/** The pool of the test that runs: what was started last. */
export let harness: Harness

export async function startHarness(given: HarnessOptions = {}): Promise<Harness> {
  const mails: TestMail[] = []
  const events: TestEvent[] = []
  const records: TriggerCallRecord[] = []
  const defects: unknown[] = []
  const functions = new Map<string, TestFunction>()
  let nowMs = startMs
  const properties = {
    ExplicitAuthFlows: [
      'ALLOW_USER_PASSWORD_AUTH',
      'ALLOW_ADMIN_USER_PASSWORD_AUTH',
      'ALLOW_REFRESH_TOKEN_AUTH',
    ],
    ...given.client,
  }
  const pool = await startUserPool({
    port: 0,
    region,
    accountId: '111122223333',
    poolId,
    pool: given.pool ?? emailPool,
    clients: [
      { clientId, name: 'public', properties },
      { ...confidential, name: 'confidential', properties: { ...properties, GenerateSecret: true } },
    ],
    invokeTrigger: async ({ functionArn, payload }) => {
      const event: unknown = JSON.parse(payload)
      events.push({ functionArn, event })
      return (functions.get(functionArn) ?? echo)(event)
    },
    isTriggerAllowed: () => true,
    mailbox: { deliver: (mail) => void mails.push({ code: '', ...mail }) },
    onTriggerCall: (record) => records.push(record),
    onDefect: (error) => defects.push(error),
    clock: () => nowMs,
    keyPair,
    ...given.options,
  })
  const sdk = new CognitoIdentityProvider({ endpoint: pool.endpoint, region, maxAttempts: 1 })
  harness = {
    pool,
    sdk,
    mails,
    events,
    records,
    defects,
    functions,
    advance: (ms) => {
      nowMs += ms
    },
    nowMs: () => nowMs,
    close: async () => {
      sdk.destroy()
      await pool.close()
    },
  }
  return harness
}

/** The pool ends with the test that runs. */
export async function openWith(starting: Promise<Harness>): Promise<void> {
  const { close } = await starting
  onTestFinished(close)
}

export function openPool(options?: HarnessOptions): Promise<void> {
  return openWith(startHarness(options))
}

/** A pool with somebody who has signed up and confirmed; returns the `sub`. */
export async function openEnrolled(options?: HarnessOptions): Promise<string> {
  await openPool(options)
  return enroll()
}

/** A pool with somebody who is signed in; returns the tokens. */
export async function openTokens(options?: HarnessOptions): Promise<TestTokens> {
  await openEnrolled(options)
  return signIn()
}

export async function openSignedIn(options?: HarnessOptions): Promise<string> {
  const { AccessToken } = await openTokens(options)
  return AccessToken
}

/** Somebody of the pool, as administrators name them. */
export const named = { UserPoolId: poolId, Username: email }

/** Sets attributes of somebody as an administrator does. */
export function setAttributes(attributes: Record<string, string>, Username: string = email) {
  return harness.sdk.adminUpdateUserAttributes({ ...named, Username, UserAttributes: listed(attributes) })
}

/** Attributes as the API takes them. */
export function listed(attributes: Record<string, string>) {
  return Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }))
}

/** The attributes of the first user. */
export function attributesNow() {
  return harness.pool.dump().users[0]?.attributes
}

export function refresh(
  REFRESH_TOKEN: string,
  AuthFlow: 'REFRESH_TOKEN' | 'REFRESH_TOKEN_AUTH' = 'REFRESH_TOKEN_AUTH',
) {
  return harness.sdk.initiateAuth({ ClientId: clientId, AuthFlow, AuthParameters: { REFRESH_TOKEN } })
}

export const everyTrigger = {
  PreSignUp: arns.preSignUp,
  PostConfirmation: arns.postConfirmation,
  PreTokenGeneration: arns.preToken,
}

/** What every event begins with. */
export function envelope(userName: string | undefined, triggerSource: string, version: string = '1') {
  return {
    version,
    triggerSource,
    region,
    userPoolId: poolId,
    userName,
    callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId },
  }
}

/** Who calls where no app client does. */
export const byAdministrator = {
  awsSdkVersion: 'aws-sdk-unknown-unknown',
  clientId: 'CLIENT_ID_NOT_APPLICABLE',
}

/** The attributes of somebody who is enrolled, as events show them. */
export function stored(sub: string) {
  return {
    sub,
    'cognito:email_alias': email,
    'cognito:user_status': 'CONFIRMED',
    email,
    email_verified: 'true',
  }
}

/** Signs in with a password, whatever comes of it. */
export function tryPassword(PASSWORD: string = goodPassword, USERNAME: string = email) {
  return harness.sdk.initiateAuth({
    ClientId: clientId,
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME, PASSWORD },
  })
}

/** What the client with a secret proves itself with. */
export function secretHash(username: string = email): string {
  const { clientId: id, clientSecret } = confidential
  return createHmac('sha256', clientSecret)
    .update(username + id)
    .digest('base64')
}

/** A code that is not the one sent last. */
export function wrongCode(): string {
  return codeOf() === '000000' ? '000001' : '000000'
}

/** The names of the events so far. */
export function sources(): unknown[] {
  return harness.events.map(({ event }) => Object(event).triggerSource)
}

/** A function that hands the event back as it came. */
export function echo(event: unknown): InvokeResult {
  return { kind: 'success', payload: JSON.stringify(event) }
}

/** A function that hands the event back with this response. */
export function respond(response: unknown): TestFunction {
  return (event) => echo({ ...Object(event), response })
}

/** A function that hands the event back once it has been called that often, so that calls overlap. */
export function meet(callers: number): TestFunction {
  const { promise: everybody, resolve } = Promise.withResolvers<void>()
  let arrived = 0
  return async (event) => {
    arrived += 1
    if (arrived === callers) resolve()
    await everybody
    return echo(event)
  }
}

/** A function that throws. */
export function fail(errorMessage: string, errorType = 'Error'): TestFunction {
  return () => ({ kind: 'function-error', errorType, errorMessage })
}

export async function signUp(Username: string = email): Promise<string> {
  const { UserSub = '' } = await harness.sdk.signUp({
    ClientId: clientId,
    Username,
    Password: goodPassword,
  })
  return UserSub
}

export function codeOf(): string {
  return harness.mails.at(-1)?.code ?? ''
}

/** Somebody who has signed up and confirmed; returns the `sub`. */
export async function enroll(Username: string = email): Promise<string> {
  const sub = await signUp(Username)
  await harness.sdk.confirmSignUp({ ClientId: clientId, Username, ConfirmationCode: codeOf() })
  return sub
}

export interface TestTokens {
  readonly AccessToken: string
  readonly IdToken: string
  readonly RefreshToken: string
}

export async function signIn(Username: string = email): Promise<TestTokens> {
  const { AuthenticationResult: result } = await tryPassword(goodPassword, Username)
  return {
    AccessToken: result?.AccessToken ?? '',
    IdToken: result?.IdToken ?? '',
    RefreshToken: result?.RefreshToken ?? '',
  }
}

/** The name and text of what a call was refused with; fails when it was not refused. */
export async function refusal(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => {
      throw new Error('the call was not refused')
    },
    (error: unknown) => (error instanceof Error ? `${error.name}: ${error.message}` : String(error)),
  )
}
