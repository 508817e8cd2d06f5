/** Which tokens of a pool are accepted, which are refused and why, and what a pool that gives no keys costs. */
import { afterEach, describe, expect, test, vi } from 'vitest'
import { type Clock, systemClock } from '../../../triggers/core/deadline.ts'
import {
  createVerifier,
  type FetchKeys,
  maxTokenLength,
  type VerifierOptions,
} from '../../../callers/shared/verify.ts'
import { clientId, issuer, makeIdToken, makeKeys, makeToken, nowS, userPoolId } from './make-token.ts'

const keys = makeKeys('one')
const strangers = makeKeys('one')
const later = makeKeys('two')
const answer = (...known: readonly { readonly jwk: object }[]): string =>
  JSON.stringify({ keys: known.map(({ jwk }) => jwk) })

const never = { remainingMs: () => 60_000 }

/** The system's timers at the tests' instant. */
function at(seconds = nowS): Clock {
  return { ...systemClock, epochMs: () => seconds * 1_000 }
}

function verifier(
  options: Partial<VerifierOptions> = {},
  fetchKeys: FetchKeys = () => Promise.resolve(answer(keys)),
  clock = at(),
) {
  const asked = vi.fn<FetchKeys>(fetchKeys)
  const { verify, open } = createVerifier(
    { userPoolId, clientIds: [clientId], use: 'access', ...options },
    { clock, fetchKeys: asked },
  )
  return { verify: (token: unknown, deadline = never) => verify(token, deadline), open, asked }
}

describe('a token of the pool', () => {
  test.each([
    ['an access token', {}, makeToken(keys)],
    ['an ID token, where one is expected', { use: 'id' as const }, makeIdToken(keys)],
    [
      'any app client’s token, where all are accepted',
      { clientIds: null },
      makeToken(keys, { client_id: 'x1' }),
    ],
    ['a token bound to its own app client', {}, makeToken(keys, { aud: clientId })],
    [
      'a token bound to this resource server',
      { audiences: ['https://api.example.com'] },
      makeToken(keys, { aud: 'https://api.example.com' }),
    ],
    ['a token that ended within the grace', { graceS: 30 }, makeToken(keys, { exp: nowS - 29 })],
    [
      'a token of the pool’s issuer for several Regions',
      {},
      makeToken(keys, { iss: issuer.replace('cognito-idp', 'issuer-cognito-idp') }),
    ],
  ])('is accepted: %s', async (_, options, token) => {
    const verdict = await verifier(options).verify(token)

    expect(verdict).toMatchObject({ kind: 'verified', claims: { iss: expect.stringContaining(userPoolId) } })
  })

  test('says when it ends', async () => {
    expect(await verifier().verify(makeToken(keys))).toMatchObject({ expiresAtS: nowS + 3_600 })
  })
})

describe('a token is refused', () => {
  const signed = makeToken(keys)
  const [header = '', , signature = ''] = signed.split('.')
  const other = Buffer.from(
    JSON.stringify({ iss: issuer, token_use: 'access', client_id: clientId, exp: nowS + 9 }),
  )
  const without = (name: string) => makeToken(keys, { [name]: undefined })

  test.each<[string, unknown, string]>([
    ['that is none', undefined, 'malformed'],
    ['that is empty', '', 'malformed'],
    ['that is no JWT', 'nonsense', 'malformed'],
    ['whose parts are no JSON', 'a.b.c', 'malformed'],
    ['without an end', without('exp'), 'malformed'],
    ['that is too long', makeToken(keys, { pad: 'x'.repeat(maxTokenLength) }), 'oversized'],
    ['without an algorithm', makeToken(keys, {}, { alg: 'none' }), 'wrong_algorithm'],
    ['without a signature', `${makeToken(keys, {}, { alg: 'none' }).split('.', 2).join('.')}.`, 'malformed'],
    ['signed by a shared secret', makeToken(keys, {}, { alg: 'HS256' }), 'wrong_algorithm'],
    ['of another pool', makeToken(keys, { iss: issuer.replace('123', '124') }), 'wrong_issuer'],
    [
      'of the pool’s name at another host',
      makeToken(keys, { iss: `http://127.0.0.1:9/${userPoolId}` }),
      'wrong_issuer',
    ],
    ['without an issuer', without('iss'), 'wrong_issuer'],
    ['of another kind', makeIdToken(keys), 'wrong_use'],
    ['of no kind', without('token_use'), 'wrong_use'],
    ['of another app client', makeToken(keys, { client_id: 'another' }), 'wrong_client'],
    ['of no app client', without('client_id'), 'wrong_client'],
    [
      'bound to another resource server',
      makeToken(keys, { aud: 'https://other.example.com' }),
      'wrong_audience',
    ],
    ['bound to something unreadable', makeToken(keys, { aud: [] }), 'wrong_audience'],
    ['that has ended', makeToken(keys, { exp: nowS }), 'expired'],
    ['that has not begun', makeToken(keys, { nbf: nowS + 1 }), 'not_yet_valid'],
    ['without the name of its key', makeToken(keys, {}, { kid: undefined }), 'unknown_key'],
    ['of a key that the pool does not have', makeToken(later), 'unknown_key'],
    ['signed by somebody else', makeToken(strangers), 'forged'],
    ['whose claims were changed', `${header}.${other.toString('base64url')}.${signature}`, 'forged'],
  ])('%s', async (_, token, reason) => {
    expect(await verifier().verify(token)).toEqual({ kind: 'refused', reason })
  })

  test('of another app client, as an ID token', async () => {
    const verdict = await verifier({ use: 'id' }).verify(makeIdToken(keys, { aud: 'another' }))

    expect(verdict).toEqual({ kind: 'refused', reason: 'wrong_client' })
  })

  test('without asking the pool, when what it says of itself is wrong', async () => {
    const { verify, asked } = verifier()

    await verify(makeToken(later, { iss: issuer.replace('123', '124') }))
    await verify(makeToken(later, { exp: nowS - 1 }))

    expect(asked).not.toHaveBeenCalled()
  })
})

