/** Guards of CDK's own constructs, on this machine: tokens of the local pool at the routes of an HTTP API and a REST API. */
import { createPrivateKey, createSign } from 'node:crypto'
import { CognitoIdentityProviderClient, InitiateAuthCommand } from '@aws-sdk/client-cognito-identity-provider'
import { beforeAll, describe, expect, test } from 'vitest'
import { exportKeyPair, makeKeyPair } from '../../../local/pool/tokens/keys.ts'
import type { LocalStack } from '../../../local/stack.ts'
import { addressOf, startCallersStack } from '../../support/callers-stack.ts'
import { endAfterAll } from '../../support/end-after-all.ts'
import { type KeyPair, makeKeys, makeToken } from '../../unit/callers/make-token.ts'
import { ask } from './ask.ts'

const keep = endAfterAll()
const password = 'Correct-Horse-7'

let stack: LocalStack
let editor: Tokens
let member: Tokens
let poolKeys: KeyPair
beforeAll(async () => {
  const keyPair = await makeKeyPair()
  const key = createPrivateKey({ key: { ...(await exportKeyPair(keyPair)) }, format: 'jwk' })
  const { publicJwk: jwk } = keyPair
  const sign = (text: string): string => createSign('RSA-SHA256').update(text).sign(key, 'base64url')
  poolKeys = { kid: jwk.kid, jwk, sign }
  stack = await startCallersStack(keep, {
    keyPair,
    seedUsers: [
      { username: 'editor@example.com', password, groups: ['editors'] },
      { username: 'member@example.com', password, groups: ['members'] },
    ],
  })
  editor = await signIn('editor@example.com')
  member = await signIn('member@example.com')
})

interface Tokens {
  readonly access: string
  readonly id: string
}

async function signIn(username: string): Promise<Tokens> {
  const { region, cognitoEndpoint: endpoint, clients } = stack.details
  const sdk = new CognitoIdentityProviderClient({
    region,
    endpoint,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  })
  const { AuthenticationResult: result } = await sdk.send(
    new InitiateAuthCommand({
      ClientId: clients.public.clientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: username, PASSWORD: password },
    }),
  )
  sdk.destroy()
  return { access: result?.AccessToken ?? '', id: result?.IdToken ?? '' }
}

/** As the pool signs it, but for what is changed. */
function tokenWith(claims: object = {}, header: object = {}, keys = poolKeys): string {
  const { issuer: iss, clients } = stack.details
  const exp = Math.floor(Date.now() / 1_000) + 600
  const right = { iss, client_id: clients.public.clientId, exp, permissions: ['articles:read'] }
  return makeToken(keys, { ...right, ...claims }, { ...header })
}

const kinds = [
  ['http-api', '', 403],
  ['rest-api', '/prod', 401],
] as const

describe.each(kinds)('%s', (kind, stage, badToken) => {
  const get = (path: string, token?: string, method = 'GET', headers: readonly string[] = []) =>
    ask(
      `${addressOf(stack, kind, 'guarded')}${stage}${path}`,
      [...headers, ...(token === undefined ? [] : ['authorization', `Bearer ${token}`])],
      { method },
    )
  const statuses = async (...calls: readonly ReturnType<typeof ask>[]): Promise<readonly number[]> =>
    (await Promise.all(calls)).map(({ status }) => status)

  test('gives the function behind it the claims of whom the guard let in', async () => {
    const { status, body } = await get('/articles/7', editor.access)

    expect(status).toBe(200)
    const claims = expect.objectContaining({ permissions: '["articles:read","articles:write"]' })
    expect(JSON.parse(body.toString())).toMatchObject({
      requestContext: { authorizer: kind === 'http-api' ? { lambda: claims } : claims },
    })
  })

  test('judges each route by its own needs, also when it remembers answers', async () => {
    expect(
      await statuses(
        get('/articles/7', member.access),
        get('/articles/8', member.access),
        get('/articles/7', member.access, 'DELETE'),
        get('/articles/7', editor.access, 'DELETE'),
      ),
    ).toEqual([200, 200, 403, 200])
    expect(await statuses(get('/articles/7', member.access, 'DELETE'))).toEqual([403])
  })

  test('lets a remembered policy count for every route of the stage', async () => {
    expect(await statuses(get('/policy/a', member.access))).toEqual([200])
    expect(await statuses(get('/policy/b', member.access), get('/policy/a', member.access))).toEqual([
      200, 200,
    ])
  })

  test('lets in a token that the test made as the pool does', async () => {
    expect(await statuses(get('/policy/a', tokenWith()))).toEqual([200])
  })

  test.each<[string, () => string | undefined, number]>([
    ['no token', () => undefined, 401],
    ['an ID token', () => editor.id, badToken],
    ['a forged token', () => tokenWith({}, {}, makeKeys(poolKeys.kid)), badToken],
    ['an expired token', () => tokenWith({ exp: Math.floor(Date.now() / 1_000) - 60 }), badToken],
    ['a token of another pool', () => tokenWith({ iss: `${stack.details.issuer}9` }), badToken],
    [
      'a token of another client',
      () => tokenWith({ client_id: stack.details.clients.machine.clientId }),
      badToken,
    ],
    ['a token without an algorithm', () => tokenWith({}, { alg: 'none' }), badToken],
    ['nonsense', () => 'nonsense', badToken],
    ['a token of other rights', () => tokenWith({ permissions: [] }), 403],
    ['a token larger than all headers may be', () => tokenWith({ pad: 'x'.repeat(10_240) }), 431],
  ])('refuses %s at every guard', async (_, token, status) => {
    const answers = await Promise.all([
      get('/articles/7', token()),
      get('/articles/7', token(), 'DELETE'),
      get('/policy/a', token()),
    ])

    expect(answers.map((each) => each.status)).toEqual([status, status, status])
    for (const { body } of answers) expect(JSON.parse(body.toString())).not.toHaveProperty('requestContext')
  })

  test('refuses two tokens in one request', async () => {
    expect(
      await statuses(get('/articles/7', editor.access, 'GET', ['authorization', `Bearer ${member.access}`])),
    ).toEqual([badToken])
  })
})

test('when the pool’s keys are out of reach every door fails, and lets nobody in', async () => {
  const second = await startCallersStack(keep, { seedUsers: [] })
  second.setFault('user-pool', { kind: 'outage' })

  for (const [kind, stage] of kinds) {
    // oxlint-disable-next-line no-await-in-loop -- one function after the other
    const answer = await ask(`${addressOf(second, kind, 'guarded')}${stage}/articles/7`, [
      'authorization',
      `Bearer ${editor.access}`,
    ])
    expect(answer.status).toBe(500)
  }
})

test('a JWT authorizer asks for a scope, which no ID token has', async () => {
  const status = async (token?: string): Promise<number> => {
    const headers = token === undefined ? [] : ['authorization', `Bearer ${token}`]
    return (await ask(`${addressOf(stack, 'http-api', 'guarded')}/scoped`, headers)).status
  }

  expect(await status(editor.access)).toBe(200)
  expect([401, 403]).toContain(await status(editor.id))
  expect(await status()).toBe(401)
})
