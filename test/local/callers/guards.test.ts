/** Guards of CDK's own constructs, on this machine: tokens of the local pool at an HTTP API, a REST API and a
 * GraphQL API. */
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

/** By the clock of the stack. */
const issuedAtS = (): number => JSON.parse(atob(editor.access.split('.')[1] ?? '')).iat

/** As the pool signs it, but for what is changed. */
function tokenWith(claims: object = {}, header: object = {}, keys = poolKeys): string {
  const { issuer: iss, clients } = stack.details
  const right = {
    iss,
    client_id: clients.public.clientId,
    exp: issuedAtS() + 600,
    permissions: ['articles:read'],
  }
  return makeToken(keys, { ...right, ...claims }, { ...header })
}

const wrongTokens: readonly (readonly [
  string,
  () => string | undefined,
  'missing' | 'bad' | 'rights' | 'large',
])[] = [
  ['no token', () => undefined, 'missing'],
  ['an ID token', () => editor.id, 'bad'],
  ['a forged token', () => tokenWith({}, {}, makeKeys(poolKeys.kid)), 'bad'],
  ['an expired token', () => tokenWith({ exp: issuedAtS() - 60 }), 'bad'],
  ['a token of another pool', () => tokenWith({ iss: `${stack.details.issuer}9` }), 'bad'],
  [
    'a token of another client',
    () => tokenWith({ client_id: stack.details.clients.machine.clientId }),
    'bad',
  ],
  ['a token without an algorithm', () => tokenWith({}, { alg: 'none' }), 'bad'],
  ['nonsense', () => 'nonsense', 'bad'],
  ['a token of other rights', () => tokenWith({ permissions: [] }), 'rights'],
  ['a token larger than all headers may be', () => tokenWith({ pad: 'x'.repeat(10_240) }), 'large'],
]

const kinds = [
  ['http-api', 'Articles', 403, ['/articles', '/policy']],
  ['rest-api', 'guarded', 401, ['/articles']],
] as const

const rootOf = (here: LocalStack, kind: 'http-api' | 'rest-api', name: string): string =>
  `${addressOf(here, kind, name)}${kind === 'rest-api' ? '/prod' : ''}`

describe.each(kinds)('%s', (kind, name, badToken, byRoute) => {
  const get = (path: string, token?: string, method = 'GET', headers: readonly string[] = []) =>
    ask(
      `${rootOf(stack, kind, name)}${path}`,
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

  test.each(byRoute)(
    'judges each route by its own needs, also when it remembers answers: %s',
    async (path) => {
      expect(
        await statuses(
          get(`${path}/a`, member.access),
          get(`${path}/a`, member.access),
          get(`${path}/a`, member.access, 'DELETE'),
          get(`${path}/a`, editor.access, 'DELETE'),
        ),
      ).toEqual([200, 200, 403, 200])
      // What one method was answered counts for no other, in either order.
      const second = tokenWith()
      expect(await statuses(get(`${path}/a`, second, 'DELETE'))).toEqual([403])
      expect(await statuses(get(`${path}/a`, second))).toEqual([200])
      expect(
        await statuses(get(`${path}/a`, second, 'DELETE'), get(`${path}/a`, member.access, 'DELETE')),
      ).toEqual([403, 403])
    },
  )

  test('lets a remembered policy count for every route of the stage', async () => {
    expect(await statuses(get('/policy/a', member.access))).toEqual([200])
    expect(await statuses(get('/policy/b', member.access), get('/policy/a', member.access))).toEqual([
      200, 200,
    ])
  })

  test('lets in a token that the test made as the pool does', async () => {
    expect(await statuses(get('/policy/a', tokenWith()))).toEqual([200])
  })

  test.each(wrongTokens)('refuses %s at every guard', async (_, token, why) => {
    const status = { missing: 401, bad: badToken, rights: 403, large: 431 }[why]
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

describe('appsync', () => {
  async function send(query: string, token?: string) {
    const { status, body } = await ask(
      `${addressOf(stack, 'appsync', 'guarded')}/graphql`,
      token === undefined ? [] : ['authorization', `Bearer ${token}`],
      { method: 'POST', body: JSON.stringify({ query }) },
    )
    return [status, JSON.parse(body.toString())] as const
  }
  const read = '{ article(id: "7") { id claims draft } }'
  const remove = 'mutation { deleteArticle(id: "7") { id } }'

  test('gives the resolver the claims of whom the guard let in', async () => {
    const [status, answer] = await send(read, editor.access)

    expect([status, answer.errors, answer.data.article.draft]).toEqual([200, undefined, 'draft'])
    expect(JSON.parse(answer.data.article.claims).identity.resolverContext).toMatchObject({
      permissions: '["articles:read","articles:write"]',
    })
  })

  test('denies fields that need more, each time', async () => {
    for (const _ of ['asked', 'remembered']) {
      // oxlint-disable-next-line no-await-in-loop -- the second finds what is remembered
      expect(await send(read, member.access)).toMatchObject([
        200,
        { data: { article: { id: '7', draft: null } }, errors: [{ path: ['article', 'draft'] }] },
      ])
      // oxlint-disable-next-line no-await-in-loop -- the second finds what is remembered
      expect(await send(remove, member.access)).toMatchObject([
        200,
        { data: { deleteArticle: null }, errors: [{ errorType: 'Unauthorized' }] },
      ])
    }
    expect(await send(remove, editor.access)).toEqual([200, { data: { deleteArticle: { id: '7' } } }])
  })

  test('shows a resolver’s error, and says what does not run', async () => {
    const errors = async (query: string) => (await send(query, member.access))[1].errors[0].errorType

    expect(await errors('{ article(id: "throw") { id } }')).toBe('Lambda:Unhandled')
    expect(await errors('{ later }')).toBe('NotRunHere')
    expect(await errors('{ closed }')).toBe('Unauthorized')
  })

  test.each(wrongTokens)('refuses %s', async (_, token) => {
    const [status, answer] = await send(read, token())

    expect([status, answer.errors[0].errorType]).toEqual([401, 'UnauthorizedException'])
    expect(answer).not.toHaveProperty('data')
  })
})

test('when the pool’s keys are out of reach every door fails, and lets nobody in', async () => {
  const second = await startCallersStack(keep, { seedUsers: [] })
  second.setFault('user-pool', { kind: 'outage' })

  for (const [kind, name] of kinds) {
    // oxlint-disable-next-line no-await-in-loop -- one function after the other
    const answer = await ask(`${rootOf(second, kind, name)}/articles/7`, [
      'authorization',
      `Bearer ${editor.access}`,
    ])
    expect(answer.status).toBe(500)
  }
  const graphql = await ask(
    `${addressOf(second, 'appsync', 'guarded')}/graphql`,
    ['authorization', `Bearer ${editor.access}`],
    { method: 'POST', body: '{"query":"{ later }"}' },
  )
  expect(graphql.status).toBe(401)
})

test('a JWT authorizer asks for a scope, which no ID token has', async () => {
  const status = async (token?: string): Promise<number> => {
    const headers = token === undefined ? [] : ['authorization', `Bearer ${token}`]
    return (await ask(`${addressOf(stack, 'http-api', 'Articles')}/scoped`, headers)).status
  }

  expect(await status(editor.access)).toBe(200)
  expect([401, 403]).toContain(await status(editor.id))
  expect(await status()).toBe(401)
})
