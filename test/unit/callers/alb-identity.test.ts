/** The headers of a load balancer that signs people in: what is believed, and what is not. */
import { createSign, generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { createAlbVerifier } from '../../../callers/alb/identity.ts'
import { createVerifier } from '../../../callers/shared/verify.ts'
import type { Clock } from '../../../triggers/core/deadline.ts'
import { clientId, makeKeys, makeToken, nowS, userPoolId } from './make-token.ts'

const arn = 'arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/my-app/50dc6c495c0c9188'
const sub = '4f0c6e0a-0000-4000-8000-000000000001'
const kid = '0d7b1a5c-0000-4000-8000-000000000001'
const clock: Clock = { monotonicMs: () => 0, epochMs: () => nowS * 1_000, after: () => () => {} }
const pair = () => generateKeyPairSync('ec', { namedCurve: 'P-256' })
const balancer = pair()
const pool = makeKeys('a5c1e0b2-0000-4000-8000-000000000001')

/** Padded, as a load balancer writes it. */
const encode = (value: object): string =>
  Buffer.from(JSON.stringify(value)).toString('base64').replaceAll('+', '-').replaceAll('/', '_')

function makeData(header: object = {}, payload: object = {}, { privateKey } = balancer): string {
  const signed = `${encode({ alg: 'ES256', kid, signer: arn, client: clientId, iss: 'x', exp: nowS + 100, ...header })}.${encode({ sub, email: 'ada@example.com', ...payload })}`
  const signature = createSign('SHA256').update(signed).sign({ key: privateKey, dsaEncoding: 'ieee-p1363' })
  return `${signed}.${signature.toString('base64').replaceAll('+', '-').replaceAll('/', '_')}`
}

function makeVerifier(keysAreDown = false) {
  const asked: string[] = []
  const access = createVerifier(
    { userPoolId, clientIds: [clientId], use: 'access' },
    { clock, fetchKeys: () => Promise.resolve(JSON.stringify({ keys: [pool.jwk] })) },
  )
  const { verify } = createAlbVerifier(
    { loadBalancerArn: arn, clientId, access },
    {
      clock,
      fetchKeys({ href }) {
        asked.push(href)
        return keysAreDown || !href.endsWith(kid)
          ? Promise.reject(new TypeError('404'))
          : Promise.resolve(balancer.publicKey.export({ type: 'spki', format: 'pem' }).toString())
      },
    },
  )
  return { asked, verify: (headers: object) => verify({ ...headers }, { remainingMs: () => 5_000 }) }
}

const headersOf = (data = makeData(), token = makeToken(pool), identity = sub) => ({
  'x-amzn-oidc-data': data,
  'x-amzn-oidc-accesstoken': token,
  'x-amzn-oidc-identity': identity,
})

describe('a person whom the load balancer signed in', () => {
  test('has claims of the access token, and attributes beside them', async () => {
    const { verify, asked } = makeVerifier()

    const verdict = await verify(headersOf(makeData(), makeToken(pool, { 'cognito:groups': ['staff'] })))

    expect(verdict).toMatchObject({
      kind: 'verified',
      sub,
      claims: { 'cognito:groups': ['staff'] },
      attributes: { email: 'ada@example.com' },
    })
    await verify(headersOf())
    expect(asked).toEqual([`https://public-keys.auth.elb.eu-central-1.amazonaws.com/${kid}`])
  })

  test.each<[string, object, string]>([
    ['no headers', {}, 'missing'],
    ['the data alone', { 'x-amzn-oidc-data': makeData() }, 'missing'],
    [
      'another load balancer',
      headersOf(makeData({ signer: arn.replace('my-app', 'theirs') })),
      'wrong_signer',
    ],
    ['another client', headersOf(makeData({ client: 'theirs' })), 'wrong_client'],
    ['no algorithm', headersOf(makeData({ alg: 'none' })), 'wrong_algorithm'],
    ['an end that has passed, in the header', headersOf(makeData({ exp: nowS })), 'expired'],
    ['an end that has passed, in the payload', headersOf(makeData({}, { exp: nowS })), 'expired'],
    ['no end', headersOf(makeData({ exp: undefined })), 'malformed'],
    ['an end in words', headersOf(makeData({ exp: '2100-01-01' })), 'malformed'],
    ['a forged signature', headersOf(makeData({}, {}, pair())), 'forged'],
    ['a key id that is no such', headersOf(makeData({ kid: '../../x' })), 'unknown_key'],
    ['no token', headersOf('x'), 'malformed'],
    ['a token without an end', headersOf('x'.repeat(20_000)), 'oversized'],
    ['an access token that has ended', headersOf(makeData(), makeToken(pool, { exp: nowS })), 'expired'],
    [
      'an access token of somebody else',
      headersOf(makeData(), makeToken(pool, { sub: 'other' })),
      'other_person',
    ],
    ['an identity of somebody else', headersOf(makeData(), makeToken(pool), 'other'), 'other_person'],
  ])('is not believed with %s', async (_, headers, reason) => {
    expect(await makeVerifier().verify(headers)).toEqual({ kind: 'refused', reason })
  })

  test('is neither let in nor signed out while the keys cannot be read', async () => {
    const { verify } = makeVerifier(true)

    // The second finds the pause between two reads.
    expect(await verify(headersOf())).toEqual({ kind: 'unavailable' })
    expect(await verify(headersOf())).toEqual({ kind: 'unavailable' })
  })

  test('costs one read of keys in ten seconds, whatever ids are made up', async () => {
    const { verify, asked } = makeVerifier()

    for (let id = 10; id < 20; id += 1)
      await verify(headersOf(makeData({ kid: kid.replace(/01$/, String(id)) })))

    expect(new Set(asked).size).toBe(1)
  })
})

test.each([
  'arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/net/x/1',
  'arn:aws-cn:elasticloadbalancing:cn-north-1:123456789012:loadbalancer/app/x/1',
  '*',
])('%s is no load balancer whose keys are known', (loadBalancerArn) => {
  const access = createVerifier({ userPoolId, clientIds: null, use: 'access' })

  expect(() =>
    createAlbVerifier({ loadBalancerArn, clientId, access }, { fetchKeys: () => Promise.resolve('') }),
  ).toThrow('loadBalancerArn must be the ARN')
})
