/** Guards of CDK's own constructs, on this machine: tokens of the local pool at the routes of an HTTP API. */
import { CognitoIdentityProviderClient, InitiateAuthCommand } from '@aws-sdk/client-cognito-identity-provider'
import { beforeAll, describe, expect, test } from 'vitest'
import type { LocalStack } from '../../../local/stack.ts'
import { addressOf, startCallersStack } from '../../support/callers-stack.ts'
import { endAfterAll } from '../../support/end-after-all.ts'

const keep = endAfterAll()
const password = 'Correct-Horse-7'

let stack: LocalStack
let editor: Tokens
let member: Tokens
beforeAll(async () => {
  stack = await startCallersStack(keep, {
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

const ask = (path: string, token?: string, method = 'GET'): Promise<Response> =>
  fetch(`${addressOf(stack, 'http-api', 'guarded')}${path}`, {
    method,
    ...(token !== undefined && { headers: { authorization: `Bearer ${token}` } }),
  })
const statuses = async (...calls: readonly Promise<Response>[]): Promise<readonly number[]> =>
  (await Promise.all(calls)).map(({ status }) => status)

describe('an HTTP API', () => {
  test('gives the function behind it the claims of whom the guard let in', async () => {
    const answer = await ask('/articles/7', editor.access)

    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({
      requestContext: {
        authorizer: {
          lambda: { permissions: '["articles:read","articles:write"]' },
        },
      },
    })
  })

  test('judges each route by its own needs, also when it remembers answers', async () => {
    expect(
      await statuses(
        ask('/articles/7', member.access),
        ask('/articles/8', member.access),
        ask('/articles/7', member.access, 'DELETE'),
        ask('/articles/7', editor.access, 'DELETE'),
      ),
    ).toEqual([200, 200, 403, 200])
    expect(await statuses(ask('/articles/7', member.access, 'DELETE'))).toEqual([403])
  })

  test('lets a remembered policy count for every route of the stage', async () => {
    expect(await statuses(ask('/policy/a', member.access))).toEqual([200])
    expect(await statuses(ask('/policy/b', member.access), ask('/policy/a', member.access))).toEqual([
      200, 200,
    ])
  })

  test.each<[string, () => string | undefined, number]>([
    ['no token', () => undefined, 401],
    ['an ID token', () => editor.id, 403],
    ['a forged token', () => `${editor.access.slice(0, -8)}AAAAAAAA`, 403],
    ['nonsense', () => 'nonsense', 403],
  ])('refuses %s at every guard', async (_, token, status) => {
    expect(
      await statuses(
        ask('/articles/7', token()),
        ask('/articles/7', token(), 'DELETE'),
        ask('/policy/a', token()),
      ),
    ).toEqual([status, status, status])
  })

  test('behind a JWT authorizer asks for a scope, which no ID token has', async () => {
    expect(await statuses(ask('/scoped', editor.access), ask('/scoped', editor.id), ask('/scoped'))).toEqual([
      200,
      expect.toSatisfy((status: number) => [401, 403].includes(status)),
      401,
    ])
  })
})

test('when the pool’s keys are out of reach the door fails, and lets nobody in', async () => {
  const second = await startCallersStack(keep, { seedUsers: [] })
  second.setFault('user-pool', { kind: 'outage' })

  const answer = await fetch(`${addressOf(second, 'http-api', 'guarded')}/articles/7`, {
    headers: { authorization: `Bearer ${editor.access}` },
  })

  expect(answer.status).toBe(500)
})
