/** Cognito's public operations for an app client with a secret, without the AWS SDK. */
import type { Cognito } from '@cognito-trigger-suite/client/cognito'
import { type Attempt, type RetryOptions, startSubmit } from '@cognito-trigger-suite/client/retry'
import type { Challenged } from '@cognito-trigger-suite/client/sign-in'
import { awsEndpoint } from '@cognito-trigger-suite/triggers/internal/adapters/aws-endpoint'
import { cognito } from '@cognito-trigger-suite/triggers/internal/adapters/aws-services'
import {
  type Connection,
  connectTo,
  openConnection,
} from '@cognito-trigger-suite/triggers/internal/adapters/connection'
import {
  exchange,
  parseAnswer,
  readException,
} from '@cognito-trigger-suite/triggers/internal/adapters/exchange'
import { ServiceError } from '@cognito-trigger-suite/triggers/internal/adapters/service-error'
import {
  isObject,
  own,
  ownText,
  type RawObject,
  readJson,
} from '@cognito-trigger-suite/triggers/internal/core/json'
import type { Call } from './handler.ts'
import type { HttpRequest } from './http.ts'

/** Sends one operation once, and gives the text of Cognito's answer, a JSON object.
 * @throws an error with the `name`, `code` and `$metadata` that the client sorts by */
export type SendOnce = (operation: string, input: RawObject, signal: AbortSignal) => Promise<string>

export interface ConfidentialClient {
  readonly clientId: string
  readSecret(signal: AbortSignal): Promise<string>
}

/** Calls of `client/` on behalf of a browser, within what is left of the caller's limit. */
export interface AuthCalls {
  readonly clientId: string
  /** What `client/` calls for the person of this request. */
  cognitoFor(request: Pick<HttpRequest, 'clientIp'>): Cognito
  /** RespondToAuthChallenge, once. Tokens, or one more challenge. */
  answerChallenge(
    request: Pick<HttpRequest, 'clientIp'>,
    input: RawObject,
    signal: AbortSignal,
  ): Promise<Challenged['answer']>
  /** @param locale What the call sends as `locale`.
   * @param limitMs All attempts together. Never longer than what is left. */
  attempt(call: Call, locale: string | undefined, limitMs?: number): Attempt
}

export interface AuthCallsOptions extends Pick<RetryOptions, 'quota' | 'random'> {
  /** Whether Cognito's threat protection is told from where the person came. */
  readonly sendsIp: boolean
}

/** Kept for what follows Cognito's answer, in milliseconds: one write to the table, and the answer. */
const reserveMs = 1_000

/** Of all attempts, waits and their number; see `client/retry.ts`. A front door has 30 seconds, of which a first attempt
 * may not take all. */
const limits = { attemptLimitMs: 16_000, maxAttempts: 5, baseDelayMs: 200, maxDelayMs: 5_000 }

/** The `quota` is one for all requests of this copy of the function. */
export function createAuthCalls(
  send: SendOnce,
  client: ConfidentialClient,
  { quota, random, sendsIp }: AuthCallsOptions,
): AuthCalls {
  const askFor =
    ({ clientIp }: Pick<HttpRequest, 'clientIp'>): SendOnce =>
    async (operation, input, signal) => {
      const proven = prove(operation, input, client.clientId, await client.readSecret(signal))
      const ip = sendsIp && takesIp.has(operation) ? readIp(clientIp) : undefined
      const told = ip === undefined ? {} : { UserContextData: { IpAddress: ip } }
      return send(operation, { ...proven, ...told }, signal)
    }
  return {
    clientId: client.clientId,
    cognitoFor: (request) => createCognito(askFor(request)),
    answerChallenge: async (request, input, signal) =>
      JSON.parse(await askFor(request)('RespondToAuthChallenge', input, signal)),
    attempt({ clock, deadline }, locale, limitMs = Infinity) {
      const totalLimitMs = Math.max(1, Math.min(limitMs, deadline.remainingMs() - reserveMs))
      return startSubmit({ ...limits, totalLimitMs, quota, clock, random }, locale, () => {})
    },
  }
}

