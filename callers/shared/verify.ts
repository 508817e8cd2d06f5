/** Verifies the tokens of one user pool: signature, issuer, app client, kind, time. */
import {
  JwtInvalidSignatureAlgorithmError,
  JwtInvalidSignatureError,
  JwtWithoutValidKidError,
  KidNotFoundInJwksError,
  WaitPeriodNotYetEndedJwkError,
} from 'aws-jwt-verify/error'
import { type PenaltyBox, SimpleJwksCache } from 'aws-jwt-verify/jwk'
import { decomposeUnverifiedJwt } from 'aws-jwt-verify/jwt'
import { JwtVerifier } from 'aws-jwt-verify/jwt-verifier'
import { type Clock, type Deadline, systemClock, within } from '@cognito-trigger-suite/triggers/core/deadline'
import { domainsOf } from '@cognito-trigger-suite/triggers/internal/adapters/aws-endpoint'
import { cognito } from '@cognito-trigger-suite/triggers/internal/adapters/aws-services'
import { openConnection } from '@cognito-trigger-suite/triggers/internal/adapters/connection'
import { exchange } from '@cognito-trigger-suite/triggers/internal/adapters/exchange'
import { onLoopback } from '@cognito-trigger-suite/triggers/internal/adapters/loopback-origin'
import {
  own,
  ownNumber,
  ownText,
  type RawObject,
  readStrings,
} from '@cognito-trigger-suite/triggers/internal/core/json'
import {
  checkOptions,
  type Checks,
  optional,
  valueThat,
} from '@cognito-trigger-suite/triggers/internal/core/options/check'
import { list } from '@cognito-trigger-suite/triggers/internal/core/options/collections'
import { number, oneOf, text as textThat } from '@cognito-trigger-suite/triggers/internal/core/options/values'

export interface VerifierOptions {
  /** Such as `eu-central-1_AbCdEf123`. Tokens of any other pool are refused. */
  readonly userPoolId: string
  /** The app clients whose tokens are accepted. `null` accepts every app client of the pool. */
  readonly clientIds: readonly string[] | null
  /** An API takes access tokens. An ID token says who somebody is, and gives no rights at an API. */
  readonly use: 'access' | 'id'
  /** What an access token's `aud` may be besides its own app client: the resource servers that it was bound to (RFC
   * 8707). Default none, so that a token for another API is refused. A token without `aud` passes. */
  readonly audiences?: readonly string[]
  /** How long a token is still accepted after its end, and before its beginning, in seconds, from 0 to 300. Default 0. */
  readonly graceS?: number
}

/** The answer of an address of keys; undefined when there are no such keys.
 * @throws when nobody knows */
export type FetchKeys = (address: URL, signal: AbortSignal) => Promise<string | undefined>

export interface VerifierRuntime {
  /** Default the system's. */
  readonly clock?: Clock
  /** Default over HTTPS. On this machine, `AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER` names the pool if it is on
   * 127.0.0.1. */
  readonly fetchKeys?: FetchKeys
}

/** Why a token was refused. No reason tells anything of the token but this. */
export type Refusal =
  | 'malformed'
  | 'oversized'
  | 'wrong_algorithm'
  | 'wrong_issuer'
  | 'wrong_use'
  | 'wrong_client'
  | 'wrong_audience'
  | 'expired'
  | 'not_yet_valid'
  | 'unknown_key'
  | 'forged'
  | 'wrong_signer'
  | 'other_person'

export type Verdict =
  | {
      readonly kind: 'verified'
      readonly claims: RawObject
      /** In seconds since 1970. */ readonly expiresAtS: number
    }
  | { readonly kind: 'refused'; readonly reason: Refusal }
  /** The pool's keys could not be read in time, so that nobody knows. Not the token's fault: do not sign anybody out. */
  | { readonly kind: 'unavailable' }

export interface Verifier {
  /** Never rejects. Waits for the pool's keys at most until the deadline. */
  readonly verify: (token: unknown, deadline: Pick<Deadline, 'remainingMs'>) => Promise<Verdict>
  /** Reads the keys in advance. Never rejects: a token that comes later asks again. */
  readonly open: () => Promise<void>
}

