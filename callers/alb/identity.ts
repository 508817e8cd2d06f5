/** Who a load balancer with `authenticate-cognito` says is signed in: verified, since anybody may send its headers. */
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
import { ownNumber, ownText, type RawObject } from '@cognito-trigger-suite/triggers/internal/core/json'
import {
  type FetchKeys,
  maxTokenLength,
  pauseBetween,
  readTwice,
  type Refusal,
  type Verifier,
} from '../shared/verify.ts'

export interface AlbOptions {
  /** The load balancer in front of this function, such as
   * `arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/my-app/50dc6c495c0c9188`. A token of any other
   * is refused: everybody can have a load balancer that signs. */
  readonly loadBalancerArn: string
  /** The app client of the listener's action. */
  readonly clientId: string
  /** Verifies the access token, whose claims a suite's triggers made. */
  readonly access: Verifier
}

export interface AlbRuntime {
  readonly clock?: Clock
  readonly fetchKeys: FetchKeys
}

export type AlbVerdict =
  | {
      readonly kind: 'verified'
      readonly sub: string
      /** Of the access token: permissions, groups, scopes, and what pre token generation added. */
      readonly claims: RawObject
      /** What `/oauth2/userInfo` answered: the person's attributes, and no claims of a trigger. */
      readonly attributes: RawObject
    }
  | { readonly kind: 'refused'; readonly reason: Refusal | 'wrong_signer' | 'missing' | 'other_person' }
  /** The keys could not be read in time, so that nobody knows. */
  | { readonly kind: 'unavailable' }

/** Names in lower case. */
export type AlbHeaders = Readonly<Record<string, string | undefined>>

const arnForm =
  /^arn:aws(-us-gov)?:elasticloadbalancing:([a-z]{2}(?:-gov)?-[a-z]+-\d):\d{12}:loadbalancer\/app\/.+$/

/**
 * Makes the check of one load balancer. Give the function its own `/logout` too: the load balancer's cookies last seven
 * days, and end by being expired, all four pieces.
 *
 * @throws TypeError when the ARN is none of an application load balancer in a partition whose keys AWS documents
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html
 */
export function createAlbVerifier(
  { loadBalancerArn, clientId, access }: AlbOptions,
  { clock = systemClock, fetchKeys }: AlbRuntime,
): {
  readonly verify: (headers: AlbHeaders, deadline: Pick<Deadline, 'remainingMs'>) => Promise<AlbVerdict>
} {
  const keys = keysOf(loadBalancerArn)
  if (!clientId) throw new TypeError('clientId must be the app client of the listener.')
  const pause = pauseBetween(clock)
  const jwksCache = new AlbJwksCache({
    fetcher: {
      async fetch(uri) {
        await pause.wait(keys, '')
        const pem = await readTwice(new URL(uri), fetchKeys, clock).catch((error: unknown) => {
          pause.registerFailedAttempt(keys, '')
          throw error
        })
        return new TextEncoder().encode(pem).buffer
      },
    },
  })
  const verifier = AlbJwtVerifier.create(
    { albArn: loadBalancerArn, clientId, issuer: null, jwksUri: keys, graceSeconds: Infinity },
    { jwksCache },
  )

  return {
    async verify(headers, deadline) {
      const data = headers['x-amzn-oidc-data']
      const token = headers['x-amzn-oidc-accesstoken']
      if (data === undefined || token === undefined) return { kind: 'refused', reason: 'missing' }
      const read = readData(data, loadBalancerArn, clientId, clock.epochMs() / 1_000)
      if (typeof read === 'string') return { kind: 'refused', reason: read }

      const signed = await within(clock, deadline.remainingMs(), () => verifier.verify(data))
      if (signed.kind === 'timeout') return { kind: 'unavailable' }
      if (signed.kind === 'error') return explain(signed.error)
      const verdict = await access.verify(token, deadline)
      if (verdict.kind !== 'verified') return verdict
      const { claims } = verdict
      const sub = ownText(claims, 'sub')
      const people = [ownText(read, 'sub'), headers['x-amzn-oidc-identity']]
      return sub === undefined || people.some((each) => each !== sub)
        ? { kind: 'refused', reason: 'other_person' }
        : { kind: 'verified', sub, claims, attributes: read }
    },
  }
}

/** What the token says, after all that costs no call. The load balancer writes `exp` into the header, which the library
 * does not look at. */
function readData(
  data: string,
  signer: string,
  clientId: string,
  nowS: number,
): RawObject | Extract<AlbVerdict, { kind: 'refused' }>['reason'] {
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

function explain(error: unknown): AlbVerdict {
  if (error instanceof JwtWithoutValidKidError) return { kind: 'refused', reason: 'unknown_key' }
  const isOfSignature = [
    JwtInvalidSignatureError,
    JwtInvalidSignatureAlgorithmError,
    AlbJwtInvalidSignerError,
  ]
  return isOfSignature.some((kind) => error instanceof kind)
    ? { kind: 'refused', reason: 'forged' }
    : { kind: 'unavailable' }
}

/** Where the load balancers of a Region publish their keys, one address a key. */
function keysOf(arn: string): string {
  const [, gov, region] = arnForm.exec(arn) ?? []
  if (region === undefined) {
    throw new TypeError(
      'loadBalancerArn must be the ARN of an application load balancer in a Region of the partitions aws or aws-us-gov.',
    )
  }
  return gov === undefined
    ? `https://public-keys.auth.elb.${region}.amazonaws.com`
    : `https://s3-${region}.amazonaws.com/aws-elb-public-keys-prod-${region}`
}
