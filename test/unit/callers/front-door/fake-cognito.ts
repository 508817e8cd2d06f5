/** A user pool in memory behind `SendOnce`: it checks the proof of the secret, rotates refresh tokens and has faults. */
import { createHmac } from 'node:crypto'
import type { SendOnce } from '../../../../callers/shared/cognito.ts'
import { isObject, own, type RawObject } from '../../../../triggers/core/json.ts'
import type { VirtualClock } from '../../../../triggers/testing/virtual-clock.ts'

export const clientId = 'doorclient'
export const clientSecret = 'client-secret-of-the-door'

export type Fault =
  | 'throttled'
  | 'hangs'
  | 'lost-request'
  | 'lost-answer'
  | 'service'
  | 'no-scope'
  | { readonly denial: string; readonly trigger: string }

interface Person {
  readonly password: string
  isConfirmed: boolean
}

export interface FakeCognito {
  readonly send: SendOnce
  readonly people: Map<string, Person>
  /** Operations in the order in which they arrived. */
  readonly operations: string[]
  /** The addresses that came with each operation; undefined where none did. */
  readonly addresses: unknown[]
  /** How often an account was made, by name; and how many codes were sent. */
  readonly made: Map<string, number>
  codes: number
  /** Refresh tokens that are valid now. */
  readonly live: Map<string, { readonly name: string; retiredAtMs?: number }>
  /** Asked at each call; `nth` counts the calls of one operation for one name or token. */
  fault: (operation: string, who: string, nth: number) => Fault | undefined
  /** How long an answer takes, in milliseconds. */
  latencyMs: number
  readonly claims: Record<string, unknown>
}

export const code = '123456'

const alreadyConfirmed = 'User cannot be confirmed. Current status is CONFIRMED'
const rotationGraceMs = 60_000
const accessS = 3_600

