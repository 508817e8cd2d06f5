/** The front door on Lambda. */
import { createRetryQuota } from '@cognito-trigger-suite/client/retry-quota'
import { systemClock } from '@cognito-trigger-suite/triggers/core/deadline'
import { lambda } from '@cognito-trigger-suite/triggers/internal/adapters/aws-services'
import { cognito as cognitoService } from '@cognito-trigger-suite/triggers/internal/adapters/aws-services'
import { connectTo } from '@cognito-trigger-suite/triggers/internal/adapters/connection'
import { suiteDatabase } from '@cognito-trigger-suite/triggers/internal/adapters/dynamodb-client'
import { onLoopback } from '@cognito-trigger-suite/triggers/internal/adapters/loopback-origin'
import { secretsManagerSecret, warmUp } from '@cognito-trigger-suite/triggers/adapters/secret-https'
import { functionRegion, setting } from '@cognito-trigger-suite/triggers/internal/adapters/setting'
import { createVersionInvoker } from '@cognito-trigger-suite/triggers/internal/adapters/version-invoker-lambda'
import { lambdaRuntime } from '@cognito-trigger-suite/triggers/internal/core/lambda-runtime'
import { isOrigin } from '@cognito-trigger-suite/triggers/internal/core/own-origin'
import { readable } from '../shared/bounded.ts'
import { createChallenges } from '../shared/challenge.ts'
import { createAuthCalls, sendOverHttps } from '../shared/cognito.ts'
import { type CallerHandler, createCallerHandler } from '../shared/handler.ts'
import { httpFunction } from '../shared/http-function.ts'
import { createSealer } from '../shared/seal.ts'
import { createSessionStore } from '../shared/session-store.ts'
import { createSubmits } from '../shared/submit-once.ts'
import { createTokenEndpoint, postOverHttps } from '../shared/token-endpoint.ts'
import { createVerifier } from '../shared/verify.ts'
import type { Admin } from './admin.ts'
import { frontDoor } from './door.ts'
import type { ManagedLogin } from './login.ts'

/** Reads the settings that the construct `FrontDoor` makes.
 * @throws TypeError that names the variable that is missing or wrong */
export async function serve(): Promise<CallerHandler<object>> {
  const clientId = setting('CLIENT_ID', 'give it the id of the front door’s app client')
  const basePath = readPath('BASE_PATH')
  const origins = readOrigins('ORIGINS')
  const lifeS = readWhole('SESSION_S')
  const max = readWhole('MAX_SESSIONS')
  const clientSecret = secretsManagerSecret(setting('CLIENT_SECRET_ARN', 'name the secret of the app client'))
  const keys = secretsManagerSecret(setting('SESSION_KEYS_ARN', 'name the secret of the sealing keys'))
  const client = { clientId, readSecret: (signal: AbortSignal) => readable(clientSecret).read(signal) }
  const sealer = createSealer(readable(keys), systemClock)
  const calls = createAuthCalls(sendOverHttps(), client, {
    quota: createRetryQuota(),
    random: Math.random,
    sendsIp: process.env['SENDS_IP'] === 'true',
  })
  const managedLogin = readManagedLogin(basePath, origins[0] ?? '', client)
  const parts = {
    ...calls,
    basePath,
    origins,
    sealer,
    sessions: createSessionStore({ database: suiteDatabase, sealer, lifeS, max }),
    submits: createSubmits(suiteDatabase, sealer),
    challenges: createChallenges(suiteDatabase, sealer),
    managedLogin,
    logoutUrl: managedLogin && logoutUrl(managedLogin, clientId),
    admin: readAdmin(),
  }
  await Promise.all([warmUp(clientSecret), warmUp(keys), suiteDatabase.open()])
  return createCallerHandler(httpFunction(frontDoor(parts)), lambdaRuntime())
}

/** None without `LOGIN_URL`. On this machine the local pool stands for the domain: its pages for browsers, and its token
 * endpoint where the pool's other operations are. */
function readManagedLogin(
  basePath: string,
  appOrigin: string,
  client: Parameters<typeof createTokenEndpoint>[1],
): ManagedLogin | undefined {
  if (!process.env['LOGIN_URL']) return undefined
  const [given = ''] = readOrigins('LOGIN_URL')
  const { origin } = onLoopback(new URL(given), 'LOGIN_LOOPBACK_ORIGIN')
  const endpoint = onLoopback(new URL(given), `AWS_ENDPOINT_URL_${cognitoService.variable}`)
  return {
    origin,
    redirectUri: `${appOrigin}${basePath}/callback`,
    scopes: setting('LOGIN_SCOPES', 'name the scopes to ask for, such as openid email').split(' '),
    startPath: `${basePath}/login`,
    appOrigin,
    tokens: createTokenEndpoint(postOverHttps(endpoint.origin), client),
    randomBytes,
  }
}

/** The app's first page, which the app client must list among its sign-out addresses. */
function logoutUrl({ origin, appOrigin }: ManagedLogin, clientId: string): string {
  const url = new URL('/logout', origin)
  url.search = new URLSearchParams({ client_id: clientId, logout_uri: `${appOrigin}/` }).toString()
  return url.href
}

/** None without `ADMIN_SCOPE`. */
function readAdmin(): Admin | undefined {
  const scope = process.env['ADMIN_SCOPE']
  if (!scope) return undefined
  const userPoolId = setting('USER_POOL_ID', 'give it the id of the user pool')
  const verifier = createVerifier({ userPoolId, clientIds: null, use: 'access' })
  return {
    scope,
    verify: (token, deadline) => verifier.verify(token, deadline),
    userPoolId,
    region: functionRegion(),
    preSignUpArn: process.env['PRE_SIGN_UP_ARN'] || undefined,
    invoke: createVersionInvoker(() => connectTo(lambda)),
    database: suiteDatabase,
    randomBytes,
  }
}

function randomBytes(size: number): Uint8Array {
  return process.getBuiltinModule('node:crypto').randomBytes(size)
}

function readOrigins(name: string): readonly string[] {
  const origins = setting(name, 'name origins such as https://app.example.com, parted by spaces').split(' ')
  if (origins.every(isOrigin)) return origins
  throw new TypeError(`${name} must hold origins such as https://app.example.com, parted by spaces`)
}

function readPath(name: string): string {
  const path = setting(name, 'give it the path before the routes, such as /auth')
  if (/^(\/[\w-]+)+$/.test(path)) return path
  throw new TypeError(`${name} must be a path such as /auth, without a slash at its end`)
}

function readWhole(name: string): number {
  const value = Number(setting(name, 'give it a whole number above 0'))
  if (Number.isSafeInteger(value) && value > 0) return value
  throw new TypeError(`${name} must be a whole number above 0`)
}