/** The longest token that is read, in characters. Load balancers and API Gateway let headers of about 10 KB through. */
export const maxTokenLength = 16_384

/** One try to read the keys, in milliseconds, as long as API Gateway waits for them, and the most bytes that it reads.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html */
const keysMs = 1_500
const maxKeysBytes = 153_600

/** After a key that the pool does not have, its keys are not read again for this long, in milliseconds. */
const pauseMs = 10_000

/** Makes the verifier of one pool. It keeps the pool's keys, and reads them again when a token names an unknown one.
 * @throws TypeError for options that cannot be right */
export function createVerifier(options: VerifierOptions, runtime: VerifierRuntime = {}): Verifier {
  checkOptions<VerifierOptions>('verifier', options, verifierChecks)
  const { clock = systemClock, fetchKeys = fetchOverHttps } = runtime
  const jwksCache = new SimpleJwksCache({
    fetcher: {
      async fetch(uri) {
        const text = await readTwice(new URL(uri), fetchKeys, clock)
        if (text !== undefined) return encode(text)
        throw new TypeError('the user pool has no keys')
      },
    },
    penaltyBox: pauseBetween(clock),
  })
  const issuers = issuersOf(options.userPoolId).map(({ isIssuer, keys: { href } }) => {
    // Issuer, audience and times are checked before, by our clock, so that a wrong token costs no call to the pool.
    const settings = { issuer: null, audience: null, graceSeconds: Infinity, jwksUri: href }
    return { isIssuer, href, verifier: JwtVerifier.create(settings, { jwksCache }) }
  })

  return {
    async verify(token, deadline) {
      const read = readToken(token)
      if (typeof read === 'string') return { kind: 'refused', reason: read }
      const { text, payload } = read
      const issuer = issuers.find(({ isIssuer }) => isIssuer(ownText(payload, 'iss') ?? ''))
      if (issuer === undefined) return { kind: 'refused', reason: 'wrong_issuer' }
      const reason = refuse(payload, options, clock.epochMs() / 1_000)
      if (reason !== undefined) return { kind: 'refused', reason }
      const settled = await within(clock, deadline.remainingMs(), () => issuer.verifier.verify(text))
      if (settled.kind === 'error') return explain(settled.error)
      if (settled.kind === 'timeout') return { kind: 'unavailable' }
      return { kind: 'verified', claims: payload, expiresAtS: ownNumber(payload, 'exp') ?? 0 }
    },
    async open() {
      await Promise.allSettled(issuers.slice(0, 1).map(({ href }) => jwksCache.getJwks(href)))
    },
  }
}

export const verifierChecks: Checks<VerifierOptions> = {
  userPoolId: textThat('the id of a user pool, such as eu-central-1_AbCdEf123', (id) =>
    /^[a-z0-9-]+_\w+$/.test(id),
  ),
  clientIds: valueThat(
    'a list with at least one app client, or null for every app client',
    (ids) =>
      ids === null ||
      (Array.isArray(ids) &&
        ids.length > 0 &&
        // Whoever writes ['any'] means every app client, and would get none.
        ids.every((id) => typeof id === 'string' && /^(?!any$)[\w+]+$/.test(id))),
  ),
  use: oneOf(['access', 'id']),
  audiences: optional(list(textThat('an identifier of a resource server'), 0)),
  graceS: optional(number(0, 300)),
}

/** A pool signs as its Region's issuer, or as that of pools with several Regions. The pool of this machine has the port
 * that was free, and its keys may be read through another.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html */
function issuersOf(
  userPoolId: string,
): readonly { readonly isIssuer: (issuer: string) => boolean; readonly keys: URL }[] {
  const region = userPoolId.slice(0, userPoolId.indexOf('_'))
  const [domain] = domainsOf(region)
  return ['cognito-idp', 'issuer-cognito-idp'].map((host) => {
    const issuer = `https://${host}.${region}.${domain}/${userPoolId}`
    const known = new URL(`${issuer}/.well-known/jwks.json`)
    const keys = onLoopback(known, `AWS_ENDPOINT_URL_${cognito.variable}`)
    if (keys === known) return { isIssuer: (each) => each === issuer, keys }
    const here = new RegExp(`^http://127\\.0\\.0\\.1:\\d+/${userPoolId}$`)
    return { isIssuer: (each) => here.test(each), keys }
  })
}

