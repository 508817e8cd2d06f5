/** What the local stack's stand-ins send to functions. */
import { integrationEvent, authorizerEvent } from '../../local/callers/api-gateway/event.ts'
import type { Payload } from '../../local/callers/api-gateway/model.ts'
import { runTasks } from '../../local/callers/batch/run-tasks.ts'
import type { DoorRequest } from '../../local/callers/door.ts'
import { viewerEvent } from '../../local/callers/edge/viewer-request.ts'
import { targetEvent } from '../../local/callers/load-balancer/event.ts'
import { createDelivery } from '../../local/callers/stream/deliver.ts'
import { createVirtualClock } from '../../triggers/testing/virtual-clock.ts'
import type { CallerEvents } from '../support/caller-types.ts'

export type LocalEvent = readonly [name: string, type: keyof CallerEvents, event: unknown]

const request = (more: Partial<DoorRequest> = {}): DoorRequest => ({
  method: 'POST',
  path: '/sign-up',
  query: 'lang=de&lang=fr',
  headers: [
    ['Host', 'a.example'],
    ['Cookie', 'a=1; b=2'],
    ['X-List', 'one'],
    ['X-List', 'two'],
    ['Content-Type', 'application/json'],
  ],
  body: Buffer.from('{}'),
  clientIp: '192.0.2.10',
  traceId: 'Root=1-6747d0f1-5e1b2c3d4e5f60718293a4b5',
  port: 443,
  ...more,
})
const bare = request({ query: '', headers: [['Host', 'a.example']], body: Buffer.alloc(0) })

const passage = (kind: 'http-api' | 'rest-api', asked: DoorRequest, payload: Payload) =>
  ({
    api: {
      kind,
      apiId: 'a1b2c3d4e5',
      name: 'door',
      endpoint: 'https://a.example',
      stages: [],
      routes: [],
      binaryTypes: [],
    },
    stage: { name: kind === 'rest-api' ? 'prod' : '$default', variables: {} },
    route: {
      key: 'POST /sign-up',
      resourceId: 'roq9wj',
      authorizer: { kind: 'none' },
      integration: { functionArn: functionArn, payload, timeoutMs: 29_000 },
    },
    path: asked.path,
    pathParameters: {},
    request: asked,
    accountId: '123456789012',
    region: 'eu-west-1',
    requestId: 'JKJaXmPLvHcESHA=',
    receivedAtMs: 1_795_947_330_000,
  }) as const
const functionArn = 'arn:aws:lambda:eu-west-1:123456789012:function:door:live'

/** Each with a full request and with a bare one. */
export async function localEvents(): Promise<readonly LocalEvent[]> {
  const doors = [request(), bare].flatMap((asked, index): readonly LocalEvent[] => {
    const name = (what: string): string => `${what}, ${index === 0 ? 'full' : 'bare'}`
    const http = (payload: '1.0' | '2.0') => passage('http-api', asked, payload)
    const target = {
      functionArn,
      targetGroupArn: 'arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/door/6d0ecf831eec9f09',
    }
    const site = {
      distributionId: 'E',
      name: 'site',
      domainName: 'd1.cloudfront.net',
      aliases: [],
      behaviors: [],
    }
    const authorize = (payload: 'TOKEN' | '2.0') =>
      authorizerEvent(payload === '2.0' ? http(payload) : passage('rest-api', asked, 'rest'), payload, [
        'Bearer a',
      ])
    return [
      [name('HTTP API 1.0'), 'http-api/1.0', integrationEvent(http('1.0'), '1.0')],
      [name('HTTP API 2.0'), 'http-api/2.0', integrationEvent(http('2.0'), '2.0')],
      [name('REST API'), 'rest-api/1.0', integrationEvent(passage('rest-api', asked, 'rest'), 'rest')],
      [name('authorizer TOKEN'), 'api-authorizer/rest-api.token', authorize('TOKEN')],
      [name('authorizer 2.0'), 'api-authorizer/http-api.2.0', authorize('2.0')],
      [name('ALB'), 'alb/single', targetEvent(asked, { ...target, hasMultiValueHeaders: false })],
      [name('ALB, multi-value'), 'alb/multi', targetEvent(asked, { ...target, hasMultiValueHeaders: true })],
      [
        name('CloudFront'),
        'edge/viewer-request',
        viewerEvent(asked, site, { includesBody: true, requestId: 'id' }),
      ],
    ]
  })
  return [...doors, ...(await batchEvents()), await streamEvent()]
}

async function batchEvents(): Promise<readonly LocalEvent[]> {
  const events: LocalEvent[] = []
  for (const schema of ['1.0', '2.0'] as const) {
    await runTasks({
      jobId: 'job',
      schema,
      userArguments: schema === '2.0' ? { userPoolId: 'pool' } : {},
      tasks: [{ bucket: 'b', key: 'k' }],
      concurrency: 1,
      clock: createVirtualClock(),
      signal: new AbortController().signal,
      invoke(event) {
        events.push([`S3 Batch ${schema}`, `s3-batch/${schema}`, event])
        return Promise.resolve({ kind: 'not-found', message: 'no' })
      },
      newId: () => 'id',
      onEnd: () => {},
    })
  }
  return events
}

async function streamEvent(): Promise<LocalEvent> {
  const events: unknown[] = []
  const delivery = createDelivery({
    model: {
      name: 'audit',
      arn: 'arn:aws:firehose:eu-west-1:123456789012:deliverystream/audit',
      functionArn,
      bucket: 'b',
      prefix: 'a/',
      errorPrefix: 'e/',
      bufferBytes: 1_048_576,
      bufferMs: 60_000,
      subscribed: new Map(),
    },
    region: 'eu-west-1',
    clock: createVirtualClock(),
    invoke({ payload }) {
      events.push(payload)
      return Promise.resolve({ kind: 'not-found', message: 'no' })
    },
    newId: () => 'id',
    write: () => Promise.resolve(),
  })
  delivery.put('e30=')
  await delivery.flush()
  return ['Firehose', 'firehose/reports', events[0]]
}
