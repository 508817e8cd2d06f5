/** The main job, by `npm start` and the official clients only. */
import { readdir, readFile } from 'node:fs/promises'
import {
  CognitoIdentityProviderClient,
  ConfirmForgotPasswordCommand,
  ConfirmSignUpCommand,
  ForgotPasswordCommand,
  GetTokensFromRefreshTokenCommand,
  InitiateAuthCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { JwtVerifier } from 'aws-jwt-verify'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { endAfterAll } from '../support/end-after-all.ts'
import * as shippedSuite from '../suites/shipped.ts'
import { configuredIn } from '../support/configured.ts'
import { readEventFixtures } from '../../triggers/testing/golden-events.ts'
import { type StartedStack, startForReal } from '../support/started-stack.ts'
import { triggerCalls } from '../support/trigger-calls.ts'

const password = 'correct horse battery staple'
let stack: StartedStack
let cognito: CognitoIdentityProviderClient
let lambda: LambdaClient
let clientId: string

const keep = endAfterAll()

beforeAll(async () => {
  stack = await startForReal(keep)
  const { region, cognitoEndpoint, lambdaEndpoint } = stack.details
  cognito = new CognitoIdentityProviderClient({ region, endpoint: cognitoEndpoint, maxAttempts: 1 })
  lambda = new LambdaClient({ region, endpoint: lambdaEndpoint, maxAttempts: 1 })
  clientId = stack.details.clients.public.clientId
  keep(() => cognito.destroy())
  keep(() => lambda.destroy())
})

async function signUp(email: string): Promise<void> {
  await cognito.send(
    new SignUpCommand({
      ClientId: clientId,
      Username: email,
      Password: password,
      UserAttributes: [{ Name: 'email', Value: email }],
    }),
  )
}

async function confirm(email: string): Promise<void> {
  const [message] = await mailbox(email)
  await cognito.send(
    new ConfirmSignUpCommand({ ClientId: clientId, Username: email, ConfirmationCode: message?.code }),
  )
}

async function signIn(
  email: string,
): Promise<{ idToken: string; accessToken: string; refreshToken: string }> {
  const { AuthenticationResult: tokens } = await cognito.send(
    new InitiateAuthCommand({
      ClientId: clientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: email, PASSWORD: password },
    }),
  )
  return {
    idToken: tokens?.IdToken ?? '',
    accessToken: tokens?.AccessToken ?? '',
    refreshToken: tokens?.RefreshToken ?? '',
  }
}

function mailbox(to: string): Promise<readonly { readonly code?: string }[]> {
  return stack.api(`/api/mailbox?to=${encodeURIComponent(to)}`)
}

test('stack.json has what other tools rely on', () => {
  expect(stack.details).toEqual({
    region: 'eu-west-1',
    cognitoEndpoint: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    lambdaEndpoint: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    dynamodbEndpoint: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    consoleUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    consoleToken: expect.any(String),
    tableName: expect.any(String),
    userPoolId: 'eu-west-1_Local0001',
    clients: {
      public: { clientId: expect.any(String) },
      confidential: { clientId: expect.any(String), clientSecret: expect.any(String) },
      machine: { clientId: expect.any(String), clientSecret: expect.any(String) },
    },
    functions: expect.objectContaining({
      'pre-sign-up': expect.any(String),
      'pre-token-generation': expect.any(String),
      'post-confirmation': expect.any(String),
    }),
    issuer: `${stack.details.cognitoEndpoint}/eu-west-1_Local0001`,
    callers: [
      {
        caller: 'workflow',
        name: expect.stringMatching(/^arn:aws:states:eu-west-1:/),
        address: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      },
    ],
  })
})

test('a person signs up, confirms, signs in and refreshes; the tokens verify and carry the claims of the suite', async () => {
  const email = 'jane@example.com'

  await signUp(email)
  await confirm(email)
  const tokens = await signIn(email)
  const refreshed = await cognito.send(
    new GetTokensFromRefreshTokenCommand({ ClientId: clientId, RefreshToken: tokens.refreshToken }),
  )

  const { issuer } = stack.details
  const verifier = JwtVerifier.create({ issuer, audience: null, jwksUri: `${issuer}/.well-known/jwks.json` })
  verifier.cacheJwks(JSON.parse(await (await fetch(`${issuer}/.well-known/jwks.json`)).text()))
  for (const token of [tokens.idToken, tokens.accessToken, refreshed.AuthenticationResult?.IdToken ?? '']) {
    expect(await verifier.verify(token)).toMatchObject({
      iss: issuer,
      'cognito:groups': ['members'],
      permissions: ['articles:read'],
      plan: 'free',
    })
  }
})

test('a warm sign-up is asked once, in the sandbox that is there', async () => {
  await signUp('warm-1@example.com')

  await signUp('warm-2@example.com')

  const calls = await triggerCalls(stack.details)
  const last = calls.filter(({ operation }) => operation === 'SignUp').slice(0, 2)
  expect(last).toMatchObject([
    { attempt: 1, outcome: 'ok', cold: false },
    { attempt: 1, outcome: 'ok' },
  ])
  expect(new Set(last.map(({ operationId }) => operationId)).size).toBe(2)
})

