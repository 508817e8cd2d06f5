/** What the functions answer to golden events: who is let in, and who is not. */
import type { CallerAnswers } from '../support/caller-types.ts'
import { createEdgeHandler } from '../../callers/edge/serve.ts'
import { defaultPaths } from '../../callers/edge/config.ts'
import { createTransform } from '../../callers/firehose/transform.ts'
import { readCallerEvents } from '../../callers/golden-events.ts'
import { createApiAuthorizer } from '../../callers/guards/api-authorizer.ts'
import { createAppSyncAuthorizer } from '../../callers/guards/appsync-authorizer.ts'
import { createBatchFunction } from '../../callers/s3-batch/provision.ts'
import { createCallerHandler } from '../../callers/shared/handler.ts'
import { writeHttpAnswer } from '../../callers/shared/http.ts'
import type { RawObject } from '../../triggers/core/json.ts'
import { createHook } from '../journeys/suites/voice-bot.ts'
import { createSkill } from '../journeys/suites/voice-skill.ts'
import { clock, context, fetchKeys, keys, makeGuard, makeRuntime } from '../unit/callers/guards/make-guard.ts'
import { clientId, makeToken, userPoolId } from '../unit/callers/make-token.ts'

export type RealAnswer = readonly [name: string, type: keyof CallerAnswers, answer: unknown]

/** The golden events' own token does not count, the next one is not enough, and the last one is. */
const golden = 'eyJraWQiOiJhIiwiYWxnIjoiUlMyNTYifQ.eyJzdWIiOiJhIn0.c2lnbmF0dXJl'
const weak = makeToken(keys)
const right = makeToken(keys, { scope: 'orders/read', permissions: ['articles:read'] })
const withToken = (event: RawObject, token: string): unknown =>
  JSON.parse(JSON.stringify(event).replaceAll(golden, token))

const events = new Map(readCallerEvents().map(({ name, event }) => [name, event]))
const eventOf = (name: string): RawObject => events.get(name) ?? {}

export async function answerAll(): Promise<readonly RealAnswer[]> {
  const { runtime } = makeRuntime()
  const shared = { guard: makeGuard(), userPoolId, cacheS: 0 }
  const needs = { permissions: ['articles:read'] }
  const both = async (
    name: string,
    type: keyof CallerAnswers,
    ask: (input: unknown) => unknown,
  ): Promise<readonly RealAnswer[]> => [
    [`${name}, refused`, type, await ask(withToken(eventOf(name), weak))],
    [`${name}, let in`, type, await ask(withToken(eventOf(name), right))],
  ]
  const authorize = (answer: 'simple' | 'iam') => (input: unknown) =>
    createApiAuthorizer({ ...shared, needs, answer }, runtime)(input, context)
  const voice = { clock, fetchKeys }
  const doors = (['http-api/2.0', 'http-api/1.0', 'rest-api/1.0', 'alb/single', 'alb/multi'] as const).map(
    (name): RealAnswer => [
      `${name}, a page`,
      name,
      writeHttpAnswer(eventOf(name), {
        status: 403,
        headers: { 'content-type': 'application/problem+json' },
        cookies: ['a=1; Path=/', 'b=2'],
        body: '{}',
      }),
    ],
  )
  const each = await Promise.all([
    both('api-authorizer/http-api.2.0', 'simple', authorize('simple')),
    both('api-authorizer/http-api.1.0', 'iam', authorize('iam')),
    both('api-authorizer/rest-api.request', 'iam', authorize('iam')),
    both('api-authorizer/rest-api.token', 'iam', authorize('iam')),
    both('appsync/request', 'appsync', (input) =>
      createAppSyncAuthorizer({ ...shared, needs }, runtime)(input, context),
    ),
    both('lex/fulfillment', 'lex', (input) => createHook(voice)(Object(input))),
    both('alexa/intent', 'alexa', (input) => createSkill(voice)(Object(input))),
    both('alexa/intent, asked to link', 'alexa', () => createSkill(voice)(Object(eventOf('alexa/intent')))),
  ])
  const others: readonly RealAnswer[] = [
    ['edge/viewer-request, sent to sign in', 'edge, who does not', await askEdge([])],
    ['edge/viewer-request, an open page', 'edge, who goes on', await askEdge(['/account'])],
    ...(await Promise.all(['s3-batch/1.0', 's3-batch/2.0'].map(askBatch))),
    ...(await Promise.all(['firehose/control', 'firehose/reports'].map(askStream))),
  ]
  return [...doors, ...each.flat(), ...others]
}

function askEdge(openPaths: readonly string[]): Promise<unknown> {
  const config = {
    ...defaultPaths,
    userPoolId,
    clientId,
    managedLogin: 'https://my-app.auth.eu-central-1.amazoncognito.com',
    scopes: ['openid'],
    needs: {},
    rights: {},
    openPaths,
    forwardsToken: false,
  }
  const random = (bytes: number): Buffer => Buffer.alloc(bytes, 1)
  const handler = createEdgeHandler({ config, guard: makeGuard(), random }, makeRuntime().runtime)
  return handler(eventOf('edge/viewer-request'), context)
}

async function askBatch(name: string): Promise<RealAnswer> {
  const { runtime } = makeRuntime()
  const payload = { end: 'finished', effects: {} }
  const options = {
    userPoolId: 'eu-west-1_Ab12Cd34E',
    usersPerSecond: 1_000,
    invokeWorker: () => Promise.resolve({ functionError: undefined, payload }),
  }
  const handler = createCallerHandler(createBatchFunction(options, runtime), runtime)
  return [
    name,
    's3-batch',
    await handler(eventOf(name), { ...context, getRemainingTimeInMillis: () => 150_000 }),
  ]
}

async function askStream(name: string): Promise<RealAnswer> {
  const { runtime } = makeRuntime()
  const settings = { logGroup: 'own', putBack: () => Promise.resolve(new Set<number>()) }
  const handler = createCallerHandler(createTransform(settings), runtime)
  return [
    name,
    'firehose',
    await handler(eventOf(name), { ...context, getRemainingTimeInMillis: () => 300_000 }),
  ]
}
