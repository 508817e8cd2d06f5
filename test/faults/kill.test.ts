/** Sandboxes are killed at many points of their conversation with table, pool, bus, mail and webhook. Nothing is lost. */
import { createServer } from 'node:http'
import { join } from 'node:path'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { beforeAll, describe, expect, test } from 'vitest'
import { type LocalEventBus, startEventBus } from '../../local/stand-ins/event-bus.ts'
import { type LambdaService, startLambdaService } from '../../local/lambda/service.ts'
import { closeServer, listenOnLoopback } from '../../local/listen.ts'
import { startMail } from '../../local/stand-ins/mail.ts'
import { slowMotion } from '../../local/slow-motion.ts'
import { startTable } from '../../local/table/table.ts'
import type { StackModel } from '../../local/template/stack-model.ts'
import { startSecrets } from '../../local/stand-ins/secrets.ts'
import { type LocalWebhook, makeWebhookSecret, startWebhook } from '../../local/stand-ins/webhook.ts'
import { isObject, type RawObject } from '../../triggers/core/json.ts'
import { buildSuite } from '../support/built-suite.ts'
import { endAfterAll } from '../support/end-after-all.ts'
import { eventFixture } from '../../triggers/testing/golden-events.ts'
import { runs } from '../support/run-counts.ts'
import { createRandom } from '../support/seeded-random.ts'
import { createCutter, startCutProxy } from './cut-proxy.ts'
import { type Item, letTimePass, scan, statesOf } from './full-stack.ts'

const kills = runs({ few: 10, full: 50 })

const endsWith = endAfterAll()
const keep = <Service extends { close(): Promise<void> }>(service: Service): Service => {
  endsWith(() => service.close())
  return service
}
const cutter = createCutter()
const members: string[] = []
const mails: string[] = []
let model: StackModel
let lambda: LambdaService
let bus: LocalEventBus
let webhook: LocalWebhook
let tableEndpoint: string
let dynamodb: DynamoDBClient

beforeAll(async () => {
  const suite = await buildSuite(join(import.meta.dirname, 'full-suite.ts'))
  endsWith(() => suite.remove())
  model = suite.model
  const secret = makeWebhookSecret()
  const table = keep(await startTable({ port: 0, table: model.table }))
  tableEndpoint = table.endpoint
  const pool = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => (body += String(chunk)))
    request.on('end', () => {
      if (request.method === 'POST') members.push(String(Object(JSON.parse(body)).Username))
      response.end('{}')
    })
  })
  const poolPort = await listenOnLoopback(pool, 0)
  endsWith(() => closeServer(pool))
  bus = keep(await startEventBus(model.eventBus?.name ?? ''))
  // A kill is at a count; a busy machine has time for everything else.
  const { clock, environment } = slowMotion(20)
  webhook = keep(await startWebhook(secret, () => clock.epochMs()))
  const mail = keep(await startMail({ deliver: ({ to }) => void mails.push(to) }))
  const secrets = keep(
    await startSecrets(() => model.secretArns.map((arn) => ({ arn, value: secret })), model.region),
  )
  const cut = async (target: string): Promise<string> => keep(await startCutProxy(target, cutter)).endpoint
  lambda = keep(
    await startLambdaService({
      port: 0,
      region: model.region,
      functions: model.functions,
      clock,
      environment: {
        ...environment,
        AWS_ENDPOINT_URL_DYNAMODB: await cut(table.endpoint),
        AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: await cut(`http://127.0.0.1:${poolPort}`),
        AWS_ENDPOINT_URL_EVENTBRIDGE: await cut(bus.endpoint),
        AWS_ENDPOINT_URL_SESV2: await cut(mail.endpoint),
        WEBHOOK_LOOPBACK_ORIGIN: await cut(webhook.endpoint),
        AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.endpoint,
      },
    }),
  )
  dynamodb = new DynamoDBClient({ region: model.region, endpoint: table.endpoint })
  endsWith(() => dynamodb.destroy())
})

const subOf = (user: number): string => `00000000-0000-4000-8000-${String(user).padStart(12, '0')}`

function confirmationOf(user: number): RawObject {
  const event = eventFixture('PostConfirmation_ConfirmSignUp')
  const userAttributes = {
    sub: subOf(user),
    email: `user-${user}@example.com`,
    email_verified: 'true',
    name: 'Jane',
  }
  const request = isObject(event['request']) ? { ...event['request'], userAttributes } : { userAttributes }
  return { ...event, userName: subOf(user), request }
}