interface ReadToken {
  readonly text: string
  readonly payload: RawObject
}

/** What a token says of itself, which nobody has verified. */
function readToken(token: unknown): ReadToken | Refusal {
  if (typeof token !== 'string') return 'malformed'
  if (token.length > maxTokenLength) return 'oversized'
  try {
    const { header, payload } = decomposeUnverifiedJwt(token)
    // Cognito signs by no other, and a token must not choose how it is verified.
    return header.alg === 'RS256' ? { text: token, payload: { ...payload } } : 'wrong_algorithm'
  } catch {
    return 'malformed'
  }
}

function refuse(
  payload: RawObject,
  { use, clientIds, audiences = [], graceS = 0 }: VerifierOptions,
  nowS: number,
): Refusal | undefined {
  if (ownText(payload, 'token_use') !== use) return 'wrong_use'
  const clientId = ownText(payload, use === 'id' ? 'aud' : 'client_id')
  if (clientId === undefined || clientIds?.includes(clientId) === false) return 'wrong_client'
  const audience = readStrings(own(payload, 'aud'))
  if (own(payload, 'aud') !== undefined && ![clientId, ...audiences].some((each) => audience.includes(each)))
    return 'wrong_audience'
  const endsAtS = ownNumber(payload, 'exp')
  if (endsAtS === undefined) return 'malformed'
  if (nowS >= endsAtS + graceS) return 'expired'
  return nowS < (ownNumber(payload, 'nbf') ?? 0) - graceS ? 'not_yet_valid' : undefined
}

/** Errors of the library by their class. Whatever is not the token's fault leaves the question open. */
function explain(error: unknown): Verdict {
  const isOfKey = [KidNotFoundInJwksError, WaitPeriodNotYetEndedJwkError, JwtWithoutValidKidError]
  if (isOfKey.some((kind) => error instanceof kind)) return { kind: 'refused', reason: 'unknown_key' }
  const isOfSignature = [JwtInvalidSignatureError, JwtInvalidSignatureAlgorithmError]
  return isOfSignature.some((kind) => error instanceof kind)
    ? { kind: 'refused', reason: 'forged' }
    : { kind: 'unavailable' }
}

/** Anybody can make up the id of a key. Only one read in ten seconds is spent on such tokens. */
function pauseBetween(clock: Pick<Clock, 'epochMs'>): PenaltyBox {
  const untilMs = new Map<string, number>()
  return {
    wait: (uri) =>
      clock.epochMs() < (untilMs.get(uri) ?? 0)
        ? Promise.reject(new WaitPeriodNotYetEndedJwkError())
        : Promise.resolve(),
    registerFailedAttempt: (uri) => void untilMs.set(uri, clock.epochMs() + pauseMs),
    registerSuccessfulAttempt: (uri) => void untilMs.delete(uri),
  }
}

/** A second try follows at once: somebody waits. */
export async function readTwice(
  address: URL,
  fetchKeys: FetchKeys,
  clock: Clock,
): Promise<string | undefined> {
  const read = () => within(clock, keysMs, (signal) => fetchKeys(address, signal))
  const first = await read()
  const settled = first.kind === 'ok' ? first : await read()
  if (settled.kind === 'ok') return settled.value
  throw new TypeError('the keys cannot be read')
}

export const fetchOverHttps: FetchKeys = async (address, signal) => {
  const request = { method: 'GET', path: address.pathname, signal }
  const { status, text } = await exchange(
    'user_pool_keys',
    openConnection(address),
    request,
    '',
    maxKeysBytes,
  )
  if (status === 200) return text
  // Without the right to list, a store answers 403 for what it does not have.
  if (status === 403 || status === 404) return undefined
  throw new TypeError('the address answers no keys')
}

export function encode(text: string): ArrayBuffer {
  return new TextEncoder().encode(text).buffer
}
