/** The headers of a load balancer that signs people in: what is believed, and what is not. */
import { createSign, generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { type AlbOptions, createAlbGuard } from '../../../callers/alb/identity.ts'
import { usualClaims } from '../../../callers/guards/claims.ts'
import type { AnyNeeds } from '../../../callers/shared/judge.ts'
import type { Clock } from '../../../triggers/core/deadline.ts'
import { clientId, makeIdToken, makeKeys, makeToken, nowS, userPoolId } from './make-token.ts'

const arn = 'arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/my-app/50dc6c495c0c9188'
const sub = '4f0c6e0a-0000-4000-8000-000000000001'
const kid = '0d7b1a5c-0000-4000-8000-000000000001'
const clock: Clock = { monotonicMs: () => 0, epochMs: () => nowS * 1_000, after: () => () => {} }
const pair = () => generateKeyPairSync('ec', { namedCurve: 'P-256' })
const balancer = pair()
const theirs = pair()
const pool = makeKeys('a5c1e0b2-0000-4000-8000-000000000001')

/** Padded, as a load balancer writes it. */
const encode = (value: object): string =>
  Buffer.from(JSON.stringify(value)).toString('base64').replaceAll('+', '-').replaceAll('/', '_')

function makeData(header: object = {}, payload: object = {}, { privateKey } = balancer): string {
  const signed = `${encode({ alg: 'ES256', kid, signer: arn, client: clientId, iss: 'x', exp: nowS + 100, ...header })}.${encode({ sub, email: 'ada@example.com', ...payload })}`
  const signature = createSign('SHA256').update(signed).sign({ key: privateKey, dsaEncoding: 'ieee-p1363' })
  return `${signed}.${signature.toString('base64').replaceAll('+', '-').replaceAll('/', '_')}`
}

const publicKeyOf = ({ publicKey }: ReturnType<typeof pair>): string =>
  publicKey.export({ type: 'spki', format: 'pem' }).toString()

/** Every load balancer's keys are public, so that anybody may name one. */
const kidOf = (id: number): string => kid.replace(/01$/, String(id))

function makeVerifier(keysAreDown = false) {
  const asked: string[] = []
  const { authorize } = createAlbGuard(
    { loadBalancerArn: arn, userPoolId, clientId, claims: usualClaims },
    {
      clock,
      async fetchKeys({ href }) {
        if (href.endsWith('jwks.json')) return JSON.stringify({ keys: [pool.jwk] })
        asked.push(href)
        if (keysAreDown) throw new TypeError('reset')
        if (/000[2-9]\d$/.test(href)) return publicKeyOf(theirs)
        return href.endsWith(kid) ? publicKeyOf(balancer) : undefined
      },
    },
  )
  const verify = (headers: object, needs: AnyNeeds = {}) =>
    authorize({ ...headers }, needs, { remainingMs: () => 5_000 })
  return { asked, verify }
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
      allowed: true,
      claims: { sub, 'cognito:groups': ['staff'] },
      attributes: { email: 'ada@example.com' },
    })
    await verify(headersOf())
    expect(asked).toEqual([`https://public-keys.auth.elb.eu-central-1.amazonaws.com/${kid}`])
  })

  test.each<[string, object, string]>([
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
    ['an ID token', headersOf(makeData(), makeIdToken(pool)), 'wrong_use'],
    [
      'a token of another client',
      headersOf(makeData(), makeToken(pool, { client_id: 'other' })),
      'wrong_client',
    ],
  ])('is not believed with %s', async (_, headers, reason) => {
    expect(await makeVerifier().verify(headers)).toMatchObject({ allowed: false, status: 401, reason })
  })

  test.each<[string, object, AnyNeeds, string]>([
    ['no headers', {}, {}, 'token_missing'],
    ['the data alone', { 'x-amzn-oidc-data': makeData() }, {}, 'token_missing'],
    ['too few rights', headersOf(), { permissions: ['articles:write'] }, 'permission_missing'],
    ['a suspension', headersOf(makeData(), makeToken(pool, { suspended: 'yes' })), {}, 'claim_unreadable'],
  ])('may do nothing with %s', async (_, headers, needs, code) => {
    expect(await makeVerifier().verify(headers, needs)).toMatchObject({ allowed: false, code })
  })

  test('is neither let in nor signed out while the keys cannot be read', async () => {
    const { verify } = makeVerifier(true)

    // The second finds the pause between two reads.
    expect(await verify(headersOf())).toMatchObject({ status: 503 })
    expect(await verify(headersOf())).toMatchObject({ status: 503 })
  })

  test.each([
    ['which do not exist', 10],
    ['which are those of other load balancers', 20],
  ])('is let in whatever keys somebody else names, %s, and that one costs one read', async (_, first) => {
    const { verify, asked } = makeVerifier()
    const stranger = makeToken(pool, { sub: 'stranger' })

    for (let id = first; id < first + 10; id += 1)
      await verify(headersOf(makeData({ kid: kidOf(id) }, { sub: 'stranger' }), stranger, 'stranger'))

    expect(await verify(headersOf())).toMatchObject({ allowed: true })
    expect(asked.map((each) => each.slice(-2))).toEqual([String(first), '01'])
  })

  test('is let in by a key that has held, whatever many others name', async () => {
    const { verify, asked } = makeVerifier()
    await verify(headersOf())

    for (let id = 20; id < 60; id += 1) {
      const token = makeToken(pool, { sub: String(id) })
      await verify(headersOf(makeData({ kid: kidOf(id) }, { sub: String(id) }), token, String(id)))
    }

    expect(await verify(headersOf())).toMatchObject({ allowed: true })
    expect(asked.filter((each) => each.endsWith(kid))).toHaveLength(1)
  })

  test('costs no read of keys without a token of the pool', async () => {
    const { verify, asked } = makeVerifier()

    await verify(headersOf(makeData({ kid: kidOf(10) }), makeToken(makeKeys('theirs'))))

    expect(asked).toEqual([])
  })
})

test.each([
  'arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/net/x/1',
  'arn:aws-cn:elasticloadbalancing:cn-north-1:123456789012:loadbalancer/app/x/1',
  '*',
])('%s is no load balancer whose keys are known', (loadBalancerArn) => {
  expect(() => createAlbGuard({ ...right, loadBalancerArn })).toThrow('loadBalancerArn must be the ARN')
})

const right: AlbOptions = { loadBalancerArn: arn, userPoolId, clientId, claims: usualClaims }

test.each<[string, Partial<AlbOptions>]>([
  ['use is no option', JSON.parse('{"use":"id"}')],
  ['clientIds must be', { clientId: '' }],
  ['clientIDs is no option', JSON.parse('{"clientIDs":["a"]}')],
  ['userPoolId must be', { userPoolId: 'pool' }],
])('%s', (text, wrong) => {
  expect(() => createAlbGuard({ ...right, ...wrong })).toThrow(text)
})
