/** What a person may do whom a load balancer with `authenticate-cognito` signed in: verified, since anybody may send its
 * headers. */
import { AlbJwksCache } from 'aws-jwt-verify/alb-cache'
import { AlbJwtVerifier } from 'aws-jwt-verify/alb-verifier'
import {
  AlbJwtInvalidSignerError,
  JwtInvalidSignatureAlgorithmError,
  JwtInvalidSignatureError,
  JwtWithoutValidKidError,
} from 'aws-jwt-verify/error'
import { decomposeUnverifiedJwt } from 'aws-jwt-verify/jwt'
import { type Clock, type Deadline, systemClock, within } from '@cognito-trigger-suite/triggers/core/deadline'
import { checkOptions } from '@cognito-trigger-suite/triggers/internal/core/options/check'
import { ownNumber, ownText, type RawObject } from '@cognito-trigger-suite/triggers/internal/core/json'
import { type Allowed, createGuard, fromNow, type GuardOptions } from '../guards/authorize.ts'
import type { ClaimsOf, ClaimTypes } from '../guards/claims.ts'
import {
  type AnyNeeds,
  claimsCheck,
  refusal,
  type Refused,
  requireNeeds,
  rightsChecks,
} from '../shared/judge.ts'
import {
  encode,
  fetchOverHttps,
  type FetchKeys,
  maxTokenLength,
  readTwice,
  type Refusal,
  verifierChecks,
  type VerifierRuntime,
} from '../shared/verify.ts'

/** A guard's options, for the access tokens of one app client. */
export interface AlbOptions<Types extends ClaimTypes = ClaimTypes> extends Omit<
  GuardOptions<Types>,
  'clientIds' | 'use'
> {
  /** The load balancer in front of this function, such as
   * `arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/my-app/50dc6c495c0c9188`. A token of any other
   * is refused: everybody can have a load balancer that signs. */
  readonly loadBalancerArn: string
  /** The app client of the listener's action. */
  readonly clientId: string
}

/** `claims` are those of the access token: permissions, groups, scopes, and what pre token generation added. */
export interface AlbAllowed<Claims> extends Allowed<Claims> {
  /** What `/oauth2/userInfo` answered: the person's attributes, and no claims of a trigger. */
  readonly attributes: RawObject
}

export interface AlbGuard<Claims> {
  /** As `authorize` of a guard, by the three headers of the load balancer.
   * @throws TypeError for needs that are empty or misspelled */
  readonly authorize: (
    headers: AlbHeaders,
    needs: AnyNeeds,
    deadline?: Pick<Deadline, 'remainingMs'>,
  ) => Promise<AlbAllowed<Claims> | Refused>
}

/** Names in lower case. */
export type AlbHeaders = Readonly<Record<string, string | undefined>>

const arnForm =
  /^arn:aws(-us-gov)?:elasticloadbalancing:([a-z]{2}(?:-gov)?-[a-z]+-\d):\d{12}:loadbalancer\/app\/.+$/

const { clientIds: _, use: __, ...verifying } = verifierChecks
const ownChecks = { ...verifying, ...rightsChecks, claims: claimsCheck }

/**
 * Makes the guard behind one load balancer. Give the function its own `/logout` too: the load balancer's cookies last seven
 * days, and end by being expired, all four pieces.
 *
 * @throws TypeError for options that cannot be right, as an ARN that is none of an application load balancer in a partition
 * whose keys AWS documents
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html
 */
export function createAlbGuard<const Types extends ClaimTypes>(
  { loadBalancerArn, clientId, ...options }: AlbOptions<Types>,
  runtime: VerifierRuntime = {},
): AlbGuard<ClaimsOf<Types>> {
  const { clock = systemClock, fetchKeys = fetchOverHttps } = runtime
  const signed = createSignatures(loadBalancerArn, clientId, clock, fetchKeys)
  checkOptions<Omit<AlbOptions, 'loadBalancerArn' | 'clientId'>>('createAlbGuard', options, ownChecks)
  const guard = createGuard<Types>({ ...options, clientIds: [clientId], use: 'access' }, runtime)

  return {
    async authorize(headers, needs, deadline = fromNow(clock)) {
      requireNeeds(needs)
      const data = headers['x-amzn-oidc-data']
      const token = headers['x-amzn-oidc-accesstoken']
      if (data === undefined || token === undefined) return refusal('token_missing')
      const attributes = readData(data, loadBalancerArn, clientId, clock.epochMs() / 1_000)
      if (typeof attributes === 'string') return refuse(attributes)
      // First, so that nobody makes this function look for keys without a token of the pool.
      const found = await guard.authorize(token, needs, deadline)
      if (!found.allowed) return found
      const sub = ownText(found.raw, 'sub')
      const people = [ownText(attributes, 'sub'), headers['x-amzn-oidc-identity']]
      if (sub === undefined || people.some((each) => each !== sub)) return refuse('other_person')
      const reason = await signed.refuse(data, sub, deadline)
      return reason === undefined ? { ...found, attributes } : refuse(reason)
    },
  }
}

