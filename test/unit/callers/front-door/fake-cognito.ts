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
  | { readonly name: string; readonly message: string }

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
  /** The steps after the password, by name. An alias stands for `real-<alias>` from then on. */
  readonly steps: Map<string, readonly string[]>
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
  const sessions = new Map<string, { readonly name: string; readonly steps: readonly string[] }>()
  const pool: FakeCognito = {
    people: new Map(),
    operations: [],
    addresses: [],
    made: new Map(),
    codes: 0,
    steps: new Map(),
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
          own(input['ChallengeResponses'], 'USERNAME') ??
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
      if (typeof fault === 'object')
        throw 'name' in fault ? cognitoError(fault.name, fault.message) : deny(fault)
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
        if (person === undefined)
          throw cognitoError('ExpiredCodeException', 'Invalid code provided, please request a code again.')
        if (input['ConfirmationCode'] !== code)
          throw cognitoError('CodeMismatchException', 'Invalid verification code provided')
        person.isConfirmed = true
        return {}
      }
      case 'ResendConfirmationCode':
        if (pool.people.get(requireHash(input['Username'], input['SecretHash']))?.isConfirmed === true)
          throw cognitoError('InvalidParameterException', 'User is already confirmed.')
        pool.codes += 1
        return { CodeDeliveryDetails: { DeliveryMedium: 'EMAIL', Destination: 'j***@e***' } }
      case 'InitiateAuth': {
        const parameters = input['AuthParameters']
        const name = requireHash(own(parameters, 'USERNAME'), own(parameters, 'SECRET_HASH'))
        const person = pool.people.get(name)
        // https://github.com/aws/aws-sdk-js/issues/4608
        if (person?.isConfirmed === false)
          throw cognitoError('UserNotConfirmedException', 'User is not confirmed.')
        if (person?.password !== own(parameters, 'PASSWORD'))
          throw cognitoError('NotAuthorizedException', 'Incorrect username or password.')
        return next(name, pool.steps.get(name) ?? [])
      }
      case 'RespondToAuthChallenge': {
        const responses = input['ChallengeResponses']
        const name = requireHash(own(responses, 'USERNAME'), own(responses, 'SECRET_HASH'))
        const session = String(input['Session'])
        const open = sessions.get(session)
        const [step, ...rest] = open?.steps ?? []
        if (open === undefined || name !== `real-${open.name}` || step !== input['ChallengeName'])
          throw cognitoError('NotAuthorizedException', 'Invalid session for the user.')
        if (step === 'NEW_PASSWORD_REQUIRED') {
          if (own(responses, 'NEW_PASSWORD') === 'short')
            throw cognitoError('InvalidPasswordException', 'Password did not conform with policy')
          if (own(responses, 'userAttributes.name') === undefined)
            throw cognitoError('InvalidParameterException', 'Invalid attributes given, name is missing')
        } else if (own(responses, `${step}_CODE`) !== code)
          throw cognitoError('CodeMismatchException', 'Invalid code or auth state for the user.')
        sessions.delete(session)
        return next(open.name, rest)
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

  function next(name: string, steps: readonly string[]): object {
    const [step] = steps
    if (step === undefined)
      return { AuthenticationResult: { ...issue(name), RefreshToken: newRefreshToken(name) } }
    const Session = `cognito-session-${(tokens += 1)}`
    sessions.set(Session, { name, steps })
    const sent = { CODE_DELIVERY_DELIVERY_MEDIUM: 'SMS', CODE_DELIVERY_DESTINATION: '+*******1234' }
    const ChallengeParameters = {
      USER_ID_FOR_SRP: `real-${name}`,
      ...(step === 'SMS_MFA' ? sent : {}),
      ...(step === 'NEW_PASSWORD_REQUIRED' ? { requiredAttributes: '["userAttributes.name"]' } : {}),
    }
    return { ChallengeName: step, Session, ChallengeParameters }
  }

  function newRefreshToken(name: string): string {
    const token = `refresh-token-${(tokens += 1)}`
    pool.live.set(token, { name })
    return token
  }

  function issue(name: string): object {
    const claims: Record<string, unknown> = {
      sub: `sub-of-${name}`,
      iss: 'https://issuer',
      jti: String((tokens += 1)),
      ...pool.claims,
    }
    return {
      AccessToken: makeToken({ ...claims, token_use: 'access', scope: 'openid' }),
      IdToken: makeToken({
        ...claims,
        token_use: 'id',
        ...('profile' in claims && { profile: 'own' }),
        email: name,
      }),
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

function deny({ trigger, denial }: Extract<Fault, { denial: string }>): Error {
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