function streamOf(user: number): RawObject {
  const pk = { S: `USER#eu-west-1_Example01#${subOf(user)}` }
  return { Records: [{ dynamodb: { Keys: { pk, sk: { S: 'PROVISIONING' } } } }] }
}

async function call(trigger: string, payload: unknown): Promise<string> {
  const called = model.functions.find((candidate) => candidate.trigger === trigger)
  return (await lambda.invoke({ functionArn: `${called?.functionArn}:live`, payload })).kind
}

describe.runIf(process.platform === 'linux')(`${kills} kills`, () => {
  const killed = { 'post-confirmation': 0, 'provisioning-worker': 0 }
  let items: readonly Item[]
  /** A user who is left in peace, those who are struck, and users who were done before the chosen point. */
  let users = 0

  beforeAll(async () => {
    const random = createRandom(50)
    const passagesOf = async (trigger: keyof typeof killed, payload: unknown): Promise<number> => {
      cutter.arm(Number.POSITIVE_INFINITY)
      await call(trigger, payload)
      return cutter.passed()
    }
    // Cold, as after most kills: connecting counts.
    const passages = {
      'post-confirmation': await passagesOf('post-confirmation', confirmationOf(0)),
      'provisioning-worker': await passagesOf('provisioning-worker', streamOf(0)),
    }
    let user = 1
    for (; killed['post-confirmation'] + killed['provisioning-worker'] < kills; user += 1) {
      const trigger = random() < 0.5 ? 'provisioning-worker' : 'post-confirmation'
      const isRepeated = random() < 0.3
      const count = 1 + Math.floor(random() * passages[trigger])
      if (trigger === 'provisioning-worker') await call('post-confirmation', confirmationOf(user))
      cutter.arm(count)
      await call(trigger, trigger === 'provisioning-worker' ? streamOf(user) : confirmationOf(user))
      if (cutter.hasCut()) killed[trigger] += 1
      cutter.arm(Number.POSITIVE_INFINITY)
      if (isRepeated) await call('post-confirmation', confirmationOf(user))
    }
    users = user

    // For a user killed before the record was written, Cognito must ask again, or reconcile must find the user.
    const before = await scan(dynamodb, model.table.name)
    for (let each = 0; each < users; each += 1) {
      if (Object.keys(statesOf(before, subOf(each))).length === 0)
        await call('post-confirmation', confirmationOf(each))
    }
    for (let round = 0; round < 3; round += 1) {
      await letTimePass(tableEndpoint, model.table.name)
      await call('provisioning-worker', { kind: 'sweep' })
    }
    items = await scan(dynamodb, model.table.name)
  })

  test('struck both functions, and as often as it should', () => {
    expect(killed['post-confirmation'] + killed['provisioning-worker']).toBe(kills)
    expect(killed['post-confirmation']).toBeGreaterThan(0.3 * kills)
    expect(killed['provisioning-worker']).toBeGreaterThan(0.3 * kills)
  })

  test('lost nothing: every effect of every user is done', () => {
    const unfinished = Array.from({ length: users }, (_, user) => statesOf(items, subOf(user))).filter(
      (states) => Object.values(states).some((state) => state !== 'done' && state !== 'dropped'),
    )

    expect(unfinished).toEqual([])
    expect(items.filter(({ sk }) => sk?.S === 'PROVISIONING')).toHaveLength(users)
    expect(items.filter((item) => 'dueShard' in item)).toEqual([])
  })

  test('doubled nothing whose target is idempotent', () => {
    for (const kind of ['PROFILE', 'ENTITLEMENTS', 'RESERVATION'])
      expect(items.filter(({ sk }) => sk?.S === kind)).toHaveLength(users)
    expect(new Set(members).size).toBe(users)
  })

  test('sent events, webhooks and mails at least once, again only where a kill hid the answer, under one key', () => {
    const eventKeys = bus.events().map(({ detail }) => String(Object(detail).idempotencyKey))
    const hookIds = webhook.received().map(({ id }) => id)

    for (const sent of [eventKeys, hookIds, mails]) expect(new Set(sent).size).toBe(users)
    const repeats = eventKeys.length + hookIds.length + mails.length - 3 * users
    expect(repeats).toBeLessThanOrEqual(killed['provisioning-worker'])
    expect(webhook.received().every(({ isVerified }) => isVerified)).toBe(true)
  })
})