test('a password reset provisions nothing again', async () => {
  const email = 'reset@example.com'
  await signUp(email)
  await confirm(email)
  await cognito.send(new ForgotPasswordCommand({ ClientId: clientId, Username: email }))
  const code = (await mailbox(email)).find((message) => message.code !== undefined)?.code

  await cognito.send(
    new ConfirmForgotPasswordCommand({
      ClientId: clientId,
      Username: email,
      ConfirmationCode: code,
      Password: password,
    }),
  )

  const [call] = await triggerCalls(stack.details)
  expect(call).toMatchObject({
    triggerSource: 'PostConfirmation_ConfirmForgotPassword',
    outcome: 'ok',
    steps: [],
  })
  expect((await signIn(email)).idToken).not.toBe('')
})

test('a denied domain comes back as UserLambdaValidationException with its code', async () => {
  await expect(signUp('jane@sub.blocked.example')).rejects.toMatchObject({
    name: 'UserLambdaValidationException',
    message:
      'PreSignUp failed with error [email_domain_not_allowed] Sign-up is not open to this email domain. Please use another address.',
  })
})

describe('when the table hangs', () => {
  afterEach(() => stack.api('/api/faults', { method: 'DELETE' }))

  test('a sign-in answers within the budget of its fact, with fewer claims', async () => {
    const email = 'hang-token@example.com'
    await signUp(email)
    await confirm(email)
    await stack.api('/api/faults', { method: 'PUT', body: { table: { kind: 'hang' } } })

    const { idToken } = await signIn(email)

    const claims = JSON.parse(Buffer.from(idToken.split('.')[1] ?? '', 'base64url').toString('utf8'))
    expect(claims.permissions).toEqual(['articles:read'])
    expect(claims).not.toHaveProperty('plan')
    const [call] = await triggerCalls(stack.details)
    expect(call).toMatchObject({ operation: 'InitiateAuth', attempt: 1, outcome: 'ok' })
    expect(call?.steps).toContainEqual(
      expect.objectContaining({ name: 'entitlements', outcome: 'timeout', policy: 'use' }),
    )
  })

  test('a confirmation succeeds within its limit, with everything deferred', async () => {
    const email = 'hang-confirm@example.com'
    await signUp(email)
    await stack.api('/api/faults', { method: 'PUT', body: { table: { kind: 'hang' } } })

    await confirm(email)

    const [call] = await triggerCalls(stack.details)
    expect(call).toMatchObject({ operation: 'ConfirmSignUp', attempt: 1, outcome: 'ok' })
    expect(call?.steps).toEqual([
      expect.objectContaining({ name: 'open-ledger', outcome: 'timeout', policy: 'defer' }),
    ])
  })
})

describe('a direct Invoke', () => {
  const configured = new Set<string>(configuredIn(shippedSuite).map(({ name }) => name))
  test.each(readEventFixtures().filter(({ trigger }) => configured.has(trigger)))(
    'of $trigger with $name answers',
    async ({ trigger, event }) => {
      const answer = await lambda.send(
        new InvokeCommand({
          FunctionName: stack.details.functions[trigger],
          Qualifier: 'live',
          LogType: 'Tail',
          Payload: JSON.stringify(event),
        }),
      )

      expect(answer.StatusCode).toBe(200)
      expect(answer.FunctionError).toBeUndefined()
      const value = JSON.parse(answer.Payload?.transformToString() ?? 'null')
      expect({ ...value, response: null }).toEqual({ ...event, response: null })
      const log = Buffer.from(answer.LogResult ?? '', 'base64').toString('utf8')
      expect(log).toContain(`"trigger":"${trigger}"`)
      expect(log).not.toMatch(/jane|example\.com/)
    },
  )

  test('with garbage is refused with the fixed denial', async () => {
    const answer = await lambda.send(
      new InvokeCommand({ FunctionName: stack.details.functions['pre-sign-up'], Payload: '[1]' }),
    )

    expect(answer.FunctionError).toBe('Unhandled')
    expect(JSON.parse(answer.Payload?.transformToString() ?? '')).toMatchObject({
      errorType: 'Denial',
      errorMessage: expect.stringMatching(/^\[temporarily_unavailable\]/),
    })
  })
})

test('SIGTERM ends it with exit code 0 and leaves no process', async () => {
  const { directory } = stack
  expect(await processesOf(directory)).not.toEqual([])

  const exitCode = await stack.stop()

  expect(exitCode).toBe(0)
  expect(await processesOf(directory)).toEqual([])
})

/** Processes that run code of the build in `directory`. */
async function processesOf(directory: string): Promise<readonly string[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
  const environments = await Promise.all(
    ids.map((id) => readFile(`/proc/${id}/environ`, 'utf8').catch(() => '')),
  )
  return ids.filter((_, index) => environments[index]?.includes(`LAMBDA_TASK_ROOT=${directory}`))
}