export function createFakeCognito(clock: VirtualClock): FakeCognito {
  let tokens = 0
  const counts = new Map<string, number>()
  const pool: FakeCognito = {
    people: new Map(),
    operations: [],
    addresses: [],
    made: new Map(),
    codes: 0,
    live: new Map(),
    fault: () => undefined,
    latencyMs: 40,
    claims: {},
    async send(operation, input, signal) {
      pool.operations.push(operation)
      pool.addresses.push(own(input['UserContextData'], 'IpAddress'))
      const who = String(
        input['Username'] ??
          own(input['AuthParameters'], 'USERNAME') ??
          input['RefreshToken'] ??
          input['Token'],
      )
      const nth = (counts.get(`${operation} ${who}`) ?? 0) + 1
      counts.set(`${operation} ${who}`, nth)
      const fault = pool.fault(operation, who, nth)
      await clock.sleep(pool.latencyMs)
      if (fault === 'hangs')
        return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
      if (fault === 'throttled') throw cognitoError('TooManyRequestsException', 'Rate exceeded')
      if (fault === 'service') throw cognitoError('InternalErrorException', 'Internal error', 500)
      if (fault === 'no-scope')
        throw cognitoError('NotAuthorizedException', 'Access Token does not have required scopes')
      if (fault === 'lost-request') throw broken()
      if (typeof fault === 'object') throw deny(fault)
      const answer = JSON.stringify(perform(operation, input))
      if (fault === 'lost-answer') throw broken()
      return answer
    },
  }

  function perform(operation: string, input: RawObject): object {
    switch (operation) {
      case 'SignUp': {
        const name = requireHash(input['Username'], input['SecretHash'])
        if (pool.people.has(name)) throw cognitoError('UsernameExistsException', 'User already exists')
        pool.people.set(name, { password: String(input['Password']), isConfirmed: false })
        pool.made.set(name, (pool.made.get(name) ?? 0) + 1)
        pool.codes += 1
        return {
          UserSub: 'sub',
          UserConfirmed: false,
          CodeDeliveryDetails: { DeliveryMedium: 'EMAIL', Destination: 'j***@e***' },
        }
      }
      case 'ConfirmSignUp': {
        const person = pool.people.get(requireHash(input['Username'], input['SecretHash']))
        if (person?.isConfirmed === true) throw cognitoError('NotAuthorizedException', alreadyConfirmed)
        if (person === undefined || input['ConfirmationCode'] !== code)
          throw cognitoError('CodeMismatchException', 'Invalid verification code provided')
        person.isConfirmed = true
        return {}
      }
      case 'ResendConfirmationCode':
        requireHash(input['Username'], input['SecretHash'])
        pool.codes += 1
        return { CodeDeliveryDetails: { DeliveryMedium: 'EMAIL', Destination: 'j***@e***' } }
      case 'InitiateAuth': {
        const parameters = input['AuthParameters']
        const name = requireHash(own(parameters, 'USERNAME'), own(parameters, 'SECRET_HASH'))
        const person = pool.people.get(name)
        if (person === undefined || person.password !== own(parameters, 'PASSWORD'))
          throw cognitoError('NotAuthorizedException', 'Incorrect username or password.')
        if (!person.isConfirmed) throw cognitoError('UserNotConfirmedException', 'User is not confirmed.')
        return { AuthenticationResult: { ...issue(name), RefreshToken: newRefreshToken(name) } }
      }
      case 'GetTokensFromRefreshToken': {
        requireSecret(input['ClientSecret'])
        const token = String(input['RefreshToken'])
        const session = pool.live.get(token)
        const isLate =
          session?.retiredAtMs !== undefined && clock.epochMs() > session.retiredAtMs + rotationGraceMs
        if (session === undefined || isLate)
          throw cognitoError('RefreshTokenReuseException', 'Refresh token has been revoked')
        session.retiredAtMs ??= clock.epochMs()
        return {
          AuthenticationResult: { ...issue(session.name), RefreshToken: newRefreshToken(session.name) },
        }
      }
      case 'RevokeToken':
        requireSecret(input['ClientSecret'])
        pool.live.delete(String(input['Token']))
        return {}
      case 'GlobalSignOut':
        pool.live.clear()
        return {}
      default:
        throw new TypeError(`${operation} is not simulated`)
    }
  }

  function newRefreshToken(name: string): string {
    const token = `refresh-token-${(tokens += 1)}`
    pool.live.set(token, { name })
    return token
  }

  function issue(name: string): object {
    const claims = {
      sub: `sub-of-${name}`,
      iss: 'https://issuer',
      jti: String((tokens += 1)),
      ...pool.claims,
    }
    return {
      AccessToken: makeToken({ ...claims, scope: 'openid' }),
      IdToken: makeToken({ ...claims, email: name }),
      ExpiresIn: accessS,
      TokenType: 'Bearer',
    }
  }
  return pool
}

function makeToken(payload: object): string {
  return ['{}', JSON.stringify(payload), 'signature']
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.')
}

function requireHash(name: unknown, hash: unknown): string {
  const right = createHmac('sha256', clientSecret)
    .update(`${String(name)}${clientId}`)
    .digest('base64')
  if (hash !== right)
    throw cognitoError('NotAuthorizedException', `Unable to verify secret hash for client ${clientId}`)
  return String(name)
}

function requireSecret(secret: unknown): void {
  if (secret !== clientSecret)
    throw cognitoError('NotAuthorizedException', `Unable to verify secret for client ${clientId}`)
}

function cognitoError(name: string, message: string, httpStatusCode = 400): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode } })
}

function deny({ trigger, denial }: Exclude<Fault, string>): Error {
  return cognitoError('UserLambdaValidationException', `${trigger} failed with error ${denial}.`)
}

function broken(): Error {
  return Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })
}

/** What a body holds, whatever it is. */
export function parse(body: unknown): RawObject {
  const value: unknown = typeof body === 'string' && body !== '' ? JSON.parse(body) : {}
  return isObject(value) ? value : {}
}
