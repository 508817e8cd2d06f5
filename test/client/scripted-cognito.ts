/** The real SDK client over a script of answers, so that errors are the SDK's own. */
import { CognitoIdentityProviderClient, InitiateAuthCommand } from '@aws-sdk/client-cognito-identity-provider'
import { createAuthClient, type AuthClient } from '../../client/auth-client.ts'
import type { ClientOptions } from '../../client/submit.ts'
import { createVirtualClock, type VirtualClock } from '../../triggers/testing/virtual-clock.ts'

/** What happens to one request. */
export type Scripted =
  | { readonly answer: object }
  | { readonly exception: string; readonly text?: string; readonly status?: number }
  /** The connection breaks, with the code that Node gives. */
  | { readonly breaks: string }
  /** Any other error of the SDK's request handler. */
  | { readonly throws: Error }
  | { readonly body: string; readonly status: number }
  | 'hangs'

export interface ScriptedCognito {
  readonly client: AuthClient
  readonly cognito: CognitoIdentityProviderClient
  readonly clock: VirtualClock
  /** The operations that were asked for, in order. */
  readonly operations: string[]
  readonly bodies: unknown[]
}

export const timedOut: Scripted = {
  exception: 'UnexpectedLambdaException',
  text: 'PreSignUp invocation failed due to error Socket timeout while invoking Lambda function.',
}
export const throttled: Scripted = { exception: 'TooManyRequestsException', text: 'Rate exceeded' }
export const exists: Scripted = {
  exception: 'UsernameExistsException',
  text: 'An account with the given email already exists.',
}
export const wrongPassword: Scripted = {
  exception: 'NotAuthorizedException',
  text: 'Incorrect username or password.',
}
export const notConfirmed: Scripted = {
  exception: 'UserNotConfirmedException',
  text: 'User is not confirmed.',
}
export const signedIn: Scripted = {
  answer: { AuthenticationResult: { AccessToken: 'a', IdToken: 'i', RefreshToken: 'r', ExpiresIn: 3_600 } },
}
export const lost: Scripted = { breaks: 'ECONNRESET' }

/** Each request takes the next of the script; one more than it has fails the test. */
export function scriptCognito(script: readonly Scripted[], options: ClientOptions = {}): ScriptedCognito {
  const rest = [...script]
  const operations: string[] = []
  const bodies: unknown[] = []
  const clock = createVirtualClock()
  const cognito = new CognitoIdentityProviderClient({
    region: 'eu-west-1',
    requestHandler: {
      handle: (request: { readonly headers: Record<string, string>; readonly body: Uint8Array }) => {
        operations.push(String(request.headers['x-amz-target']).replace(/^.*\./, ''))
        bodies.push(JSON.parse(new TextDecoder().decode(request.body)))
        const next = rest.shift()
        if (next === undefined) throw new Error(`no answer is left for call ${operations.length}`)
        return respond(next)
      },
    },
  })
  // Full jitter at its longest, so that waits are known.
  const client = createAuthClient({ cognito, clientId: 'app', clock, random: () => 1, ...options })
  return { client, cognito, clock, operations, bodies }
}

// The SDK's first call of a process reads configuration files. That takes real time, in which the virtual clock would
// find nothing to do but to fire the limit of the attempt.
await new CognitoIdentityProviderClient({
  region: 'eu-west-1',
  requestHandler: { handle: () => respond(signedIn) },
}).send(new InitiateAuthCommand({ ClientId: 'app', AuthFlow: 'USER_PASSWORD_AUTH' }))

async function respond(next: Scripted): Promise<{ readonly response: unknown }> {
  if (next === 'hangs') return new Promise(() => undefined)
  if ('throws' in next) throw next.throws
  if ('breaks' in next)
    throw Object.assign(new Error(`the connection broke: ${next.breaks}`), { code: next.breaks })
  if ('body' in next) return makeResponse(next.status, next.body)
  if ('answer' in next) return makeResponse(200, JSON.stringify(next.answer))
  return makeResponse(
    next.status ?? 400,
    JSON.stringify({ __type: next.exception, message: next.text ?? next.exception }),
  )
}

function makeResponse(statusCode: number, body: string): { readonly response: unknown } {
  const headers = { 'content-type': 'application/x-amz-json-1.1' }
  return { response: { statusCode, headers, body: new TextEncoder().encode(body) } }
}