describe('the keys of the pool', () => {
  test('are read once for many tokens', async () => {
    const { verify, asked } = verifier()

    await Promise.all([verify(makeToken(keys)), verify(makeToken(keys))])
    await verify(makeToken(keys))

    expect(asked.mock.calls.map(([address]) => address.href)).toEqual([`${issuer}/.well-known/jwks.json`])
  })

  test('are read in advance', async () => {
    const { verify, open, asked } = verifier()

    await open()
    await verify(makeToken(keys))

    expect(asked).toHaveBeenCalledOnce()
  })

  test('are read again for a new one, and after an invented one not for ten seconds', async () => {
    let seconds = nowS
    const known = [keys]
    const clock = { ...systemClock, epochMs: () => seconds * 1_000 }
    const { verify, asked } = verifier({}, () => Promise.resolve(answer(...known)), clock)
    await verify(makeToken(keys))
    await verify(makeToken(later))
    known.push(later)

    const tooEarly = await verify(makeToken(later))
    seconds += 10
    const afterwards = await verify(makeToken(later))

    expect(tooEarly).toEqual({ kind: 'refused', reason: 'unknown_key' })
    expect(afterwards.kind).toBe('verified')
    expect(asked).toHaveBeenCalledTimes(3)
  })

  test.each<[string, FetchKeys]>([
    ['are out of reach', () => Promise.reject(new Error('ECONNREFUSED'))],
    ['are no JSON', () => Promise.resolve('<html>')],
    ['are no keys', () => Promise.resolve('{}')],
    ['are keys for something else', () => Promise.resolve(answer({ jwk: { ...keys.jwk, use: 'enc' } }))],
  ])('leave the question open when they %s', async (_, fetchKeys) => {
    expect(await verifier({}, fetchKeys).verify(makeToken(keys))).toEqual({ kind: 'unavailable' })
  })

  test('are asked for twice, and again by the next token', async () => {
    let calls = 0
    const { verify } = verifier({}, () => {
      calls += 1
      return calls < 4 ? Promise.reject(new Error('reset')) : Promise.resolve(answer(keys))
    })

    expect(await verify(makeToken(keys))).toEqual({ kind: 'unavailable' })
    expect(await verify(makeToken(keys))).toMatchObject({ kind: 'verified' })
    expect(calls).toBe(4)
  })

  test('are waited for until the deadline', async () => {
    const waits: number[] = []
    const clock: Clock = {
      ...at(),
      after(ms, callback) {
        waits.push(ms)
        if (ms === 700) queueMicrotask(callback)
        return () => {}
      },
    }
    const { verify } = verifier({}, () => new Promise(() => {}), clock)

    expect(await verify(makeToken(keys), { remainingMs: () => 700 })).toEqual({ kind: 'unavailable' })
    expect(waits).toContain(1_500)
  })
})

describe('the pool of this machine', () => {
  afterEach(() => void vi.unstubAllEnvs())

  test('is trusted at any port, by the keys of the named endpoint', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER', 'http://127.0.0.1:9229')
    const { verify, asked } = verifier()

    const verdicts = await Promise.all([
      verify(makeToken(keys, { iss: `http://127.0.0.1:4000/${userPoolId}` })),
      verify(makeToken(keys, { iss: `http://127.0.0.1:4000/${userPoolId}/x` })),
      verify(makeToken(keys)),
    ])

    expect(verdicts.map(({ kind }) => kind)).toEqual(['verified', 'refused', 'refused'])
    expect(String(asked.mock.calls[0]?.[0])).toBe(`http://127.0.0.1:9229/${userPoolId}/.well-known/jwks.json`)
  })

  test.each(['https://vpce.example.com', 'http://10.0.0.1', 'http://localhost.example.com:80'])(
    'is none at %s',
    async (endpoint) => {
      vi.stubEnv('AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER', endpoint)
      const { verify, asked } = verifier()

      expect((await verify(makeToken(keys))).kind).toBe('verified')
      expect(String(asked.mock.calls[0]?.[0])).toContain(issuer)
    },
  )
})

test.each<[Partial<VerifierOptions>, string]>([
  [{ userPoolId: 'pool' }, 'userPoolId must be'],
  [{ clientIds: [] }, 'clientIds must be'],
  [{ clientIds: [''] }, 'clientIds must be'],
  [{ graceS: 301 }, 'graceS must be'],
  [{ graceS: Number.NaN }, 'graceS must be'],
  [JSON.parse('{"use":"acces"}'), "did you mean 'access'"],
  [JSON.parse('{"clientIds":"abc"}'), 'clientIds must be'],
  [JSON.parse('{"audience":["a"]}'), 'audience is no option'],
])('a verifier refuses %o', (options, text) => {
  expect(() => verifier(options)).toThrow(text)
})
