/** Requests that no SDK would send get a proper error, never a stack. */
import { get } from 'node:http'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { operations } from '../../../local/pool/operations.ts'
import { clientId, poolId, startHarness } from './pool-harness.ts'
import { runs } from '../../support/run-counts.ts'

const harness = await startHarness()
afterAll(() => harness.close())

interface Answer {
  readonly status: number
  readonly type: string
  readonly message: string
  readonly header: string | null
}

async function send(operation: string, body: string, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(harness.pool.endpoint, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
      authorization: 'AWS4-HMAC-SHA256 Credential=x',
      ...headers,
    },
  })
  const answer = Object(await response.json())
  return {
    status: response.status,
    type: String(answer['__type']),
    message: String(answer['message']),
    header: response.headers.get('x-amzn-errortype'),
  }
}

describe('a request', () => {
  test.each(['CreateUserPool', 'constructor', '__proto__', ''])(
    'for the operation %s is unknown',
    async (name) => {
      const answer = await send(name, '{}')

      expect(answer).toMatchObject({
        status: 400,
        type: 'UnknownOperationException',
        header: 'UnknownOperationException',
      })
    },
  )

  test('for another service is unknown', async () => {
    const answer = await send('SignUp', '{}', { 'x-amz-target': 'DynamoDB_20120810.PutItem' })

    expect(answer.type).toBe('UnknownOperationException')
  })

  test.each(['{', 'nonsense', '[]', 'null', '"text"', '1', '{"ClientId":1}', '{"ClientId":["x"]}'])(
    'with the body %s cannot be read',
    async (body) => {
      const answer = await send('SignUp', body)

      expect(answer).toMatchObject({ status: 400, type: 'SerializationException' })
    },
  )

  test('hears of every broken rule at once, and of no value', async () => {
    const answer = await send(
      'SignUp',
      JSON.stringify({ ClientId: 'not valid!', Username: '', Password: null }),
    )

    expect(answer.type).toBe('InvalidParameterException')
    expect(answer.message).toBe(
      [
        "4 validation errors detected: Value at 'clientId' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[\\w+]+$",
        "Value at 'username' failed to satisfy constraint: Member must have length greater than or equal to 1",
        "Value at 'username' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+$",
        "Value at 'password' failed to satisfy constraint: Member must not be null",
      ].join('; '),
    )
  })

  test('names the place of a broken rule in a list', async () => {
    const body = {
      ClientId: clientId,
      Username: 'a',
      Password: 'Abcdefg-1',
      UserAttributes: [{ Value: 'x' }],
    }

    const answer = await send('SignUp', JSON.stringify(body))

    expect(answer.message).toContain("'userAttributes.1.member.name'")
  })

  test('with an unknown flow names those there are', async () => {
    const answer = await send('InitiateAuth', JSON.stringify({ ClientId: clientId, AuthFlow: 'MAGIC' }))

    expect(answer).toMatchObject({
      type: 'InvalidParameterException',
      message: expect.stringContaining(
        "Value at 'authFlow' failed to satisfy constraint: Member must satisfy enum value set",
      ),
    })
  })

  test('that is too large is refused', async () => {
    const answer = await send('SignUp', JSON.stringify({ Username: 'x'.repeat(1_100_000) }))

    expect(answer).toMatchObject({ status: 413, type: 'RequestEntityTooLargeException' })
  })

  test('with members of the prototype reads none of them', async () => {
    const body = `{"__proto__":{"ClientId":"${clientId}"},"constructor":1,"Username":"a","Password":"Abcdefg-1"}`

    const answer = await send('SignUp', body)

    expect(answer.message).toContain(
      "Value at 'clientId' failed to satisfy constraint: Member must not be null",
    )
  })

  test('ignores members it does not know', async () => {
    const answer = await send('ListUsers', JSON.stringify({ UserPoolId: poolId, Unknown: { deep: [1] } }))

    expect(answer.status).toBe(200)
  })

  test('of no operation answers a 500, whatever it holds', async () => {
    const members = [
      'ClientId',
      'Username',
      'Password',
      'UserPoolId',
      'AuthFlow',
      'AuthParameters',
      'AccessToken',
      'Limit',
    ]
    const body = fc.oneof(
      fc.json(),
      fc
        .dictionary(
          fc.constantFrom(...members),
          fc.oneof(fc.constantFrom(clientId, poolId, 'USER_PASSWORD_AUTH', 'REFRESH_TOKEN'), fc.jsonValue()),
        )
        .map((value) => JSON.stringify(value)),
    )
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...operations.keys()), body, async (operation, text) => {
        const answer = await send(operation, text)

        expect(answer.status).toBeLessThan(500)
      }),
      { numRuns: runs({ few: 60, full: 300 }) },
    )
    expect(harness.defects).toEqual([])
  })
})

describe('credentials', () => {
  const admin = [...operations].filter(([, { auth }]) => auth === 'signature').map(([name]) => name)
  const open = [...operations].filter(([, { auth }]) => auth === 'none').map(([name]) => name)

  test.each(admin)('are needed for %s', async (name) => {
    for (const authorization of ['', 'Bearer x']) {
      const answer = await send(name, '{}', { authorization })

      expect(answer).toMatchObject({ status: 400, type: 'MissingAuthenticationTokenException' })
    }
  })

  test.each(open)('are not needed for %s', async (name) => {
    const answer = await send(name, '{}', { authorization: '' })

    expect(answer.type).toBe('InvalidParameterException')
  })
})

describe('a browser', () => {
  test('that reaches the pool under a foreign name (DNS rebinding) is turned away', async () => {
    const status = await new Promise((resolve, reject) => {
      get(
        `${harness.pool.issuer}/.well-known/jwks.json`,
        { headers: { host: 'evil.example.com' } },
        (response) => {
          response.resume()
          resolve(response.statusCode)
        },
      ).on('error', reject)
    })

    expect(status).toBe(403)
  })

  const preflight = (origin: string): Promise<Response> =>
    fetch(harness.pool.endpoint, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,x-amz-target',
      },
    })

  test.each(['http://127.0.0.1:4100', 'http://localhost:5173', 'http://[::1]:8080'])(
    'on the page %s may call the pool',
    async (origin) => {
      const response = await preflight(origin)

      expect(response.headers.get('access-control-allow-origin')).toBe(origin)
      expect(response.headers.get('access-control-allow-headers')).toContain('x-amz-target')
    },
  )

  test.each(['https://example.com', 'http://localhost.example.com', 'http://127.0.0.1.example.com', 'null'])(
    'on the page %s may not',
    async (origin) => {
      const response = await preflight(origin)

      expect(response.headers.get('access-control-allow-origin')).toBeNull()
    },
  )
})