/** A load balancer may add the port. Undefined for what is no address. */
function readIp(clientIp = ''): string | undefined {
  const { isIP } = process.getBuiltinModule('node:net')
  const [, bare = clientIp] = /^\[?(.+?)\]?:\d+$/.exec(clientIp) ?? []
  return [clientIp, bare].find((each) => isIP(each) !== 0)
}

/** What `client/` calls. */
function createCognito(ask: SendOnce): Cognito {
  return {
    send: async <Output>(command: unknown, settings?: unknown): Promise<Output> => {
      const operation = ownText(command, 'operation')
      const input = own(command, 'input')
      const signal = own(settings, 'abortSignal')
      if (operation === undefined || !isObject(input) || !(signal instanceof AbortSignal))
        throw new TypeError('The client sent no command of callers/shared/cognito-commands.ts.')
      const answer: Output = JSON.parse(await ask(operation, input, signal))
      return answer
    },
  }
}

/** Those whose `UserContextData` may hold the person's address, where the app client's
 * `EnablePropagateAdditionalUserContextData` is true.
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserContextDataType.html */
const takesIp: ReadonlySet<string> = new Set([
  'ConfirmSignUp',
  'InitiateAuth',
  'ResendConfirmationCode',
  'RespondToAuthChallenge',
  'SignUp',
])

/** The proof is a hash in operations that name a user, and the secret itself in those that take a refresh token.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetTokensFromRefreshToken.html */
function prove(operation: string, input: RawObject, clientId: string, secret: string): RawObject {
  const hash = (userName: unknown): string =>
    process
      .getBuiltinModule('node:crypto')
      .createHmac('sha256', secret)
      .update(`${String(userName)}${clientId}`)
      .digest('base64')
  switch (operation) {
    case 'SignUp':
    case 'ConfirmSignUp':
    case 'ResendConfirmationCode':
      return { ...input, SecretHash: hash(own(input, 'Username')) }
    case 'InitiateAuth':
    case 'RespondToAuthChallenge': {
      const name = operation === 'InitiateAuth' ? 'AuthParameters' : 'ChallengeResponses'
      const parameters = own(input, name)
      const SECRET_HASH = hash(own(parameters, 'USERNAME'))
      return { ...input, [name]: { ...(isObject(parameters) ? parameters : {}), SECRET_HASH } }
    }
    case 'GetTokensFromRefreshToken':
    case 'RevokeToken':
      return { ...input, ClientSecret: secret }
    case 'GlobalSignOut': {
      // It belongs to the access token, and takes no app client.
      const { ClientId: _, ...rest } = input
      return rest
    }
    default:
      throw new TypeError(`Nobody has looked up how ${operation} proves the secret.`)
  }
}

/** These must not be sent twice in silence: a second sign-up is refused, and a second code is a second message. */
const sentOnce: ReadonlySet<string> = new Set(['SignUp', 'ResendConfirmationCode'])

/** Sends over HTTPS to the pool's Region. None of these operations is signed. */
export function sendOverHttps(): SendOnce {
  const kept = connectTo(cognito)
  const fresh = openConnection(awsEndpoint(cognito), { sockets: 'each-request' })
  return (operation, input, signal) =>
    post(sentOnce.has(operation) ? fresh : kept, operation, JSON.stringify(input), signal)
}

async function post(connection: Connection, operation: string, body: string, signal: AbortSignal) {
  const headers = {
    'content-type': 'application/x-amz-json-1.1',
    'content-length': String(Buffer.byteLength(body)),
    'x-amz-target': `${cognito.target}.${operation}`,
  }
  const request = { method: 'POST', path: connection.url.pathname, headers, signal }
  const answer = await exchange(cognito.name, connection, request, body).catch((error: unknown) => {
    // The name of a connection's error, such as ECONNREFUSED, says whether anything was sent.
    throw error instanceof ServiceError
      ? Object.assign(new Error(error.code), { code: error.exception })
      : error
  })
  const { status, headers: answered, text } = answer
  if (status >= 200 && status < 300) {
    parseAnswer(cognito.name, text)
    return text
  }
  const told = readJson(text)
  throw Object.assign(new Error(ownText(told, 'message') ?? ownText(told, 'Message') ?? ''), {
    name: readException(answered, told),
    $metadata: { httpStatusCode: status },
  })
}
