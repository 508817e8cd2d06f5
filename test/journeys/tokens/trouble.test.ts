/** Tokens while the table is out, of users with far too much, and by every event version. */
import {
  AdminAddUserToGroupCommand,
  GetTokensFromRefreshTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { StackModel } from '../../../local/template/stack-model.ts'
import { type Api, createApi } from '../api.ts'
import type { BuiltSuite } from '../../support/built-suite.ts'
import { endAfterAll } from '../../support/end-after-all.ts'
import { buildJourney, claimsOf, type Journey, startJourney } from '../journey.ts'

let built: BuiltSuite
const keep = endAfterAll()
beforeAll(async () => {
  built = await buildJourney(keep, 'tokens', { preTokenGenerationVersion: 'V3_0' })
})

describe('with the table out', () => {
  let journey: Journey
  let api: Api
  beforeAll(async () => {
    journey = await startJourney(keep, 'tokens', { built })
    api = await createApi(journey.stack.details)
  })
  afterEach(() => journey.stack.setFault('table', null))

  test('a warm sandbox with cached entitlements makes no call', async () => {
    await journey.enroll('warm@example.com')
    await journey.signIn('warm@example.com')
    journey.stack.setFault('table', { kind: 'outage' })

    const { idToken } = await journey.signIn('warm@example.com')

    const [call] = await journey.calls()
    expect(claimsOf(idToken)).toMatchObject({ plan: 'free', permissions: ['articles:read'] })
    expect(call?.steps.map(({ attempts }) => attempts)).toEqual([0, 0])
  })

  test('a person who is new to the sandbox signs in and refreshes, with fewer claims', async () => {
    // Its steps wait for what hangs.
    const waiting = await startJourney(onTestFinished, 'tokens', { built, slowMotion: 4 })
    await waiting.enroll('unknown@example.com')
    waiting.stack.setFault('table', { kind: 'hang' })

    const { accessToken, refreshToken } = await waiting.signIn('unknown@example.com')
    const { AuthenticationResult: refreshed } = await waiting.cognito.send(
      new GetTokensFromRefreshTokenCommand({
        ClientId: waiting.stack.details.clients.public.clientId,
        RefreshToken: refreshToken,
      }),
    )

    for (const token of [accessToken, refreshed?.AccessToken ?? '']) {
      const claims = claimsOf(token)
      expect(claims).toMatchObject({ permissions: ['articles:read'] })
      expect(claims).not.toHaveProperty('plan')
    }
  })

  test('a machine whose scopes are unknown gets no token', async () => {
    const { clients, cognitoEndpoint } = journey.stack.details
    const { clientId: id, clientSecret } = clients.machine
    journey.stack.setFault('table', { kind: 'outage' })

    const response = await fetch(`${cognitoEndpoint}/oauth2/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${id}:${clientSecret}`).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    })

    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: 'invalid_grant' })
  })

  test('12 KB of groups and 20 KB of entitlements still make tokens within the budget', async () => {
    const sub = await journey.enroll('large@example.com')
    const { userPoolId } = journey.stack.details
    for (let at = 0; at < 100; at += 1) {
      const GroupName = `${at}-${'of-a-large-company'.repeat(7)}`.slice(0, 128)
      await journey.addGroup(GroupName)
      await journey.cognito.send(
        new AdminAddUserToGroupCommand({ UserPoolId: userPoolId, Username: 'large@example.com', GroupName }),
      )
    }
    const limits = Object.fromEntries(Array.from({ length: 950 }, (_, at) => [`limit-${at}-of-user`, at]))
    await journey.put({ pk: `USER#${userPoolId}#${sub}`, sk: 'ENTITLEMENTS', plan: 'pro', limits })

    const { idToken, accessToken } = await journey.signIn('large@example.com')

    expect(JSON.stringify(limits).length).toBeGreaterThan(20_000)
    for (const token of [idToken, accessToken]) {
      expect(Buffer.byteLength(token)).toBeLessThanOrEqual(4_096)
      expect(claimsOf(token)).toMatchObject({
        plan: 'pro',
        permissions: ['articles:read'],
        claims_truncated: true,
      })
    }
    expect(await api.call(accessToken, 'api/read')).toBe(200)
  })
})

/** As if somebody had changed the pool by hand: the synthesis refuses such a pair. */
function withTokenVersion(model: StackModel, LambdaVersion: string): StackModel {
  const { properties } = model.userPool
  const triggers = { ...Object(properties['LambdaConfig']) }
  const LambdaConfig = {
    ...triggers,
    PreTokenGenerationConfig: { ...triggers.PreTokenGenerationConfig, LambdaVersion },
  }
  return { ...model, userPool: { ...model.userPool, properties: { ...properties, LambdaConfig } } }
}

test.each(['V1_0', 'V2_0'])(
  'the bundle answers a %s pool, and reports that it expected another',
  async (version) => {
    const journey = await startJourney(onTestFinished, 'tokens', {
      built,
      change: (model) => withTokenVersion(model, version),
    })
    await journey.enroll('jane@example.com')

    const { idToken, accessToken } = await journey.signIn('jane@example.com')

    const [call] = await journey.calls()
    const isFirst = version === 'V1_0'
    expect(claimsOf(idToken)).toMatchObject({
      permissions: isFirst ? '["articles:read"]' : ['articles:read'],
      plan: 'free',
    })
    expect(claimsOf(accessToken)['permissions']).toEqual(isFirst ? undefined : ['articles:read'])
    expect(call?.logLines.join('\n')).toContain(`"eventVersion":"${version.slice(1, 2)}"`)
    expect(call?.logLines.join('\n')).toContain('"expectedVersion":"3"')
  },
)