function refuse(reason: Refusal | 'unavailable'): Refused {
  if (reason === 'unavailable') return refusal('temporarily_unavailable')
  return { ...refusal(reason === 'expired' ? 'token_expired' : 'token_invalid'), reason }
}

/** The most keys that are kept. A load balancer has few at a time. */
const maxKeys = 16
/** After a signature that did not hold, its person is only checked by keys that are known, for this long, in milliseconds. */
const pauseMs = 10_000
/** The most people who are paused. */
const maxPaused = 1_000

/** Checks signatures. Each key has its own address, and anybody can make up the id of a key, or name one of another load
 * balancer: who does so waits alone, and pushes out no key by which a signature has held. */
function createSignatures(loadBalancerArn: string, clientId: string, clock: Clock, fetchKeys: FetchKeys) {
  const keys = keysOf(loadBalancerArn)
  const held = new Map<string, string>()
  const read = new Map<string, string>()
  const pausedUntilMs = new Map<string, number>()
  const fetchKey = async (address: string): Promise<string> => {
    const key = await readTwice(new URL(address), fetchKeys, clock)
    if (key === undefined) throw new JwtWithoutValidKidError('the load balancers have no such key')
    keep(read, address, key, maxKeys)
    return key
  }
  const fetcher = { fetch: async (address: string) => encode(held.get(address) ?? (await fetchKey(address))) }
  const verifier = AlbJwtVerifier.create(
    { albArn: loadBalancerArn, clientId, issuer: null, jwksUri: keys, graceSeconds: Infinity },
    { jwksCache: new AlbJwksCache({ fetcher }) },
  )
  return {
    /** Why the signature does not hold; undefined when it does. */
    async refuse(data: string, sub: string, deadline: Pick<Deadline, 'remainingMs'>) {
      const address = `${keys}/${decomposeUnverifiedJwt(data).header.kid}`
      const isPaused = clock.epochMs() < (pausedUntilMs.get(sub) ?? 0)
      if (isPaused && !held.has(address)) return 'unavailable'
      const settled = await within(clock, deadline.remainingMs(), () => verifier.verify(data))
      if (settled.kind === 'ok') {
        const key = read.get(address)
        if (key !== undefined) keep(held, address, key, maxKeys)
        return undefined
      }
      keep(pausedUntilMs, sub, clock.epochMs() + pauseMs, maxPaused)
      return settled.kind === 'error' ? explain(settled.error) : 'unavailable'
    },
  }
}

/** Keeps it as the newest; the oldest goes. */
function keep<Value>(map: Map<string, Value>, name: string, value: Value, most: number): void {
  map.delete(name)
  map.set(name, value)
  for (const oldest of [...map.keys()].slice(0, -most)) map.delete(oldest)
}

/** What the token says, after all that costs no call. The load balancer writes `exp` into the header, which the library
 * does not look at. */
function readData(data: string, signer: string, clientId: string, nowS: number): RawObject | Refusal {
  if (data.length > maxTokenLength) return 'oversized'
  try {
    const { header, payload } = decomposeUnverifiedJwt(data)
    if (header.alg !== 'ES256') return 'wrong_algorithm'
    if (ownText(header, 'signer') !== signer) return 'wrong_signer'
    if (ownText(header, 'client') !== clientId) return 'wrong_client'
    const ends = [ownNumber(header, 'exp'), ownNumber(payload, 'exp')].filter((end) => end !== undefined)
    if (ends.length === 0) return 'malformed'
    return ends.some((end) => nowS >= end) ? 'expired' : { ...payload }
  } catch {
    return 'malformed'
  }
}

function explain(error: unknown): Refusal | 'unavailable' {
  if (error instanceof JwtWithoutValidKidError) return 'unknown_key'
  const isOfSignature = [
    JwtInvalidSignatureError,
    JwtInvalidSignatureAlgorithmError,
    AlbJwtInvalidSignerError,
  ]
  return isOfSignature.some((kind) => error instanceof kind) ? 'forged' : 'unavailable'
}

/** Where the load balancers of a Region publish their keys, one address a key. */
function keysOf(arn: string): string {
  const [, gov, region] = (typeof arn === 'string' && arnForm.exec(arn)) || []
  if (region === undefined) {
    throw new TypeError(
      'loadBalancerArn must be the ARN of an application load balancer in a Region of the partitions aws or aws-us-gov.',
    )
  }
  return gov === undefined
    ? `https://public-keys.auth.elb.${region}.amazonaws.com`
    : `https://s3-${region}.amazonaws.com/aws-elb-public-keys-prod-${region}`
}
